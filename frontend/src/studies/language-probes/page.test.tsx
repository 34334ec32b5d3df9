/** The pages of language probes over a server that answers with made-up numbers. */
import { fieldsOf, requestOf } from "../../kit";
import { studyServed } from "../../testing/served";
import { QueryClientProvider } from "@tanstack/react-query";
import { configure, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { newQueryClient } from "../../api/queries";
import type { NewestAnswer } from "../../api/types";
import * as made from "./fixtures";
import { Form, FORM } from "./Form";
import type { Asked, Setting } from "./setting";
import { Result } from "./Result";
import { readCell, readTwo } from "./context";
import { amongExperts, best, clear, lead, lost, sentence } from "./words";

configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

const ESTIMATE = "/api/studies/language-probes/estimate";
const START = "/api/studies/language-probes/runs";
let answers: Record<string, unknown>;
const asked: { path: string; search: URLSearchParams; body: { params: Record<string, unknown>; checkpoints: unknown } | undefined }[] = [];
const last = (path: string) => asked.findLast((call) => call.path === path);
const query = () => new URLSearchParams(window.location.search);
const refuse = (field: string, message: string, hint = "") => ({ error: { code: "refused", message, hint, field, details: {} } });

beforeEach(() => {
  asked.length = 0;
  window.history.replaceState(null, "", "/");
  answers = {
    "/api/models": [made.model],
    "/api/models/toy-ladder": made.model,
    "/api/corpora": [made.corpus],
    "/api/corpora/toy": made.corpus,
    "/api/corpora/toy/sentences": made.sentences,
    "/api/runs": { runs: [made.conceptRun], more: false },
    "/api/studies/language-probes": studyServed("language-probes"),
    [ESTIMATE]: {
      seconds: 400,
      bytes: 2e8,
      detail: "300 sentences in 3 languages",
      smaller: { sentences: 100 },
      smaller_seconds: 40,
      runs: 3,
      known: 1,
    },
    [START]: made.run([]),
    [`/api/runs/${made.SERIES_KEY}/result`]: made.series(),
    [`/api/runs/${made.SERIES_KEY}/figures/retrieval_over_training.json`]: made.figure("Dashed: other documents."),
    ...Object.fromEntries(made.STEPS.map((step) => [`/api/runs/${made.KEY(step)}/result`, made.result(step, step === 0 ? 0.34 : 0.83)])),
    [`/api/runs/${made.KEY(64)}/figures/accuracy.json`]: made.figure("Dashed: shuffled labels."),
  };
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const sent = new Request(typeof input === "string" ? new URL(input, "http://here") : input, init);
    const { pathname: path, searchParams: search } = new URL(sent.url);
    const text = await sent.text();
    asked.push({ path, search, body: text ? JSON.parse(text) : undefined });
    if (path.endsWith("/confusion"))
      return new Response(JSON.stringify(made.confusion(Number(search.get("layer")), search.get("truth"), search.get("predicted"))));
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
  const params = { model: "toy-ladder", corpus: "toy", languages: ["en", "es", "ar"] };
  it("makes every choice that is obvious, says what it costs, and offers a smaller one", async () => {
    show(<Form initial={{}} />);
    await userEvent.click(await screen.findByRole("button", { name: /^Smaller, about 40/ }));
    expect(last(ESTIMATE)?.body).toEqual({ params, checkpoints: "all" });
    expect(query().get("sentences")).toBe("100");
  });
  it("sends what is chosen and typed, keeps it in the address, and starts", async () => {
    show(<Form initial={{}} />);
    await userEvent.click(await screen.findByRole("radio", { name: "Some" }));
    await userEvent.click(screen.getByRole("radio", { name: "Script" }));
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Of each layer" }), "mlp_act");
    const type = async (name: string, typed: string) => {
      await userEvent.clear(screen.getByRole("textbox", { name }));
      await userEvent.type(screen.getByRole("textbox", { name }), typed);
    };
    await type("Tokens of a sentence", "8");
    await type("Draws behind each null", "1O");
    await userEvent.click(screen.getByRole("checkbox", { name: "Spanish" }));
    expect(Object.fromEntries(query())).toMatchObject({
      checkpoints: "step64",
      target: "script",
      role: "mlp_act",
      tokens: "8",
      draws: "1O",
      languages: "en,ar",
    });
    await waitFor(() =>
      expect(last(ESTIMATE)?.body).toEqual({
        params: { ...params, languages: ["en", "ar"], checkpoint: "step64", target: "script", role: "mlp_act", tokens: 8, draws: "1O" },
        checkpoints: null,
      }),
    );
    await userEvent.click(screen.getByRole("button", { name: /^Compute/ }));
    await waitFor(() => expect(window.location.pathname).toBe(`/runs/${made.SERIES_KEY}`));
  });
  it("asks for concepts where the concept is told, and only then", async () => {
    show(<Form initial={{}} />);
    expect(await screen.findByRole("radio", { name: "Language" })).toBeTruthy();
    expect(screen.queryByRole("combobox", { name: "Concept set" })).toBeNull();
    await userEvent.click(screen.getByRole("radio", { name: "Concept" }));
    await userEvent.click(await screen.findByRole("checkbox", { name: /^food/ }));
    await waitFor(() =>
      expect(last(ESTIMATE)?.body?.params).toEqual({
        ...params,
        target: "concept",
        concepts: "toy-concepts",
        only_concepts: ["storms", "trade"],
      }),
    );
    await userEvent.click(screen.getByRole("radio", { name: "Family" }));
    await waitFor(() => expect(last(ESTIMATE)?.body?.params).toEqual({ ...params, target: "family" }));
  });
  it("shows a refusal beside its field", async () => {
    answers[ESTIMATE] = refuse("target", "All of these languages have the same script, Latn: there is nothing to tell apart.");
    show(<Form initial={{}} />);
    const said = await screen.findAllByText(/nothing to tell apart/);
    expect(said.some((p) => p.closest(".field")?.textContent?.includes("is to tell"))).toBe(true);
  });
  it("opens what is folded where the refusal is", async () => {
    answers[ESTIMATE] = refuse("params.splits", "At least 3.");
    show(<Form initial={{ splits: 2 }} />);
    expect((await screen.findAllByText(/At least 3/)).some((p) => p.closest(".field"))).toBe(true);
    expect(screen.getByText("More, 1 changed").closest("details")!.open).toBe(true);
  });
  it("leaves out what takes no part, and asks nothing while something is missing", () => {
    const fields = fieldsOf(studyServed("language-probes").params);
    const request = (asked: Asked) => requestOf(FORM, fields, asked, {} as Setting);
    const empty = Object.fromEntries(Object.entries(fields.codecs).map(([name, codec]) => [name, codec.parse(null)])) as unknown as Asked;
    const base = { ...empty, model: "m", corpus: "c", languages: ["en", "de"], tokens: "8", concepts: "s", only_concepts: ["a"] };
    expect(request({ ...base, unit: "sentence" })?.params).toEqual({ model: "m", corpus: "c", languages: ["en", "de"], unit: "sentence" });
    expect(request({ ...base, languages: ["en"] })).toBeNull();
    expect(request({ ...base, target: "concept", concepts: null })).toBeNull();
  });
  it("says what it needs in an empty installation", async () => {
    answers["/api/corpora"] = [];
    show(<Form initial={{}} />);
    expect((await screen.findByRole("link", { name: "Add a corpus" })).getAttribute("href")).toBe("/corpora?add=1");
  });
});

describe("what the lead says", () => {
  it("the finding, then its null, what the surface gives and n, and how it was at the start", () => {
    expect(lead(made.result(), made.series().points[0])).toBe(
      "At step 64 a probe tells the language of 0.83 [0.79, 0.87] of the held-out tokens, mean over 2 layers, against 0.33 with shuffled labels; excess 0.50 [0.46, 0.54] (30 documents). From the bytes of the text alone it is 0.60. At step 0 it was 0.34 [0.30, 0.38], from the surface alone 0.60.",
    );
  });
  it("of concepts also whether a probe works in another language", () => {
    expect(lead(made.concepts())).toMatch(
      /tells the concept of .* held-out sentences.*Trained on one language and read in another, centred, layer 1 gives 0\.72 \[0\.68, 0\.76\] against 0\.33 for another document; excess 0\.39 \[0\.35, 0\.43\] \(30 documents\); read in its own 0\.90\.$/,
    );
  });
  it("weak as weak: what the surface gives too, and what shuffled labels give too", () => {
    expect(lead(made.result(64, 0.83, 0.81))).toMatch(/it is 0\.81\. That is no more than the surface gives\.$/);
    expect(lead(made.result(64, 0.34))).toContain("against 0.33 with shuffled labels; excess 0.01 [−0.03, 0.05], not clear of zero");
    expect(lead(made.result(64, 0.2))).toContain("excess −0.13 [−0.17, −0.09], below it");
    expect([clear(made.estimate(0.36)), clear({ ...made.estimate(0.5), low: null, high: null }), clear(made.estimate(0.5, null))]).toEqual([
      false,
      true,
      false,
    ]);
  });
  it("of the surface only what was measured", () => {
    const gives = (control: "length" | "bytes", value: number | null) => ({
      control,
      by_split: [],
      accuracy: { ...made.estimate(0), value },
    });
    expect(best([gives("length", null), gives("bytes", 0)])?.control).toBe("bytes");
    expect(lead({ ...made.result(), baselines: [gives("length", null)] })).toContain("From the surface alone it is 0.60");
  });
  it("what is lost without a language's neurons, beside random units", () => {
    const { neurons } = made.result();
    expect(lost(neurons)).toBe(
      "With a language’s own neurons switched off, 0.050 nats a token are added to the loss on it against 0.001 with random units; excess 0.049 without an interval, above 95 % of the null [−0.002, 0.004] (3 languages). On the others it is 0.002 against 0.001 with random units; excess 0.001 without an interval, within 95 % of the null [−0.002, 0.004] (6 pairs).",
    );
    expect(lost({ own: { ...neurons.own!, value: 0.003 }, others: neurons.others })).toContain(
      "excess 0.002 without an interval, within 95 % of the null",
    );
    expect(lost({ own: null, others: null })).toMatch(/^No neuron belongs to one language/);
  });
  it("for the home page: the number, its null and n, and whether it may be nothing", () => {
    const answer = (value: number, trajectory: unknown[] = []) =>
      ({ label: "accuracy", model: "toy", checkpoint: "step8", trajectory, number: made.estimate(value) }) as unknown as NewestAnswer;
    expect(sentence(answer(0.83))).toBe(
      "A probe of toy at step8 is right on 0.83 [0.79, 0.87] of what was held out, mean over layers, against 0.33 with shuffled labels; excess 0.50 [0.46, 0.54] (30 documents).",
    );
    expect(sentence(answer(0.34))).toContain("not clear of zero");
    expect(
      sentence(
        answer(
          0.83,
          [0, 8].map((step) => ({ checkpoint: `step${step}`, step, number: made.estimate(step / 10) })),
        ),
      ),
    ).toMatch(/^A probe of toy at step 8.* At step 0 it was 0\.00/);
  });
});

it("marks' addresses are read, also where a name holds a colon", () => {
  expect(readTwo("storms: wind:food", ["food", "storms: wind"])).toEqual({ a: "storms: wind", b: "food" });
  expect(readTwo("en:xx", ["en", "de"])).toBeNull();
  expect([readCell("3:step512"), readCell("3"), readCell("x:3")]).toEqual([
    { layer: 3, revision: "step512" },
    { layer: 3, revision: null },
    null,
  ]);
});

describe("a run's result", () => {
  const open = () => show(<Result run={made.single()} />);
  it("shows accuracy beside shuffled labels and the surface, with intervals and n", async () => {
    open();
    const table = await screen.findByRole("table", { name: "Layers" });
    const cells = (name: string) =>
      within(within(table).getByText(name).closest("tr")!)
        .getAllByRole("cell")
        .map((cell) => cell.textContent);
    expect(cells("1")).toEqual(["1", ".88 [.84, .92]", ".33 [.30, .36]", ".048", "0.70", "30"]);
    expect(cells("the bytes of the text").slice(0, 3)).toEqual(["the bytes of the text", ".60 [.56, .64]", ""]);
    expect(await screen.findByText(/Dashed: shuffled labels\. n = 30 documents\./)).toBeTruthy();
  });
  it("carries its provenance, what is contaminated, and its notes", async () => {
    open();
    expect(await screen.findByText("contaminated")).toBeTruthy();
    expect(screen.getByText("seed 7")).toBeTruthy();
    expect(screen.getByText("toy abab abab")).toBeTruthy();
    expect(screen.getByText("A note of a test.")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Ask for the ladder" }).getAttribute("href")).toBe(
      `/studies/language-probes?checkpoints=all&from=${made.KEY(64)}`,
    );
  });
  it("asks for the cell that is clicked, and shows its sentence in its script with the token that was read", async () => {
    open();
    await userEvent.click(await screen.findByRole("gridcell", { name: "truth Arabic, taken for Spanish: .10, 9 of 91" }));
    expect([query().get("truth"), query().get("predicted")]).toEqual(["ar", "es"]);
    const path = `/api/runs/${made.KEY(64)}/confusion`;
    await waitFor(() => expect(Object.fromEntries(last(path)!.search)).toEqual({ layer: "1", truth: "ar", predicted: "es", limit: "20" }));
    const token = await screen.findByText("عاصفة");
    const text = token.closest(".evidence")!;
    expect([text.getAttribute("lang"), text.getAttribute("dir"), token.classList.contains("heat")]).toEqual(["ar", "auto", true]);
    expect(screen.getByRole("link", { name: "s 7" }).getAttribute("href")).toBe("/corpora/toy?ids=s%207#panel-E");
    expect(screen.getByText("Arabic taken for Spanish, 9")).toBeTruthy();
  });
  it("counts another layer where one is chosen", async () => {
    open();
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: "Layer" }), "0");
    expect(query().get("layer")).toBe("0");
    expect(await screen.findByRole("gridcell", { name: "truth Arabic, taken for English: .00, 0 of 90" })).toBeTruthy();
  });
  it("shows pairs of languages by layer, and leads to their sentences", async () => {
    open();
    const grid = await screen.findByRole("grid", { name: "Retrieval, language by language" });
    expect(
      within(grid).getByRole("gridcell", { name: /from Arabic, to English: \.06 \[\.02, \.10\], not above its null/ }).className,
    ).toContain("weak");
    await userEvent.click(within(grid).getByRole("gridcell", { name: "from English, to Spanish: .81 [.77, .85]" }));
    expect(query().get("pair")).toBe("en,es");
    const rows = within(await screen.findByRole("table", { name: "English to Spanish, layer by layer" })).getAllByRole("row");
    expect(rows.map((row) => row.textContent)).toEqual([
      "layerretrievalcentredCKA",
      "0.71 [.67, .75].62 [.58, .66].43 [.39, .47]",
      "1.81 [.77, .85].62 [.58, .66].43 [.39, .47]",
    ]);
    expect(screen.getByRole("link", { name: "Sentences in both" }).getAttribute("href")).toContain("/corpora/toy?languages=en,es");
    expect(screen.queryByText("Trained on one language, read in another")).toBeNull();
  });
  it("shows transfer where concepts are told, as it is and centred", async () => {
    answers[`/api/runs/${made.KEY(64)}/result`] = made.concepts();
    open();
    expect(
      await screen.findByRole("gridcell", { name: "trained on English, read in Arabic: .35 [.31, .39], not above its null" }),
    ).toBeTruthy();
    await userEvent.click(screen.getByRole("radio", { name: "Centred", description: "Each language less its own mean" }));
    expect(query().get("centred")).toBe("1");
    expect(screen.getByRole("gridcell", { name: "trained on English, read in Arabic: .72 [.68, .76]" })).toBeTruthy();
  });
});

describe("the neurons of one language", () => {
  const open = () => show(<Result run={made.single()} />);
  const playground = (link: HTMLElement) => new URLSearchParams(link.getAttribute("href")!.split("?")[1]);
  it("stand beside what chance gives, and lead to the playground, one or all, switched off", async () => {
    open();
    const table = await screen.findByRole("table", { name: "Neurons by language" });
    expect(within(table).getByText("Arabic").closest("tr")!.textContent).toBe("Arabic20.2 [0.2, 0.2]+.050Switch them off");
    expect(within(table).getByText("1").className).toBe("quiet");
    const link = () => playground(screen.getByRole("link", { name: "mlp_act.1.12" }));
    await waitFor(() => expect(link().get("concept_run")).toBe(made.CONCEPT_KEY));
    await waitFor(() => expect(JSON.parse(link().get("prompts")!)).toHaveLength(4));
    expect(Object.fromEntries(link())).toMatchObject({ model: "toy-ladder", checkpoint: "step64", held_out: "20" });
    expect(JSON.parse(link().get("units")!)).toEqual([{ addresses: ["mlp_act.1.12"], operation: "zero" }]);
    const all = playground(screen.getByRole("link", { name: "Switch them off in the playground: Arabic" }));
    expect(JSON.parse(all.get("units")!)[0].addresses).toEqual(["mlp_act.0.7", "mlp_act.1.12"]);
  });
  it("lead there without a concept run too, where no loss can be read", async () => {
    answers["/api/runs"] = { runs: [], more: false };
    open();
    await waitFor(async () =>
      expect(Object.fromEntries(playground(await screen.findByRole("link", { name: "mlp_act.0.7" })))).toMatchObject({
        concept_run: "",
        held_out: "0",
      }),
    );
  });
  it("are listed by language and layer", async () => {
    open();
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: "Of" }), "ar");
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "In" }), "1");
    expect([query().get("of"), query().get("in")]).toEqual(["ar", "1"]);
    expect(
      within(screen.getByRole("table", { name: "Language-specific neurons" }))
        .getAllByRole("row")
        .slice(1)
        .map((row) => row.textContent),
    ).toEqual(["mlp_act.1.12ar0.10.02.03.71"]);
  });
  it("show what is lost without them, weak as weak", async () => {
    open();
    const lost = await screen.findByRole("gridcell", {
      name: /^switched off Arabic, read Arabic: \+\.050 \[\.040, \.060\], random units \.001$/,
    });
    expect(screen.getByRole("gridcell", { name: /^switched off Arabic, read English: .*not clear of them$/ }).className).toContain("weak");
    await userEvent.click(lost);
    expect(query().get("off")).toBe("ar,ar");
    expect(
      await screen.findByText(
        /^Adds 0\.050 \[0\.040, 0\.060\] nats a token against 0\.001 with random units; excess 0\.049 \[0\.039, 0\.059\] \(20 documents\), p = 0\.048\.$/,
      ),
    ).toBeTruthy();
    expect(screen.getByRole("link", { name: "Switch Arabic’s 2 off in the playground" })).toBeTruthy();
  });
});

describe("neurons beside experts of concepts", () => {
  it("are asked for with a concept run of the model, and only with one", async () => {
    show(<Form initial={{}} />);
    const field = await screen.findByRole("combobox", { name: "Concept run" });
    await waitFor(() => expect(within(field).getAllByRole("option")).toHaveLength(2));
    await userEvent.selectOptions(field, made.CONCEPT_KEY);
    expect(query().get("concept_run")).toBe(made.CONCEPT_KEY);
    await waitFor(() => expect(last(ESTIMATE)?.body?.params.concept_run).toBe(made.CONCEPT_KEY));
    await userEvent.selectOptions(field, "");
    expect(query().get("concept_run")).toBeNull();
  });
  it("show a run that does not fit beside the field", async () => {
    answers[ESTIMATE] = refuse("concept_run", "The run has no answer for toy-ladder at step0.");
    show(<Form initial={{ concept_run: made.CONCEPT_KEY }} />);
    expect(
      (await screen.findAllByText(/no answer for toy-ladder/)).some((p) => p.closest(".field")?.textContent?.includes("Concept run")),
    ).toBe(true);
  });
  it("say the share, its interval and its null, and lead to the concept run", async () => {
    answers[`/api/runs/${made.KEY(64)}/result`] = made.beside();
    answers[`/api/runs/${made.KEY(64)}/figures/neurons_and_experts.json`] = made.figure("Share.");
    show(<Result run={made.single()} />);
    expect(
      await screen.findByText(
        /Of 3 language-specific neurons, 0\.60 \[0\.56, 0\.64\] are experts against 0\.10 of random units; excess 0\.50 \[0\.46, 0\.54\], p = 0\.048\. In several languages 0\.30 \[0\.26, 0\.34\] are against/,
      ),
    ).toBeTruthy();
    expect(screen.getByRole("link", { name: "concept run" }).getAttribute("href")).toBe(`/runs/${made.CONCEPT_KEY}`);
    expect(amongExperts({ ...made.beside().experts!, total: made.beside().experts!.by_language.en! })).toContain("not clear of zero");
  });
  it("without a concept run say how to get it", async () => {
    show(<Result run={made.single()} />);
    expect(await screen.findByText(/^No concept run was named\. Ask again with concept neurons of this checkpoint/)).toBeTruthy();
  });
});

describe("a ladder's result", () => {
  it("a cell of layer and step leads to that run and layer", async () => {
    show(<Result run={made.run()} />);
    const cell = await screen.findByRole("gridcell", { name: /^layer 0, step 8: \.78/ });
    expect(screen.getByRole("gridcell", { name: /^layer 0, step 0: .*not above its null$/ }).className).toContain("weak");
    await userEvent.click(cell);
    expect([query().get("at"), query().get("layer")]).toEqual(["step8", "0"]);
    expect(
      await screen.findByText(/^Layer 0 at step 8: 0\.78 \[0\.74, 0\.82\], shuffled labels 0\.33 \[0\.30, 0\.36\], n = 30/),
    ).toBeTruthy();
    expect(screen.getByRole("link", { name: "Open this run" }).getAttribute("href")).toBe(`/runs/${made.KEY(8)}?layer=0`);
    await waitFor(() => expect(last(`/api/runs/${made.KEY(8)}/confusion`)?.search.get("layer")).toBe("0"));
  });
  it("offers the other measures, transfer only of concepts, and a checkpoint drives what is below", async () => {
    show(<Result run={made.run()} />);
    await userEvent.click(await screen.findByRole("radio", { name: "Retrieval", description: /over training/ }));
    expect(query().get("over")).toBe("retrieval");
    expect(await screen.findByText(/Dashed: other documents\. n = 30 documents\./)).toBeTruthy();
    expect(screen.queryByRole("radio", { name: "Transfer" })).toBeNull();
    await userEvent.click(screen.getByRole("radio", { name: "step 0" }));
    expect(await screen.findByText(/^At step 0 a probe tells.*not clear of zero/)).toBeTruthy();
    await userEvent.keyboard("]]");
    expect(query().get("at")).toBeNull();
  });
  it("grows in place: the newest stays selected", async () => {
    answers[`/api/runs/${made.SERIES_KEY}/result`] = made.series([0, 8]);
    const { again } = show(<Result run={made.run([0, 8])} />);
    expect(await screen.findByText(/^At step 8 a probe/)).toBeTruthy();
    expect(screen.getByRole("radio", { name: "step 64, to come" })).toBeTruthy();
    answers[`/api/runs/${made.SERIES_KEY}/result`] = made.series();
    again(<Result run={made.run()} />);
    expect(await screen.findByText(/^At step 64 a probe/)).toBeTruthy();
  });
  it("says what is being computed while nothing is finished", () => {
    const busy = {
      ...made.run([]),
      children: made.run([]).children.map((child, i) => ({ ...child, fraction: i / 10, label: "fitting layer 3", steps_done: 2 })),
    };
    show(<Result run={busy} />);
    expect(screen.getByText(/: fitting layer 3$/)).toBeTruthy();
  });
});
