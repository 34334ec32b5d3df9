import { expect, test } from "vitest";
import { afterEvent } from "./live";
import type { RunEvent, RunStatus } from "./types";

const RUN = {
  key: "a",
  status: "running",
  steps_done: 1,
  steps_total: 4,
  fraction: 0.25,
  label: "reading",
  seconds_left: 9,
  log: [{ at: "t0", text: "one" }],
  last_event: 5,
  children: [],
  plan: ["read", "score", "trace", "compare"].map((name, i) => ({ name, state: i < 1 ? "done" : i === 1 ? "now" : "later" })),
} as unknown as RunStatus;
const event = (more: Partial<RunEvent>): RunEvent => ({ id: 6, key: "a", at: "t1", kind: "progress", text: "", data: null, ...more });

test("progress moves the run", () => {
  expect(afterEvent(RUN, event({ data: { steps_done: 2, fraction: 0.5, seconds_left: 4 } }))).toMatchObject({
    steps_done: 2,
    fraction: 0.5,
    seconds_left: 4,
    label: "reading",
    last_event: 6,
  });
  expect(afterEvent(RUN, event({ data: { steps_done: 2 } }))!.plan.map((step) => step.state)).toEqual(["done", "done", "now", "later"]);
});
test("a log line is added once, however often it arrives", () => {
  const once = afterEvent(RUN, event({ kind: "log", text: "two" }))!;
  expect(once.log.map((l) => l.text)).toEqual(["one", "two"]);
  expect(afterEvent(once, event({ kind: "log", text: "two" }))!.log).toHaveLength(2);
});
test("progress of a checkpoint moves its row and the ladder's bar", () => {
  const series = {
    ...RUN,
    children: [
      { key: "b", status: "done", fraction: 1 },
      { key: "c", status: "running", fraction: 0 },
    ],
  } as unknown as RunStatus;
  const next = afterEvent(series, event({ key: "c", data: { fraction: 0.5 } }))!;
  expect([next.children[1]!.fraction, next.fraction]).toEqual([0.5, 0.75]);
});
test("a change of state is asked for anew", () => expect(afterEvent(RUN, event({ kind: "status", data: { status: "done" } }))).toBeNull());
