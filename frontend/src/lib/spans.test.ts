import { describe, expect, test } from "vitest";
import { ranges } from "./spans";

const joined = (text: string, spans: { start: number; end: number; value: number }[]) =>
  ranges(text, spans)
    .map((r) => r.text)
    .join("");

describe("token values over text", () => {
  test("the ranges joined are the text, whatever the tokens", () => {
    const text = "बर्फ़ीले तूफ़ान 👩‍👩‍👧 وبرق e\u0301";
    const spans = Array.from({ length: text.length }, (_, i) => ({ start: i, end: i + 1, value: i % 7 }));
    expect(joined(text, spans)).toBe(text);
  });
  test("a token that ends inside a letter colours the whole letter", () => {
    expect(ranges("e\u0301a", [{ start: 0, end: 1, value: 2 }])).toEqual([
      { text: "e\u0301", start: 0, value: 2 },
      { text: "a", start: 2, value: null },
    ]);
  });
  test("of two byte tokens on one letter the stronger shows, also below zero", () => {
    expect(
      ranges("闪", [
        { start: 0, end: 1, value: 1 },
        { start: 0, end: 1, value: -3 },
      ])[0]!.value,
    ).toBe(-3);
  });
  test("two tokens of one value stay two ranges", () => {
    expect(
      ranges("ab", [
        { start: 0, end: 1, value: 2 },
        { start: 1, end: 2, value: 2 },
      ]).map((r) => r.text),
    ).toEqual(["a", "b"]);
  });
  test("the space that a token carries before its word is not coloured, a token of spaces is", () => {
    expect(ranges("in 1976", [{ start: 2, end: 7, value: 3 }]).map((r) => [r.text, r.value])).toEqual([
      ["in ", null],
      ["1976", 3],
    ]);
    expect(ranges("a  b", [{ start: 1, end: 3, value: 3 }])[1]).toMatchObject({ text: "  ", value: 3 });
  });
  test("text without values is one range", () => expect(ranges("one two", [])).toEqual([{ text: "one two", start: 0, value: null }]));
  test("values too small to see do not cut the text", () => expect(ranges("ab", [{ start: 0, end: 1, value: 0.01 }], 0.1)).toHaveLength(1));
  test("spans outside the text, or turned around, are left out", () =>
    expect(
      joined("ab", [
        { start: 5, end: 9, value: 1 },
        { start: 2, end: 0, value: 1 },
      ]),
    ).toBe("ab"));
  test("empty text has no ranges", () => expect(ranges("", [])).toEqual([]));
});
