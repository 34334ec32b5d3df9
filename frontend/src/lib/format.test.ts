import { describe, expect, test } from "vitest";
import {
  bytes,
  compact,
  count,
  duration,
  interval,
  listing,
  MISSING,
  percent,
  plural,
  prose,
  roughly,
  share,
  shortDigest,
  signed,
  value,
} from "./format";

/** In these tests a thin space is written _. */
const seen = (text: string) => text.replaceAll("\u2009", "_");

describe("numbers", () => {
  test.each([
    [0.31, ".31"],
    [-0.044, "−.04"],
    [1, "1.00"],
    [0, ".00"],
    [-0.0001, ".00"],
    [0.999, "1.00"],
    [null, MISSING],
    [Number.NaN, MISSING],
  ])("a share of %s is written %s", (x, written) => expect(share(x)).toBe(written));

  test("running text keeps the zero before the point", () => expect(prose(0.31)).toBe("0.31"));
  test("a signed share says its sign, and zero has none", () =>
    expect([signed(0.12), signed(-0.04), signed(0)]).toEqual(["+.12", "−.04", ".00"]));
  test("an interval stands in brackets, and is absent without its ends", () =>
    expect([interval(0.28, 0.34), interval(null, 0.3)]).toEqual(["[.28, .34]", ""]));
  test("thousands have commas", () => expect(count(1024)).toBe("1,024"));
  test("an activation has as many figures as help", () =>
    expect([value(6.083), value(61.2), value(612.3), value(-0.5)]).toEqual(["6.08", "61.2", "612", "−0.50"]));
  test("a unit follows a thin space", () =>
    expect([percent(0.068, 1), bytes(210e6), compact(4.2e6), compact(559e6), compact(260_032)].map(seen)).toEqual([
      "6.8_%",
      "210_MB",
      "4.2_M",
      "559_M",
      "0.26_M",
    ]));
});

describe("times", () => {
  test.each([
    [0.32, "0.3_s"],
    [40, "40_s"],
    [250, "4_min 10_s"],
    [1390, "23_min"],
    [7500, "2_h 5_min"],
  ])("%s seconds are %s", (seconds, written) => expect(seen(duration(seconds))).toBe(written));
  test("a guess is rounded to what a guess is worth", () =>
    expect([roughly(0.2), roughly(43), roughly(371), roughly(9000)].map(seen)).toEqual(["less than 1_s", "45_s", "6_min", "2.5_h"]));
});

test("a digest is shown by its first eight signs, without its label", () =>
  expect([shortDigest("sha256:8c1f02e7aa"), shortDigest(null)]).toEqual(["8c1f 02e7", MISSING]));
test("one model, two models", () => expect([plural(1, "model"), plural(2, "corpus", "corpora")]).toEqual(["1 model", "2 corpora"]));
test("a list ends with and", () => expect([listing(["a"]), listing(["a", "b", "c"])]).toEqual(["a", "a, b and c"]));
