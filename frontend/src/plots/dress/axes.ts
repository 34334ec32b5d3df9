/** Both axes: their ticks, and words on x that would touch. */
import { count, prose, share } from "../../lib/format";
import { screenCode } from "../../lib/languages";
import type { Palette } from "../palette";
import { type Axis, type FigureMeta, numbers, type PlotlyFigure, titleOf } from "../plotly";
import { categoriesOf, CHARACTER, codeOnX, counted, edgesOf, hasBars, innerOf, onSteps, type Scene } from "./figure";

/** Words on x as they are written: on as many lines as they need, or slanted where they would touch even so. */
export function wordsOnX(figure: PlotlyFigure, inner: number): { words: string[]; text: string[]; lines: number; slanted: boolean } {
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
  return slanted
    ? { words, text: names, lines: 1, slanted }
    : { words, text: broken.map((lines) => lines.join("<br>")), lines: Math.max(1, ...broken.map((lines) => lines.length)), slanted };
}

const axisBase = (p: Palette) => ({
  color: p.ink2,
  tickcolor: p.rule2,
  linecolor: p.rule2,
  gridcolor: p.rule,
  zeroline: false,
  fixedrange: true,
  tickfont: { size: 11, color: p.ink2, family: p.sans },
  automargin: false,
});

export function xAxis(scene: Scene): object {
  const { figure, frame: f, d } = scene;
  const axis: Axis = figure.layout.xaxis ?? {};
  const categorical = figure.data.some((t) => numbers(t.x).some((v) => typeof v === "string"));
  const free =
    categorical ||
    axis.type === "log" ||
    (!onSteps(figure) && !edgesOf(figure) && figure.data.some((t) => t.type === "bar" || t.type === "heatmap"));
  const thinned = thin(axis, scene);
  const { words, text, slanted } = wordsOnX(figure, innerOf(scene).width);
  const named =
    categorical && !axis.tickvals
      ? { type: "category", tickmode: "array", tickvals: words, ticktext: text, tickangle: slanted ? -45 : 0 }
      : {};
  const all: [number, number] = [-0.5, words.length - 0.5];
  return {
    ...axisBase(d.palette),
    ...pick(axis),
    ...thinned,
    ...named,
    showgrid: false,
    showline: true,
    ticks: "outside",
    ticklen: 4,
    range: categorical ? (axis.range ?? all) : free ? axis.range : f.x,
    title: { text: titleOf(axis), font: { size: 11, color: d.palette.ink2, family: d.palette.sans }, standoff: 6 },
  };
}

/** Tick labels that would touch are left out; the ticks stay. */
function thin(axis: Axis, scene: Scene): Partial<Axis> {
  if (!axis.tickvals || !axis.ticktext || typeof axis.tickvals[0] !== "number") return {};
  const { x } = scene.frame;
  const scale = innerOf(scene).width / (x[1] - x[0]);
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

export function yAxis({ figure, frame: f, d }: Scene): object {
  const axis: Axis = figure.layout.yaxis ?? {};
  const free = figure.data.some((t) => t.type === "heatmap") || numbers(figure.data[0]?.y).some((v) => typeof v === "string");
  const plain = axis.tickvals || free || axis.type === "log" ? {} : ticksOf(f.y, figure.layout.meta?.format);
  // What goes below zero is told from what goes above it by a line.
  const zero =
    !free && f.y[0] < 0 ? { zeroline: true, zerolinewidth: 1, zerolinecolor: hasBars(figure) ? d.palette.ink2 : d.palette.rule2 } : {};
  const codes = [...new Set(figure.data.flatMap((t) => numbers(t.y)))].filter((y): y is string => typeof y === "string");
  const coded =
    codes.length > 0 && codes.every((y) => codeOnX(y) === y) && !axis.tickvals
      ? { tickmode: "array", tickvals: codes, ticktext: codes.map((code) => screenCode(code, codes)) }
      : {};
  const log =
    axis.type === "log"
      ? { tickvals: [1, 10, 100, 1e3, 1e4, 1e5, 1e6], ticktext: ["1", "10", "100", "1,000", "10,000", "100,000", "1,000,000"] }
      : {};
  return {
    ...axisBase(d.palette),
    ...plain,
    ...log,
    ...coded,
    ...pick(axis),
    ...zero,
    showgrid: !free,
    showline: false,
    ticks: "",
    range: free ? axis.range : f.y,
    title: { text: titleOf(axis), font: { size: 11, color: d.palette.ink2, family: d.palette.sans }, standoff: 4 },
  };
}

/** Four or five round ticks, written as numbers are here, with the decimals that tell them apart. */
export function ticksOf([low, high]: [number, number], format: FigureMeta["format"] = "share"): Partial<Axis> {
  const raw = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999)!;
  const vals: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-12; i++) vals.push(Number((i * step).toPrecision(12)));
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (Math.abs(step / power - 2.5) < 1e-9 ? 1 : 0));
  const short = (v: number) =>
    v === 0
      ? "0"
      : format === "share"
        ? share(v, digits).replace(/^1\.0+$/, "1")
        : format === "count"
          ? counted(v)
          : Math.abs(v) >= 1000
            ? count(v)
            : prose(v, digits);
  return { tickmode: "array", tickvals: vals, ticktext: vals.map(short) };
}

function pick(axis: Axis): Partial<Axis> {
  const kept: Partial<Axis> = {};
  for (const name of ["tickvals", "ticktext", "type", "categoryorder", "categoryarray", "autorange"] as const)
    if (axis[name] !== undefined) Object.assign(kept, { [name]: axis[name] });
  return kept;
}
