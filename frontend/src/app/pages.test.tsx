import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Home, Model, RunStatus } from "../api/types";
import { runServed } from "../testing/runs";
import { App } from "./App";

/** Answers by path; what is not here is a 404, as the server gives it. */
let answers: Record<string, unknown> = {};
const asked: { method: string; path: string; body: unknown }[] = [];

const HOME: Home = {
  questions: [1, 2, 3, 4, 5].map((number) => ({ number, title: "", studies: [], answer: null })),
  running: [],
  models: [],
  corpora: [],
  counts: { models: 0, corpora: 0, runs: 0, running: 0, queued: 0 },
};
const MODEL: Model = {
  id: "mini",
  source: "/models/mini",
  kind: "folder",
  family: "GPT-2",
  architecture: "GPT2LMHeadModel",
  n_layers: 2,
  d_model: 8,
  n_parameters: 260_000,
  languages: null,
  licence: null,
  note: "",
  added_at: "2026-01-01T00:00:00Z",
  n_checkpoints: 3,
  first_step: 0,
  last_step: 64,
  duplicates: [["a", "c"]],
  bos_policy: "add",
  tokenizer_digest: "0011223344",
  trained_on: null,
  order: [],
  steps_wanted: null,
  checkpoints: ["a", "b", "c"].map((revision, position) => ({
    revision,
    position,
    step: [0, 8, 64][position]!,
    stage: null,
    tokens_seen: null,
    fingerprint: "ffee0011",
    n_bytes: 1000,
    here: true,
    duplicate_of: revision === "c" ? "a" : null,
  })),
  places: [{ address: "mlp_act.0", width: 32 }],
};
const KEY = "0123456789abcdef0123456789abcdef";
const RUN = runServed({
  key: KEY,
  kind: "intake",
  study: "add_corpus",
  model: null,
  status: "failed",
  steps_done: 0,
  steps_total: null,
  fraction: 0,
  params: { source: "/data/x" },
  error: { code: "broken_line", message: "Line 7 of es.tsv has three columns.", hint: "It needs four.", field: null, details: {} },
});

beforeEach(() => {
  answers = { "/api/home": HOME };
  asked.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    asked.push({ method: request.method, path, body: request.method === "POST" ? await request.clone().json() : null });
    const found = answers[path];
    const body = found ?? { error: { code: "not_found", message: "There is no such thing here.", hint: "", field: null, details: {} } };
    return new Response(JSON.stringify(body), { status: found === undefined ? 404 : 200, headers: { "content-type": "application/json" } });
  });
  vi.stubGlobal("scrollTo", vi.fn());
});

async function open(address: string) {
  history.replaceState(null, "", address);
  await act(async () => void render(<App />));
}

describe("an empty installation", () => {
  test("invites: three steps, each with a button and the command that does the same", async () => {
    await open("/");
    expect(await screen.findByText("Three steps to the first answer")).toBeTruthy();
    expect(screen.getByText("isogloss models add FOLDER_OR_ID")).toBeTruthy();
    expect(screen.getByText("isogloss corpora add FOLDER_OR_ID")).toBeTruthy();
    expect(screen.getAllByRole("link", { name: "Add a model" }).map((a) => a.getAttribute("href"))).toContain("/models?add=1");
  });
  test("says of a question without a study that it is to come, not that nobody asked", async () => {
    await open("/");
    expect(await screen.findAllByText(/Nobody has asked here yet/)).toHaveLength(3);
    expect(screen.getAllByText(/No study answers this here yet/)).toHaveLength(2);
  });
  test("leads from a question to each study that answers it", async () => {
    await open("/");
    const to = async (name: string) => (await screen.findByRole("link", { name })).getAttribute("href");
    expect(await to("Try units in the playground")).toBe("/studies/interventions");
    expect(await to("Measure it for every concept")).toBe("/studies/concept-effects");
    // What is shared, and when it became so.
    expect((await screen.findAllByRole("link", { name: "Probe what each layer tells" })).map((a) => a.getAttribute("href"))).toEqual([
      "/studies/language-probes",
      "/studies/language-probes?ladder=1",
    ]);
  });
});

test.each([
  ["/", "/api/home"],
  ["/models", "/api/models"],
  ["/runs?status=done", "/api/runs?status=done"],
])("the JSON twin of %s is %s", async (page, json) => {
  answers = { ...answers, "/api/models": [], "/api/runs": { runs: [], more: false } };
  await open(page);
  expect(screen.getByRole("link", { name: "JSON" }).getAttribute("href")).toBe(json);
});

describe("a series that lacks checkpoints", () => {
  const child = (name: string, error: RunStatus["error"]) => ({
    ...RUN,
    kind: "run" as const,
    study: "toy",
    key: name.padEnd(32, "0"),
    name,
    status: error ? ("failed" as const) : ("done" as const),
    error,
    growing: false,
  });
  const nan = { ...RUN.error!, message: "A value is not finite at mlp_act.1.", hint: "Its weights hold NaN." };
  const series = (...children: ReturnType<typeof child>[]): RunStatus => ({
    ...RUN,
    kind: "series",
    study: "toy",
    model: "mini",
    params: { model: "mini", checkpoints: children.map((c) => c.name) },
    status: "done",
    error: null,
    children,
    failed: children.filter((c) => c.error).length,
  });
  test("names them with their reason, and asks for the series again", async () => {
    answers[`/api/runs/${KEY}`] = series(child("step0", null), child("step20", nan), child("step100", nan));
    answers["/api/studies/toy/runs"] = answers[`/api/runs/${KEY}`];
    await open(`/runs/${KEY}`);
    const box = await screen.findByRole("region", { name: "Checkpoints without a result" });
    expect(box.textContent).toContain("2 of 3 checkpoints have no result.");
    expect(box.textContent).toContain("step20, step100: A value is not finite at mlp_act.1. Its weights hold NaN.");
    await userEvent.click(screen.getByRole("button", { name: "Try them again" }));
    expect(asked.find((one) => one.method === "POST")).toEqual({
      method: "POST",
      path: "/api/studies/toy/runs",
      body: { params: { model: "mini" }, checkpoints: ["step0", "step20", "step100"] },
    });
  });
  test("says that there is no result where all failed, once", async () => {
    answers[`/api/runs/${KEY}`] = { ...series(child("step0", nan)), status: "failed", error: nan };
    await open(`/runs/${KEY}`);
    expect(await screen.findByText("No checkpoint was finished: there is no result.")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });
  test("is a line of its own in the list of runs", async () => {
    answers["/api/runs"] = { runs: [{ ...series(child("step0", null), child("step20", nan)) }], more: false };
    await open("/runs");
    expect(await screen.findByText("1 failed")).toBeTruthy();
  });
});

describe("adding a model", () => {
  test("asks for an intake and follows it", async () => {
    answers = { ...answers, "/api/models": [] };
    await open("/models");
    await userEvent.type(await screen.findByRole("textbox", { name: "Folder or hub id" }), "owner/name");
    await userEvent.type(screen.getByRole("textbox", { name: "Revisions, if not all" }), "step1, step8");
    await userEvent.type(screen.getByRole("textbox", { name: "Steps, if names do not tell them" }), "epoch=0=500 b=8");
    expect(screen.getByText("isogloss models add owner/name --revisions step1,step8 --steps epoch=0=500,b=8")).toBeTruthy();
    answers["/api/models"] = { ...RUN, study: "add_model", status: "queued", error: null };
    await userEvent.click(screen.getByRole("button", { name: "Add the model" }));
    await waitFor(() => expect(location.pathname).toBe(`/runs/${KEY}`));
    expect(asked.find((a) => a.method === "POST")).toMatchObject({
      path: "/api/models",
      body: { source: "owner/name", revisions: ["step1", "step8"], steps: { "epoch=0": 500, b: 8 } },
    });
  });
  test.each(["ckpt_1=", "ckpt_1", "=5", "ckpt_1=1.5", "b=8 ckpt_1=1e3"])(
    "refuses steps as in %s beside the field, and sends nothing",
    async (steps) => {
      answers = { ...answers, "/api/models": [] };
      await open("/models");
      await userEvent.type(await screen.findByRole("textbox", { name: "Folder or hub id" }), "owner/name");
      await userEvent.type(screen.getByRole("textbox", { name: "Steps, if names do not tell them" }), steps);
      expect(screen.queryByRole("alert")).toBeNull();
      await userEvent.click(screen.getByRole("button", { name: "Add the model" }));
      expect(screen.getByRole("alert").textContent).toMatch(new RegExp(`^“${steps.split(" ").at(-1)}” does not give a step`));
      expect(asked.filter((a) => a.method === "POST")).toEqual([]);
    },
  );
});

describe("a model", () => {
  test("shows its ladder, and says which checkpoints are the same weights", async () => {
    answers["/api/models/mini"] = MODEL;
    await open("/models/mini");
    expect(await screen.findByText(/a and c are the same weights/)).toBeTruthy();
    expect(screen.getByRole("radio", { name: "step 64, same weights as a" })).toBeTruthy();
    expect(screen.getByText(/do not declare the languages/)).toBeTruthy();
  });
  test("whose weights are elsewhere says so, and offers no study of it", async () => {
    answers["/api/models/mini"] = {
      ...MODEL,
      kind: "imported",
      checkpoints: MODEL.checkpoints.map((c) => ({ ...c, here: c.revision === "b" })),
    };
    await open("/models/mini");
    expect(await screen.findByText(/The weights at a and c are not in this installation/)).toBeTruthy();
    expect(screen.getByText("isogloss models add FOLDER --id mini")).toBeTruthy();
    expect(screen.getAllByText("weights not here")).toHaveLength(2);
    expect(screen.getAllByRole("link", { name: "Ask" })).toHaveLength(1);
  });
  test.each([
    ["folder", "mini", "FOLDER"],
    ["hub", "owner/name", "owner/name"],
  ])("from a %s is added again, with the steps, from where it can be found", async (kind, source, from) => {
    answers["/api/models/mini"] = { ...MODEL, kind, source, steps_wanted: "--steps a=STEP" };
    await open("/models/mini");
    expect(await screen.findByText(`isogloss models add ${from} --id mini --steps a=STEP`)).toBeTruthy();
  });
  test("that is not here says so, on its own page", async () => {
    await open("/models/other");
    expect((await screen.findByRole("alert")).textContent).toMatch(/There is no such thing here/);
  });
});

describe("a run that failed", () => {
  test("names the cause, what was kept, and leads back to its form with what it was given", async () => {
    answers[`/api/runs/${KEY}`] = RUN;
    await open(`/runs/${KEY}`);
    expect((await screen.findByRole("alert", undefined, { timeout: 5000 })).textContent).toMatch(
      /Line 7 of es.tsv has three columns. It needs four. Nothing was taken in./,
    );
    expect(screen.getByRole("link", { name: "Change it" }).getAttribute("href")).toBe("/corpora?add=1&source=%2Fdata%2Fx");
  });
});

test("an address without a page says so", async () => {
  await open("/no/such/page");
  expect(screen.getByRole("heading", { name: "Nothing has this address" })).toBeTruthy();
});

test("a run that came with a bundle says where it is from and what it lacks", async () => {
  const imported = {
    from: "Four scripts",
    made_by: "0.1.0",
    made_at: "2026-01-01T00:00:00Z",
    at: "2026-02-01T00:00:00Z",
    left_out: ["units/*"],
  };
  answers[`/api/runs/${KEY}`] = {
    ...RUN,
    kind: "recipe",
    study: "recipe",
    status: "done",
    error: null,
    imported: true,
    provenance: { isogloss: "0.1.0", imported },
  };
  await open(`/runs/${KEY}`);
  const note = await screen.findByRole("note");
  expect(note.textContent).toMatch(
    /Imported\. Computed in another installation with Isogloss 0\.1\.0.*“Four scripts”.*Not in that bundle: units\/\*\./,
  );
});

describe("a run of an earlier version of its study", () => {
  const study = (version: number) => [{ slug: "toy", name: "toy", title: "Toy", description: "", question: 1, version }];
  const ran: RunStatus = { ...RUN, kind: "run", study: "toy", status: "done", error: null, study_version: 1 };
  test("says so in one sentence", async () => {
    answers = { ...answers, [`/api/runs/${KEY}`]: ran, "/api/studies": study(2) };
    await open(`/runs/${KEY}`);
    expect((await screen.findByText(/Computed by version 1, an earlier one: this installation has version 2\./)).getAttribute("role")).toBe(
      "note",
    );
  });
  test("and one of the version in use does not", async () => {
    const other = KEY.replace("0", "f");
    answers = {
      ...answers,
      [`/api/runs/${KEY}`]: ran,
      [`/api/runs/${other}`]: { ...ran, key: other, model: "other", study_version: 2 },
      "/api/studies": study(2),
    };
    await open(`/runs/${KEY}`);
    // Once this is drawn, the version in use is known: the second page has it from the beginning.
    await screen.findByText(/Computed by version 1, an earlier one/);
    await act(async () => history.pushState(null, "", `/runs/${other}`));
    await screen.findByRole("heading", { name: /other/ });
    expect(screen.queryByText(/Earlier version/)).toBeNull();
  });
});
