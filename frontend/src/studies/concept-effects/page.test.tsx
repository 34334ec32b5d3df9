/** The pages of concept effects over a server that answers with made-up numbers. */
import { studyServed } from "../../testing/served";
import { QueryClientProvider } from "@tanstack/react-query";
import { configure, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { newQueryClient } from "../../api/queries";
import type { NewestAnswer } from "../../api/types";
import * as made from "./fixtures";
import { Form } from "./Form";
import { Result } from "./Result";
import { inLanguages, leads, sentence, shows } from "./words";

configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

const ESTIMATE = "/api/studies/concept-effects/estimate";
const START = "/api/studies/concept-effects/runs";
let answers: Record<string, unknown>;
const asked: { path: string; body: { params: Record<string, unknown>; checkpoints: unknown } | undefined }[] = [];
const last = (path: string) => asked.findLast((call) => call.path === path)?.body;
const query = () => new URLSearchParams(window.location.search);
const refuse = (field: string, message: string, hint = "") => ({ error: { code: "refused", message, hint, field, details: {} } });

beforeEach(() => {
  asked.length = 0;
  window.history.replaceState(null, "", "/");
  answers = {
    "/api/models/toy-ladder": made.model,
    "/api/corpora/toy": made.corpus,
    "/api/runs": { runs: [made.conceptRun], more: false },
    [`/api/runs/${made.CONCEPT_KEY}`]: made.conceptRun,
    "/api/studies/concept-effects": studyServed("concept-effects"),
    [ESTIMATE]: { seconds: 400, bytes: 2e8, detail: "3 concepts", smaller: { draws: 20 }, smaller_seconds: 40, runs: 3, known: 1 },
    [START]: made.run([]),
    [`/api/runs/${made.SERIES_KEY}/result`]: made.series(),
    [`/api/runs/${made.SERIES_KEY}/figures/on_concept_over_training.json`]: made.figure("Dashed: matched random units."),
    ...Object.fromEntries(made.STEPS.map((step) => [`/api/runs/${made.KEY(step)}/result`, step === 0 ? made.weak(0) : made.result(step)])),
  };
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = new Request(typeof input === "string" ? new URL(input, "http://here") : input, init);
    const path = new URL(request.url).pathname;
    const text = await request.text();
    asked.push({ path, body: text ? JSON.parse(text) : undefined });
    const known = answers[path] as { error?: object } | undefined;
    if (known === undefined)
      return new Response(
        JSON.stringify({ error: { code: "not_kept", message: `Nothing at ${path}.`, hint: "", field: null, details: {} } }),
        { status: 404 },
      );
    return new Response(JSON.stringify(known), { status: known.error && Object.keys(known).length === 1 ? 422 : 200 });
  });
});

const show = (element: React.ReactNode) => {
  const client = newQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  const inside = (node: React.ReactNode) => <QueryClientProvider client={client}>{node}</QueryClientProvider>;
  const view = render(inside(element));
  return { again: (next: React.ReactNode) => view.rerender(inside(next)) };
};

describe("the form", () => {
  const params = { model: "toy-ladder", concept_run: made.CONCEPT_KEY, language: "en" };
  it("takes the newest concept run with all its checkpoints, says what it costs, and offers a first look", async () => {
    show(<Form initial={{}} />);
    expect(await screen.findByText(/About/)).toBeTruthy();
    expect(last(ESTIMATE)).toEqual({ params, checkpoints: ["step0", "step8", "step64"] });
    await userEvent.click(screen.getByRole("radio", { name: "200: for a p-value" }));
    await waitFor(() => expect(last(ESTIMATE)?.params).toEqual({ ...params, draws: 200 }));
    await userEvent.click(await screen.findByRole("button", { name: /^Smaller, about 40/ }));
    expect(query().get("draws")).toBe("20");
  });
  it("keeps choices in the address, and starts", async () => {
    show(<Form initial={{}} />);
    await userEvent.click(await screen.findByRole("radio", { name: "Some" }));
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: "Sentences to test on" }), "held-out");
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Experts found in" }), "es");
    await userEvent.click(screen.getByRole("radio", { name: "Another" }));
    await userEvent.clear(screen.getByRole("textbox", { name: "How many" }));
    await userEvent.type(screen.getByRole("textbox", { name: "How many" }), "50");
    expect(Object.fromEntries(query())).toMatchObject({ checkpoints: "step64", held_out: "held-out", language: "es" });
    await waitFor(() =>
      expect(last(ESTIMATE)).toEqual({
        params: { ...params, checkpoint: "step64", held_out: "held-out", language: "es", draws: 50 },
        checkpoints: null,
      }),
    );
    await userEvent.click(screen.getByRole("button", { name: /^Compute/ }));
    await waitFor(() => expect(window.location.pathname).toBe(`/runs/${made.SERIES_KEY}`));
  });
  it("shows a refusal beside its field", async () => {
    answers[ESTIMATE] = refuse(
      "held_out",
      "The concept run read all documents, so none is left to test its experts on.",
      "Run concept neurons on part of the ids first, and build on that run.",
    );
    show(<Form initial={{}} />);
    const said = await screen.findAllByText(/none is left to test its experts on/);
    expect(said.some((p) => p.closest(".field")?.textContent?.includes("Sentences to test on"))).toBe(true);
    expect(screen.getByRole("combobox", { name: "Sentences to test on" }).getAttribute("aria-invalid")).toBe("true");
  });
  it("opens what is folded where the refusal is", async () => {
    answers[ESTIMATE] = refuse("params.only_concepts", "toy-concepts has no concept “x”.");
    show(<Form initial={{ only_concepts: ["x"] }} />);
    await screen.findAllByText(/has no concept/);
    expect(screen.getByText(/^Advanced/).closest("details")!.open).toBe(true);
  });
  it("starts from an earlier run's params", async () => {
    show(<Form initial={{ ...params, language: "ar", checkpoint: "step8", draws: 200, shared_by: 3, held_out: null }} />);
    await waitFor(() =>
      expect(last(ESTIMATE)).toEqual({
        params: { ...params, language: "ar", checkpoint: "step8", draws: 200, shared_by: 3 },
        checkpoints: null,
      }),
    );
  });
  it("says what it needs where there is no concept run", async () => {
    answers["/api/runs"] = { runs: [], more: false };
    show(<Form initial={{}} />);
    expect((await screen.findByRole("link", { name: "Look for concept neurons" })).getAttribute("href")).toBe("/studies/concept-neurons");
  });
});

describe("what the lead says", () => {
  const lead = (...given: Parameters<typeof leads>) => leads(...given).join(" ");
  it("the finding, then the null, then n, and how it was at the start", () => {
    expect(lead(made.result(), made.series().points[0])).toBe(
      "At step 64, switching off a concept’s shared experts adds 0.050 [0.030, 0.070] nats a token more to its own sentences than to others’, beyond what random units add, clear of zero (3 concepts). Random units: 95 % of 200 sets in [−0.010, 0.010], p = 0.005. " +
        "After Holm an effect is shown in 2 of 3 languages: English and Spanish. At step 0 it was 0.004 [−0.016, 0.024] nats a token. " +
        "Forced from nothing, its Spanish experts write texts in which 0.62 [0.52, 0.72] of the concept words are the concept’s own against 0.35 with random units; excess 0.27 [0.17, 0.37] (40 texts with a concept word). Plain 0.34. Random units: 95 % of 200 sets in [0.30, 0.40], p = 0.005. " +
        "At step 0 it was 0.36 [0.26, 0.46], random units 0.35.",
    );
  });
  it("calls no language an effect whose p after Holm or whose interval shows none", () => {
    const result = made.result();
    // Arabic is clear of 0 and of random units by its raw p, and not after Holm.
    expect(shows(result.ablation[2]!.effect)).toBe(false);
    expect(lead(result)).not.toContain("Arabic");
    const wide = { ...result, ablation: result.ablation.map((row) => ({ ...row, effect: made.effect(0.01, 0.005, 0.015, 0.05) })) };
    expect(inLanguages(wide)).toBe("After Holm no effect is shown in any of 3 languages.");
  });
  it("says that a weak number may be nothing, and that few draws tell no language apart", () => {
    const said = lead(made.weak());
    expect(said).toContain("not clear of zero (3 concepts). Random units: 95 % of 20 sets in [−0.010, 0.010], p = 0.50.");
    expect(said).toContain("20 sets of random units are too few to tell single languages apart.");
    expect(said).toContain("excess 0.01 [−0.09, 0.11], not clear of zero (40 texts");
  });
  it("says so where no concept word came up", () =>
    expect(lead({ ...made.result(), on_concept: {} })).toContain("its Spanish experts bring up no word of any concept."));
  it("for the home page: the number, its null and n, and whether it may be nothing", () => {
    const answer = (label: string, e: ReturnType<typeof made.effect>) =>
      ({ label, model: "toy", checkpoint: "step8", trajectory: [], number: e }) as unknown as NewestAnswer;
    expect(sentence(answer("switched off", made.effect(0.05, 0.01)))).toBe(
      "Switched off in toy at step8, a concept’s shared experts add 0.050 [0.030, 0.070] nats a token more to its own sentences than to others’, beyond what random units add, clear of zero (3 concepts).",
    );
    expect(sentence(answer("switched off", made.effect(0.01, 0.4)))).toMatch(/not clear of zero \(3 concepts\)\.$/);
    expect(sentence(answer("forced", { ...made.effect(0.4, 0.01), low: null, high: null, null: 0.3 }))).toMatch(
      /against 0\.30 with random units; excess 0\.10 without an interval, .*\(3 texts\)\.$/,
    );
  });
});

describe("a run's result", () => {
  const open = () => show(<Result run={made.single()} />);
  it("carries its provenance, what is contaminated, and its notes", async () => {
    open();
    expect(await screen.findByText("contaminated")).toBeTruthy();
    expect(screen.getByText("seed 7")).toBeTruthy();
    expect(screen.getByText("toy abab abab")).toBeTruthy();
    expect(screen.getByText("A note of a test.")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Ask for the ladder" }).getAttribute("href")).toBe(
      `/studies/concept-effects?checkpoints=all&from=${made.KEY(64)}`,
    );
  });
  it("has a table of effects with their random units, p and p after Holm", async () => {
    open();
    const table = await screen.findByRole("table", { name: "Switched off, by language" });
    const cells = (name: string) =>
      within(within(table).getByText(name).closest("tr")!)
        .getAllByRole("cell")
        .map((cell) => cell.textContent);
    expect(cells("English")).toEqual(["English", "3.20", "+.080", "+.030", ".060 [.040, .080]", "[−.010, .010]", ".005", ".015"]);
    expect(cells("mean of all")).toEqual(["mean of all", "", "", "", ".050 [.030, .070]", "[−.010, .010]", ".005", ""]);
    expect(within(table).getByText(".030 [.010, .050]").className).toBe("quiet");
  });
  it("has a table of concepts, and a click on one shows its texts", async () => {
    open();
    const table = await screen.findByRole("table", { name: "Concepts" });
    const row = within(table).getByText("storms").closest("tr")!;
    expect(row.textContent).toContain("2 of 3.62 [.52, .72].35 [.30, .40]");
    expect(within(table).getByText("trade").closest("tr")!.querySelector("[title='No word of any concept in these texts']")).toBeTruthy();
    await userEvent.click(row);
    expect(query().get("concept")).toBe("storms");
    expect(await screen.findByText("عاصفة قوية")).toBeTruthy();
  });
  it("shows texts in their language and direction, and the undetermined as a chip", async () => {
    window.history.replaceState(null, "", "/?concept=storms");
    open();
    const arabic = await screen.findByText("عاصفة قوية");
    expect([arabic.getAttribute("lang"), arabic.getAttribute("dir"), arabic.classList.contains("evidence")]).toEqual(["ar", "auto", true]);
    const undetermined = screen.getByText("undetermined");
    expect(undetermined.classList.contains("chip")).toBe(true);
    expect(undetermined.closest("tr")!.querySelector(".evidence")!.getAttribute("lang")).toBe("und");
    await userEvent.click(within(screen.getByRole("radiogroup", { name: "Pane" })).getByRole("radio", { name: "plain" }));
    expect(await screen.findByText("the end")).toBeTruthy();
    expect(query().get("pane")).toBe("plain");
  });
  it("lists the words that were looked for, and how languages were told", async () => {
    window.history.replaceState(null, "", "/?concept=storms");
    open();
    expect((await screen.findByText("عاصفة")).getAttribute("lang")).toBe("ar");
    expect(
      screen.getByText(/toy-id 1\.2, among English, Spanish and Arabic; it does not know Quechua\. Below \.70 a text is undetermined/),
    ).toBeTruthy();
    expect(screen.getByText("n = 41")).toBeTruthy();
  });
});

describe("a ladder's result", () => {
  it("draws the share over training with its null, and a checkpoint drives what is below", async () => {
    show(<Result run={made.run()} />);
    expect(await screen.findByText(/Dashed: matched random units\. n = 40 texts with a concept word\./)).toBeTruthy();
    expect(await screen.findByText(/^At step 64, switching off/)).toBeTruthy();
    await userEvent.click(screen.getByRole("radio", { name: "step 0" }));
    expect(query().get("at")).toBe("step0");
    expect(await screen.findByText(/^At step 0, switching off.*not clear of zero/)).toBeTruthy();
    await userEvent.keyboard("]]");
    expect(query().get("at")).toBeNull();
  });
  it("offers the other measures, and keeps a figure that is not there apart from the rest", async () => {
    show(<Result run={made.run()} />);
    await userEvent.click(await screen.findByRole("radio", { name: "Switched off" }));
    expect(query().get("over")).toBe("off");
    await waitFor(() => expect(asked.some((call) => call.path.endsWith("/figures/ablation_over_training.json"))).toBe(true));
    expect(await screen.findByRole("table", { name: "Concepts" })).toBeTruthy();
  });
  it("grows in place: the newest stays selected", async () => {
    answers[`/api/runs/${made.SERIES_KEY}/result`] = made.series([0, 8]);
    const { again } = show(<Result run={made.run([0, 8])} />);
    expect(await screen.findByText(/^At step 8, switching off/)).toBeTruthy();
    expect(screen.getByRole("radio", { name: "step 64, to come" })).toBeTruthy();
    answers[`/api/runs/${made.SERIES_KEY}/result`] = made.series();
    again(<Result run={made.run()} />);
    expect(await screen.findByText(/^At step 64, switching off/)).toBeTruthy();
  });
  it("says what is being computed while nothing is finished", () => {
    const busy = {
      ...made.run([]),
      children: made.run([]).children.map((child, i) => ({ ...child, fraction: i / 10, label: "switching off food", steps_done: 2 })),
    };
    show(<Result run={busy} />);
    expect(screen.getByText(/: switching off food$/)).toBeTruthy();
    expect(screen.getAllByText("step 2 of 9").length).toBeGreaterThan(0);
  });
});
