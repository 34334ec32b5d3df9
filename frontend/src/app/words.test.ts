import { describe, expect, test } from "vitest";
import type { RunChild, RunSummary } from "../api/types";
import { roles, told } from "./pages/Model";
import { matches } from "./Search";
import { secondsLeft } from "./timeLeft";
import { runTitle } from "./words";

const run = (more: Partial<RunSummary>) =>
  ({ kind: "run", study: "concept_neurons", model: "m", checkpoint: "step1", key: "0123456789", label: "", ...more }) as RunSummary;

test("a run is called by its study, its model and its checkpoint", () => {
  expect([
    runTitle(run({})),
    runTitle(run({ kind: "series", checkpoint: null })),
    runTitle(run({ kind: "intake", study: "add_model", model: null })),
  ]).toEqual(["Concept neurons of m, step1", "Concept neurons of m, its ladder", "Add model"]);
});

describe("the time a ladder still takes", () => {
  const child = (more: Partial<RunChild>) =>
    ({ status: "queued", fraction: 0, seconds_left: null, started: null, finished: null, ...more }) as RunChild;
  const done = child({ status: "done", started: "2026-01-01T00:00:00Z", finished: "2026-01-01T00:01:00Z" });
  test("is guessed from the finished ones", () => expect(secondsLeft([done, child({}), child({})])).toBe(120));
  test("is shared by those that run", () =>
    expect(
      secondsLeft([done, child({ status: "running", seconds_left: 20 }), child({ status: "running", fraction: 0.5 }), child({})]),
    ).toBe(55));
  test("is not guessed where nothing is known", () => expect(secondsLeft([child({}), child({ status: "running" })])).toBeNull());
  test("is nothing once all are done", () => expect(secondsLeft([done])).toBeNull());
});

test("a search finds every word in any field, and what begins with it first", () => {
  const hits = [
    { label: "Adding", kind: "page", href: "/x", also: "mini" },
    { label: "mini-ladder", kind: "model", href: "/models/mini-ladder", also: "GPT-NeoX" },
  ];
  expect(matches(hits, "mini").map((h) => h.label)).toEqual(["mini-ladder", "Adding"]);
  expect(matches(hits, "neox model").map((h) => h.label)).toEqual(["mini-ladder"]);
  expect(matches(hits, "nothing of the kind")).toEqual([]);
});

test("places are counted by role and width", () => {
  expect(
    roles([
      { address: "mlp_act.0", width: 8 },
      { address: "mlp_act.1", width: 8 },
      { address: "q_out.0", width: 4 },
    ]),
  ).toEqual([
    { role: "mlp_act", width: 8, layers: 2 },
    { role: "q_out", width: 4, layers: 1 },
  ]);
});

test("a long list in what was declared is counted, a short one is told", () => {
  expect(told({ note: "70 %", except_ids: Array.from({ length: 300 }, String), splits: ["dev", "test"] })).toBe(
    "70 %; except ids: 300 in all; splits: dev, test",
  );
});
