/** Heat maps: fills, figures in cells, and cells that do not clear their null. */
import { value, type Write } from "../../lib/format";
import { language, plotlySymbol } from "../../lib/languages";
import { type Standing, standingOf } from "../estimate";
import { marksOf } from "../mark";
import { along, colorscale, diverging, inkOn, languageColour, type Palette, sequential } from "../palette";
import { grid, numbers, type Trace } from "../plotly";
import { cellOf, isNumber, type Scene, writerOf } from "./figure";

/** What a map's fills span: as it was stored, else from its cells. */
export function spanOf(t: Trace): [number, number] {
  const flat = grid(t.z)
    .flat()
    .filter((v): v is number => v !== null);
  return [typeof t.zmin === "number" ? t.zmin : Math.min(...flat), typeof t.zmax === "number" ? t.zmax : Math.max(...flat)];
}

/** Names by the same names: a diagonal without numbers, which holds the marks of languages. */
function isSquare(t: Trace): boolean {
  const [x, y, z] = [numbers(t.x), numbers(t.y), grid(t.z)];
  return x.length > 1 && x.length === y.length && x.every((name, i) => typeof name === "string" && name === y[i] && z[i]?.[i] === null);
}

/** Unordered pairs of languages (`pair:<a>~<b>`), each there twice: the half above the diagonal shows their null, as on the page. */
export function isHalved(t: Trace): boolean {
  const [z, marks] = [grid(t.z), marksOf(t.customdata)];
  const mirrored = (v: number | null, i: number, j: number) =>
    i === j || (v === z[j]?.[i] && marks[i]?.[j]?.null != null && /^pair:.*~/.test(marks[i][j]?.address ?? ""));
  return isSquare(t) && z.every((row, i) => row.every((v, j) => mirrored(v, i, j)));
}

/** Plotly stretches a cell over the checkpoints that are missing beside it: empty columns keep all as wide as the narrowest. */
function spaced(t: Trace): Trace {
  const x = numbers(t.x);
  if (!x.every(isNumber)) return t;
  const wide = cellOf(x);
  const at = x.flatMap((v, i) => {
    const next = x[i + 1] ?? v;
    const gaps = next - v < 1.01 * wide ? [] : next - v > 2.01 * wide ? [v + wide, next - wide] : [(v + next) / 2];
    return [i, ...gaps.map((gap) => ({ gap }))];
  });
  const rows = <T>(cells: readonly (readonly T[])[]) => cells.map((row) => at.map((i) => (typeof i === "number" ? row[i]! : null)));
  return at.length === x.length
    ? t
    : { ...t, x: at.map((i) => (typeof i === "number" ? x[i]! : i.gap)), z: rows(grid(t.z)), customdata: rows(marksOf(t.customdata)) };
}

function diagonal(t: Trace, p: Palette): Trace[] {
  const names = numbers(t.x).map(String);
  if (!isSquare(t) || !names.every((name) => language(name).hue !== null)) return [];
  return [
    {
      type: "scatter",
      mode: "markers",
      x: names,
      y: names,
      hoverinfo: "skip",
      showlegend: false,
      marker: { size: 9, color: names.map((name) => languageColour(name, p)), symbol: names.map(plotlySymbol) },
    },
  ];
}

/**
 * Cells that are not clear above their own null (of a diverging map: not clear of it) lose their fill, as everywhere, and
 * keep a faint figure: they are taken out of the drawing of the fills (not out of the table) and drawn on a layer of their
 * own. Figures stand in the cells where there is room, black or white, whichever contrasts more: a layer each, since
 * plotly knows one colour of text.
 */
export function heat(stored: Trace, { figure, frame: f, d }: Scene): Trace[] {
  const { palette: p } = d;
  const t: Trace = { ...spaced(stored), showlegend: false, hoverinfo: "none" };
  const marks = marksOf(t.customdata);
  const z = grid(t.z);
  const standing = z.map((row, i) => row.map((value, j) => standingOf({ ...marks[i]?.[j], value })));
  const faint: readonly Standing[] = t.meta?.scale === "diverging" ? ["level"] : ["level", "below"];
  const halved = isHalved(t);
  const isWeak = z.map((row, i) => row.map((v, j) => v !== null && ((halved && j > i) || faint.includes(standing[i]![j]!))));
  const cell = (d.width - f.margin.l - f.margin.r) / Math.max(1, z[0]?.length ?? 1);
  const high = d.height / Math.max(1, z.length) > 13;
  const fits = (all: string[][]) => high && cell > 22 && Math.max(0, ...all.flat().map((s) => s.length)) * 5.5 + 3 <= cell;
  const written = (write: Write) =>
    z.map((row, i) => row.map((v, j) => (v === null ? "" : write(halved && j > i ? marks[i]![j]!.null : v))));
  // Where all decimals have no room two are better than none.
  const figures = [writerOf(figure), ...(figure.layout.meta?.format === "value" ? [(x: number | null | undefined) => value(x)] : [])]
    .map(written)
    .find(fits);
  const text = z.map((row, i) =>
    row.map((v, j) => (v === null ? "" : (figures?.[i]?.[j] ?? (isWeak[i]![j] ? (standing[i]![j] === "below" ? "▾" : "·") : "")))),
  );
  const stops = t.meta?.scale === "diverging" ? diverging(p) : sequential(p);
  const [from, to] = spanOf(t);
  const ink = (v: number) => inkOn(along(stops, to > from ? (v - from) / (to - from) : 0.5));
  const base = { ...t, opacity: 1, showscale: false, xgap: 1.5, ygap: 1.5, texttemplate: "%{text}", hoverongaps: false };
  const layer = (is: (v: number, weak: boolean) => boolean, colour: string, scale: [number, string][]): Trace => {
    const has = z.map((row, i) => row.map((v, j) => v !== null && is(v, isWeak[i]![j]!)));
    // Plotly writes the text of empty cells too.
    const kept = <T, E>(cells: readonly (readonly T[])[], empty: E) =>
      cells.map((row, i) => row.map((cell, j) => (has[i]![j] ? cell : empty)));
    return {
      ...base,
      zmin: from,
      zmax: to,
      z: kept(z, null),
      text: kept(text, ""),
      textfont: { size: 10, family: p.sans, color: colour },
      colorscale: scale,
    };
  };
  return [
    ...["#000000", "#ffffff"].map((colour) => layer((v, weak) => !weak && ink(v) === colour, colour, colorscale(stops))),
    layer((_, weak) => weak, p.ink3, [
      [0, "rgba(0,0,0,0)"],
      [1, "rgba(0,0,0,0)"],
    ]),
    ...diagonal(t, p),
  ];
}
