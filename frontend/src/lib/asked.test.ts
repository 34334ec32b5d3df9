import { describe, expect, it } from "vitest";
import { asWanted, asWritten, overEarlier } from "./asked";
import { list, optional } from "./permalink";

const FIELDS = { model: optional, folds: optional, languages: list, checkpoints: list };
const empty = {
  model: null as string | null,
  folds: null as string | null,
  languages: [] as readonly string[],
  checkpoints: [] as readonly string[],
};

describe("what a form asks", () => {
  it("is what the address says before what an earlier run was given", () => {
    expect(
      overEarlier({ ...empty, folds: "2", languages: ["en"] }, { model: "m", folds: 5, languages: ["de", "es"], other: 1 }, FIELDS),
    ).toEqual({ model: "m", folds: "2", languages: ["en"], checkpoints: [] });
  });
  it("takes an earlier run's one checkpoint for a choice of one, and lists from an address", () => {
    expect(overEarlier(empty, { checkpoint: "step8", languages: "de,es", model: "" }, FIELDS)).toEqual({
      model: null,
      folds: null,
      languages: ["de", "es"],
      checkpoints: ["step8"],
    });
  });
  it("takes of a smaller offer what the form has, as the address writes it", () => {
    expect(asWritten<typeof empty>({ folds: 3, languages: null, checkpoint: "step8", unknown: 1, model: null }, FIELDS)).toEqual({
      folds: "3",
      languages: [],
      checkpoints: ["step8"],
      model: null,
    });
  });
  it("is asked for with numbers as numbers, unreadable ones as typed, and defaults left out", () => {
    const words = new Set(["model"]);
    expect(asWanted({ ...empty, model: "7", folds: "3", languages: ["de"] }, words)).toEqual({
      params: { model: "7", folds: 3, languages: ["de"] },
      checkpoints: "all",
    });
    expect(asWanted({ ...empty, folds: "3,5", checkpoints: ["a", "b"] }, words)).toEqual({
      params: { folds: "3,5" },
      checkpoints: ["a", "b"],
    });
    expect(asWanted({ ...empty, folds: " ", checkpoints: ["a"] }, words, (name) => name !== "folds")).toEqual({
      params: { checkpoint: "a" },
      checkpoints: null,
    });
  });
});
