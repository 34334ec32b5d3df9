/** What needs no page: what is asked, frames folded to text, rows, and where a refusal stands. */
import { describe, expect, it } from "vitest";
import { parallelPrompts, plainSentence, playgroundAsk, playgroundHref } from "../../kit";
import { firstHalf } from "../../kit/playground";
import { readState, writeState } from "../../lib/permalink";
import { studyServed } from "../../testing/served";
import * as made from "./fixtures";
import {
  alongLadder,
  type Asked,
  merged,
  playgroundFields,
  problems as problemsOf,
  readAddresses,
  readSet,
  request as requestOf,
} from "./asked";
import { keyOf, whole, writingOf } from "./frames";
import { placeOf, refusalsOf } from "./refusals";
import { finishedRows, pieces, seedsOf, writingRows } from "./rows";
import { doubt, elsewhere, elsewhereInWords, lead, setLabel } from "./words";

const FIELDS = playgroundFields(studyServed("interventions").params);
const at = (query: string, initial: Record<string, unknown> = {}) =>
  merged(readState(FIELDS.all, query) as Parameters<typeof merged>[0], initial, FIELDS);
const request = (asked: Asked) => requestOf(asked, FIELDS);
const problems = (asked: Asked) => problemsOf(asked, FIELDS);
const FROM = { model: "m", checkpoint: "c", concept_run: "r" };

describe("what is asked", () => {
  it("is read back from the address that another page leads to", () => {
    const ask = playgroundAsk(
      { model: "m", checkpoint: "c", conceptRun: "r" },
      { concept: "storms", language: "es", k: 20, operation: "force" },
      [{ language: "ar", text: "اليوم", item: "7" }],
    );
    const wanted = request(at(new URL(playgroundHref(ask), "http://here").search));
    expect(wanted).toEqual({
      params: { ...ask, units: [{ concept: "storms", language: "es", k: 20, operation: "force", strength: 1 }] },
      checkpoints: null,
    });
  });
  it("takes an earlier run's params over, with the address on top; emptied is not untouched", () => {
    const base = { ...made.PARAMS, length: 24, doses: [0.5, 2] };
    expect(request(at("", base))!.params).toMatchObject({ length: 24, doses: [0.5, 2], seed: 3 });
    expect(request(at("length=48&doses=", base))!.params).toMatchObject({ length: 48 });
    expect(request(at("length=48&doses=", base))!.params.doses).toBeUndefined();
    expect(request(at("length=", base))!.params.length).toBeUndefined();
  });
  it("leaves out what takes no part", () => {
    const asked = at("temperature=2&from_position=3&doses=2&sampling=greedy", {
      ...FROM,
      units: [{ addresses: ["mlp_act.0.1"], operation: "zero", strength: 3 }],
    });
    expect(request(asked)!.params).toEqual({
      ...FROM,
      sampling: "greedy",
      units: [{ addresses: ["mlp_act.0.1"], operation: "zero" }],
      prompts: [{ language: null, text: null, item: null }],
    });
  });
  it("keeps half a character in the address, for the server to refuse", () => {
    const query = writeState(FIELDS.all, "", { prompts: [{ language: "en", text: "a\ud800\u0000", item: null }] });
    expect(at(query).prompts[0]!.text).toBe("a\ud800\u0000");
  });
  it("does not send what is no number, and says so at its field", () => {
    const asked = at("", {
      ...FROM,
      length: "many",
      doses: "1, x",
      units: [
        { concept: "storms", operation: "force", strength: "1,5" },
        { concept: "food", operation: "zero", strength: "x" },
      ],
    });
    expect(request(asked)).toBeNull();
    expect(problems(asked)).toEqual([
      { field: "units.0.strength", message: "“1,5” is not a number. Between −100 and 100.", suggestion: "1.5" },
      { field: "length", message: "“many” is not a number. A whole number, 1 to 256.", suggestion: undefined },
      { field: "doses", message: "“x” is not a number. Numbers with commas between.", suggestion: undefined },
    ]);
  });
  it("along a ladder names the series in place of its run", () => {
    const wanted = request(at("", made.PARAMS))!;
    const all = alongLadder(wanted, { series: "s", checkpoints: ["a", "b"] });
    expect(all).toMatchObject({ checkpoints: ["a", "b"], params: { concept_run: "s", model: "toy-ladder" } });
    expect(all.params.checkpoint).toBeUndefined();
  });
  it("reads addresses with commas, spaces and lines, each once", () =>
    expect(readAddresses("a.1, b.2\nc.3 a.1,")).toEqual(["a.1", "b.2", "c.3"]));
  it("never breaks on an address that is no JSON", () => expect(at("units=%7B&prompts=3")).toMatchObject({ units: [], prompts: [] }));
});

describe("where a refusal stands", () => {
  const asked = { ...at(""), units: [readSet({ concept: "x" })], prompts: [{ language: null, text: "a", item: null }] };
  it.each([
    ["units.0.value", "units.0.strength"],
    ["params.units.0.strength", "units.0.strength"],
    ["units.0.addresses", "units.0.which"],
    ["units.0.k", "units.0.which"],
    ["units.0", "units.0"],
    ["units.4", "units"],
    ["units", "units"],
    ["prompts.0.text", "prompts.0"],
    ["prompts.3.text", "prompts"],
    ["concept_run", "concept_run"],
    ["dtype", "rest"],
  ])("%s at %s", (field, place) => expect(placeOf(field, asked)).toBe(place));
  it("offers what the server thinks was meant", () => {
    const error = { code: "x", message: "No such unit.", hint: "", field: "units.0.addresses", details: { nearest: "mlp_act.0.1" } };
    expect(refusalsOf(asked, [], error)("units.0.which")).toEqual({ message: "No such unit.", hint: undefined, suggestion: "mlp_act.0.1" });
  });
});

describe("frames", () => {
  const gain = (id: number, text: string, more: object = {}) =>
    made.frame(id, { gained: [{ pane: "changed", prompt: 0, seed: 3, text }], written: id, of: 24, ...more });
  const key = keyOf("changed", 0, 3);
  it("fold to text that grows, joined across letters, marks and surrogates", () => {
    const frames = [gain(1, "عا"), gain(2, "صفة "), gain(3, "क"), gain(4, "ि \ud83c"), gain(5, "\udf29")];
    expect(writingOf(frames).texts.get(key)).toBe("عاصفة कि 🌩");
    expect(writingOf(frames)).toMatchObject({ written: 5, of: 24 });
    expect(whole(writingOf(frames.slice(0, 4)).texts.get(key)!)).toBe("عاصفة कि ");
  });
  it("begin anew where the run was taken up again", () => {
    const first = (id: number) => made.frame(id, { sets: [{ label: "x", operation: "force", units: 2 }], prompts: [] });
    expect(writingOf([first(1), gain(2, "lost"), first(3), gain(4, "new")]).texts.get(key)).toBe("new");
  });
  it("say where the caret stands", () => {
    const rows = writingRows(made.RESULT.prompts, [3], writingOf([gain(1, "a")]));
    expect([rows[0]!.rows[0]!.cells.changed!.active, rows[0]!.rows[0]!.cells.plain!.active]).toEqual([true, false]);
  });
});

describe("rows", () => {
  it("are a prompt's texts by seed", () => {
    const outputs = [1, 0].flatMap((seed) =>
      (["plain", "changed"] as const).map((pane) => made.text(0, pane, `${pane} ${seed}`, "en", [], seed)),
    );
    const [group] = finishedRows([made.RESULT.prompts[0]!], outputs);
    expect(group!.rows.map((row) => [row.seed, row.cells.plain!.text, row.cells.random])).toEqual([
      [0, "plain 0", undefined],
      [1, "plain 1", undefined],
    ]);
  });
  it("of a run that asks for too many are bounded", () => expect(seedsOf({ texts: "1e9" })).toHaveLength(200));
  it("are cut where words of the concept begin and end, whatever the ranges", () => {
    const cut = pieces("the 🌩 storm", [
      { start: 7, end: 99 },
      { start: 4, end: 6 },
      { start: 5, end: 6 },
      { start: 3, end: 2 },
    ]);
    expect(cut.map(({ text, hit }) => [text, hit])).toEqual([
      ["the ", false],
      ["🌩", true],
      [" ", false],
      ["storm", true],
    ]);
  });
});

describe("words", () => {
  it("says the finding, beside what random units do, with n", () => {
    expect(lead(made.RESULT)).toBe(
      "Forced, 2 units bring a word of the concept into 0.60 [0.55, 0.65] of 6 texts against 0.10 with random units; excess 0.50 [0.45, 0.55], 5 draws are too few to be sure; without the change 0.10. They move the next token by 3.00 [2.95, 3.05] nats against 0.10 with random units; excess 2.90 [2.85, 2.95], 5 draws are too few to be sure (3 prompts, 5 draws of random units).",
    );
  });
  it("says where random units do as much", () =>
    expect(lead({ ...made.RESULT, on_concept: {}, kl: made.effect(0.1) })).toContain("excess 0.00 [−0.05, 0.05], not clear of zero"));
  it("says of none how many there were", () => {
    const none = { ...made.effect(0), value: 0, low: 0, high: 0.32, null: 0, n: 8 };
    expect(lead({ ...made.RESULT, on_concept: { plain: none, changed: none } })).toContain(
      "Forced, 2 units put a word of the concept into 0 of 8 texts; unchanged and random units did the same.",
    );
  });
  it("doubts by p where there are draws enough, and writes small effects with the decimals they need", () => {
    const kl = { ...made.effect(0.0041, 0.0012), low: 0.003, high: 0.005, null_low: 0.001, null_high: 0.0015, draws: 200 };
    expect(lead({ ...made.RESULT, on_concept: {}, kl: { ...kl, p: 0.005 } })).toContain(
      "by 0.0041 [0.0030, 0.0050] nats against 0.0012 with random units; excess 0.0029 [0.0018, 0.0038] (3 prompts",
    );
    expect(doubt({ ...kl, p: 0.2 })).toBe("random units do as much");
  });
  it("counts only texts whose language could be told as staying", () => {
    const outputs = made.RESULT.outputs.map((o) => ({
      ...o,
      language: o.prompt === 1 ? null : (made.RESULT.prompts[o.prompt]!.language ?? "en"),
    }));
    expect(elsewhereInWords({ ...made.RESULT, outputs })).toBe(
      "The 1 changed text that could be told stayed in the language of the prompt; 1 undetermined.",
    );
  });
  it("counts texts that left their prompt's language", () => expect(elsewhere(made.RESULT)).toEqual({ other: 1, undetermined: 0, n: 2 }));
  it("names a set before a run has", () => {
    expect(setLabel(readSet({ concept: "storms", language: "es", only: true }))).toBe("Spanish experts for storms, in no other language");
    expect(setLabel(readSet({ concept: "storms", shared_by: 3 }))).toBe("Experts for storms in 3 languages or more");
    expect(setLabel(readSet({ addresses: ["a.1", "b.2"] }))).toBe("2 units by address");
  });
});

describe("a beginning", () => {
  it("is half of the words, or of the characters where there are no spaces", () => {
    expect(firstHalf("One two three four five", "en")).toBe("One two");
    expect(firstHalf("录制音乐时往往用", "zh-Hans")).toBe("录制音乐");
    expect(firstHalf("One", "en")).toBe("One");
  });
  it("is one in each language that has the sentence", () =>
    expect(parallelPrompts({ id: "7", texts: { en: "a b", tr: " " } }, ["en", "tr", "ar"])).toEqual([
      { language: "en", text: "a", item: "7" },
    ]));
  it("says nothing of the concept, where one can be had", () => {
    const sentence = (id: string, concepts: string[], texts: Record<string, string>) => ({ id, concepts, texts });
    const all = [
      sentence("1", ["storms"], { en: "a long storm" }),
      sentence("2", [], { tr: "only here now" }),
      sentence("3", [], { en: "a long sentence" }),
    ];
    expect(plainSentence(all, ["en"], "storms")!.id).toBe("3");
    expect(plainSentence([], ["en"], "storms")).toBeNull();
  });
});
