import { describe, expect, it } from "vitest";
import { spread } from "./ends";

const gaps = (at: number[]) =>
  [...at]
    .sort((a, b) => a - b)
    .slice(1)
    .map((x, i) => x - [...at].sort((a, b) => a - b)[i]!);

describe("names at the ends of series", () => {
  it("stay where they are when none touches another", () => {
    expect(spread([10, 50, 90], 15, 0, 100)).toEqual([10, 50, 90]);
  });
  it("step apart around the middle of those that touch, in the order of the lines", () => {
    const at = spread([50, 51, 49], 15, 0, 100);
    expect(Math.min(...gaps(at))).toBeGreaterThanOrEqual(15 - 1e-9);
    expect(at[2]!).toBeLessThan(at[0]!);
    expect(at[0]!).toBeLessThan(at[1]!);
  });
  it("stay inside, and close up when there is no room", () => {
    const at = spread([99, 99, 99, 99, 99, 99, 99, 99], 15, 0, 60);
    expect(Math.max(...at)).toBeLessThanOrEqual(60 + 1e-9);
    expect(Math.min(...at)).toBeGreaterThanOrEqual(-1e-9);
  });
});
