/** What a stored figure says of itself, before any colour: roles, extents, words on its axes, how its numbers are written. */
import { count, digitsOf, share, value, type Write } from "../../lib/format";
import { language } from "../../lib/languages";
import { markOf } from "../mark";
import { languageColour, type Palette } from "../palette";
import { grid, numbers, type PlotlyFigure, type Role, type Trace } from "../plotly";

export interface Dressing {
  palette: Palette;
  width: number;
  height: number;
  /** Draw dashes and hatches too. */
  patterns?: boolean;
  /** Revisions marked on an axis of steps. */
  selected?: string | null;
  pinned?: string | null;
  /** Languages lit; the others step back. */
  lit?: readonly string[];
}

export interface Frame {
  margin: { l: number; r: number; t: number; b: number };
  x: [number, number];
  y: [number, number];
}

/** What every part of the drawing is handed. */
export interface Scene {
  figure: PlotlyFigure;
  frame: Frame;
  d: Dressing;
}

export interface Point {
  /** A word on an axis of languages or of ways. */
  x: number | string;
  y: number;
}

export const CHARACTER = 6.1;
/** Part of a bar's place that stays empty. */
export const GAP = 0.28;

export const innerOf = ({ frame: { margin }, d }: Pick<Scene, "frame" | "d">) => ({
  width: d.width - margin.l - margin.r,
  height: d.height - margin.t - margin.b,
});
export const fontOf = (p: Palette) => ({ size: 11, family: p.sans, color: p.ink2 });

/** Units per concept are counts in the mean: 3 is 3, and 3.4 is not 3. */
export const counted = (x: number | null | undefined) =>
  typeof x === "number" && !Number.isInteger(x) && Math.abs(x) < 100 ? value(x) : count(x);

/** How the figure's numbers are written. Effects may be small: values get as many decimals as their scale needs. */
export function writerOf(figure: PlotlyFigure): Write {
  const format = figure.layout.meta?.format ?? "share";
  if (format === "count") return counted;
  if (format === "share") return share;
  const needed = digitsOfFigure(figure);
  return (x, digits = 0) => value(x, Math.max(needed, digits));
}

function digitsOfFigure(figure: PlotlyFigure): number {
  const cells = figure.data.flatMap((t) => (t.z ? grid(t.z).flat() : []));
  if (cells.length > 0) return digitsOf(...cells);
  const [low, high] = rangeOfY(figure);
  return digitsOf(high - low);
}

export const roleOf = (trace: Trace): Role | undefined => trace.meta?.role;
export const isLine = (trace: Trace) => trace.type === undefined || trace.type === "scatter";
export const isNull = (trace: Trace) => isLine(trace) && roleOf(trace) === "null";
const NAMED = new Set<Role | undefined>(["language", "mean", "excess", "series", "rest"]);
/** Lines that are named at their end. */
export const isNamed = (trace: Trace) => isLine(trace) && NAMED.has(roleOf(trace));
export const hasBars = (figure: PlotlyFigure) => figure.data.some((t) => t.type === "bar");
export const positionsOf = (figure: PlotlyFigure): Readonly<Record<string, number>> => figure.layout.meta?.positions ?? {};

const COLOURS: Partial<Record<Role, "s5" | "ink2" | "ink3">> = { series: "s5", excess: "s5", rest: "ink3", null: "ink2" };

/** A trace's colour, wherever it is drawn or named. */
export function colourOf(t: Trace, p: Palette): string {
  const role = roleOf(t);
  if (role === "language") return languageColour(t.meta?.language ?? "", p);
  return role === "series" && t.meta?.scale === "s2" ? p.s2 : p[(role && COLOURS[role]) ?? "ink"];
}

/** The last point of a line that has a value. */
export function lastPoint(trace: Trace): Point | null {
  const [x, y] = [numbers(trace.x), numbers(trace.y)];
  for (let i = y.length - 1; i >= 0; i--) if (typeof y[i] === "number" && x[i] != null) return { x: x[i]!, y: y[i] as number };
  return null;
}

export const isNumber = (v: unknown): v is number => typeof v === "number";

/** Keeps ends of intervals where the quantity can be: counts do not go below 0, nor shares (whose values all are ones) out of 0 to 1. */
export function withinOf(figure: PlotlyFigure): (v: number) => number {
  const format = figure.layout.meta?.format ?? "share";
  const drawn = figure.data
    .filter((t) => !["band", "null-band"].includes(roleOf(t) ?? ""))
    .flatMap((t) => (t.z ? [] : numbers(t.y).filter(isNumber)));
  if (format === "value" || drawn.some((y) => y < 0 || (format === "share" && y > 1)) || figure.data.some((t) => roleOf(t) === "excess"))
    return (v) => v;
  return (v) => Math.max(0, format === "share" ? Math.min(1, v) : v);
}

export function extent(figure: PlotlyFigure, axis: "x" | "y"): [number, number] {
  const within = axis === "y" ? withinOf(figure) : (v: number) => v;
  const all = figure.data.flatMap((trace) => {
    const own = numbers(trace[axis]).filter(isNumber);
    if (axis !== "y" || trace.z) return own;
    const ends = (trace.customdata ?? []).map(markOf).flatMap(({ low, high }) => [low, high]);
    return (trace.error_y ? [...own, ...ends.filter(isNumber)] : own).map(within);
  });
  if (axis === "x") all.push(...Object.values(positionsOf(figure)));
  return all.length === 0 ? [0, 1] : [Math.min(...all), Math.max(...all)];
}

/** The range of y: what the figure says, else from zero (or the least value) to a little above the most. */
export function rangeOfY(figure: PlotlyFigure): [number, number] {
  const given = figure.layout.yaxis?.range;
  if (given && given.length === 2) return [given[0]!, given[1]!];
  const [low, high] = extent(figure, "y");
  if (figure.layout.yaxis?.type === "log") {
    // A named mark needs room above the tallest bar.
    const room = figure.data.some((t) => roleOf(t) === "mark") ? 0.6 : 0.12;
    return [0, Math.max(0.5, Math.log10(Math.max(1, high)) + room)];
  }
  const top = high > 0 ? high * 1.08 : low < 0 ? -low * 0.06 : 0.05;
  return [Math.min(0, low * 1.08), top];
}

/** A language on an axis, also with a number behind it: `zh-Hans`, `es 3`. */
const TAGGED = /^([A-Za-z]{2,3}(?:-[A-Za-z]{4})?)( \d+)?$/;
export const codeOnX = (x: number | string | null | undefined): string | null => {
  const code = typeof x === "string" ? TAGGED.exec(x)?.[1] : undefined;
  return code !== undefined && language(code).hue !== null ? code : null;
};

/** Bars with whiskers over languages, which are drawn as marks. */
export const asMarks = (t: Trace) => t.type === "bar" && !t.meta?.language && Boolean(t.error_y) && numbers(t.x).some(codeOnX);

/** Words on x, in order of appearance. */
export const categoriesOf = (figure: PlotlyFigure): string[] =>
  [...new Set(figure.data.flatMap((t) => numbers(t.x)))].filter((x): x is string => typeof x === "string");

/** Bars over an axis of training steps. */
export const onSteps = (figure: PlotlyFigure) => hasBars(figure) && Object.keys(positionsOf(figure)).length > 0;

/** Where the cells of a heat map over numbers begin and end: the outermost are as wide as the others. */
export function edgesOf(figure: PlotlyFigure): [number, number] | null {
  const x = numbers(figure.data.find((t) => t.z)?.x);
  if (x.length === 0 || !x.every(isNumber)) return null;
  return [x[0]! - cellOf(x) / 2, x[x.length - 1]! + cellOf(x) / 2];
}

/** How wide a cell is: the least distance between two. */
export const cellOf = (x: readonly number[]): number => Math.min(...(x.length > 1 ? x.slice(1).map((at, i) => at - x[i]!) : [1]));

/** The least distance between bars on an axis of numbers: plotly makes all as wide as it leaves room for. */
export function apart(figure: PlotlyFigure): number {
  const at = [...new Set(figure.data.filter((t) => t.type === "bar").flatMap((t) => numbers(t.x)))]
    .filter((x): x is number => typeof x === "number")
    .sort((a, b) => a - b);
  const gaps = at.slice(1).map((x, i) => x - at[i]!);
  return gaps.length > 0 ? Math.min(...gaps) : 1;
}
