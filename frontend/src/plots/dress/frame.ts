/** How much room the names take, and what the axes span. */
import { screenCode } from "../../lib/languages";
import { numbers, type PlotlyFigure, titleOf } from "../plotly";
import { wordsOnX } from "./axes";
import { apart, CHARACTER, type Dressing, edgesOf, extent, type Frame, isNamed, lastPoint, onSteps, rangeOfY, writerOf } from "./figure";
import { swatches } from "./legend";
import { twins } from "./marks";

export function frame(figure: PlotlyFigure, d: Dressing): Frame {
  // Names at the ends of series take what the longest needs, beside the leader.
  const write = writerOf(figure);
  const ends = figure.data
    .filter(isNamed)
    .map((t) => `${t.meta?.language ? screenCode(t.meta.language) : (t.name ?? "")} ${write(lastPoint(t)?.y)}`.length);
  // Names of concepts or languages on y take what they need.
  const words = figure.data.flatMap((t) => numbers(t.y)).filter((y): y is string => typeof y === "string");
  const left =
    words.length > 0 ? Math.min(150, Math.max(...words.map((w) => w.length)) * 6.2 + 14) : titleOf(figure.layout.yaxis) ? 52 : 40;
  const keys = swatches(figure, d);
  const rows = keys.length > 0 ? keys[keys.length - 1]!.row + 1 : 0;
  const right = ends.length > 0 ? 34 + Math.max(...ends) * 6.4 : 12;
  const below = wordsOnX(figure, d.width - left - right);
  const longest = Math.max(0, ...below.text.map((text) => text.length));
  const under = below.slanted ? 8 + longest * CHARACTER * Math.SQRT1_2 : 13 * (below.lines - 1);
  const margin = {
    l: left,
    r: right,
    t: 10 + 18 * rows + (twins(figure).length > 0 ? 12 : 0),
    b: (titleOf(figure.layout.xaxis) ? 42 : 26) + under,
  };
  const given = figure.layout.xaxis?.range;
  let [low, high] = given?.length === 2 ? [given[0]!, given[1]!] : extent(figure, "x");
  const pad = given?.length === 2 ? 0 : (high - low || 1) * 0.02;
  if (onSteps(figure)) {
    // The first and the last bar are as wide as the others.
    const [first, last] = extent(figure, "x");
    [low, high] = [Math.min(low, first - apart(figure) / 2), Math.max(high, last + apart(figure) / 2)];
  }
  const cells = edgesOf(figure);
  if (cells)
    return { margin, x: [Math.min(given?.[0] ?? Infinity, cells[0]), Math.max(given?.[1] ?? -Infinity, cells[1])], y: rangeOfY(figure) };
  return { margin, x: [low - pad, high + pad], y: rangeOfY(figure) };
}
