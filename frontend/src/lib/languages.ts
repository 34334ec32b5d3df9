/**
 * Languages and how each is drawn: one colour, one mark, one dash, one hatch, everywhere and in both themes.
 *
 * Nine hues; further languages of a hue differ by mark (filled, open, dot, open-dot). The table is fixed, never by
 * order of appearance, and gives the order of every list, axis and stack. Colours are for marks and lines, never text.
 */

export type Hue = "en" | "de" | "es" | "ru" | "ar" | "hi" | "tr" | "zh-Hans" | "sw";
export type Shape = "circle" | "square" | "diamond" | "triangle-up" | "triangle-down" | "cross" | "x" | "star" | "triangle-right";
export type Fill = "filled" | "open" | "dot" | "open-dot";
export type Hatch = "" | "-" | "/" | "\\" | "|" | "+" | "x" | "." | "fine";
export type Direction = "ltr" | "rtl";

export interface Language {
  /** BCP-47, as data, `lang` and tooltips write it. */
  code: string;
  /** Its English name. */
  name: string;
  /** Its own name for itself. */
  ownName: string;
  direction: Direction;
  /** The hue it is drawn in; null outside the table, then ink3 and the code. */
  hue: Hue | null;
  shape: Shape;
  fill: Fill;
}

interface HueStyle {
  light: string;
  dark: string;
  shape: Shape;
  /** Lengths of line and gap in pixels; empty is solid. */
  dash: readonly number[];
  hatch: Hatch;
  languages: readonly string[];
}

export const HUES: Record<Hue, HueStyle> = {
  en: { light: "#2136A2", dark: "#6F7BF6", shape: "circle", dash: [], hatch: "", languages: ["en", "fr", "pcm", "ht"] },
  de: { light: "#806303", dark: "#F2C577", shape: "square", dash: [6, 3], hatch: "-", languages: ["de", "nl", "sv", "el"] },
  es: { light: "#A20358", dark: "#E9566B", shape: "diamond", dash: [2, 2], hatch: "/", languages: ["es", "pt", "it", "gl"] },
  ru: { light: "#5A0A52", dark: "#AC66B2", shape: "triangle-up", dash: [8, 3, 2, 3], hatch: "\\", languages: ["ru", "uk", "pl", "cs"] },
  ar: { light: "#1BA174", dark: "#40C0AC", shape: "triangle-down", dash: [1, 3], hatch: "|", languages: ["ar", "he", "fa", "ha"] },
  hi: { light: "#DB7113", dark: "#F58E45", shape: "cross", dash: [10, 4], hatch: "+", languages: ["hi", "ta", "ro", "ig"] },
  tr: { light: "#2F70A0", dark: "#A2CEFA", shape: "x", dash: [6, 2, 2, 2, 2, 2], hatch: "x", languages: ["tr", "fi", "et", "qu"] },
  "zh-Hans": { light: "#9A75F0", dark: "#C096FC", shape: "star", dash: [3, 5], hatch: ".", languages: ["zh-Hans", "th", "vi", "id"] },
  sw: {
    light: "#364009",
    dark: "#CAF5CD",
    shape: "triangle-right",
    dash: [12, 3, 3, 3],
    hatch: "fine",
    languages: ["sw", "rw", "yo", "wo"],
  },
};

const FILLS: readonly Fill[] = ["filled", "open", "dot", "open-dot"];

const NAMES: Record<string, readonly [name: string, ownName: string]> = {
  en: ["English", "English"],
  fr: ["French", "Français"],
  pcm: ["Nigerian Pidgin", "Naijá"],
  ht: ["Haitian Creole", "Kreyòl ayisyen"],
  de: ["German", "Deutsch"],
  nl: ["Dutch", "Nederlands"],
  sv: ["Swedish", "Svenska"],
  el: ["Greek", "Ελληνικά"],
  es: ["Spanish", "Español"],
  pt: ["Portuguese", "Português"],
  it: ["Italian", "Italiano"],
  gl: ["Galician", "Galego"],
  ru: ["Russian", "Русский"],
  uk: ["Ukrainian", "Українська"],
  pl: ["Polish", "Polski"],
  cs: ["Czech", "Čeština"],
  ar: ["Arabic", "العربية"],
  he: ["Hebrew", "עברית"],
  fa: ["Persian", "فارسی"],
  ha: ["Hausa", "Hausa"],
  hi: ["Hindi", "हिन्दी"],
  ta: ["Tamil", "தமிழ்"],
  ro: ["Romanian", "Română"],
  ig: ["Igbo", "Igbo"],
  tr: ["Turkish", "Türkçe"],
  fi: ["Finnish", "Suomi"],
  et: ["Estonian", "Eesti"],
  qu: ["Quechua", "Runa Simi"],
  "zh-Hans": ["Chinese", "中文"],
  th: ["Thai", "ไทย"],
  vi: ["Vietnamese", "Tiếng Việt"],
  id: ["Indonesian", "Bahasa Indonesia"],
  sw: ["Swahili", "Kiswahili"],
  rw: ["Kinyarwanda", "Ikinyarwanda"],
  yo: ["Yoruba", "Yorùbá"],
  wo: ["Wolof", "Wolof"],
};

const RIGHT_TO_LEFT = new Set(["ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "ks", "syr", "nqo"]);
const RIGHT_TO_LEFT_SCRIPTS = new Set(["Arab", "Hebr", "Thaa", "Nkoo", "Syrc", "Adlm"]);

const TABLE = new Map<string, Language>();
for (const [hue, style] of Object.entries(HUES) as [Hue, HueStyle][]) {
  style.languages.forEach((code, i) => {
    const [name, ownName] = NAMES[code]!;
    TABLE.set(code, { code, name, ownName, direction: directionOf(code), hue, shape: style.shape, fill: FILLS[i]! });
  });
}

/** All languages of the table, in the order of languages. */
export const LANGUAGES: readonly Language[] = [...TABLE.values()];

/** The nine first languages of their hues: the fixed slots in which models and corpora are compared. */
export const SLOTS: readonly string[] = Object.keys(HUES);

function directionOf(code: string): Direction {
  const [language = "", second = ""] = code.split("-");
  if (second.length === 4) return RIGHT_TO_LEFT_SCRIPTS.has(second) ? "rtl" : "ltr";
  return RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}

function nameOf(code: string): string {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** How a language is drawn. One outside the table has no hue: it is drawn in ink3 with its code. */
export function language(code: string): Language {
  return (
    TABLE.get(code) ?? {
      code,
      name: nameOf(code),
      ownName: nameOf(code),
      direction: directionOf(code),
      hue: null,
      shape: "circle",
      fill: "filled",
    }
  );
}

/** The language's colour as a CSS value that follows the theme. For marks and lines, never for text. */
export function cssColour(code: string): string {
  const { hue } = language(code);
  return hue ? `var(--lang-${hue})` : "var(--ink3)";
}

/** The language's colour as a fixed value, for what is drawn outside CSS; null outside the table. */
export function hexColour(code: string, theme: "light" | "dark"): string | null {
  const { hue } = language(code);
  return hue ? HUES[hue][theme] : null;
}

/** Plotly's name of the language's mark: `circle`, `circle-open`, `circle-dot`, `circle-open-dot`. */
export function plotlySymbol(code: string): string {
  const { shape, fill } = language(code);
  return fill === "filled" ? shape : `${shape}-${fill}`;
}

/** Lengths of line and gap in pixels; empty is solid. Drawn only where Patterns is on. */
export function dash(code: string): readonly number[] {
  const { hue } = language(code);
  return hue ? HUES[hue].dash : [];
}

/** Plotly's spelling of the language's dash. */
export function plotlyDash(code: string): string {
  const lengths = dash(code);
  return lengths.length === 0 ? "solid" : lengths.map((n) => `${n}px`).join(",");
}

export function hatch(code: string): Hatch {
  const { hue } = language(code);
  return hue ? HUES[hue].hatch : "";
}

const RANK = new Map(LANGUAGES.map(({ code }, i) => [code, i]));

/** Codes in the order of languages, those outside the table after it alphabetically. */
export function languagesInOrder(codes: Iterable<string>): string[] {
  const rank = (code: string) => RANK.get(code) ?? RANK.size;
  return [...codes].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** The code as screens write it: `zh` for `zh-Hans` where no other Chinese is present. */
export function screenCode(code: string, present: Iterable<string> = []): string {
  if (!code.startsWith("zh-")) return code;
  const others = [...present].some((other) => other !== code && other.split("-")[0] === "zh");
  return others ? code : "zh";
}
