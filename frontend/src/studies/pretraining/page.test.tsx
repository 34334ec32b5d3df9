/** The pages of pretraining over a server that answers with made-up numbers. */
import { studyServed } from "../../testing/served";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, configure, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { heardFrames, newQueryClient } from "../../api/queries";
import type { RunEvent, RunStatus, Training } from "../../api/types";
import { fieldsOf, requestOf } from "../../kit";
import { asWritten, overEarlier } from "../../lib/asked";
import { armOf } from "./arms";
import { curveFigure, curveOf } from "./curve";
import { type Asked, Form, FORM } from "./Form";
import { Live } from "./Live";
import { Result } from "./Result";

configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

const KEY = "d".repeat(32);
const RUN = {
  key: KEY,
  kind: "run",
  study: "pretraining",
  status: "done",
  model: "demo",
  params: { steps: 640, seed: 3 },
  provenance: { isogloss: "0.1.0" },
  started: "2026-01-01T00:00:00Z",
} as unknown as RunStatus;

const estimate = (value: number, nul: number) => ({
  value,
  low: value - 0.1,
  high: value + 0.1,
  null: nul,
  null_low: null,
  null_high: null,
  n: 4000,
});
const TRAINING: Training = {
  model: "demo",
  architecture: "GPT-NeoX (Pythia)",
  n_parameters: 379_456,
  vocabulary: 1792,
  tokenizer_digest: "ab".repeat(32),
  text: "sample",
  constructed: true,
  steps: 640,
  tokens: 2_621_440,
  seconds: 95,
  headline: { held_out: estimate(2.5, 6.1) },
  languages: ["en", "ar"].map((language) => ({
    language,
    held_out: estimate(2.4, 6),
    byte_unigram: 13.2,
    bits: estimate(0.9, 4.4),
    held_out_documents: 70,
    tokens: 374_491,
    documents: 6000,
    passes: null,
  })),
  checkpoints: [0, 640].map((step) => ({
    checkpoint: `step00${step}`,
    step,
    tokens_seen: step * 4096,
    fingerprint: `${step}`.padEnd(64, "e"),
    training_loss: step ? 2.6 : null,
    held_out: { en: estimate(step ? 2.4 : 7.5, 6), ar: estimate(step ? 2.6 : 7.5, 6) },
  })),
  curve: [
    { step: 1, loss: 7.4 },
    { step: 640, loss: 2.6 },
  ],
  notes: ["Constructed text."],
};

let answers: Record<string, unknown>;
const asked: { path: string; body: unknown }[] = [];

beforeEach(() => {
  asked.length = 0;
  window.history.replaceState(null, "", "/");
  answers = {
    [`/api/runs/${KEY}/result`]: TRAINING,
    "/api/corpora": [{ id: "pud", name: "PUD" }],
    "/api/studies/pretraining": studyServed("pretraining"),
    "/api/studies/pretraining/estimate": {
      seconds: 100,
      bytes: 12e6,
      detail: "379,456 parameters",
      smaller: { steps: 160, checkpoint_steps: null },
      smaller_seconds: 25,
      runs: 1,
      known: 0,
    },
    "/api/studies/pretraining/runs": { ...RUN, status: "queued" },
  };
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const made = new Request(typeof input === "string" ? new URL(input, "http://here") : input, init);
    const path = new URL(made.url).pathname;
    const text = await made.text();
    asked.push({ path, body: text ? JSON.parse(text) : undefined });
    const known = answers[path] as { error?: object } | undefined;
    if (known === undefined)
      return new Response(
        JSON.stringify({ error: { code: "not_kept", message: `Nothing at ${path}.`, hint: "", field: null, details: {} } }),
        { status: 404 },
      );
    return new Response(JSON.stringify(known), { status: known.error ? 422 : 200 });
  });
});

const show = (element: React.ReactNode) => {
  const client = newQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  render(<QueryClientProvider client={client}>{element}</QueryClientProvider>);
  return client;
};
const lastBody = (path: string) => asked.findLast((call) => call.path === path)?.body as { params: Record<string, unknown> };
const frame = (id: number, data: object): RunEvent => ({ id, key: KEY, at: "t", kind: "frame", text: "", data: data as RunEvent["data"] });

describe("the result", () => {
  it("says how well it predicts, beside what frequencies alone would give, and that the text is constructed", async () => {
    show(<Result run={RUN} />);
    const lead = await screen.findByText(/^After 640 steps it predicts held-out text/);
    expect(lead.textContent).toBe(
      "After 640 steps it predicts held-out text at 2.50 [2.40, 2.60] nats a token; token frequencies alone give 6.10 (4,000 tokens, 2 languages).",
    );
    expect(screen.getByText("constructed text")).toBeTruthy();
    expect(screen.getByRole("row", { name: /step00640 2,621,440 2.60 2.50/ })).toBeTruthy();
    expect(screen.getByRole("link", { name: /concept neurons along its ladder/ }).getAttribute("href")).toBe(
      "/studies/concept-neurons?checkpoints=all&model=demo",
    );
  });
});

describe("a training on its way", () => {
  const stored = [
    frame(1, { checkpoint: "step00000", step: 0, held_out: { en: 7.5 }, nulls: {}, losses: [] }),
    frame(2, {
      losses: [
        [1, 7.4],
        [2, 7.2],
      ],
    }),
  ];
  it("draws what was said before and what is said now", async () => {
    answers[`/api/runs/${KEY}/frames`] = { key: KEY, frames: stored };
    const client = show(<Live run={{ ...RUN, status: "running" }} />);
    expect(await screen.findByText(/1 checkpoint of/)).toBeTruthy();
    act(() =>
      client.setQueryData(heardFrames(KEY), [
        stored[1],
        frame(3, { checkpoint: "step00002", step: 2, held_out: { en: 7 }, nulls: { en: 6 }, losses: [] }),
      ]),
    );
    expect(await screen.findByText(/2 checkpoints of/)).toBeTruthy();
  });
  it("makes one curve of frames that were said twice", () => {
    const curve = curveOf([
      ...stored,
      frame(3, {
        losses: [
          [2, 7.2],
          [3, 7],
        ],
      }),
      frame(4, { checkpoint: "step00003", step: 3, held_out: { ar: 6.9, en: 7 }, nulls: { ar: 5, en: 6 }, losses: [] }),
    ]);
    expect(curve.losses).toEqual([
      [1, 7.4],
      [2, 7.2],
      [3, 7],
    ]);
    const figure = curveFigure(curve, 640);
    expect(figure.data.map((trace) => trace.name)).toEqual(["token frequencies alone", "en", "ar", "training"]);
    expect(figure.data[0]!.y).toEqual([5.5, 5.5]);
    expect(figure.data[2]!.y).toEqual([null, 6.9]);
    expect(figure.layout.xaxis!.ticktext).toEqual(["0", "3", "640"]);
  });
  it("has no null before the text was cut", () =>
    expect(curveFigure(curveOf(stored), 640).data.map((t) => t.name)).toEqual(["en", "training"]));
});

describe("the form", () => {
  it("asks with what was changed alone, and offers the smaller one", async () => {
    show(<Form initial={{}} />);
    await screen.findByText(/About/);
    expect(lastBody("/api/studies/pretraining/estimate")).toEqual({ params: {}, checkpoints: null });
    await userEvent.click(screen.getByRole("button", { name: /^Smaller/ }));
    await waitFor(() => expect(lastBody("/api/studies/pretraining/estimate").params).toEqual({ steps: 160 }));
    await userEvent.click(screen.getByRole("button", { name: /^Train/ }));
    await waitFor(() => expect(lastBody("/api/studies/pretraining/runs").params).toEqual({ steps: 160 }));
  });
  it("chooses an arm by one click, and a corpus has none", async () => {
    show(<Form initial={{}} />);
    await userEvent.click(
      await screen.findByRole("radio", { name: "Placebo" }).catch(() => screen.getByRole("button", { name: "Placebo" })),
    );
    await waitFor(() => expect(lastBody("/api/studies/pretraining/estimate").params).toEqual({ switch: 0.15, placebo: true }));
    await screen.findByRole("option", { name: "PUD" });
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Text" }), "pud");
    await waitFor(() => expect(lastBody("/api/studies/pretraining/estimate").params).toEqual({ text: "pud" }));
  });
  it("shows a refusal at its field", async () => {
    answers["/api/studies/pretraining/estimate"] = {
      error: {
        code: "heads_do_not_fit",
        message: "5 heads do not share a width of 64 out evenly.",
        hint: "Take 4 heads.",
        field: "heads",
        details: {},
      },
    };
    show(<Form initial={{ heads: 5 }} />);
    expect((await screen.findAllByText(/5 heads do not share/)).length).toBeGreaterThan(0);
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Heads" }).getAttribute("aria-invalid")).toBe("true"));
  });
});

describe("what is asked", () => {
  const fields = fieldsOf(studyServed("pretraining").params);
  const nothing = Object.fromEntries(Object.entries(fields.codecs).map(([name, codec]) => [name, codec.parse(null)])) as unknown as Asked;
  const over = (view: Asked, earlier: object) =>
    requestOf(FORM, fields, overEarlier(view as never, earlier as never, fields.codecs as never), [])!.params;
  it("takes an earlier run's params over, with the address on top", () => {
    const from = { steps: 640, languages: ["en", "de"], placebo: true, switch: 0.15, text: "sample", checkpoint_steps: [7], model: null };
    expect(over({ ...nothing, steps: "20" }, from)).toEqual({
      steps: 20,
      languages: ["en", "de"],
      placebo: true,
      switch: 0.15,
      text: "sample",
      checkpoint_steps: [7],
    });
  });
  it("can take back what an earlier run was given", () =>
    expect(over({ ...nothing, placebo: false }, { placebo: true, steps: 3 })).toEqual({ steps: 3 }));
  it("writes a smaller offer as the address does", () =>
    expect(asWritten({ steps: 160, checkpoint_steps: null, model: "x" }, fields.codecs as never)).toEqual({
      steps: "160",
      checkpoint_steps: [],
      model: "x",
    }));
  it("knows the four arms", () => {
    expect([
      armOf({ switch: null, placebo: false, clone: false }),
      armOf({ switch: "0.15", placebo: true, clone: false }),
      armOf({ switch: "0.3", placebo: false, clone: false }),
    ]).toEqual(["control", "placebo", null]);
  });
});
