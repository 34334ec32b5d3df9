/** One line a language over training steps, with a null: the figure of a unit's average precision. */
import type { Mark } from "./mark";
import type { PlotlyFigure, Trace } from "./plotly";
import { labelsOf, overSteps, positions, type StepLike } from "../lib/steps";

export interface TrajectoryPoint extends StepLike {
  values: Readonly<Record<string, number>>;
}

export interface TrajectoryOptions {
  languages: readonly string[];
  /** A constant null over all steps, and its name. */
  null?: { name: string; value: number } | null;
  caption: string;
  n?: { count: number; of: string }[];
}

export function trajectoryFigure(
  points: readonly TrajectoryPoint[],
  { languages, null: nul, caption, n }: TrajectoryOptions,
): PlotlyFigure {
  const x = positions(points);
  const lines: Trace[] = languages.map((code) => ({
    type: "scatter",
    name: code,
    mode: "lines+markers",
    x,
    y: points.map((p) => p.values[code] ?? null),
    customdata: points.map((p): Mark => ({ address: `checkpoint:${p.revision}`, null: nul?.value })),
    meta: { role: "language", language: code },
  }));
  const dashed: Trace[] = nul
    ? [{ type: "scatter", name: nul.name, mode: "lines", x, y: x.map(() => nul.value), meta: { role: "null" } }]
    : [];
  return {
    data: [...dashed, ...lines],
    layout: {
      xaxis: { title: { text: overSteps(points) ? "training step, log scale" : "checkpoint" }, tickvals: x, ticktext: labelsOf(points) },
      yaxis: { range: [0, Math.min(1.05, Math.max(0.1, ...points.flatMap((p) => Object.values(p.values))) * 1.1)] },
      meta: { format: "share", caption, n, null: nul ?? null, positions: Object.fromEntries(points.map((p, i) => [p.revision, x[i]!])) },
    },
  };
}
