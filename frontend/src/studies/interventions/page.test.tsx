/** The playground over a server that answers with made-up numbers. */
import { studyServed } from "../../testing/served";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, configure, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { heardFrames, newQueryClient } from "../../api/queries";
import { ToastProvider } from "../../ui";
import * as made from "./fixtures";
import { Form } from "./Form";
import { Result } from "./Result";

configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

const ESTIMATE = "/api/studies/interventions/estimate";
const START = "/api/studies/interventions/runs";
let answers: Record<string, unknown>;
const asked: { method: string; path: string; body: { params: Record<string, unknown>; checkpoints: unknown } | undefined }[] = [];

beforeEach(() => {
  asked.length = 0;
  answers = {
    "/api/studies/interventions": studyServed("interventions"),
    "/api/models": [made.model],
    "/api/models/toy-ladder": made.model,
    "/api/runs": { runs: [made.ladder], more: false },
    [`/api/runs/${made.CONCEPT_KEY}`]: made.conceptRun,
    [`/api/runs/${made.LADDER_KEY}`]: made.ladder,
    [`/api/runs/${made.CONCEPT_KEY}/result`]: made.concepts,
    [`/api/runs/${made.CONCEPT_KEY}/experts`]: made.experts,
    [`/api/runs/${made.KEY}/result`]: made.RESULT,
    [`/api/runs/${made.KEY}/frames`]: { key: made.KEY, frames: [] },
    [ESTIMATE]: { seconds: 3, bytes: 2e6, detail: "", smaller: null, smaller_seconds: null, runs: 1, known: 0 },
    [START]: made.run({ status: "queued" }),
    "/api/corpora/toy/sentences": {
      total: 1,
      sentences: [
        {
          id: "s7",
          document: "d",
          split: null,
          concepts: [],
          texts: { en: "one two three four", es: "uno dos tres cuatro", tr: "bir iki", ar: "واحد اثنان" },
        },
      ],
    },
  };
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = new Request(typeof input === "string" ? new URL(input, "http://here") : input, init);
    const path = new URL(request.url).pathname;
    const text = await request.text();
    asked.push({ method: request.method, path, body: text ? JSON.parse(text) : undefined });
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
  render(
    <QueryClientProvider client={client}>
      <ToastProvider>{element}</ToastProvider>
    </QueryClientProvider>,
  );
  return client;
};
const refuse = (field: string | null, message: string, hint = "") => ({ error: { code: "refused", message, hint, field, details: {} } });
const last = (path: string) => asked.findLast((call) => call.path === path)?.body;
const button = (name: RegExp | string) => screen.findByRole("button", { name });
const row = async (name: RegExp) => within(await screen.findByRole("table", { name: "Texts" })).findByRole("row", { name });

describe("the form", () => {
  it("begins with the newest concept run, and adds experts of a concept", async () => {
    show(<Form initial={{}} />);
    await waitFor(async () => expect(((await button("Add")) as HTMLButtonElement).disabled).toBe(false));
    await userEvent.click(await button("Add"));
    await waitFor(() =>
      expect(last(ESTIMATE)?.params).toMatchObject({
        model: "toy-ladder",
        checkpoint: "step64",
        concept_run: made.LADDER_KEY,
        units: [{ concept: "storms", language: "en", k: 20, operation: "force", strength: 1 }],
        prompts: [{ language: null, text: null, item: null }],
      }),
    );
    await userEvent.click(await button("Run"));
    await waitFor(() => expect(window.location.pathname).toBe(`/runs/${made.KEY}`));
    expect(last(START)).toEqual(last(ESTIMATE));
  });
  it("takes units by address, which have no median to be forced to", async () => {
    show(<Form initial={{}} />);
    await userEvent.click(await screen.findByRole("radio", { name: "By address" }));
    await userEvent.type(screen.getByRole("textbox", { name: "Addresses" }), "mlp_act.0.1 mlp_act.1.2{Enter}");
    await userEvent.click(await screen.findByRole("radio", { name: "Force" }));
    await waitFor(() =>
      expect(last(ESTIMATE)?.params.units).toEqual([{ addresses: ["mlp_act.0.1", "mlp_act.1.2"], operation: "force", value: 1 }]),
    );
  });
  it("arrives with everything loaded, says what it takes, and asks for all checkpoints at once", async () => {
    show(<Form initial={made.PARAMS} />);
    expect(await screen.findByText(/About 3/)).toBeTruthy();
    await userEvent.click(await button("Run on all 3 checkpoints"));
    await waitFor(() =>
      expect(last(START)).toMatchObject({ checkpoints: ["step0", "step8", "step64"], params: { concept_run: made.LADDER_KEY } }),
    );
    expect(last(START)!.params.checkpoint).toBeUndefined();
  });
  it("lists the units of a set, each leading to its page", async () => {
    show(<Form initial={made.PARAMS} />);
    expect(await screen.findByText(/2 units in layers 0 and 1/)).toBeTruthy();
    await userEvent.click(await button("Show"));
    expect(screen.getByRole("link", { name: "mlp_act.1.7" }).getAttribute("href")).toBe(
      `/runs/${made.CONCEPT_KEY}/units/mlp_act.1.7?concept=storms`,
    );
  });
  it("says of a strength that it is no number, and sends nothing", async () => {
    show(<Form initial={made.PARAMS} />);
    const box = await screen.findByRole("textbox", { name: "Force to" });
    await userEvent.clear(box);
    await userEvent.type(box, "1,O");
    expect((await screen.findByText(/“1,O” is not a number/)).closest(".field")!.contains(box)).toBe(true);
    expect(((await button("Run")) as HTMLButtonElement).disabled).toBe(true);
    expect(box.getAttribute("aria-invalid")).toBe("true");
  });
  it.each([
    ["units.0.value", (page: HTMLElement) => within(page).getByRole("textbox", { name: "Force to" })],
    ["units.0.concept", (page: HTMLElement) => within(page).getByRole("combobox", { name: "Which" })],
    ["prompts.1.text", (page: HTMLElement) => within(page).getByRole("textbox", { name: "Prompt 1" })],
    ["params.length", (page: HTMLElement) => within(page).getByRole("textbox", { name: "Length" })],
    ["concept_run", (page: HTMLElement) => within(page).getByRole("combobox", { name: "Concept run" })],
  ])("shows a refusal of %s beside its control", async (field, control) => {
    answers[ESTIMATE] = refuse(field, "That cannot be.", "Choose another.");
    show(<Form initial={made.PARAMS} />);
    const said = await screen.findByText(/That cannot be\. Choose another\./);
    const beside = control(document.body);
    expect(beside.getAttribute("aria-invalid")).toBe("true");
    expect(beside.getAttribute("aria-describedby")).toContain(said.id);
  });
  it("begins with one sentence in every language", async () => {
    show(<Form initial={made.PARAMS} />);
    await userEvent.click(await button("Parallel"));
    await userEvent.click(await button("Begin with s7, 4 languages"));
    await waitFor(() =>
      expect(last(ESTIMATE)?.params.prompts).toEqual([
        ...made.PARAMS.prompts,
        { language: "en", text: "one two", item: "s7" },
        { language: "es", text: "uno dos", item: "s7" },
        { language: "ar", text: "واحد", item: "s7" },
        { language: "tr", text: "bir", item: "s7" },
      ]),
    );
    expect(screen.getByText(/in 4 languages$/)).toBeTruthy();
  });
  it("keeps every choice in the address", async () => {
    show(<Form initial={made.PARAMS} />);
    await userEvent.click(await screen.findByRole("radio", { name: "Switch off" }));
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Where" }), "last");
    const query = new URLSearchParams(window.location.search);
    expect(query.get("where")).toBe("last");
    expect(JSON.parse(query.get("units")!)[0].operation).toBe("zero");
  });
});

describe("while it runs", () => {
  const gained = (id: number, pane: string, prompt: number, text: string) =>
    made.frame(id, { gained: [{ pane, prompt, seed: 3, text }], written: id, of: 24 });
  it("shows what was written before the page was opened, and what comes, and can be stopped", async () => {
    answers[`/api/runs/${made.KEY}/frames`] = {
      key: made.KEY,
      frames: [made.frame(1, { sets: [], prompts: [] }), gained(2, "changed", 2, "عا")],
    };
    const client = show(<Result run={made.run({ status: "running" })} status={<p>the run’s own state</p>} />);
    expect(await screen.findByText("the run’s own state")).toBeTruthy();
    const arabic = await screen.findByText("عا");
    expect([arabic.getAttribute("dir"), arabic.getAttribute("lang"), arabic.querySelector(".caret") !== null]).toEqual([
      "auto",
      "ar",
      true,
    ]);
    act(() => client.setQueryData(heardFrames(made.KEY), [gained(2, "changed", 2, "عا"), gained(3, "changed", 2, "صفة <b>")]));
    expect((await screen.findByText("عاصفة <b>")).querySelector("b")).toBeNull();
    expect(screen.getByText("Writing, 3 of 24 tokens.")).toBeTruthy();
    await userEvent.click(await button("Stop"));
    expect(asked.some((call) => call.method === "DELETE" && call.path === `/api/runs/${made.KEY}`)).toBe(true);
  });
  it("says that it is queued", async () => {
    show(<Result run={made.run({ status: "queued", started: null })} />);
    expect(await screen.findByText(/^Queued/)).toBeTruthy();
  });
  it("shows a failure beside the field it names, and runs again", async () => {
    show(<Result run={made.run({ status: "failed", error: { ...refuse("prompts.1.text", "Prompt 2 is too long.").error } })} />);
    const said = await screen.findByText(/Prompt 2 is too long/);
    expect((await screen.findByRole("textbox", { name: "Prompt 1" })).getAttribute("aria-describedby")).toBe(said.id);
    expect(await button("Run again")).toBeTruthy();
  });
});

describe("an intervention that touched nothing", () => {
  it("shows no text as if it were changed, says so beside its field, and runs at every position", async () => {
    answers[`/api/runs/${made.KEY}/frames`] = {
      key: made.KEY,
      frames: [made.frame(1, { gained: [{ pane: "changed", prompt: 0, seed: 3, text: "plausible" }], written: 1, of: 24 })],
    };
    const error = { ...refuse("params.from_position", "The intervention touched nothing.").error, code: "touched_nothing" };
    show(<Result run={made.run({ status: "failed", error, params: { ...made.PARAMS, where: "from", from_position: 90 } })} />);
    const said = await screen.findByText(/touched nothing/);
    expect((await screen.findByRole("textbox", { name: "From position" })).getAttribute("aria-describedby")).toContain(said.id);
    expect(screen.queryByText("plausible")).toBeNull();
    await userEvent.click(await button("Run at every position"));
    await waitFor(() => expect(last(START)?.params.where).toBe("all"));
    expect(last(START)!.params.from_position).toBeUndefined();
  });
});

describe("the result", () => {
  it("says the finding and shows texts, their languages and the concept's words", async () => {
    show(<Result run={made.run()} />);
    expect(await screen.findByText(/^Forced, 2 units bring a word of the concept into 0.60/)).toBeTruthy();
    const turkish = await row(/Bugün hava/);
    expect(turkish.querySelector(".changed .chip")!.classList.contains("unexpected")).toBe(true);
    expect(turkish.querySelector(".plain .chip")!.classList.contains("unexpected")).toBe(false);
    expect(turkish.querySelector(".changed .hit")!.textContent).toBe("storm");
    expect(turkish.querySelector(".changed .sentence")!.textContent).toBe("the storm 🌩 came");
    expect(turkish.querySelector(".changed .shift")!.textContent).toBe("KL 3.00");
    expect(turkish.querySelector(".random .shift")!.textContent).toBe("KL 0.10 [0.08, 0.12]");
    const arabic = (await row(/اليوم/)).querySelector<HTMLElement>(".changed .sentence")!;
    expect([arabic.dir, arabic.lang, arabic.querySelector(".hit")!.textContent]).toEqual(["auto", "ar", "عاصفة"]);
    const nothing = await row(/from nothing/);
    expect(nothing.querySelector(".changed .undetermined")!.textContent).toBe("undetermined .40");
    expect(nothing.querySelector(".plain .chip")!.classList.contains("unexpected")).toBe(false);
  });
  it("shows figures of what was measured alone, lettered without a gap", async () => {
    answers[`/api/runs/${made.KEY}/result`] = { ...made.RESULT, doses: [], held_out: [] };
    show(<Result run={made.run()} />);
    const titled = async (title: string) => (await screen.findByRole("heading", { name: title })).textContent;
    expect(
      await Promise.all(
        ["A Languages written", "B Next token", "C Words of the concept", "D What moved"].map((name) => titled(name.replace(" ", ""))),
      ),
    ).toHaveLength(4);
    expect(screen.queryByText("Strength")).toBeNull();
    expect(screen.queryByText("Loss on held-out text")).toBeNull();
  });
  it("says how many values changed, how languages were told, and what moved", async () => {
    show(<Result run={made.run()} />);
    expect(await screen.findByText("59 values changed")).toBeTruthy();
    expect(screen.getByText(/toy-id 1.2, among English, Turkish and Arabic; it does not know Quechua/)).toBeTruthy();
    const moved = (name: string) =>
      within(screen.getByRole("table", { name }))
        .getAllByRole("row")
        .map((r) => r.textContent);
    expect(moved("Tokens that rose")).toEqual(["tokenlog-probabilityplainchanged", expect.stringContaining("+4.00")]);
    expect(moved("Tokens that fell")).toEqual(["tokenlog-probabilityplainchanged", expect.stringContaining("−2.00")]);
    expect(within(screen.getByRole("table", { name: "Words of the concept" })).getByRole("row", { name: /^changed .60/ })).toBeTruthy();
  });
  it("fills the left column with what was asked, and says when it was changed since", async () => {
    show(<Result run={made.run()} />);
    expect(await screen.findByText(/2 of them shared by half/)).toBeTruthy();
    await waitFor(async () => expect(((await button("Run")) as HTMLButtonElement).disabled).toBe(true));
    await userEvent.type(screen.getByRole("textbox", { name: "Length" }), "48");
    expect(await screen.findByText(/^Changed since/)).toBeTruthy();
    expect(((await button("Run")) as HTMLButtonElement).disabled).toBe(false);
  });
  it("shows the first eight texts of a prompt, and all of them when asked", async () => {
    const outputs = Array.from({ length: 12 }, (_, seed) =>
      (["plain", "changed", "random"] as const).map((pane) => made.text(0, pane, `${pane} text`, "en", [], seed)),
    ).flat();
    answers[`/api/runs/${made.KEY}/result`] = { ...made.RESULT, prompts: [made.RESULT.prompts[0]], outputs };
    show(<Result run={made.run({ params: { ...made.PARAMS, prompts: [made.PARAMS.prompts[0]], texts: 12 } })} />);
    expect(await screen.findAllByText("changed text")).toHaveLength(8);
    await userEvent.click(await button("All 12"));
    expect(screen.getAllByText("changed text")).toHaveLength(12);
    expect(new URLSearchParams(window.location.search).get("all")).toBe("1");
  });
  it("of a ladder shows the texts of the chosen checkpoint", async () => {
    const child = { ...made.run(), name: "step64" };
    const series = made.run({
      key: "e".repeat(32),
      kind: "series",
      checkpoint: null,
      finished_set: "s",
      children: [{ ...child, name: "step8", checkpoint: "step8", key: "8".repeat(32), status: "queued" }, child] as never,
      params: { ...made.PARAMS, concept_run: made.LADDER_KEY, checkpoint: undefined },
    });
    answers[`/api/runs/${series.key}/result`] = { model: "toy-ladder", points: [], missing: ["step8"], languages: ["en"], notes: [] };
    show(<Result run={series} />);
    expect(await row(/Bugün hava/)).toBeTruthy();
    expect(await screen.findByText("To come: step8.")).toBeTruthy();
    expect(screen.getByText("Languages written over training")).toBeTruthy();
  });
});
