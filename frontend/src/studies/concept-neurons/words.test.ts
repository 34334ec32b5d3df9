import { readAddress } from "../../lib/marks";
import { describe, expect, it } from "vitest";
import { fieldsOf, requestOf } from "../../kit";
import { asWritten, overEarlier } from "../../lib/asked";
import { studyServed } from "../../testing/served";
import { type Asked, FORM } from "./Form";
import { isWeak } from "../../plots";
import { clearest, finding, findPair, ofPair } from "./words";
import { estimate, pairs, result, unit } from "./fixtures";
import { cellsOf } from "./cells";

const fields = fieldsOf(studyServed("concept-neurons").params);
const request = (asked: Asked) => requestOf(FORM, fields, asked, {} as never);
const empty = Object.fromEntries(Object.entries(fields.codecs).map(([name, codec]) => [name, codec.parse(null)])) as unknown as Asked;

describe("words and addresses", () => {
  it("read a mark's address up to its first colon", () => {
    expect(readAddress("layer:3@step64")).toEqual({ kind: "layer", value: "3@step64" });
    expect(readAddress("run:abc")).toEqual({ kind: "run", value: "abc" });
  });
  it("show first the concept that is clearest above its null, of those that may be shown", () => {
    expect(clearest(result(8, 0.3).concepts)).toBe("beta");
    expect(clearest([])).toBeNull();
  });
  it("read a pair's transfer in the direction that is asked", () => {
    const pair = { ...findPair(pairs(0.3), "es", "en")!, a_on_b: estimate(0.7), b_on_a: estimate(0.2) };
    expect(ofPair(pair, "transfer", "en").value).toBe(0.7);
    expect(ofPair(pair, "transfer", "es").value).toBe(0.2);
  });
  it("say of two concepts, which are too few for an interval, that there is none", () => {
    const of = result(8, 0.3);
    const bare = { ...of.headline.overlap, low: null, high: null, excess_low: null, excess_high: null, n: 2 };
    expect(finding({ ...of, headline: { ...of.headline, overlap: bare } }, 3)).toContain("excess 0.20 without an interval");
  });
  it("say of an overlap that was not measured that it was not, and give no number", () => {
    const of = result(8, 0.3);
    const none = { ...of.headline.overlap, value: null, low: null, high: null, excess: null, excess_low: null, excess_high: null };
    expect(finding({ ...of, headline: { ...of.headline, overlap: none } }, 3)).toBe(
      "Overlap could not be measured at step 8 (4 concepts, 3 pairs).",
    );
  });
});

describe("the cells of a unit", () => {
  const concept = unit().concepts[0]!;
  it("have the interval and the null of the value that is shown", () => {
    const { en, es } = cellsOf({
      ...concept,
      ap: { en: 0.6, es: 0.3 },
      held_out: { en: 0.4 },
      low: { en: 0.35, es: 0.25 },
      high: { en: 0.45, es: 0.35 },
      null_high: { en: 0.3, es: 0.2 },
      expert_in: ["en"],
    });
    expect(en).toMatchObject({ value: 0.4, low: 0.35, high: 0.45, null: 0.3 });
    expect(en!.excess).toBeCloseTo(0.1);
    expect([isWeak(en), isWeak(es)]).toEqual([false, false]);
  });
  it("are faint by that value, not by the one the unit was chosen by", () => {
    const { en } = cellsOf({
      ...concept,
      ap: { en: 0.6 },
      held_out: { en: 0.32 },
      low: { en: 0.28 },
      high: { en: 0.36 },
      null_high: { en: 0.3 },
      expert_in: ["en"],
    });
    expect(isWeak(en)).toBe(true);
  });
  it("are faint without an interval: nothing shows that the unit was not chosen by luck", () => {
    const { en } = cellsOf({ ...concept, ap: { en: 0.6 }, held_out: {}, low: {}, high: {}, null_high: {}, expert_in: ["en"] });
    expect(en).toMatchObject({ value: 0.6, low: null, high: null, null: null });
    expect(isWeak(en)).toBe(true);
  });
});

describe("what is asked", () => {
  it("is nothing while something it needs is missing", () => {
    expect(request({ ...empty, model: "m", corpus: "c", languages: ["en"] })).toBeNull();
  });
  it("sends numbers as numbers, and what is none as it was typed", () => {
    const { params } = request({ ...empty, model: "m", corpus: "c", concepts: "s", languages: ["en", "de"], k: "1O", folds: "3" })!;
    expect(params).toMatchObject({ k: "1O", folds: 3 });
  });
  it("is one run for one checkpoint, a series for more", () => {
    const base = { ...empty, model: "m", corpus: "c", concepts: "s", languages: ["en"] };
    expect(request({ ...base, checkpoints: ["a"] })).toMatchObject({ params: { checkpoint: "a" }, checkpoints: null });
    expect(request({ ...base, checkpoints: ["a", "b"] })!.checkpoints).toEqual(["a", "b"]);
    expect(request(base)!.checkpoints).toBe("all");
  });
  it("takes the address before an earlier run, and a smaller offer as the address writes it", () => {
    expect(overEarlier({ ...empty, folds: "2" } as never, { folds: 5, halvings: 10 }, fields.codecs as never)).toMatchObject({
      folds: "2",
      halvings: "10",
    });
    expect(asWritten({ languages: ["en", "de"], sentences: 50, unknown: 1, checkpoint: "step8" }, fields.codecs as never)).toEqual({
      languages: ["en", "de"],
      sentences: "50",
      checkpoints: ["step8"],
    });
  });
});
