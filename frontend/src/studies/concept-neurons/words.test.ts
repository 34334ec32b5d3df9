import { readAddress } from "../../lib/marks";
import { describe, expect, it } from "vitest";
import { merged, overrides, request, type Asked, FIELDS } from "./form-state";
import { clearest, findPair, ofPair } from "./words";
import { estimate, pairs, result } from "./fixtures";

const empty = Object.fromEntries(Object.keys(FIELDS).map((name) => [name, ["only_concepts", "languages", "checkpoints"].includes(name) ? [] : null])) as unknown as Asked;

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
    expect(merged({ ...empty, folds: "2" }, { folds: 5, halvings: 10 })).toMatchObject({ folds: "2", halvings: "10" });
    expect(overrides({ languages: ["en", "de"], sentences: 50, unknown: 1, checkpoint: "step8" })).toEqual({ languages: ["en", "de"], sentences: "50", checkpoints: ["step8"] });
  });
});
