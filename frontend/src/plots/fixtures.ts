/** Made-up numbers for tests of plots: they measure nothing. */
import type { Estimate } from "./estimate";
import type { PlotlyFigure } from "./plotly";

export const estimate = (value: number, nul = 0.1, half = 0.03, n = 7): Estimate => ({
  value, low: value - half, high: value + half, null: nul, excess: value - nul, excess_low: value - nul - half, excess_high: value - nul + half, n,
});

const revisions = ["step0", "step8", "step16", "step32", "step64"];
const x = [0, 1, 2, 3, 4];
const row = (revision: string, e: Estimate) => ({ address: `checkpoint:${revision}`, low: e.low, high: e.high, null: e.null, n: e.n, excess_low: e.excess_low, excess_high: e.excess_high });

/** As figures.py writes one: the last checkpoint is to come. */
export function overTraining(): PlotlyFigure {
  const here = x.slice(0, 4);
  const mean = [0.11, 0.12, 0.3, 0.5].map((v) => estimate(v));
  const line = (shift: number) => mean.map((e) => e.value! + shift);
  return {
    data: [
      { type: "scatter", name: "interval", mode: "lines", fill: "toself", x: [...here, ...[...here].reverse()], y: [...mean.map((e) => e.low!), ...mean.map((e) => e.high!).reverse()], meta: { role: "band" } },
      { type: "scatter", name: "pseudo-concepts", mode: "lines", x: here, y: here.map(() => 0.1), meta: { role: "null" } },
      ...["es", "tr", "zh-Hans"].map((code, i) => ({ type: "scatter", name: code, x: here, y: line(0.02 * (i - 1)), customdata: mean.map((e, j) => row(revisions[j]!, e)), meta: { role: "language" as const, language: code } })),
      { type: "scatter", name: "mean", x: here, y: line(0), customdata: mean.map((e, j) => row(revisions[j]!, e)), meta: { role: "mean" } },
    ],
    layout: {
      template: { layout: { colorway: ["#123456"] } }, width: 5000, title: { text: "not drawn" },
      xaxis: { title: { text: "training step, log scale" }, tickvals: x, ticktext: ["0", "8", "16", "32", "64"] },
      yaxis: { title: { text: "" } },
      meta: { format: "share", caption: "A made-up figure.", interval: "made up", n: [{ count: 7, of: "concepts" }], null: { name: "pseudo-concepts", value: 0.1 }, positions: Object.fromEntries(revisions.map((r, i) => [r, x[i]!])), to_come: ["step64"] },
    },
  };
}

export function heat(): PlotlyFigure {
  const cells = [[estimate(0.4), estimate(0.11)], [estimate(0.5), estimate(0.3)]];
  return {
    data: [{ type: "heatmap", x: ["step0", "step8"], y: [0, 1], z: cells.map((r) => r.map((e) => e.value)), customdata: cells.map((r, i) => r.map((e, j) => [`layer:${i}@step${j * 8}`, e.low, e.high, e.null, e.n, e.excess_low, e.excess_high])), meta: { role: "heat", scale: "sequential" } }],
    layout: { xaxis: { title: { text: "step" } }, yaxis: { title: { text: "layer" } }, meta: { format: "share" } },
  };
}
