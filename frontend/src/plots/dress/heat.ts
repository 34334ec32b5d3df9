/** Heat maps: fills, figures in cells, and cells that do not clear their null. */
import { value } from "../../lib/format";
import { type Standing, standingOf } from "../estimate";
import { marksOf } from "../mark";
import { along, colorscale, diverging, inkOn, sequential } from "../palette";
import { grid, type Trace } from "../plotly";
import { type Scene, type Write, writerOf } from "./figure";

/**
 * Cells that are not clear above their own null (of a diverging map: not clear of it) lose their fill, as everywhere, and keep a faint figure: they are taken out of the drawing of the fills
 * (not out of the table) and drawn on a layer of their own. Figures stand in the cells where there is room, black or
 * white, whichever contrasts more: a layer each, since plotly knows one colour of text.
 */
export function heat(stored: Trace, { figure, frame: f, d }: Scene): Trace[] {
  const { palette: p } = d;
  const t: Trace = { ...stored, showlegend: false, hoverinfo: "none" };
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
