/** What is known of checkpoints on an axis of steps: selected, pinned, twins, lost, still to come; and nulls over words. */
import { faded } from "../palette";
import { numbers, type PlotlyFigure, titleOf } from "../plotly";
import { apart, asMarks, categoriesOf, fontOf, GAP, hasBars, innerOf, onSteps, positionsOf, roleOf, type Scene } from "./figure";

/** Selected is a solid line, pinned a dotted one; what is not trained yet is a wash. */
export function shapes({ figure, frame: f, d }: Scene): object[] {
  const positions = positionsOf(figure);
  const found: object[] = [];
  const wash = washFrom(figure);
  if (wash !== null) {
    found.push({
      type: "rect",
      layer: "below",
      xref: "x",
      yref: "paper",
      x0: wash,
      x1: f.x[1],
      y0: 0,
      y1: 1,
      fillcolor: d.palette.wash,
      line: { width: 0 },
    });
  }
  for (const [revision, dash, colour] of [
    [d.pinned, "1.5px,2.5px", d.palette.ink2],
    [d.selected, "solid", d.palette.ink],
  ] as const) {
    const at = revision == null ? undefined : positions[revision];
    if (at !== undefined && onSteps(figure)) {
      // A line would run through the bar: it is framed.
      const half = (apart(figure) * (1 - GAP)) / 2 + (2.5 * (f.x[1] - f.x[0])) / (d.width - f.margin.l - f.margin.r);
      found.push({
        type: "rect",
        xref: "x",
        yref: "paper",
        x0: at - half,
        x1: at + half,
        y0: 0,
        y1: 1.015,
        line: { color: colour, width: 1.5, dash },
      });
    } else if (at !== undefined)
      found.push({ type: "line", xref: "x", yref: "paper", x0: at, x1: at, y0: 0, y1: 1, line: { color: colour, width: 1, dash } });
  }
  // Two checkpoints with one fingerprint are joined by an arc, as on the ladder.
  for (const [a, b] of twins(figure)) {
    found.push({
      type: "path",
      xref: "x",
      yref: "paper",
      path: `M ${a},0.9 C ${a},1.02 ${b},1.02 ${b},0.9`,
      line: { color: d.palette.ink2, width: 1, dash: "2px,3px" },
    });
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
  for (const { at } of lost(figure))
    found.push({
      type: "line",
      layer: "below",
      xref: "x",
      yref: "paper",
      x0: at,
      x1: at,
      y0: 0,
      y1: 1,
      line: { color: d.palette.bad, width: 1, dash: "2px,3px" },
    });
  const broken =
    Object.values(positions).includes(0) && Object.values(positions).includes(1) && titleOf(figure.layout.xaxis).includes("log");
  if (broken)
    found.push(
      ...[0.46, 0.54].map((x) => ({
        type: "line",
        xref: "x",
        yref: "paper",
        x0: x - 0.04,
        x1: x + 0.04,
        y0: -0.02,
        y1: 0.02,
        line: { color: d.palette.ink2, width: 1 },
      })),
    );
  return found;
}

/** The words to the shapes. */
export function words(scene: Scene): object[] {
  const { figure, frame: f, d } = scene;
  const p = d.palette;
  const font = fontOf(p);
  const { width } = innerOf(scene);
  const found: object[] = [];
  for (const [a, b] of twins(figure))
    found.push({
      x: (a + b) / 2,
      y: 1,
      xref: "x",
      yref: "paper",
      xanchor: "center",
      yanchor: "bottom",
      showarrow: false,
      text: "same weights",
      font,
    });
  const positions = positionsOf(figure);
  const scale = width / (f.x[1] - f.x[0]);
  const [s, q] = [d.selected, d.pinned].map((r) => (r == null ? undefined : positions[r]));
  const tight = s !== undefined && q !== undefined && Math.abs(s - q) * scale < 110;
  for (const [x, word] of [
    [q, "pinned"],
    [s, "selected"],
  ] as const) {
    if (x === undefined || onSteps(figure) || (tight && word === "pinned")) continue;
    const left = word === "selected" && (x - f.x[0]) * scale > 70;
    found.push({
      x,
      y: 1,
      xref: "x",
      yref: "paper",
      xanchor: left ? "right" : "left",
      yanchor: "top",
      xshift: left ? -5 : 5,
      showarrow: false,
      text: word,
      font,
    });
  }
  // Upright beside its line: it stays legible where many failed side by side.
  for (const { at, word } of lost(figure)) {
    const left = (at - f.x[0]) * scale > width - 14;
    found.push({
      x: at,
      y: 0,
      xref: "x",
      yref: "paper",
      xanchor: left ? "right" : "left",
      yanchor: "bottom",
      xshift: left ? -1 : 1,
      yshift: 3,
      textangle: -90,
      showarrow: false,
      text: word,
      font: { ...font, color: p.bad },
    });
  }
  const wash = washFrom(figure);
  if (wash !== null) {
    found.push({
      x: f.x[1],
      y: 0,
      xref: "x",
      yref: "paper",
      xanchor: "right",
      yanchor: "bottom",
      xshift: -4,
      yshift: 2,
      showarrow: false,
      text: "to come",
      font: { ...font, color: p.ink3 },
    });
  }
  return found;
}

/** Positions of checkpoints with the same weights, neighbours of a group joined. */
export function twins(figure: PlotlyFigure): [number, number][] {
  const { positions = {}, duplicates = [] } = figure.layout.meta ?? {};
  return duplicates.flatMap((group) => {
    const at = group
      .map((revision) => positions[revision])
      .filter((x): x is number => x !== undefined)
      .sort((a, b) => a - b);
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
  const last = Math.max(
    -0.5,
    ...Object.entries(positions)
      .filter(([r]) => !without.includes(r))
      .map(([, x]) => x),
  );
  const after = to_come.map((r) => positions[r]).filter((x): x is number => x !== undefined && x > last);
  return after.length > 0 ? (last + Math.min(...after)) / 2 : null;
}
