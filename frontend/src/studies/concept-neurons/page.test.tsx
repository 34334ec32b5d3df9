/** The pages over a server that answers with made-up numbers: what a person reads, presses and finds in the address. */
import { studyServed } from "../../testing/served";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, configure, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { newQueryClient } from "../../api/queries";
import type { RunStatus } from "../../api/types";
import plotly, { withSize } from "../../testing/plotly-double";
import * as made from "./fixtures";
import { Form } from "./Form";
import { Result } from "./Result";
import { UnitPage } from "./UnitPage";

// A page asks for one thing after another, and the machine may be busy.
configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

let answers: Record<string, unknown>;
const asked: { path: string; body: unknown }[] = [];

const steps = (count: number) => made.STEPS.slice(0, count);
const levels = [0.1, 0.3, 0.4];

function ladder(count: number) {
  const here = steps(count);
  Object.assign(answers, {
    [`/api/runs/${made.SERIES_KEY}/result`]: made.series(here),
    ...Object.fromEntries(here.map((s, i) => [`/api/runs/${made.run().children[i]!.key}/result`, made.result(s, levels[i]!)])),
    [`/api/runs/${made.SERIES_KEY}/figures/overlap_over_training.json`]: made.overTraining(here),
    [`/api/runs/${made.SERIES_KEY}/figures/layers_over_training.json`]: made.layersOverTraining(here),
  });
  return made.run(here);
}

beforeEach(() => {
  asked.length = 0;
  answers = {
    "/api/models": [made.model],
    "/api/models/toy-ladder": made.model,
    "/api/corpora": [made.corpus],
    "/api/corpora/toy": made.corpus,
  };
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = new Request(typeof input === "string" ? new URL(input, "http://here") : input, init);
    const { pathname: path, search, searchParams } = new URL(request.url);
    const text = await request.text();
    const body: unknown = text ? JSON.parse(text) : undefined;
    asked.push({ path: path + search, body });
    const known = answers[path];
    if (known !== undefined) {
      const refused = known as { status?: number; error?: object };
      return refused.status && refused.error
        ? new Response(JSON.stringify({ error: refused.error }), { status: refused.status })
        : new Response(JSON.stringify(known));
    }
    if (path.endsWith("/experts")) return new Response(JSON.stringify(made.experts(searchParams.get("concept")!)));
    if (path.includes("/units/")) return new Response(JSON.stringify(made.unit(path.split("/").pop())));
    return new Response(
      JSON.stringify({ error: { code: "not_kept", message: `Nothing at ${path}.`, hint: "", field: null, details: {} } }),
      { status: 404 },
    );
  });
});

const client = () => {
  const made_ = newQueryClient();
  made_.setDefaultOptions({ queries: { ...made_.getDefaultOptions().queries, retry: false } });
  return made_;
};
const show = (element: React.ReactNode) => {
  const over = client();
  const view = render(<QueryClientProvider client={over}>{element}</QueryClientProvider>);
  return { again: (next: React.ReactNode) => view.rerender(<QueryClientProvider client={over}>{next}</QueryClientProvider>) };
};
/** What a figure that was drawn stands over. */
const axisOf = (drawn: unknown[]) => (drawn[2] as { xaxis?: { title?: { text?: string } } }).xaxis?.title?.text;
const query = () => new URLSearchParams(window.location.search);
const cell = (name: RegExp) => screen.findByRole("gridcell", { name });

describe("a ladder's result", () => {
  it("says the finding first, with interval, null, excess and n, and how it was at the start", async () => {
    show(<Result run={ladder(3)} />);
    const lead = await screen.findByText(/^At step 64 two languages share/);
    expect(lead.textContent).toBe(
      "At step 64 two languages share 0.40 [0.37, 0.43] of their expert units against 0.10 for meaningless concepts; excess 0.30 [0.27, 0.33] (4 concepts, 10 pairs). At step 0: excess 0.00 [−0.03, 0.03], not clear of zero.",
    );
  });
  it("says that a weak effect may be nothing", async () => {
    show(<Result run={ladder(1)} />);
    expect((await screen.findByText(/^At step 0 two languages share/)).textContent).toContain(
      "excess 0.00 [−0.03, 0.03], not clear of zero",
    );
  });
  it("carries its provenance and says what is contaminated", async () => {
    show(<Result run={ladder(3)} />);
    expect(await screen.findByText("contaminated")).toBeTruthy();
    expect(screen.getByText("seed 7")).toBeTruthy();
    expect(screen.getByText("toy abab abab")).toBeTruthy();
  });
  it("is driven by the ladder: the checkpoint goes into the address and every panel follows", async () => {
    show(<Result run={ladder(3)} />);
    await userEvent.click(await screen.findByRole("radio", { name: "step 8" }));
    expect(query().get("at")).toBe("step8");
    expect(await screen.findByText(/^At step 8 two languages/)).toBeTruthy();
    expect(await cell(/^Spanish, English, step 8: .3/)).toBeTruthy();
    await userEvent.keyboard("]");
    expect(query().get("at")).toBeNull();
    await userEvent.keyboard("[[[[");
    expect(query().get("at")).toBe("step0");
  });
  it("compares with a pinned checkpoint, by key and from the address", async () => {
    history.replaceState(null, "", "/?pin=step8");
    show(<Result run={ladder(3)} />);
    expect(await cell(/^English, Spanish, step 8/)).toBeTruthy();
    expect(await cell(/^Spanish, English, step 64/)).toBeTruthy();
    await userEvent.keyboard("{Escape}");
    expect(query().get("pin")).toBeNull();
    await userEvent.keyboard("p");
    expect(query().get("pin")).toBe("step64");
  });
  it("draws a pair that may share nothing without fill", async () => {
    show(<Result run={ladder(3)} />);
    const weak = await cell(/^Chinese, English.*not above its null$/);
    expect(weak.getAttribute("style")).toBeFalsy();
  });
  it("counts concepts below 25 positives in means only, and says so", async () => {
    show(<Result run={ladder(3)} />);
    expect(await screen.findByText(/Counted in means only, with fewer than 25 positives: gamma \(12\)/)).toBeTruthy();
    const table = screen.getByRole("table", { name: "Concepts by languages" });
    expect(within(table).queryByText("gamma")).toBeNull();
  });
  it("leads from a cell to units, to a sentence, to the unit's page", async () => {
    show(<Result run={ladder(3)} />);
    await userEvent.click(await cell(/^Spanish, English, step 64/));
    expect(query().get("pair")).toBe("es,en");
    expect(await screen.findByText("Units in both, best first")).toBeTruthy();
    const last = asked.filter((a) => a.path.includes("/experts")).pop()!.path;
    expect(last).toContain("concept=beta");
    expect(last).toContain("a=es&b=en");
    await screen.findByRole("link", { name: "mlp_act.0.100" });
    await userEvent.keyboard("jj");
    expect(query().get("unit")).toBe("mlp_act.1.101");
    expect(await screen.findByRole("link", { name: "Open mlp_act.1.101" })).toBeTruthy();
    await userEvent.keyboard("o");
    expect(window.location.pathname).toMatch(/\/units\/mlp_act\.1\.101$/);
  });
  it.each([
    [
      "may be nothing",
      { excess_low: -0.01, excess_high: 0.02 },
      ".40 of expert units are the same",
      /^against .10 for meaningless concepts; excess .*\[−.01, .02\], not clear of zero \(4 concepts\)$/,
    ],
    [
      "has no interval",
      { low: null, high: null, excess_low: null, excess_high: null },
      ".40 of expert units are the same",
      /without an interval/,
    ],
    ["was not measured", { value: null, low: null, high: null, excess: null, excess_low: null, excess_high: null }, "not measured", /^$/],
  ])("says of a pair whose overlap %s no more than that", async (_, overlap, says, against) => {
    const of = made.result(64, 0.4);
    const run = made.single();
    answers[`/api/runs/${run.key}/result`] = {
      ...of,
      pairs: of.pairs.map((pair) => ({ ...pair, overlap: { ...pair.overlap, value: 0.4, ...overlap } })),
    };
    history.replaceState(null, "", "/?pair=es,en");
    show(<Result run={run} />);
    await screen.findByRole("button", { name: "Unselect the pair" });
    expect(document.querySelector(".big-number")?.textContent).toBe(says);
    expect(document.querySelector(".big-number + .small")?.textContent ?? "").toMatch(against);
  });
  describe("leads to the playground", () => {
    const START = "/api/studies/interventions/runs";
    const texts = {
      en: "one two three four",
      es: "uno dos tres cuatro",
      ar: "واحد اثنان ثلاثة",
      hi: "एक दो तीन चार",
      "zh-Hans": "风暴没有来到这里",
    };
    beforeEach(() => {
      answers[START] = { ...made.single(), key: "9".repeat(32), study: "interventions", status: "queued" };
      answers["/api/corpora/toy/sentences"] = {
        total: 2,
        sentences: [
          { id: "1", document: "d", split: null, concepts: ["beta"], texts },
          { id: "2", document: "d", split: null, concepts: [], texts },
        ],
      };
    });
    const from = { model: "toy-ladder", checkpoint: "step64", concept_run: made.run().children[2]!.key };

    it("by one click on a cell and one on the button", async () => {
      show(<Result run={ladder(3)} />);
      await userEvent.click(await cell(/^Spanish, English, step 64/));
      await userEvent.click(await screen.findByRole("button", { name: "Force them in the playground" }));
      await waitFor(() => expect(window.location.pathname).toBe(`/runs/${"9".repeat(32)}`));
      expect(asked.find((a) => a.path === START)!.body).toEqual({
        checkpoints: null,
        params: {
          ...from,
          where: "all",
          sampling: "greedy",
          length: 24,
          draws: 5,
          keywords: 12,
          doses: [0.5, 1.5, 2],
          held_out: 0,
          units: [{ concept: "beta", language: "es", k: 20, operation: "force" }],
          prompts: [
            { language: null, text: null, item: null },
            ...[
              ["en", "one two"],
              ["es", "uno dos"],
              ["ar", "واحد"],
              ["hi", "एक दो"],
              ["zh-Hans", "风暴没有"],
            ].map(([language, text]) => ({ language, text, item: "2" })),
          ],
        },
      });
    });
    it("from nothing alone where the corpus is not here, and switches off what many languages share", async () => {
      answers["/api/corpora/toy/sentences"] = undefined;
      show(<Result run={ladder(3)} />);
      await userEvent.click(await screen.findByRole("button", { name: "Switch them off" }));
      await waitFor(() =>
        expect(asked.find((a) => a.path === START)?.body).toMatchObject({
          params: {
            units: [{ concept: "beta", shared_by: 3, k: 20, operation: "zero" }],
            prompts: [{ text: null }],
            doses: [],
            held_out: 20,
          },
        }),
      );
    });
    it("or sets it up first", async () => {
      show(<Result run={ladder(3)} />);
      await userEvent.click(await screen.findByRole("button", { name: "Set it up first" }));
      await waitFor(() => expect(window.location.pathname).toBe("/studies/interventions"));
      expect(query().get("concept_run")).toBe(from.concept_run);
      expect(JSON.parse(query().get("units")!)).toEqual([{ concept: "beta", shared_by: 3, k: 20, operation: "force" }]);
      expect(JSON.parse(query().get("prompts")!)).toHaveLength(6);
    });
    it("says what was refused, and stays", async () => {
      answers[START] = {
        status: 422,
        error: { code: "no_units", message: "No expert of “beta” is like that.", hint: "", field: "units.0.shared_by", details: {} },
      };
      show(<Result run={ladder(3)} />);
      await userEvent.click(await screen.findByRole("button", { name: "Force them in the playground" }));
      expect(await screen.findByText(/No expert of “beta” is like that\./)).toBeTruthy();
      expect(window.location.pathname).toBe("/");
    });
  });
  it("marks an average precision that flatters", async () => {
    show(<Result run={ladder(3)} />);
    expect((await screen.findAllByTitle("on the ids it was chosen on"))[0]!.textContent).toBe(".80*");
  });
  it("keeps a selected layer and its units in the address", async () => {
    show(<Result run={ladder(3)} />);
    await userEvent.click(await cell(/^layer 1, step 8/));
    expect(query().get("layer")).toBe("1");
    expect(query().get("at")).toBe("step8");
    await waitFor(() => expect(asked.some((a) => a.path.includes("layer=1"))).toBe(true));
  });
  it("grows in place: the newest stays selected, an older selection stays what it was", async () => {
    const { again } = show(<Result run={ladder(2)} />);
    expect(await screen.findByText(/^At step 8 two languages/)).toBeTruthy();
    again(<Result run={ladder(3)} />);
    expect(await screen.findByText(/^At step 64 two languages/)).toBeTruthy();
    history.replaceState(null, "", "/?at=step8");
    act(() => window.dispatchEvent(new PopStateEvent("popstate")));
    expect(await screen.findByText(/^At step 8 two languages/)).toBeTruthy();
  });
  it("lists every number with its null, excess and n", async () => {
    show(<Result run={ladder(3)} />);
    const table = await screen.findByRole("table", { name: "All numbers" });
    const row = within(table).getByText("overlap, disjoint ids").closest("tr")!;
    expect(row.textContent).toContain(".40 [.37, .43].10.30 [.27, .33]");
  });
  it("says what failed and keeps the rest of the page", async () => {
    const run = ladder(3);
    answers[`/api/runs/${made.SERIES_KEY}/figures/layers_over_training.json`] = undefined;
    show(<Result run={run} />);
    expect((await screen.findAllByRole("alert")).some((a) => a.textContent!.includes("Nothing at"))).toBe(true);
    expect(await cell(/^Spanish, English, step 64/)).toBeTruthy();
  });
});

describe("a result before it is one", () => {
  it("draws the axes and says which checkpoint is being computed", async () => {
    const run = {
      ...made.run([]),
      children: made.run([]).children.map((c, i) => ({ ...c, fraction: i / 10, label: "reading es", steps_done: 2, steps_total: 9 })),
    } as RunStatus;
    show(<Result run={run} />);
    // Named as the model's ladder has it, once that is here: a name alone tells no page its step.
    expect(await screen.findByText(/^step ?64: reading es$/)).toBeTruthy();
    expect(screen.getAllByText("step 2 of 9").length).toBeGreaterThan(0);
  });
  it("of one checkpoint says what a ladder would show", async () => {
    const run = made.single();
    answers[`/api/runs/${run.key}/result`] = made.result(64, 0.4);
    show(<Result run={run} />);
    expect((await screen.findByRole("link", { name: "Ask for the ladder" })).getAttribute("href")).toBe(
      `/studies/concept-neurons?checkpoints=all&from=${run.key}`,
    );
    expect(screen.queryByRole("radiogroup", { name: "Checkpoints" })).toBeNull();
  });
});

describe("the form", () => {
  const estimate = "/api/studies/concept-neurons/estimate";
  beforeEach(() => {
    answers[estimate] = made.cost;
    answers["/api/studies/concept-neurons"] = studyServed("concept-neurons");
  });
  it("makes the obvious choices, says what they cost, and offers less", async () => {
    show(<Form initial={{}} />);
    expect(await screen.findByText(/About/)).toBeTruthy();
    expect(await screen.findByRole("button", { name: /^Compute, about 7\smin$/ })).toBeTruthy();
    expect(screen.getByText("1 of 3 checkpoints is computed already.")).toBeTruthy();
    expect(asked.find((a) => a.path === estimate)!.body).toEqual({
      params: { model: "toy-ladder", corpus: "toy", concepts: "toy-concepts", languages: made.LANGUAGES },
      checkpoints: "all",
    });
    await userEvent.click(screen.getByRole("button", { name: /^Smaller, about 30/ }));
    expect(query().get("sentences")).toBe("50");
  });
  it("keeps every choice in the address", async () => {
    show(<Form initial={{}} />);
    await userEvent.click(await screen.findByRole("checkbox", { name: /Swahili/ }));
    expect(query().get("languages")).toBe("en,es,ar,hi,zh-Hans,sw");
    await userEvent.selectOptions(screen.getByLabelText("Sentences"), "test");
    expect(query().get("ids")).toBe("test");
    await userEvent.click(screen.getByRole("radio", { name: "Some" }));
    expect(query().get("checkpoints")).toBe("step64");
    await userEvent.click(screen.getByRole("checkbox", { name: "step 0" }));
    expect(query().get("checkpoints")).toBe("step0,step64");
  });
  it("starts and opens the run", async () => {
    answers["/api/studies/concept-neurons/runs"] = made.run([]);
    show(<Form initial={{}} />);
    await userEvent.click(await screen.findByRole("button", { name: /^Compute, about/ }));
    await waitFor(() => expect(window.location.pathname).toBe(`/runs/${made.SERIES_KEY}`));
  });
  it("shows a refusal beside the field it names, and opens what is folded", async () => {
    answers[estimate] = {
      status: 422,
      error: { code: "invalid", message: "folds is at least 2.", hint: "", field: "params.folds", details: {} },
    };
    show(<Form initial={{ folds: "1" }} />);
    const said = await screen.findAllByText(/folds is at least 2\./);
    expect(said.some((p) => p.closest(".field")?.textContent?.includes("Document folds"))).toBe(true);
    expect(screen.getByText(/^Advanced/).closest("details")!.open).toBe(true);
  });
  it("starts from an earlier run's params", async () => {
    show(
      <Form
        initial={{ model: "toy-ladder", corpus: "toy", concepts: "toy-concepts", languages: ["en", "hi"], checkpoint: "step8", folds: 3 }}
      />,
    );
    await waitFor(() =>
      expect(asked.find((a) => a.path === estimate)?.body).toEqual({
        params: { model: "toy-ladder", corpus: "toy", concepts: "toy-concepts", languages: ["en", "hi"], folds: 3, checkpoint: "step8" },
        checkpoints: null,
      }),
    );
  });
  it("says what is missing on an empty installation", async () => {
    answers["/api/models"] = [];
    show(<Form initial={{}} />);
    expect((await screen.findByRole("link", { name: "Add a model" })).getAttribute("href")).toBe("/models?add=1");
  });
});

describe("the unit page", () => {
  const open = () => {
    answers[`/api/runs/${made.single().key}`] = made.single();
    return show(<UnitPage run={made.single().key} unit="mlp_act.1.101" />);
  };
  it("says what it knows, between which languages, beside chance, and since when", async () => {
    open();
    const lead = await screen.findByText(/^Expert for/);
    expect(lead.textContent).toContain("in English and Spanish: average precision from 0.53 in English to 0.55 in");
    expect(lead.textContent).toContain("chance is 0.10, and for meaningless sentences 97.5 % of units stay below 0.20");
    expect(lead.textContent).toContain("It became one in English by step 8, last in Spanish by step 64.");
  });
  it("keeps every sentence in one piece, in its language and direction", async () => {
    open();
    const arabic = await waitFor(() => {
      const found = document.querySelector<HTMLElement>('.example [lang="ar"]');
      expect(found).toBeTruthy();
      return found!;
    });
    expect(arabic.textContent).toBe("جاءت عاصفة قوية.");
    expect(arabic.dir).toBe("auto");
    const hindi = document.querySelector<HTMLElement>('.example [lang="hi"]')!;
    expect(hindi.textContent).toBe("तूफ़ान आया।");
    // A range never begins inside a cluster.
    for (const range of hindi.querySelectorAll(".heat")) expect(range.textContent).not.toMatch(/^\p{M}/u);
  });
  it("gives no fill to an average precision that meaningless sentences reach", async () => {
    open();
    const table = await screen.findByRole("table", { name: "Concepts by languages" });
    const [, alpha, beta] = within(table).getAllByRole("row");
    expect(alpha!.querySelectorAll(".weak")).toHaveLength(0);
    expect(beta!.querySelectorAll(".weak")).toHaveLength(made.LANGUAGES.length);
  });
  it.each([
    ["steps that begin anew", [8, 8, 64], [null, null, null], "checkpoint"],
    ["stages that count their own", [0, 8, 64], ["1", "1", "2"], "checkpoint"],
    ["steps of one count", [0, 8, 64], [null, null, null], "training step"],
  ])("is drawn over %s as its words say", async (_, counted, stages, by) => {
    const [page, rungs] = [made.unit(), made.model.checkpoints];
    answers[`/api/runs/${made.single().key}/units/mlp_act.1.101`] = {
      ...page,
      trajectory: page.trajectory.map((t, i) => ({ ...t, step: counted[i] })),
    };
    answers["/api/models/toy-ladder"] = { ...made.model, checkpoints: rungs.map((c, i) => ({ ...c, stage: stages[i] })) };
    withSize();
    open();
    expect(await screen.findByText(new RegExp(`^Average precision for alpha by ${by},`))).toBeTruthy();
    await waitFor(() => expect(plotly.react.mock.calls.map(axisOf)).toContain(by === "checkpoint" ? by : "training step, log scale"));
  });
  it("forces this one unit to its median in the playground", async () => {
    const page = made.unit();
    answers[`/api/runs/${made.single().key}/units/mlp_act.1.101`] = {
      ...page,
      concepts: page.concepts.map((c) => ({ ...c, on_p50: { en: 1.2, es: 1.4 } })),
    };
    answers["/api/studies/interventions/runs"] = { ...made.single(), key: "9".repeat(32), status: "queued" };
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Force it in the playground" }));
    await waitFor(() =>
      expect(asked.find((a) => a.path === "/api/studies/interventions/runs")?.body).toMatchObject({
        params: { units: [{ addresses: ["mlp_act.1.101"], value: 1.4, operation: "force" }], doses: [] },
      }),
    );
  });
  it("steps to the next unit with j and pins with p", async () => {
    open();
    await screen.findByText(/^Expert for/);
    await userEvent.keyboard("p");
    expect(query().get("pin")).toBe("mlp_act.1.101");
    await userEvent.keyboard("j");
    expect(window.location.pathname).toMatch(/mlp_act\.1\.102$/);
    expect(query().get("pin")).toBe("mlp_act.1.101");
  });
  it("shows pieces of characters as such, and spaces and line ends as signs", async () => {
    open();
    expect(await screen.findByTitle("part of a character")).toBeTruthy();
    expect(screen.getByText("↵")).toBeTruthy();
    expect(screen.getByTitle("begins with a space")).toBeTruthy();
  });
  it("says what a bundle did not bring, where it would stand", async () => {
    const page = made.unit();
    const bare = page.languages.map((l) => ({ ...l, examples: [] }));
    const absent = "This run came with a bundle, which leaves out what is known of single units.";
    answers["/api/runs/x/units/mlp_act.1.101"] = {
      ...page,
      languages: bare,
      promoted: [],
      suppressed: [],
      histogram: null,
      effect_note: absent,
      absent,
      trajectory_absent: ["step8"],
      trajectory: page.trajectory.slice(-1),
    };
    show(<UnitPage run="x" unit="mlp_act.1.101" />);
    await screen.findByText(/^Expert for/);
    expect(screen.getAllByText(absent)).toHaveLength(3);
    expect(screen.getAllByText("Not in the bundle.")).toHaveLength(made.LANGUAGES.length);
    expect(screen.getByText("The bundle leaves out its scores at step8.")).toBeTruthy();
  });
  it("says what is wrong with an address", async () => {
    answers["/api/runs/x/units/mlp_act.9.1"] = {
      status: 404,
      error: {
        code: "unknown_address",
        message: "toy-ladder has layers 0 to 1.",
        hint: "Did you mean mlp_act.1.1?",
        field: "unit",
        details: {},
      },
    };
    show(<UnitPage run="x" unit="mlp_act.9.1" />);
    expect((await screen.findByRole("alert")).textContent).toContain("Did you mean mlp_act.1.1?");
  });
});
