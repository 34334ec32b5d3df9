/** Colours outside CSS: the theme's tokens as fixed values, scales between them, and what is readable on a fill. */
import { hexColour, type Language, language } from "../lib/languages";
import { type Theme, theme, token, useTheme } from "../lib/preferences";
import { useMemo } from "react";

const NAMES = [
  "paper",
  "wash",
  "panel",
  "ink",
  "ink2",
  "ink3",
  "rule",
  "rule2",
  "s0",
  "s1",
  "s2",
  "s3",
  "s4",
  "s5",
  "n1",
  "n2",
  "n3",
  "n4",
  "n5",
  "heat",
  "heatneg",
  "bad",
] as const;
type Name = (typeof NAMES)[number];

export interface Palette extends Record<Name, string> {
  theme: Theme;
  sans: string;
}

/** The tokens as they are now. Where no style sheet is (tests), ink is black and paper white. */
export function palette(drawn: Theme = theme(), at: Element = document.documentElement): Palette {
  const read = (name: Name) => token(name, at) || (name === "paper" || name === "panel" || name === "s0" ? "#ffffff" : "#000000");
  const colours = Object.fromEntries(NAMES.map((name) => [name, read(name)])) as Record<Name, string>;
  return { ...colours, theme: drawn, sans: token("sans") || "sans-serif" };
}

/** The light palette, whatever is drawn now: a picture that travels is on light paper. */
export function lightPalette(): Palette {
  const part = document.createElement("div");
  part.dataset.theme = "light";
  part.hidden = true;
  document.body.append(part);
  try {
    return palette("light", part);
  } finally {
    part.remove();
  }
}

/** The palette of the theme drawn now; a component that reads it is drawn again when the theme changes. */
export function usePalette(): Palette {
  const now = useTheme();
  return useMemo(() => palette(now), [now]);
}

type Rgb = readonly [number, number, number];
const rgb = (hex: string): Rgb => {
  const digits = hex.replace("#", "");
  const wide = digits.length === 3 ? [...digits].map((d) => d + d).join("") : digits;
  return [0, 2, 4].map((i) => parseInt(wide.slice(i, i + 2), 16)) as unknown as Rgb;
};
const hex = (parts: readonly number[]) => `#${parts.map((p) => Math.round(p).toString(16).padStart(2, "0")).join("")}`;

/** The colour at `t` in [0, 1] along evenly spaced stops. */
export function along(stops: readonly string[], t: number): string {
  const at = Math.min(1, Math.max(0, t)) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(at));
  const [a, b] = [rgb(stops[i]!), rgb(stops[i + 1]!)];
  return hex(a.map((part, j) => part + (b[j]! - part) * (at - i)));
}

export const sequential = (p: Palette): string[] => [p.s0, p.s1, p.s2, p.s3, p.s4, p.s5];
export const diverging = (p: Palette): string[] => [p.n5, p.n4, p.n3, p.n2, p.n1, ...sequential(p)];

/** Plotly's colour scale of evenly spaced stops. */
export const colorscale = (stops: readonly string[]): [number, string][] => stops.map((c, i) => [i / (stops.length - 1), c]);

function luminance(colour: string): number {
  const [r, g, b] = rgb(colour).map((part) => {
    const x = part / 255;
    return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Pure white or pure black, whichever contrasts more with a fill: always at least 4.5:1. */
export function inkOn(fill: string): string {
  const l = luminance(fill);
  return 1.05 / (l + 0.05) > (l + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

/** A colour at part of its strength, as plotly and canvas take it. */
export function faded(colour: string, alpha: number): string {
  const [r, g, b] = rgb(colour);
  return `rgba(${r},${g},${b},${alpha})`;
}

/** A language's colour as a fixed value; ink3 outside the table. */
export const languageColour = (code: string, p: Palette): string => hexColour(code, p.theme) ?? p.ink3;

export const isKnown = (code: string): boolean => (language(code) satisfies Language).hue !== null;
