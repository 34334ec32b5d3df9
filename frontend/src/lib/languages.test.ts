import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { HUES, languagesInOrder, language, LANGUAGES, plotlyDash, plotlySymbol, screenCode, cssColour } from "./languages";

const css = readFileSync("src/ui/tokens.css", "utf8");
const [light, dark] = css.split(':root[data-theme="dark"]') as [string, string];

/** WCAG relative luminance. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
const contrast = (a: string, b: string) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x! + 0.05) / (y! + 0.05);
};

describe("the fixed table", () => {
  test("holds the thirty-six languages of the installation in its order, as the back end has it", () => {
    const python = readFileSync("../backend/isogloss/vocabulary/language.py", "utf8");
    const order = [.../ORDER = \(([\s\S]*?)\n\)/.exec(python)![1]!.matchAll(/"([^"]+)"/g)].map((m) => m[1]);
    expect(LANGUAGES.map((l) => l.code)).toEqual(order);
  });
  test("has no two languages with one colour and one mark", () => {
    expect(new Set(LANGUAGES.map((l) => `${l.hue} ${plotlySymbol(l.code)}`)).size).toBe(LANGUAGES.length);
  });
  test("has the colours of the style sheet, in both themes", () => {
    for (const [hue, style] of Object.entries(HUES)) {
      expect(light).toContain(`--lang-${hue}: ${style.light.toLowerCase()}`);
      expect(dark).toContain(`--lang-${hue}: ${style.dark.toLowerCase()}`);
    }
  });
  test("has colours that show as marks on paper, at least three to one", () => {
    for (const style of Object.values(HUES)) {
      expect(contrast(style.light, "#FCFBF8")).toBeGreaterThan(3);
      expect(contrast(style.dark, "#14161A")).toBeGreaterThan(3);
    }
  });
});

test("further languages of a hue differ by mark", () =>
  expect(["de", "nl", "sv", "el"].map(plotlySymbol)).toEqual(["square", "square-open", "square-dot", "square-open-dot"]));
test("a language outside the table is drawn in ink with its code", () => {
  expect(language("mt")).toMatchObject({ hue: null, name: "Maltese" });
  expect(cssColour("mt")).toBe("var(--ink3)");
});
test("a code that is no language breaks nothing", () => expect(language("???").name).toBe("???"));
test("scripts that run from the right say so", () =>
  expect(["ar", "he", "fa", "ur", "uz-Arab", "en", "zh-Hans", "az-Latn"].map((c) => language(c).direction)).toEqual([
    "rtl",
    "rtl",
    "rtl",
    "rtl",
    "rtl",
    "ltr",
    "ltr",
    "ltr",
  ]));
test("screens write zh where only one Chinese is present", () =>
  expect([screenCode("zh-Hans", ["en", "zh-Hans"]), screenCode("zh-Hans", ["zh-Hant", "zh-Hans"])]).toEqual(["zh", "zh-Hans"]));
test("lists stand in the order of languages, others after it", () =>
  expect(languagesInOrder(["xx", "tr", "en", "mt", "fr"])).toEqual(["en", "fr", "tr", "mt", "xx"]));
test("a dash is spelled as plotly reads it", () => expect([plotlyDash("en"), plotlyDash("ru")]).toEqual(["solid", "8px,3px,2px,3px"]));
