/** Made-up numbers for tests of plots: they measure nothing. */
import type { Estimate } from "./estimate";
import type { PlotlyFigure } from "./plotly";

export const estimate = (value: number, nul = 0.1, half = 0.03, n = 7): Estimate => ({
  value,
  low: value - half,
  high: value + half,
  null: nul,
  excess: value - nul,
  excess_low: value - nul - half,
  excess_high: value - nul + half,
  n,
});

const revisions = ["step0", "step8", "step16", "step32", "step64"];
const x = [0, 1, 2, 3, 4];
const row = (revision: string, e: Estimate) => ({
  address: `checkpoint:${revision}`,
  low: e.low,
  high: e.high,
  null: e.null,
  n: e.n,
  excess_low: e.excess_low,
  excess_high: e.excess_high,
});

/** As figures.py writes one: the last checkpoint is to come. */
export function overTraining(): PlotlyFigure {
  const here = x.slice(0, 4);
  const mean = [0.11, 0.12, 0.3, 0.5].map((v) => estimate(v));
  const line = (shift: number) => mean.map((e) => e.value! + shift);
  return {
    data: [
      {
        type: "scatter",
        name: "interval",
        mode: "lines",
        fill: "toself",
        x: [...here, ...[...here].reverse()],
        y: [...mean.map((e) => e.low!), ...mean.map((e) => e.high!).reverse()],
        meta: { role: "band" },
      },
      { type: "scatter", name: "pseudo-concepts", mode: "lines", x: here, y: here.map(() => 0.1), meta: { role: "null" } },
      ...["es", "tr", "zh-Hans"].map((code, i) => ({
        type: "scatter",
        name: code,
        x: here,
        y: line(0.02 * (i - 1)),
        customdata: mean.map((e, j) => row(revisions[j]!, e)),
        meta: { role: "language" as const, language: code },
      })),
      { type: "scatter", name: "mean", x: here, y: line(0), customdata: mean.map((e, j) => row(revisions[j]!, e)), meta: { role: "mean" } },
    ],
    layout: {
      template: { layout: { colorway: ["#123456"] } },
      width: 5000,
      title: { text: "not drawn" },
      xaxis: { title: { text: "training step, log scale" }, tickvals: x, ticktext: ["0", "8", "16", "32", "64"] },
      yaxis: { title: { text: "" } },
      meta: {
        format: "share",
        caption: "A made-up figure.",
        interval: "made up",
        n: [{ count: 7, of: "concepts" }],
        null: { name: "pseudo-concepts", value: 0.1 },
        positions: Object.fromEntries(revisions.map((r, i) => [r, x[i]!])),
        to_come: ["step64"],
      },
    },
  };
}

export function heat(): PlotlyFigure {
  const cells = [
    [estimate(0.4), estimate(0.11)],
    [estimate(0.5), estimate(0.3)],
  ];
  return {
    data: [
      {
        type: "heatmap",
        x: ["step0", "step8"],
        y: [0, 1],
        z: cells.map((r) => r.map((e) => e.value)),
        customdata: cells.map((r, i) =>
          r.map((e, j) => [`layer:${i}@step${j * 8}`, e.low, e.high, e.null, e.n, e.excess_low, e.excess_high]),
        ),
        meta: { role: "heat", scale: "sequential" },
      },
    ],
    layout: { xaxis: { title: { text: "step" } }, yaxis: { title: { text: "layer" } }, meta: { format: "share" } },
  };
}

/** Bars over languages with their whiskers and a band of nulls: one mark reaches below zero. */
export function overLanguages(): PlotlyFigure {
  const codes = ["en", "zh-Hans", "sw"];
  const found = [estimate(0.02, 0.01), estimate(0.3), estimate(0.12)];
  return {
    data: [
      {
        type: "bar",
        name: "experts",
        x: codes,
        y: found.map((e) => e.value),
        error_y: { type: "data", symmetric: false, array: [0.03, 0.03, 0.03], arrayminus: [0.03, 0.03, 0.03] },
        customdata: found.map((e, i) => ({ ...row("", e), address: `language:${codes[i]}` })),
        meta: { role: "series", scale: "s5" },
      },
      ...["2.5 %", "97.5 %"].map((end, i) => ({
        type: "scatter",
        name: `random units, ${end}`,
        mode: "lines",
        x: codes,
        y: codes.map(() => 0.02 + 0.05 * i),
        meta: { role: "null" as const },
      })),
    ],
    layout: {
      yaxis: { title: { text: "share of units" } },
      meta: {
        format: "share",
        caption: "Made-up bars.",
        interval: "made up",
        n: [{ count: 7, of: "concepts" }],
        null: { name: "random units", value: 0.05 },
      },
    },
  };
}

/** One trace of every role that the others do not have, over words, steps and numbers. */
export function others(): Record<string, PlotlyFigure> {
  const steps = { positions: { step0: 0, step8: 1, step16: 2 }, failed: ["step16"], duplicates: [["step0", "step8"]] };
  return {
    excess: {
      data: [
        { type: "scatter", name: "excess", x: [0, 1, 2], y: [-0.0009, 0.1, 0.2], meta: { role: "excess" } },
        { type: "scatter", name: "random", x: [0, 1], y: [0, 0], meta: { role: "null-band" } },
      ],
      layout: { meta: { format: "value", ...steps } },
    },
    stack: {
      data: [
        { type: "bar", name: "es", x: [0, 1, 2], y: [0.4, 0.5, 0.6], meta: { role: "language", language: "es" } },
        { type: "bar", name: "undetermined", x: [0, 1, 2], y: [0.6, 0.5, 0.4], meta: { role: "rest" } },
      ],
      layout: { barmode: "stack", yaxis: { range: [0, 1] }, meta: steps },
    },
    histogram: {
      data: [
        { type: "bar", name: "off", x: [0, 1, 2], y: [900, 40, 2], meta: { role: "series", scale: "s2" } },
        { type: "scatter", name: "median", x: [1.4, 1.4], y: [0, 1], meta: { role: "mark" } },
      ],
      layout: { yaxis: { type: "log" }, meta: { format: "count" } },
    },
    diverging: {
      data: [
        {
          type: "heatmap",
          x: ["en", "es"],
          y: ["en", "es"],
          z: [
            [0.2, -0.3],
            [null, 0.01],
          ],
          customdata: [
            [
              { null: 0, excess_low: 0.1, excess_high: 0.3 },
              { null: 0, excess_low: -0.4, excess_high: -0.2 },
            ],
            [{}, { null: 0, excess_low: -0.1, excess_high: 0.1 }],
          ],
          zmin: -0.4,
          zmax: 0.4,
          meta: { role: "heat", scale: "diverging" },
        },
      ],
      layout: { meta: { format: "value" } },
    },
    words: {
      data: [
        { type: "scatter", name: "rest", x: ["plain", "another concept"], y: [1, 3], meta: { role: "rest" } },
        { type: "scatter", name: "nothing said", x: ["plain"], y: [2] },
        { type: "scatter", name: "open", x: ["plain"], y: [2], meta: { role: "series", scale: "s2" } },
      ],
      layout: { meta: { format: "count" } },
    },
  };
}

/** Unordered pairs of languages, each there twice: one clear of its null, one not, one below it. */
export function pairMatrix(): PlotlyFigure {
  const names = ["en", "es", "zh-Hans"];
  const found: Record<string, Estimate> = { "en~es": estimate(0.4), "en~zh-Hans": estimate(0.11), "es~zh-Hans": estimate(0.03) };
  const cell = (a: string, b: string) => found[`${a}~${b}`] ?? found[`${b}~${a}`];
  return {
    data: [
      {
        type: "heatmap",
        x: names,
        y: names,
        z: names.map((a) => names.map((b) => cell(a, b)?.value ?? null)),
        customdata: names.map((a) => names.map((b) => ({ ...row("", cell(a, b) ?? estimate(0)), address: `pair:${a}~${b}` }))),
        zmin: 0,
        zmax: 0.45,
        meta: { role: "heat", scale: "sequential" },
      },
    ],
    layout: {
      yaxis: { autorange: "reversed" },
      meta: {
        format: "share",
        caption: "Share of expert units in common.",
        interval: "95 % over concepts",
        n: [
          { count: 7, of: "concepts" },
          { count: 3, of: "pairs" },
        ],
        null: { name: "pseudo-concepts", value: 0.1 },
        range: [0, 0.45],
      },
    },
  };
}
