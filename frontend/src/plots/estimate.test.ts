import { describe, expect, it } from "vitest";
import CASES from "../../../tests/contract/standing.json";
import { inFull, isFilled, isWeak, standingOf, withInterval } from "./estimate";
import { estimate } from "./fixtures";
import { markOf } from "./mark";

describe("its standing to its null", () => {
  it.each(CASES)("$what", ({ estimate: e, standing }) => {
    expect(standingOf(e)).toBe(standing);
    expect(isFilled(e)).toBe(e.value !== null && (standing === "above" || standing === "unknown"));
  });
});

describe("a mark", () => {
  it("is read by name, and from the list that it was in earlier figures", () => {
    const mark = { address: "layer:3", low: 0.1, n: 4 };
    expect(markOf(mark)).toBe(mark);
    expect(markOf(["layer:3", 0.1, null, null, 4])).toEqual(mark);
    expect([markOf(undefined), markOf("layer:3")]).toEqual([{}, {}]);
  });
});

describe("an estimate", () => {
  it("is written with interval, null and n", () => {
    expect(inFull(estimate(0.38, 0.06, 0.05, 42))).toBe(".38 [.33, .43], null .06, n = 42");
  });
  it("is written without brackets where it has no interval", () => {
    expect(withInterval({ value: 0.5, n: 3 })).toBe(".50");
  });
  it("is weak when the interval of its excess holds zero", () => {
    expect(isWeak(estimate(0.12, 0.1))).toBe(true);
    expect(isWeak(estimate(0.2, 0.1))).toBe(false);
  });
  it("is weak when it has a null and no interval to show that it clears it", () => {
    expect(isWeak({ value: 0.9, null: 0.1, n: 3 })).toBe(true);
    expect(isWeak({ value: 0.9, n: 3 })).toBe(false);
    expect(isWeak(null)).toBe(true);
  });
  it("is not weak when it lies below its null for sure", () => {
    expect(isWeak(estimate(0.01, 0.3))).toBe(false);
  });
});
