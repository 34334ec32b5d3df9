/** The line of swatches above bars. */
import { listing } from "../../lib/format";
import { screenCode } from "../../lib/languages";
import { languageColour } from "../palette";
import type { PlotlyFigure, Trace } from "../plotly";
import { CHARACTER, colourOf, type Dressing, fontOf, hasBars, isNull, lastPoint, type Scene } from "./figure";
import { roleFor } from "./roles";

interface Swatch {
  text: string;
  x: number;
  row: number;
}

/** Several nulls of one kind are told together: "random units, 2.5 %" and "random units, 97.5 %" as "random units, 2.5 % and 97.5 %". */
function nullNames(figure: PlotlyFigure): string[] {
  const kinds = new Map<string, string[]>();
  for (const t of figure.data.filter((one) => isNull(one) && lastPoint(one))) {
    const [kind = "", ...rest] = (t.name ?? "null").split(", ");
    kinds.set(kind, [...(kinds.get(kind) ?? []), ...(rest.length > 0 ? [rest.join(", ")] : [])]);
  }
  return [...kinds].map(([kind, parts]) => (parts.length > 0 ? `${kind}, ${listing(parts)}` : kind));
}

/** Bars are told by a line of swatches above them, and the null beside them: on bars there is no room for its name. */
export function swatches(figure: PlotlyFigure, d: Dressing): Swatch[] {
  if (!hasBars(figure)) return [];
  const bars = figure.data.filter((t) => t.type === "bar" && t.name);
  const shown = [...(bars.length > 1 ? bars : []), ...nullNames(figure).map((name): Trace => ({ name, meta: { role: "null" } }))];
  let [x, row] = [0, 0];
  return shown.map((t) => {
    const code = t.meta?.language;
    const words = code ? screenCode(code) : (t.name ?? "");
    const wide = (words.length + 5) * CHARACTER;
    if (x > 0 && x + wide > d.width - 24) [x, row] = [0, row + 1];
    const found = {
      text: `<span style="color:${code ? languageColour(code, d.palette) : colourOf(t, d.palette)}">${roleFor(t).legend}</span>  ${words}`,
      x,
      row,
    };
    x += wide + 10;
    return found;
  });
}

export const legend = ({ figure, frame: f, d }: Scene): object[] =>
  swatches(figure, d).map(({ text, x, row }) => ({
    x: 0,
    y: 1,
    xref: "paper",
    yref: "paper",
    xanchor: "left",
    yanchor: "bottom",
    xshift: x - f.margin.l + 2,
    yshift: f.margin.t - 18 * (row + 1) - 2,
    showarrow: false,
    text,
    font: fontOf(d.palette),
  }));
