/** Names inside the plot: of series at their ends, of nulls on their lines, of marks beside them. */
import { screenCode } from "../../lib/languages";
import { spread } from "../ends";
import { faded } from "../palette";
import { numbers, type Trace } from "../plotly";
import { colourOf, fontOf, hasBars, innerOf, isLine, isNamed, lastPoint, type Point, roleOf, type Scene, writerOf } from "./figure";

/** What writes the names of the traces of its roles, all together: names must not cover each other. */
export type Annotate = (traces: readonly Trace[], scene: Scene) => object[];

/** At the end of each line its name and last value, in the line's colour. */
export const atEnds: Annotate = (traces, scene) => {
  const { frame: f, d } = scene;
  const p = d.palette;
  const { height } = innerOf(scene);
  const px = (y: number) => height * (1 - (y - f.y[0]) / (f.y[1] - f.y[0]));
  const lines = traces
    .filter(isLine)
    .map((t) => ({ t, end: lastPoint(t) }))
    .filter((l): l is { t: Trace; end: Point } => l.end !== null);
  const codes = lines.map(({ t }) => t.meta?.language).filter((c): c is string => !!c);
  const tall = height / Math.max(1, lines.length) < 15 ? Math.max(11, height / lines.length) : 15;
  const at = spread(
    lines.map(({ end }) => px(end.y)),
    tall,
    4,
    height - 2,
  );
  const write = writerOf(scene.figure);
  return lines.map(({ t, end }, i) => {
    const strong = roleOf(t) === "mean";
    const word = t.meta?.language ? screenCode(t.meta.language, codes) : (t.name ?? "");
    const dim = d.lit && d.lit.length > 0 && t.meta?.language && !d.lit.includes(t.meta.language) ? 0.35 : 1;
    return {
      x: end.x,
      y: end.y,
      xref: "x",
      yref: "y",
      ax: 20,
      ay: at[i]! - px(end.y),
      axref: "pixel",
      ayref: "pixel",
      xanchor: "left",
      yanchor: "middle",
      align: "left",
      text: `${strong ? "<b>" : ""}${word} ${write(end.y)}${strong ? "</b>" : ""}`,
      font: { ...fontOf(p), color: strong ? p.ink : p.ink2 },
      opacity: dim,
      showarrow: true,
      arrowhead: 0,
      arrowwidth: 1,
      arrowcolor: colourOf(t, p),
      standoff: 4,
      borderpad: 1,
      captureevents: false,
    };
  });
};

/** On each null's line its name and last value, where there is most room. Over bars the legend names it (`legend.ts`). */
export const onLines: Annotate = (traces, scene) => {
  const { figure, frame: f, d } = scene;
  if (hasBars(figure)) return [];
  const { width } = innerOf(scene);
  const write = writerOf(figure);
  return traces.filter(isLine).flatMap((t) => {
    const end = lastPoint(t);
    if (!end) return [];
    const text = `${t.name ?? "null"} ${write(end.y)}`;
    const wide = text.length * 5.8;
    const place = roomOn(t, figure.data.filter(isNamed), wide, scene) ?? { ...end, above: true };
    // With one checkpoint there is no line to stand on: the name stands behind the names of the languages.
    const before = typeof place.x === "string" ? Infinity : ((place.x - f.x[0]) / (f.x[1] - f.x[0])) * width;
    const behind = before + AFTER_NAMES + wide <= width + f.margin.r;
    // On a phone neither side may have room: then it begins where the plot does.
    const beside =
      before >= wide - 4
        ? { xanchor: "right", xshift: -4 }
        : behind
          ? { xanchor: "left", xshift: AFTER_NAMES }
          : { x: 0, xref: "paper", xanchor: "left", xshift: 2 };
    return [
      {
        x: place.x,
        y: place.y,
        xref: "x",
        yref: "y",
        ...beside,
        yanchor: place.above ? "bottom" : "top",
        yshift: place.above ? 1 : -1,
        showarrow: false,
        text,
        font: fontOf(d.palette),
        bgcolor: faded(d.palette.paper, 0.75),
        borderpad: 0,
      },
    ];
  });
};

/** At the top, beside its line: what one value of a histogram is. */
export const beside: Annotate = (traces, { frame: f, d: { palette: p } }) =>
  traces.flatMap((t) => {
    const x = numbers(t.x)[0];
    if (typeof x !== "number") return [];
    const right = x < (f.x[0] + f.x[1]) / 2;
    return [
      {
        x,
        y: 1,
        xref: "x",
        yref: "paper",
        xanchor: right ? "left" : "right",
        yanchor: "top",
        xshift: right ? 4 : -4,
        bgcolor: faded(p.paper, 0.75),
        showarrow: false,
        text: t.name ?? "",
        font: { ...fontOf(p), color: p.ink },
      },
    ];
  });

/** Pixels from a line's end to behind what is written there. */
const AFTER_NAMES = 86;

interface Place extends Point {
  above: boolean;
}

/** Where on the null's line its name is furthest from all other lines: near its end if that does as well. */
function roomOn(nul: Trace, others: readonly Trace[], wide: number, scene: Scene): Place | null {
  const [f, inner] = [scene.frame, innerOf(scene)];
  const px = (x: number) => ((x - f.x[0]) / (f.x[1] - f.x[0])) * inner.width;
  const py = (y: number) => inner.height * (1 - (y - f.y[0]) / (f.y[1] - f.y[0]));
  const line = (t: Trace) => {
    const y = numbers(t.y);
    return numbers(t.x)
      .flatMap((x, i) => (typeof x === "number" && typeof y[i] === "number" ? [[px(x), py(y[i] as number)] as const] : []))
      .sort((a, b) => a[0] - b[0]);
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
        return Math.min(
          24,
          ...lines
            .map((l) => at(l, where))
            .filter((y): y is number => y !== null)
            .map((y) => Math.abs(y - middle)),
        );
      });
      const score = Math.min(...clear) + 0.01 * i + (above ? 0.005 : 0);
      if (!best || score > best.score) best = { place: { x, y: values[i] as number, above }, score };
    }
  });
  return (best as { place: Place } | null)?.place ?? null;
}
