/** Lines, their bands and their nulls. */
import { plotlyDash, plotlySymbol } from "../../lib/languages";
import { faded } from "../palette";
import { type Numbers, numbers, type PlotlyFigure, type Trace } from "../plotly";
import { categoriesOf, colourOf, hasBars, isLine, type Scene, withinOf } from "./figure";

interface Stroke {
  width: number;
  size: number;
  symbol?: string;
  dash?: string;
}

/** What every trace is before its role says more: without plotly's own legend and boxes, faint while another language is lit. */
export function bare(t: Trace, { figure, d }: Scene): Trace {
  const code = t.meta?.language;
  const dim = d.lit && d.lit.length > 0 && code && !d.lit.includes(code) ? 0.25 : 1;
  const base: Trace = { ...t, showlegend: false, hoverinfo: "none", opacity: dim };
  if (t.error_y) base.error_y = { ...reach(t, figure), color: d.palette.ink2, thickness: 1, width: 0 };
  return base;
}

/** Whiskers, as far as the quantity can be. */
function reach(t: Trace, figure: PlotlyFigure): object {
  const said = t.error_y as { array?: Numbers; arrayminus?: Numbers };
  const [within, y] = [withinOf(figure), numbers(t.y)];
  const cut = (list: Numbers | undefined, way: 1 | -1) =>
    numbers(list).map((length, i) => {
      if (typeof length !== "number" || typeof y[i] !== "number") return length;
      const end = y[i] + way * length;
      return within(end) === end ? length : way * (within(end) - y[i]);
    });
  return { ...said, ...(said.array && { array: cut(said.array, 1) }), ...(said.arrayminus && { arrayminus: cut(said.arrayminus, -1) }) };
}

export function stroke(t: Trace, scene: Scene, { width, size, symbol = "circle", dash }: Stroke): Trace {
  const [base, colour] = [bare(t, scene), colourOf(t, scene.d.palette)];
  if (!isLine(t)) return { ...base, marker: { color: colour, line: { width: 0 } } };
  return {
    ...base,
    mode: t.mode ?? "lines+markers",
    line: { color: colour, width, dash: dash ?? "solid" },
    marker: { color: colour, size, symbol, line: { width: symbol.includes("open") ? 1.5 : 0, color: colour } },
  };
}

export function language(t: Trace, scene: Scene): Trace {
  const code = t.meta?.language ?? "";
  return stroke(t, scene, { width: 1.25, size: 6, symbol: plotlySymbol(code), dash: scene.d.patterns ? plotlyDash(code) : undefined });
}

export const series = (t: Trace, scene: Scene): Trace =>
  stroke(t, scene, { width: 1.5, size: 5, symbol: t.meta?.scale === "s2" ? "circle-open" : "circle" });

export const band = (t: Trace, scene: Scene): Trace => {
  const { ink, ink2 } = scene.d.palette;
  const within = withinOf(scene.figure);
  const y = numbers(t.y).map((v) => (typeof v === "number" ? within(v) : v));
  return {
    ...bare(t, scene),
    y,
    fill: "toself",
    mode: "lines",
    hoverinfo: "skip",
    line: { width: 0 },
    fillcolor: faded(t.meta?.role === "band" ? ink : ink2, 0.13),
  };
};

export function nullLine(t: Trace, scene: Scene): Trace {
  const found = { ...bare(t, scene), mode: "lines", line: { color: scene.d.palette.ink2, width: 1, dash: "4px,3px" } };
  // Nothing lies between two words: their nulls are dashes of their own (`marks.ts`), and the line is there to be pointed at.
  return hasBars(scene.figure) && categoriesOf(scene.figure).length > 0
    ? { ...found, mode: "markers", marker: { size: 8, opacity: 0 } }
    : found;
}

export const mark = (t: Trace, scene: Scene): Trace => ({
  ...bare(t, scene),
  mode: "lines",
  hoverinfo: "skip",
  line: { color: scene.d.palette.ink, width: 1 },
});
