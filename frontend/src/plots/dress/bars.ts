/** Bars: over languages in their colours, stacked, or beside each other. */
import { hatch, plotlySymbol, screenCode } from "../../lib/languages";
import { inkOn, languageColour } from "../palette";
import { numbers, type Trace } from "../plotly";
import { apart, asMarks, categoriesOf, CHARACTER, codeOnX, GAP, innerOf, type Scene } from "./figure";

/**
 * One series over languages has their colours; with whiskers it is drawn as their marks, which hide neither end nor null.
 * A stack says its codes where a part is wide and high enough.
 */
export function bars(base: Trace, t: Trace, scene: Scene): Trace {
  const { figure, frame: f, d } = scene;
  const code = t.meta?.language;
  const x = numbers(t.x);
  if (!code) {
    const alone = figure.data.filter((other) => other.type === "bar").length === 1;
    if (!alone || !x.some(codeOnX)) return base;
    const color = x.map((at) => (codeOnX(at) ? languageColour(codeOnX(at)!, d.palette) : d.palette.s5));
    if (!asMarks(t)) return { ...base, marker: { color, line: { width: 0 } } };
    const symbol = x.map((at) => (codeOnX(at) ? plotlySymbol(codeOnX(at)!) : "circle"));
    return {
      ...base,
      type: "scatter",
      mode: "markers",
      marker: { color, symbol, size: 10, line: { width: 0 } },
      error_y: { ...(base.error_y as object), thickness: 1.5 },
    };
  }
  const colour = languageColour(code, d.palette);
  const sign = hatch(code);
  const pattern =
    d.patterns && sign
      ? { shape: sign === "fine" ? "-" : sign, size: sign === "fine" ? 4 : 7, fgcolor: inkOn(colour), fgopacity: 0.45, solidity: 0.2 }
      : undefined;
  const marked = { ...base, marker: { color: colour, line: { width: 0 }, ...(pattern && { pattern }) } };
  if (figure.layout.barmode !== "stack") return marked;
  const word = screenCode(
    code,
    figure.data.flatMap((other) => other.meta?.language ?? []),
  );
  const high = innerOf(scene).height / (f.y[1] - f.y[0]);
  const wide = slot(scene) * (1 - GAP) >= word.length * CHARACTER + 4;
  const text = numbers(t.y).map((y) => (wide && typeof y === "number" && y * high >= 15 ? word : ""));
  return {
    ...marked,
    text,
    textposition: "inside",
    insidetextanchor: "middle",
    textangle: 0,
    constraintext: "none",
    textfont: { size: 11, family: d.palette.sans, color: inkOn(colour) },
  };
}

/** Pixels from one bar to the next. */
function slot(scene: Scene): number {
  const {
    figure,
    frame: { x },
  } = scene;
  const { width } = innerOf(scene);
  const words = categoriesOf(figure);
  return words.length > 0 ? width / words.length : (width * apart(figure)) / (x[1] - x[0]);
}
