/** What a reader needs beside a drawing, on the page (`FigurePanel`) and in a file of its own (`export.ts`) alike. */
import { writerOf } from "./dress";
import { isHalved, spanOf } from "./dress/heat";
import { standingOf } from "./estimate";
import { marksOf } from "./mark";
import { grid, numbers, type PlotlyFigure, type Trace } from "./plotly";
import { counted } from "./table";

export interface Ramp {
  scale: "magnitude" | "signed";
  low: string;
  high: string;
  /** The null, 0 to 1 along the ramp. */
  tick?: { at: number; label: string };
}

export interface Key {
  /** Of a heat map: how its fills are read. */
  ramp: Ramp | null;
  /** What has no fill, and what stands above a diagonal. */
  signs: string[];
  /** The null by name, where no line and no ramp of the drawing says it. */
  null: string | null;
  /** "7 concepts, 21 pairs". */
  n: string;
  /** "interval: 95 % over documents"; why there is none. */
  interval: string;
}

/** The value at which a scale of shares is strongest: a little above the largest, in steps of .05, as `_top` of the back end has it. */
export function roundUp(most: number): number {
  const steps = (most + 0.025) * 20;
  // Halves go to the even step there.
  const nearest = Math.abs((steps % 1) - 0.5) < 1e-9 ? 2 * Math.round(steps / 2) : Math.round(steps);
  return Math.max(0.05, most <= 1 ? Math.min(1, nearest / 20) : nearest / 20);
}

function rampOf(figure: PlotlyFigure, t: Trace): Ramp {
  const write = writerOf(figure);
  const [from, to] = spanOf(t);
  const nulls = marksOf(t.customdata)
    .flat()
    .map((mark) => mark.null)
    .filter((x): x is number => x != null);
  const { name = "null", value = null } = figure.layout.meta?.null ?? {};
  const at = value ?? (nulls.length > 0 ? nulls.reduce((s, x) => s + x, 0) / nulls.length : null);
  const end = (x: number) => (x === 0 ? "0" : x === 1 ? "1" : write(x));
  return {
    scale: t.meta?.scale === "diverging" ? "signed" : "magnitude",
    low: end(from),
    high: end(to),
    ...(at !== null && to > from && { tick: { at: (at - from) / (to - from), label: `${name} ${at === 0 ? "0" : write(at)}` } }),
  };
}

function signsOf(t: Trace): string[] {
  const marks = marksOf(t.customdata);
  const found = new Set(grid(t.z).flatMap((row, i) => row.map((value, j) => standingOf({ ...marks[i]?.[j], value }))));
  const signed = t.meta?.scale === "diverging";
  const faint = signed
    ? found.has("level") && "no fill: not clear of its null"
    : (found.has("level") || found.has("below")) && "no fill: not clear above its null";
  return [faint, isHalved(t) && "above the diagonal: the null of the same pair"].filter((said): said is string => said !== false);
}

/** Whether a line of the drawing says the null. */
const isDrawn = (figure: PlotlyFigure) => figure.data.some((t) => t.meta?.role === "null" && numbers(t.y).some((y) => y !== null));

export function keyOf(figure: PlotlyFigure): Key {
  const { null: nul, n = [], interval = "" } = figure.layout.meta ?? {};
  const heat = figure.data.find((t) => t.z);
  return {
    ramp: heat ? rampOf(figure, heat) : null,
    signs: heat ? signsOf(heat) : [],
    null:
      !heat && nul?.value != null && !isDrawn(figure) ? `null, ${nul.name}: ${nul.value === 0 ? "0" : writerOf(figure)(nul.value)}` : null,
    n: n.map(counted).join(", "),
    interval: interval.startsWith("none: ") ? `no interval: ${interval.slice(6)}` : interval && `interval: ${interval}`,
  };
}
