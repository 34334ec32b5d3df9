/** The demo's story over made-up chapters: which figure stands for which series, and what is said of its null. */
import { QueryClientProvider } from "@tanstack/react-query";
import { configure, render, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { newQueryClient } from "../api/queries";
import { DemoStory } from "./DemoStory";

configure({ asyncUtilTimeout: 8000 });

const key = (letter: string) => letter.repeat(32);
const series = (letter: string, study: string) => ({
  key: key(letter),
  kind: "series",
  study,
  name: "x",
  model: "toy",
  status: "done",
  started: null,
  finished: null,
  finished_set: "s",
  children: [],
  label: "",
});
const chapter = (name: string, more: object = {}) => ({
  name,
  title: name,
  says: `Of ${name}.`,
  live: false,
  key: key("9"),
  status: "not asked",
  training: null,
  series: null,
  ...more,
});
const figure = {
  data: [{ type: "scatter", name: "mean", x: [0, 1], y: [0, 1], meta: { role: "mean" } }],
  layout: { meta: { caption: "Dashed: matched random units." } },
};
let answers: Record<string, unknown>;
const asked: string[] = [];

const estimate = (value: number, more: object = {}) => ({
  value,
  low: value - 0.02,
  high: value + 0.02,
  null: 0.14,
  null_low: 0.13,
  null_high: 0.15,
  p: null,
  n: 120,
  ...more,
});
/** What a ladder of probes answers, as far as a chapter reads it. */
const probed = (target: string, accuracy: number, more: object = {}) => ({
  target,
  missing: [],
  languages: [],
  classes: target === "concept" ? Array.from({ length: 4 }, String) : ["en", "de"],
  notes: [],
  model: "toy",
  points: [
    {
      key: key("f"),
      checkpoint: "step00512",
      step: 512,
      headline: { accuracy: estimate(accuracy), surface: 0.71, over_surface: estimate(accuracy - 0.71), spread: 0.1 },
      probes: [{}, {}, {}],
      baselines: [
        { control: "majority", accuracy: estimate(0.14) },
        { control: "bytes", accuracy: estimate(0.71) },
      ],
      transfer: [],
      own: null,
      others: null,
      ...more,
    },
  ],
});

function story(effects: object = {}, more: object[] = [], further: Record<string, unknown> = {}) {
  const [neurons, forced] = [series("a", "concept_neurons"), series("b", "concept_effects")];
  answers = {
    "/api/demo": {
      chapters: [
        chapter("emergence", { live: true, status: "done", series: neurons }),
        chapter("control"),
        chapter("effects", effects),
        ...more,
      ],
    },
    "/api/findings": [],
    [`/api/runs/${neurons.key}`]: neurons,
    [`/api/runs/${forced.key}`]: forced,
    [`/api/runs/${neurons.key}/figures/overlap_over_training.json`]: figure,
    [`/api/runs/${forced.key}/figures/on_concept_over_training.json`]: figure,
    ...further,
  };
  const client = newQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  render(
    <QueryClientProvider client={client}>
      <DemoStory />
    </QueryClientProvider>,
  );
}

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    asked.push(path);
    return new Response(
      JSON.stringify(answers[path] ?? { error: { code: "none", message: "Nothing.", hint: "", field: null, details: {} } }),
      { status: answers[path] === undefined ? 404 : 200 },
    );
  });
});

it("keeps a chapter that goes on apart from those that change one thing, and names its null", async () => {
  story();
  const further = await screen.findByRole("region", { name: "What happens without them?" });
  expect(further.textContent).toContain("random units, matched to the experts");
  expect(within(further).getByRole("button", { name: "Run it, longer than the first" })).toBeTruthy();
  expect(within(screen.getByRole("region", { name: "The same, with one thing changed" })).queryByText("effects")).toBeNull();
});
it("draws the figure of the study that the newest series belongs to, under that figure's name", async () => {
  story({ status: "done", series: series("b", "concept_effects") });
  await waitFor(() =>
    expect(screen.getByRole("region", { name: "Forced: share of concept words that are the concept’s own" }).textContent).toContain(
      "Dashed: matched random units.",
    ),
  );
  expect(asked).toContain(`/api/runs/${key("b")}/figures/on_concept_over_training.json`);
});
it("says that it still draws the experts while their effects have not begun", async () => {
  story({ status: "running", series: series("a", "concept_neurons") });
  const further = await screen.findByRole("region", { name: "What happens without them?" });
  expect(await within(further).findByRole("region", { name: "Share of expert units two languages have in common" })).toBeTruthy();
});

/** A chapter of probes that is done, with its answer. */
function withProbes(name: string, answer: unknown) {
  const one = series("c", "language_probes");
  story({}, [chapter(name, { status: "done", series: one })], {
    [`/api/runs/${one.key}`]: one,
    [`/api/runs/${one.key}/result`]: answer,
    [`/api/runs/${one.key}/figures/layers_over_training.json`]: figure,
  });
  return screen.findByRole("region", { name: "What does each layer know?" });
}

it("says a probe's accuracy with its interval, its null and what the bytes give alone, over the heat map of layers", async () => {
  const panel = await withProbes("probes", probed("language", 0.84));
  const said = await within(panel).findByText(/^At step 512/);
  expect(said.textContent).toContain(
    "tells the language in 0.84 [0.82, 0.86] of what was held out, mean over 3 layers, against 0.14 with shuffled labels; excess 0.70 [0.68, 0.72] (120 documents). From the bytes of the text alone it is 0.71.",
  );
  expect(said.textContent).toContain("No neuron belongs to one language");
  expect(await within(panel).findByRole("region", { name: "Held-out accuracy by layer and step" })).toBeTruthy();
  expect(asked).toContain(`/api/runs/${key("c")}/figures/layers_over_training.json`);
  expect(panel.textContent).toContain("the bytes without the model");
});
it("calls a probe that tells no more than the surface, and a transfer that may be nothing, what they are", async () => {
  const panel = await withProbes("meaning", probed("concept", 0.71, { transfer: [estimate(0.5), estimate(0.26, { null: 0.25 })] }));
  const said = await within(panel).findByText(/^At step 512/);
  expect(said.textContent).toContain("That is no more than the surface gives.");
  expect(said.textContent).toContain(
    "the last layer gives 0.26 [0.24, 0.28] against 0.25 for another document; excess 0.01 [−0.01, 0.03], not clear of zero (120 documents).",
  );
});
