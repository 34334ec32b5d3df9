/** A stored figure in the page's clothes: pure, from `{data, layout}` and the theme's palette to what plotly draws. */
import { hatch, language, plotlyDash, plotlySymbol, screenCode } from "../lib/languages";
import { count, digitsOf, listing, prose, share, value } from "../lib/format";
import { spread } from "./ends";
import { along, colorscale, diverging, faded, inkOn, languageColour, type Palette, sequential } from "./palette";
import { type Standing, standingOf } from "./estimate";
import { markOf, marksOf } from "./mark";
import { grid, numbers, titleOf, type Axis, type FigureMeta, type PlotlyFigure, type Trace } from "./plotly";

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

/** Units per concept are counts in the mean: 3 is 3, and 3.4 is not 3. */
const counted = (x: number | null | undefined) => (typeof x === "number" && !Number.isInteger(x) && Math.abs(x) < 100 ? value(x) : count(x));

type Write = (x: number | null | undefined, digits?: number) => string;

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

const LINES = new Set(["language", "mean", "null", "excess", "series", "rest"]);
const roleOf = (trace: Trace) => trace.meta?.role;
const isLine = (trace: Trace) => trace.type === undefined || trace.type === "scatter";
const named = (trace: Trace) => isLine(trace) && LINES.has(roleOf(trace) ?? "") && roleOf(trace) !== "null";

interface Point {
  /** A word on an axis of languages or of ways. */
  x: number | string;
  y: number;
}

/** The last point of a line that has a value. */
function lastPoint(trace: Trace): Point | null {
  const [x, y] = [numbers(trace.x), numbers(trace.y)];
  for (let i = y.length - 1; i >= 0; i--) if (typeof y[i] === "number" && x[i] != null) return { x: x[i]!, y: y[i] as number };
  return null;
}

function extent(figure: PlotlyFigure, axis: "x" | "y"): [number, number] {
  const all = figure.data.flatMap((trace) => {
    const own = numbers(trace[axis]).filter((v): v is number => typeof v === "number");
    if (axis !== "y" || trace.z) return own;
    const ends = (trace.customdata ?? []).map(markOf).flatMap(({ low, high }) => [low, high]);
    return trace.error_y ? [...own, ...ends.filter((v): v is number => typeof v === "number")] : own;
  });
  if (axis === "x") all.push(...Object.values(figure.layout.meta?.positions ?? {}));
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

const isStacked = (figure: PlotlyFigure) => hasBars(figure) && figure.layout.barmode === "stack";

/** A language on an axis, also with a number behind it: `zh-Hans`, `es 3`. */
const TAGGED = /^([A-Za-z]{2,3}(?:-[A-Za-z]{4})?)( \d+)?$/;
const isLanguage = (code: string) => language(code).hue !== null;
export const codeOnX = (x: number | string | null | undefined): string | null => {
  const code = typeof x === "string" ? TAGGED.exec(x)?.[1] : undefined;
  return code !== undefined && isLanguage(code) ? code : null;
};

/** Bars with whiskers over languages, which are drawn as marks. */
const asMarks = (t: Trace) => t.type === "bar" && !t.meta?.language && Boolean(t.error_y) && numbers(t.x).some(codeOnX);

/**
 * One series over languages has their colours; with whiskers it is drawn as their marks, which hide neither end nor null.
 * A stack says its codes where a part is wide and high enough.
 */
function bars(t: Trace, base: Trace, figure: PlotlyFigure, f: Frame, d: Dressing): Trace {
  const code = t.meta?.language;
  const x = numbers(t.x);
  if (!code) {
    const alone = figure.data.filter((other) => other.type === "bar").length === 1;
    if (!alone || !x.some(codeOnX)) return base;
    const color = x.map((at) => (codeOnX(at) ? languageColour(codeOnX(at)!, d.palette) : d.palette.s5));
    if (!asMarks(t)) return { ...base, marker: { color, line: { width: 0 } } };
    const symbol = x.map((at) => (codeOnX(at) ? plotlySymbol(codeOnX(at)!) : "circle"));
    return { ...base, type: "scatter", mode: "markers", marker: { color, symbol, size: 10, line: { width: 0 } }, error_y: { ...(base.error_y as object), thickness: 1.5 } };
  }
  const colour = languageColour(code, d.palette);
  const sign = hatch(code);
  const pattern = d.patterns && sign ? { shape: sign === "fine" ? "-" : sign, size: sign === "fine" ? 4 : 7, fgcolor: inkOn(colour), fgopacity: 0.45, solidity: 0.2 } : undefined;
  const marked = { ...base, marker: { color: colour, line: { width: 0 }, ...(pattern && { pattern }) } };
  if (!isStacked(figure)) return marked;
  const word = screenCode(code, figure.data.flatMap((other) => other.meta?.language ?? []));
  const high = (d.height - f.margin.t - f.margin.b) / (f.y[1] - f.y[0]);
  const wide = slot(figure, f, d) * (1 - GAP) >= word.length * CHARACTER + 4;
  const text = numbers(t.y).map((y) => (wide && typeof y === "number" && y * high >= 15 ? word : ""));
  return { ...marked, text, textposition: "inside", insidetextanchor: "middle", textangle: 0, constraintext: "none", textfont: { size: 11, family: d.palette.sans, color: inkOn(colour) } };
}

/** Pixels from one bar to the next. */
function slot(figure: PlotlyFigure, f: Frame, d: Dressing): number {
  const inner = d.width - f.margin.l - f.margin.r;
  const words = categoriesOf(figure);
  return words.length > 0 ? inner / words.length : (inner * apart(figure)) / (f.x[1] - f.x[0]);
}

/** The least distance between bars on an axis of numbers: plotly makes all as wide as it leaves room for. */
function apart(figure: PlotlyFigure): number {
  const at = [...new Set(figure.data.filter((t) => t.type === "bar").flatMap((t) => numbers(t.x)))].filter((x): x is number => typeof x === "number").sort((a, b) => a - b);
  const gaps = at.slice(1).map((x, i) => x - at[i]!);
  return gaps.length > 0 ? Math.min(...gaps) : 1;
}

/** Words on x, in order of appearance. */
const categoriesOf = (figure: PlotlyFigure): string[] => [...new Set(figure.data.flatMap((t) => numbers(t.x)))].filter((x): x is string => typeof x === "string");

/** Words on x as they are written: on as many lines as they need, or slanted where they would touch even so. */
function wordsOnX(figure: PlotlyFigure, inner: number): { words: string[]; text: string[]; lines: number; slanted: boolean } {
  const words = categoriesOf(figure);
  const codes = words.flatMap((word) => codeOnX(word) ?? []);
  const names = words.map((word) => {
    const code = codeOnX(word);
    return code ? word.replace(code, screenCode(code, codes)) : word;
  });
  const room = Math.floor(inner / Math.max(1, words.length) / CHARACTER) - 1;
  const broken = names.map((name) => {
    const lines: string[] = [];
    for (const word of name.split(" ")) {
      const last = lines[lines.length - 1];
      if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
  const wide = broken.map((lines) => Math.max(...lines.map((line) => line.length)) * CHARACTER);
  const slanted = wide.some((w, i) => i > 0 && (w + wide[i - 1]!) / 2 + 3 > inner / words.length);
  return slanted ? { words, text: names, lines: 1, slanted } : { words, text: broken.map((lines) => lines.join("<br>")), lines: Math.max(1, ...broken.map((lines) => lines.length)), slanted };
}

function trace(t: Trace, figure: PlotlyFigure, f: Frame, d: Dressing): Trace {
  const found = drawn(t, d);
  // Nothing lies between two words: their nulls are dashes of their own (`shapes`), and the line is there to be pointed at.
  if (roleOf(t) === "null" && hasBars(figure) && categoriesOf(figure).length > 0) return { ...found, mode: "markers", marker: { size: 8, opacity: 0 } };
  return t.type === "bar" ? bars(t, found, figure, f, d) : found;
}

function drawn(t: Trace, d: Dressing): Trace {
  const { palette: p } = d;
  const role = roleOf(t);
  const code = t.meta?.language;
  const dim = d.lit && d.lit.length > 0 && code && !d.lit.includes(code) ? 0.25 : 1;
  const base: Trace = { ...t, showlegend: false, hoverinfo: "none", opacity: dim };
  if (t.error_y) base.error_y = { ...(t.error_y as object), color: p.ink2, thickness: 1, width: 0 };
  switch (role) {
    case "band":
    case "null-band":
      return { ...base, fill: "toself", mode: "lines", hoverinfo: "skip", line: { width: 0 }, fillcolor: faded(role === "band" ? p.ink : p.ink2, 0.13) };
    case "null":
      return { ...base, mode: "lines", line: { color: p.ink2, width: 1, dash: "4px,3px" } };
    case "mean":
      return painted(base, p.ink, { width: 2.5, size: 5, symbol: "circle" });
    case "excess":
      return painted(base, p.s5, { width: 1.5, size: 5, symbol: "circle" });
    case "language":
      return painted(base, languageColour(code ?? "", p), {
        width: 1.25, size: 6, symbol: plotlySymbol(code ?? ""), dash: d.patterns ? plotlyDash(code ?? "") : undefined,
      });
    case "series":
      return painted(base, t.meta?.scale === "s2" ? p.s2 : p.s5, { width: 1.5, size: 5, symbol: t.meta?.scale === "s2" ? "circle-open" : "circle" });
    case "rest":
      return painted(base, p.ink3, { width: 1.25, size: 5, symbol: "circle" });
    case "mark":
      return { ...base, mode: "lines", hoverinfo: "skip", line: { color: p.ink, width: 1 } };
    default:
      return painted(base, p.ink, { width: 1.25, size: 5, symbol: "circle" });
  }
}

function painted(t: Trace, colour: string, { width, size, symbol, dash }: { width: number; size: number; symbol: string; dash?: string }): Trace {
  if (!isLine(t)) return { ...t, marker: { color: colour, line: { width: 0 } } };
  return { ...t, mode: t.mode ?? "lines+markers", line: { color: colour, width, dash: dash ?? "solid" }, marker: { color: colour, size, symbol, line: { width: symbol.includes("open") ? 1.5 : 0, color: colour } } };
}

/**
 * Cells that are not clear above their own null (of a diverging map: not clear of it) lose their fill, as everywhere, and keep a faint figure: they are taken out of the drawing of the fills
 * (not out of the table) and drawn on a layer of their own. Figures stand in the cells where there is room, black or
 * white, whichever contrasts more: a layer each, since plotly knows one colour of text.
 */
function heat(t: Trace, figure: PlotlyFigure, f: Frame, d: Dressing): Trace[] {
  const { palette: p } = d;
  const marks = marksOf(t.customdata);
  const z = grid(t.z);
  const standing = z.map((row, i) => row.map((value, j) => standingOf({ ...marks[i]?.[j], value })));
  const faint: readonly Standing[] = t.meta?.scale === "diverging" ? ["level"] : ["level", "below"];
  const isWeak = z.map((row, i) => row.map((v, j) => v !== null && faint.includes(standing[i]![j]!)));
  const cell = (d.width - f.margin.l - f.margin.r) / Math.max(1, z[0]?.length ?? 1);
  const high = d.height / Math.max(1, z.length) > 13;
  const fits = (all: string[][]) => high && cell > 22 && Math.max(0, ...all.flat().map((s) => s.length)) * 5.5 + 3 <= cell;
  const written = (write: Write) => z.map((row) => row.map((v) => (v === null ? "" : write(v))));
  // Where all decimals have no room two are better than none.
  const figures = [writerOf(figure), ...(figure.layout.meta?.format === "value" ? [(x: number | null | undefined) => value(x)] : [])].map(written).find(fits);
  const text = z.map((row, i) => row.map((v, j) => (v === null ? "" : (figures?.[i]?.[j] ?? (isWeak[i]![j] ? (standing[i]![j] === "below" ? "▾" : "·") : "")))));
  const stops = t.meta?.scale === "diverging" ? diverging(p) : sequential(p);
  const flat = z.flat().filter((v): v is number => v !== null);
  const [from, to] = [typeof t.zmin === "number" ? t.zmin : Math.min(...flat), typeof t.zmax === "number" ? t.zmax : Math.max(...flat)];
  const ink = (v: number) => inkOn(along(stops, to > from ? (v - from) / (to - from) : 0.5));
  const base = { ...t, opacity: 1, showscale: false, xgap: 1.5, ygap: 1.5, texttemplate: "%{text}", hoverongaps: false };
  const layer = (is: (v: number, weak: boolean) => boolean, colour: string, scale: [number, string][]): Trace => {
    const has = z.map((row, i) => row.map((v, j) => v !== null && is(v, isWeak[i]![j]!)));
    // Plotly writes the text of empty cells too.
    const kept = <T, E>(cells: readonly (readonly T[])[], empty: E) => cells.map((row, i) => row.map((cell, j) => (has[i]![j] ? cell : empty)));
    return { ...base, zmin: from, zmax: to, z: kept(z, null), text: kept(text, ""), textfont: { size: 10, family: p.sans, color: colour }, colorscale: scale };
  };
  return [
    ...["#000000", "#ffffff"].map((colour) => layer((v, weak) => !weak && ink(v) === colour, colour, colorscale(stops))),
    layer((_, weak) => weak, p.ink3, [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]]),
  ];
}

interface Swatch {
  text: string;
  x: number;
  row: number;
}

const hasBars = (figure: PlotlyFigure) => figure.data.some((t) => t.type === "bar");
const CHARACTER = 6.1;
/** Part of a bar's place that stays empty. */
const GAP = 0.28;

/** Several nulls of one kind are told together: "random units, 2.5 %" and "random units, 97.5 %" as "random units, 2.5 % and 97.5 %". */
function nullNames(figure: PlotlyFigure): string[] {
  const kinds = new Map<string, string[]>();
  for (const t of figure.data.filter((one) => isLine(one) && roleOf(one) === "null" && lastPoint(one))) {
    const [kind = "", ...rest] = (t.name ?? "null").split(", ");
    kinds.set(kind, [...(kinds.get(kind) ?? []), ...(rest.length > 0 ? [rest.join(", ")] : [])]);
  }
  return [...kinds].map(([kind, parts]) => (parts.length > 0 ? `${kind}, ${listing(parts)}` : kind));
}

/** Bars are told by a line of swatches above them, and the null beside them: on bars there is no room for its name. */
function swatches(figure: PlotlyFigure, d: Dressing): Swatch[] {
  if (!hasBars(figure)) return [];
  const bars = figure.data.filter((t) => t.type === "bar" && t.name);
  const shown = [...(bars.length > 1 ? bars : []), ...nullNames(figure).map((name): Trace => ({ name, meta: { role: "null" } }))];
  let [x, row] = [0, 0];
  return shown.map((t) => {
    const code = t.meta?.language;
    const nul = roleOf(t) === "null";
    const colour = nul ? d.palette.ink2 : code ? languageColour(code, d.palette) : roleOf(t) === "rest" ? d.palette.ink3 : t.meta?.scale === "s2" ? d.palette.s2 : d.palette.s5;
    const words = code ? screenCode(code) : (t.name ?? "");
    const wide = (words.length + 5) * CHARACTER;
    if (x > 0 && x + wide > d.width - 24) [x, row] = [0, row + 1];
    const found = { text: `<span style="color:${colour}">${nul ? "╌╌" : "■"}</span>  ${words}`, x, row };
    x += wide + 10;
    return found;
  });
}

interface Frame {
  margin: { l: number; r: number; t: number; b: number };
  x: [number, number];
  y: [number, number];
}

function frame(figure: PlotlyFigure, d: Dressing): Frame {
  // Names at the ends of series take what the longest needs, beside the leader.
  const write = writerOf(figure);
  const ends = figure.data.filter(named).map((t) => `${t.meta?.language ? screenCode(t.meta.language) : (t.name ?? "")} ${write(lastPoint(t)?.y)}`.length);
  // Names of concepts or languages on y take what they need.
  const words = figure.data.flatMap((t) => numbers(t.y)).filter((y): y is string => typeof y === "string");
  const left = words.length > 0 ? Math.min(150, Math.max(...words.map((w) => w.length)) * 6.2 + 14) : titleOf(figure.layout.yaxis) ? 52 : 40;
  const keys = swatches(figure, d);
  const rows = keys.length > 0 ? keys[keys.length - 1]!.row + 1 : 0;
  const right = ends.length > 0 ? 34 + Math.max(...ends) * 6.4 : 12;
  const below = wordsOnX(figure, d.width - left - right);
  const longest = Math.max(0, ...below.text.map((text) => text.length));
  const under = below.slanted ? 8 + longest * CHARACTER * Math.SQRT1_2 : 13 * (below.lines - 1);
  const margin = { l: left, r: right, t: 10 + 18 * rows + (twins(figure).length > 0 ? 12 : 0), b: (titleOf(figure.layout.xaxis) ? 42 : 26) + under };
  const given = figure.layout.xaxis?.range;
  let [low, high] = given?.length === 2 ? [given[0]!, given[1]!] : extent(figure, "x");
  const pad = given?.length === 2 ? 0 : (high - low || 1) * 0.02;
  if (onSteps(figure)) {
    // The first and the last bar are as wide as the others.
    const [first, last] = extent(figure, "x");
    [low, high] = [Math.min(low, first - apart(figure) / 2), Math.max(high, last + apart(figure) / 2)];
  }
  return { margin, x: [low - pad, high + pad], y: rangeOfY(figure) };
}

/** Bars over an axis of training steps. */
const onSteps = (figure: PlotlyFigure) => hasBars(figure) && Object.keys(figure.layout.meta?.positions ?? {}).length > 0;

const axisBase = (p: Palette) => ({
  color: p.ink2, tickcolor: p.rule2, linecolor: p.rule2, gridcolor: p.rule, zeroline: false, fixedrange: true,
  tickfont: { size: 11, color: p.ink2, family: p.sans }, automargin: false,
});

function xAxis(figure: PlotlyFigure, f: Frame, d: Dressing): object {
  const axis: Axis = figure.layout.xaxis ?? {};
  const categorical = figure.data.some((t) => numbers(t.x).some((v) => typeof v === "string"));
  const free = categorical || axis.type === "log" || (!onSteps(figure) && figure.data.some((t) => t.type === "bar" || t.type === "heatmap"));
  const thinned = thin(axis, f, d);
  const { words, text, slanted } = wordsOnX(figure, d.width - f.margin.l - f.margin.r);
  const named = categorical && !axis.tickvals ? { type: "category", tickmode: "array", tickvals: words, ticktext: text, tickangle: slanted ? -45 : 0 } : {};
  const all: [number, number] = [-0.5, words.length - 0.5];
  return {
    ...axisBase(d.palette), ...pick(axis), ...thinned, ...named, showgrid: false, showline: true, ticks: "outside", ticklen: 4,
    range: categorical ? (axis.range ?? all) : free ? axis.range : f.x, title: { text: titleOf(axis), font: { size: 11, color: d.palette.ink2, family: d.palette.sans }, standoff: 6 },
  };
}

/** Tick labels that would touch are left out; the ticks stay. */
function thin(axis: Axis, f: Frame, d: Dressing): Partial<Axis> {
  if (!axis.tickvals || !axis.ticktext || typeof axis.tickvals[0] !== "number") return {};
  const scale = (d.width - f.margin.l - f.margin.r) / (f.x[1] - f.x[0]);
  let edge = -Infinity;
  const last = axis.ticktext.length - 1;
  const lastAt = (axis.tickvals[last] as number) * scale;
  const text = axis.ticktext.map((label, i) => {
    const at = (axis.tickvals![i] as number) * scale;
    const half = label.length * 3.2 + 5;
    const room = i === last || (at - half > edge && (at + half < lastAt - axis.ticktext![last]!.length * 3.2 || i === last));
    if (!room) return "";
    edge = at + half;
    return label;
  });
  return { tickmode: "array", ticktext: text };
}

function yAxis(figure: PlotlyFigure, f: Frame, d: Dressing): object {
  const axis: Axis = figure.layout.yaxis ?? {};
  const free = figure.data.some((t) => t.type === "heatmap") || numbers(figure.data[0]?.y).some((v) => typeof v === "string");
  const plain = axis.tickvals || free || axis.type === "log" ? {} : ticksOf(f.y, figure.layout.meta?.format);
  // What goes below zero is told from what goes above it by a line.
  const zero = !free && f.y[0] < 0 ? { zeroline: true, zerolinewidth: 1, zerolinecolor: hasBars(figure) ? d.palette.ink2 : d.palette.rule2 } : {};
  const log = axis.type === "log" ? { tickvals: [1, 10, 100, 1e3, 1e4, 1e5, 1e6], ticktext: ["1", "10", "100", "1,000", "10,000", "100,000", "1,000,000"] } : {};
  return {
    ...axisBase(d.palette), ...plain, ...log, ...pick(axis), ...zero, showgrid: !free, showline: false, ticks: "", range: free ? axis.range : f.y,
    title: { text: titleOf(axis), font: { size: 11, color: d.palette.ink2, family: d.palette.sans }, standoff: 4 },
  };
}

/** Four or five round ticks, written as this house writes numbers, with the decimals that tell them apart. */
export function ticksOf([low, high]: [number, number], format: FigureMeta["format"] = "share"): Partial<Axis> {
  const raw = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999)!;
  const vals: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-12; i++) vals.push(Number((i * step).toPrecision(12)));
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (Math.abs(step / power - 2.5) < 1e-9 ? 1 : 0));
  const short = (v: number) => (v === 0 ? "0" : format === "share" ? share(v, digits).replace(/^1\.0+$/, "1") : format === "count" ? counted(v) : Math.abs(v) >= 1000 ? count(v) : prose(v, digits));
  return { tickmode: "array", tickvals: vals, ticktext: vals.map(short) };
}

function pick(axis: Axis): Partial<Axis> {
  const kept: Partial<Axis> = {};
  for (const name of ["tickvals", "ticktext", "type", "categoryorder", "categoryarray", "autorange"] as const) if (axis[name] !== undefined) Object.assign(kept, { [name]: axis[name] });
  return kept;
}

/** Selected is a solid line, pinned a dotted one; what is not trained yet is a wash. */
function shapes(figure: PlotlyFigure, f: Frame, d: Dressing): object[] {
  const { positions = {}, to_come = [] } = figure.layout.meta ?? {};
  const found: object[] = [];
  const wash = washFrom(figure);
  if (wash !== null && to_come.length > 0) {
    found.push({ type: "rect", layer: "below", xref: "x", yref: "paper", x0: wash, x1: f.x[1], y0: 0, y1: 1, fillcolor: d.palette.wash, line: { width: 0 } });
  }
  for (const [revision, dash, colour] of [[d.pinned, "1.5px,2.5px", d.palette.ink2], [d.selected, "solid", d.palette.ink]] as const) {
    const at = revision == null ? undefined : positions[revision];
    if (at !== undefined && onSteps(figure)) {
      // A line would run through the bar: it is framed.
      const half = (apart(figure) * (1 - GAP)) / 2 + (2.5 * (f.x[1] - f.x[0])) / (d.width - f.margin.l - f.margin.r);
      found.push({ type: "rect", xref: "x", yref: "paper", x0: at - half, x1: at + half, y0: 0, y1: 1.015, line: { color: colour, width: 1.5, dash } });
    } else if (at !== undefined) found.push({ type: "line", xref: "x", yref: "paper", x0: at, x1: at, y0: 0, y1: 1, line: { color: colour, width: 1, dash } });
  }
  // Two checkpoints with one fingerprint are joined by an arc, as on the ladder.
  for (const [a, b] of twins(figure)) {
    found.push({ type: "path", xref: "x", yref: "paper", path: `M ${a},0.9 C ${a},1.02 ${b},1.02 ${b},0.9`, line: { color: d.palette.ink2, width: 1, dash: "2px,3px" } });
  }
  const words = categoriesOf(figure);
  for (const t of hasBars(figure) && words.length > 0 ? figure.data.filter((one) => roleOf(one) === "null") : []) {
    numbers(t.y).forEach((y, i) => {
      const at = words.indexOf(String(numbers(t.x)[i]));
      if (typeof y !== "number" || at < 0) return;
      const place = { type: "line", xref: "x", yref: "y", x0: at - 0.45, x1: at + 0.45, y0: y, y1: y };
      const line = { ...place, line: { color: d.palette.ink2, width: 1, dash: "4px,3px" } };
      // Marks stand on it; from a bar of any colour paper around it keeps it apart.
      if (figure.data.some(asMarks)) found.push({ ...line, layer: "below" });
      else found.push({ ...place, line: { color: faded(d.palette.paper, 0.8), width: 3 } }, line);
    });
  }
  for (const { at } of lost(figure)) found.push({ type: "line", layer: "below", xref: "x", yref: "paper", x0: at, x1: at, y0: 0, y1: 1, line: { color: d.palette.bad, width: 1, dash: "2px,3px" } });
  const broken = Object.values(positions).includes(0) && Object.values(positions).includes(1) && titleOf(figure.layout.xaxis).includes("log");
  if (broken) found.push(...[0.46, 0.54].map((x) => ({ type: "line", xref: "x", yref: "paper", x0: x - 0.04, x1: x + 0.04, y0: -0.02, y1: 0.02, line: { color: d.palette.ink2, width: 1 } })));
  return found;
}

/** Positions of checkpoints with the same weights, neighbours of a group joined. */
function twins(figure: PlotlyFigure): [number, number][] {
  const { positions = {}, duplicates = [] } = figure.layout.meta ?? {};
  return duplicates.flatMap((group) => {
    const at = group.map((revision) => positions[revision]).filter((x): x is number => x !== undefined).sort((a, b) => a - b);
    return at.slice(1).map((x, i): [number, number] => [at[i]!, x]);
  });
}

/** Checkpoints that ended without a result, and how. */
function lost(figure: PlotlyFigure): { at: number; word: string }[] {
  const { positions = {}, failed = [], cancelled = [] } = figure.layout.meta ?? {};
  const words = [...failed.map((r) => [r, "failed"] as const), ...cancelled.map((r) => [r, "cancelled"] as const)];
  return words.flatMap(([revision, word]) => (positions[revision] === undefined ? [] : [{ at: positions[revision], word }]));
}

/** Halfway between the last finished checkpoint and the next to come; what is still missing before it gets no wash. */
function washFrom(figure: PlotlyFigure): number | null {
  const { positions = {}, to_come = [], failed = [], cancelled = [] } = figure.layout.meta ?? {};
  const without = [...to_come, ...failed, ...cancelled];
  const last = Math.max(-0.5, ...Object.entries(positions).filter(([r]) => !without.includes(r)).map(([, x]) => x));
  const after = to_come.map((r) => positions[r]).filter((x): x is number => x !== undefined && x > last);
  return after.length > 0 ? (last + Math.min(...after)) / 2 : null;
}

/** Pixels from a line's end to behind what is written there. */
const AFTER_NAMES = 86;

interface Place extends Point {
  above: boolean;
}

/** Where on the null's line its name is furthest from all other lines: near its end if that does as well. */
function roomOn(nul: Trace, others: readonly Trace[], wide: number, f: Frame, inner: { width: number; height: number }): Place | null {
  const px = (x: number) => ((x - f.x[0]) / (f.x[1] - f.x[0])) * inner.width;
  const py = (y: number) => inner.height * (1 - (y - f.y[0]) / (f.y[1] - f.y[0]));
  const line = (t: Trace) => {
    const y = numbers(t.y);
    return numbers(t.x).flatMap((x, i) => (typeof x === "number" && typeof y[i] === "number" ? [[px(x), py(y[i] as number)] as const] : [])).sort((a, b) => a[0] - b[0]);
  };
  const at = (points: readonly (readonly [number, number])[], x: number) => {
    const i = points.findIndex((p) => p[0] >= x);
    if (i < 0 || points.length === 0) return null;
    const [a, b] = [points[Math.max(0, i - 1)]!, points[i]!];
    return b[0] === a[0] ? b[1] : a[1] + ((b[1] - a[1]) * (x - a[0])) / (b[0] - a[0]);
  };
  const own = line(nul);
  if (own.length === 0) return null;
  const lines = others.map(line);
  const values = numbers(nul.y);
  let best: { place: Place; score: number } | null = null;
  numbers(nul.x).forEach((x, i) => {
    if (typeof x !== "number" || typeof values[i] !== "number") return;
    const end = px(x);
    if (end - wide < -4 && i < values.length - 1) return;
    for (const above of [true, false]) {
      const clear = [0, 0.5, 1].map((part) => {
        const where = end - part * wide;
        const base = at(own, where) ?? py(values[i] as number);
        const middle = base + (above ? -9 : 9);
        if (middle < 4 || middle > inner.height - 4) return 0;
        return Math.min(24, ...lines.map((l) => at(l, where)).filter((y): y is number => y !== null).map((y) => Math.abs(y - middle)));
      });
      const score = Math.min(...clear) + 0.01 * i + (above ? 0.005 : 0);
      if (!best || score > best.score) best = { place: { x, y: values[i] as number, above }, score };
    }
  });
  return (best as { place: Place } | null)?.place ?? null;
}

function annotations(figure: PlotlyFigure, f: Frame, d: Dressing): object[] {
  const p = d.palette;
  const font = { size: 11, family: p.sans, color: p.ink2 };
  const inner = { width: d.width - f.margin.l - f.margin.r, height: d.height - f.margin.t - f.margin.b };
  const px = (y: number) => inner.height * (1 - (y - f.y[0]) / (f.y[1] - f.y[0]));
  const write = writerOf(figure);
  const found: object[] = [];

  const lines = figure.data.filter(named).map((t) => ({ t, end: lastPoint(t) })).filter((l): l is { t: Trace; end: Point } => l.end !== null);
  const codes = lines.map(({ t }) => t.meta?.language).filter((c): c is string => !!c);
  const tall = inner.height / Math.max(1, lines.length) < 15 ? Math.max(11, inner.height / lines.length) : 15;
  const at = spread(lines.map(({ end }) => px(end.y)), tall, 4, inner.height - 2);
  lines.forEach(({ t, end }, i) => {
    const strong = roleOf(t) === "mean";
    const word = t.meta?.language ? screenCode(t.meta.language, codes) : (t.name ?? "");
    const dim = d.lit && d.lit.length > 0 && t.meta?.language && !d.lit.includes(t.meta.language) ? 0.35 : 1;
    const line = roleOf(t) === "language" ? languageColour(t.meta?.language ?? "", p) : strong ? p.ink : roleOf(t) === "rest" ? p.ink3 : t.meta?.scale === "s2" ? p.s2 : p.s5;
    found.push({
      x: end.x, y: end.y, xref: "x", yref: "y", ax: 20, ay: at[i]! - px(end.y), axref: "pixel", ayref: "pixel", xanchor: "left", yanchor: "middle", align: "left",
      text: `${strong ? "<b>" : ""}${word} ${write(end.y)}${strong ? "</b>" : ""}`, font: { ...font, color: strong ? p.ink : p.ink2 }, opacity: dim,
      showarrow: true, arrowhead: 0, arrowwidth: 1, arrowcolor: line, standoff: 4, borderpad: 1, captureevents: false,
    });
  });

  for (const t of figure.data.filter((t) => isLine(t) && roleOf(t) === "null")) {
    const end = lastPoint(t);
    if (!end || hasBars(figure)) continue;
    const text = `${t.name ?? "null"} ${write(end.y)}`;
    const wide = text.length * 5.8;
    const place = roomOn(t, figure.data.filter(named), wide, f, inner) ?? { ...end, above: true };
    // With one checkpoint there is no line to stand on: the name stands behind the names of the languages.
    const before = typeof place.x === "string" ? Infinity : ((place.x - f.x[0]) / (f.x[1] - f.x[0])) * inner.width;
    const behind = before + AFTER_NAMES + wide <= inner.width + f.margin.r;
    // On a phone neither side may have room: then it begins where the plot does.
    const beside = before >= wide - 4 ? { xanchor: "right", xshift: -4 } : behind ? { xanchor: "left", xshift: AFTER_NAMES } : { x: 0, xref: "paper", xanchor: "left", xshift: 2 };
    found.push({ x: place.x, y: place.y, xref: "x", yref: "y", ...beside, yanchor: place.above ? "bottom" : "top", yshift: place.above ? 1 : -1, showarrow: false, text, font, bgcolor: faded(p.paper, 0.75), borderpad: 0 });
  }
  for (const { text, x, row } of swatches(figure, d)) {
    found.push({ x: 0, y: 1, xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom", xshift: x - f.margin.l + 2, yshift: f.margin.t - 18 * (row + 1) - 2, showarrow: false, text, font });
  }
  for (const t of figure.data.filter((t) => roleOf(t) === "mark")) {
    const x = numbers(t.x)[0];
    const right = typeof x === "number" && x < (f.x[0] + f.x[1]) / 2;
    if (typeof x === "number") found.push({ x, y: 1, xref: "x", yref: "paper", xanchor: right ? "left" : "right", yanchor: "top", xshift: right ? 4 : -4, bgcolor: faded(p.paper, 0.75), showarrow: false, text: t.name ?? "", font: { ...font, color: p.ink } });
  }
  for (const [a, b] of twins(figure)) found.push({ x: (a + b) / 2, y: 1, xref: "x", yref: "paper", xanchor: "center", yanchor: "bottom", showarrow: false, text: "same weights", font });
  const { positions = {}, to_come = [] } = figure.layout.meta ?? {};
  const scale = inner.width / (f.x[1] - f.x[0]);
  const [s, q] = [d.selected, d.pinned].map((r) => (r == null ? undefined : positions[r]));
  const tight = s !== undefined && q !== undefined && Math.abs(s - q) * scale < 110;
  for (const [x, word] of [[q, "pinned"], [s, "selected"]] as const) {
    if (x === undefined || onSteps(figure) || (tight && word === "pinned")) continue;
    const left = word === "selected" && (x - f.x[0]) * scale > 70;
    found.push({ x, y: 1, xref: "x", yref: "paper", xanchor: left ? "right" : "left", yanchor: "top", xshift: left ? -5 : 5, showarrow: false, text: word, font });
  }
  // Upright beside its line: it stays legible where many failed side by side.
  for (const { at, word } of lost(figure)) {
    const left = (at - f.x[0]) * scale > inner.width - 14;
    found.push({ x: at, y: 0, xref: "x", yref: "paper", xanchor: left ? "right" : "left", yanchor: "bottom", xshift: left ? -1 : 1, yshift: 3, textangle: -90, showarrow: false, text: word, font: { ...font, color: p.bad } });
  }
  const wash = washFrom(figure);
  if (wash !== null && to_come.length > 0) {
    found.push({ x: f.x[1], y: 0, xref: "x", yref: "paper", xanchor: "right", yanchor: "bottom", xshift: -4, yshift: 2, showarrow: false, text: "to come", font: { ...font, color: p.ink3 } });
  }
  return found;
}

/** What plotly is given. The stored figure is not changed. */
export function dress(figure: PlotlyFigure, d: Dressing): { data: Trace[]; layout: object } {
  const f = frame(figure, d);
  return {
    data: figure.data.flatMap((t) => (roleOf(t) === "heat" ? heat({ ...t, showlegend: false, hoverinfo: "none" }, figure, f, d) : [trace(t, figure, f, d)])),
    layout: {
      width: d.width, height: d.height, margin: f.margin, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: d.palette.sans, size: 11, color: d.palette.ink2 }, showlegend: false, hovermode: "closest", hoverdistance: 24, dragmode: false,
      barmode: figure.layout.barmode ?? "group", bargap: GAP, bargroupgap: 0.04,
      xaxis: xAxis(figure, f, d), yaxis: yAxis(figure, f, d), shapes: shapes(figure, f, d), annotations: annotations(figure, f, d),
    },
  };
}

export const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, staticPlot: false, doubleClick: false, scrollZoom: false, showTips: false } as const;
