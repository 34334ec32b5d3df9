/** The demo's story over made-up chapters: which figure stands for which series, and what is said of its null. */
import { QueryClientProvider } from "@tanstack/react-query";
import { configure, render, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { newQueryClient } from "../api/queries";
import { DemoStory } from "./DemoStory";

configure({ asyncUtilTimeout: 8000 });
vi.mock("plotly.js-cartesian-dist-min", () => ({ default: { react: () => new Promise(() => undefined), purge: () => undefined } }));

const key = (letter: string) => letter.repeat(32);
const series = (letter: string, study: string) => ({ key: key(letter), kind: "series", study, name: "x", model: "toy", status: "done", started: null, finished: null, finished_set: "s", children: [], label: "" });
const chapter = (name: string, more: object = {}) => ({ name, title: name, says: `Of ${name}.`, live: false, key: key("9"), status: "not asked", training: null, series: null, ...more });
const figure = { data: [{ type: "scatter", name: "mean", x: [0, 1], y: [0, 1], meta: { role: "mean" } }], layout: { meta: { caption: "Dashed: matched random units." } } };
let answers: Record<string, unknown>;
const asked: string[] = [];

function story(effects: object = {}) {
  const [neurons, forced] = [series("a", "concept_neurons"), series("b", "concept_effects")];
  answers = {
    "/api/demo": { chapters: [chapter("emergence", { live: true, status: "done", series: neurons }), chapter("control"), chapter("effects", effects)] }, "/api/findings": [],
    [`/api/runs/${neurons.key}`]: neurons, [`/api/runs/${forced.key}`]: forced,
    [`/api/runs/${neurons.key}/figures/overlap_over_training.json`]: figure, [`/api/runs/${forced.key}/figures/on_concept_over_training.json`]: figure,
  };
  const client = newQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  render(<QueryClientProvider client={client}><DemoStory /></QueryClientProvider>);
}

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    asked.push(path);
    return new Response(JSON.stringify(answers[path] ?? { error: { code: "none", message: "Nothing.", hint: "", field: null, details: {} } }), { status: answers[path] === undefined ? 404 : 200 });
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
  await waitFor(() => expect(screen.getByRole("region", { name: "Forced: share of concept words that are the concept’s own" }).textContent).toContain("Dashed: matched random units."));
  expect(asked).toContain(`/api/runs/${key("b")}/figures/on_concept_over_training.json`);
});
it("says that it still draws the experts while their effects have not begun", async () => {
  story({ status: "running", series: series("a", "concept_neurons") });
  const further = await screen.findByRole("region", { name: "What happens without them?" });
  expect(await within(further).findByRole("region", { name: "Share of expert units two languages have in common" })).toBeTruthy();
});
