/** Counts on a log scale from 1, two kinds of sentences over the same bins: how often a unit fires, on a concept and off it. */
import { count, value as written } from "../lib/format";
import type { Mark } from "./mark";
import type { PlotlyFigure } from "./plotly";

export interface HistogramData {
  edges: readonly number[];
  on: readonly number[];
  off: readonly number[];
  on_p50: number | null;
}

const sum = (list: readonly number[]) => list.reduce((s, x) => s + x, 0);

/** A figure of two series of bars and the median of the first, to be drawn by `FigurePanel`. */
export function histogramFigure({ edges, on, off, on_p50 }: HistogramData, concept: string): PlotlyFigure {
  const centres = on.map((_, i) => (edges[i]! + edges[i + 1]!) / 2);
  const width = edges.length > 1 ? edges[1]! - edges[0]! : 1;
  const bars = (name: string, counts: readonly number[], scale: "s5" | "s2") => ({
    type: "bar",
    name: `${name}, ${count(sum(counts))}`,
    x: centres,
    y: [...counts],
    width,
    customdata: counts.map((): Mark => ({})),
    meta: { role: "series" as const, scale, n: sum(counts) },
  });
  const most = Math.max(1, ...on, ...off);
  const median =
    on_p50 === null
      ? []
      : [
          {
            type: "scatter",
            name: `median over ${concept}, ${written(on_p50)}`,
            x: [on_p50, on_p50],
            y: [1, most],
            meta: { role: "mark" as const },
          },
        ];
  return {
    data: [bars(`not ${concept}`, off, "s2"), bars(concept, on, "s5"), ...median],
    layout: {
      barmode: "overlay",
      xaxis: { title: { text: "highest activation in the sentence" } },
      yaxis: { type: "log" },
      meta: {
        format: "count",
        caption: `Sentences by highest activation, all languages together, log count.${on_p50 === null ? "" : ` The median over ${concept} is what forcing sets.`}`,
        n: [{ count: sum(on) + sum(off), of: "sentences" }],
      },
    },
  };
}
