import { describe, expect, it } from "vitest";
import { asWritten, overEarlier } from "./asked";

const LISTS = new Set(["languages", "checkpoints"]);
const empty = { model: null as string | null, folds: null as string | null, languages: [] as readonly string[], checkpoints: [] as readonly string[] };

describe("what a form asks", () => {
  it("is what the address says before what an earlier run was given", () => {
    expect(overEarlier({ ...empty, folds: "2", languages: ["en"] }, { model: "m", folds: 5, languages: ["de", "es"], other: 1 }, LISTS)).toEqual({ model: "m", folds: "2", languages: ["en"], checkpoints: [] });
  });
  it("takes an earlier run's one checkpoint for a choice of one, and lists from an address", () => {
    expect(overEarlier(empty, { checkpoint: "step8", languages: "de,es", model: "" }, LISTS)).toEqual({ model: null, folds: null, languages: ["de", "es"], checkpoints: ["step8"] });
  });
  it("takes of a smaller offer what the form has, as the address writes it", () => {
    expect(asWritten<typeof empty>({ folds: 3, languages: null, checkpoint: "step8", unknown: 1, model: null }, empty, LISTS)).toEqual({ folds: "3", languages: [], checkpoints: ["step8"], model: null });
  });
});
