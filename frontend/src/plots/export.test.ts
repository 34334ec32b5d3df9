import { describe, expect, it } from "vitest";
import { onOneScale } from "./dress";
import { standAlone } from "./export";
import { heat, others, overLanguages, overTraining, pairMatrix } from "./fixtures";
import { keyOf } from "./key";
import { palette } from "./palette";
import { grid, type PlotlyFigure, type Trace } from "./plotly";

const alone = (figure: PlotlyFigure, more = {}) =>
  standAlone(figure, {
    palette: palette(),
    title: "Overlap",
    caption: figure.layout.meta?.caption,
    source: "Isogloss, run 0123abcd",
    ...more,
  });
const texts = (figure: PlotlyFigure) => alone(figure).layout.annotations.map((a) => (a as { text: string }).text.replace(/<[^>]*>/g, ""));
const layout = (figure: PlotlyFigure) =>
  alone(figure).layout as unknown as { xaxis: { range: number[] }; shapes: { type: string; xsizemode?: string; x0: number; x1: number }[] };

describe("a figure as a file", () => {
  it.each([
    ["lines", overTraining(), ["zh .52", "mean .50", "pseudo-concepts .10", "A made-up figure.", "n = 7 concepts; interval: made up"]],
    ["bars", overLanguages(), ["╌╌  random units, 2.5 % and 97.5 %", "n = 7 concepts; interval: made up"]],
    [
      "a map",
      pairMatrix(),
      [
        "0",
        ".45",
        "| pseudo-concepts .10",
        "no fill: not clear above its null; above the diagonal: the null of the same pair",
        "n = 7 concepts, 3 pairs; interval: 95 % over concepts",
      ],
    ],
  ])("stands alone: %s with title, legend, null, n and source", (_, figure, said) => {
    expect(texts(figure)).toEqual(expect.arrayContaining(["Overlap", ...said, "Isogloss, run 0123abcd"]));
  });
  it("names the null where nothing drawn does", () => {
    const figure = overTraining();
    figure.data = figure.data.filter((t) => t.meta?.role !== "null");
    expect(texts(figure)).toContain("null, pseudo-concepts: .10; n = 7 concepts; interval: made up");
  });
  it("ticks the null on the ramp where it lies", () => {
    const shapes = layout(pairMatrix()).shapes.filter((s) => s.xsizemode === "pixel");
    const [fills, tick] = [shapes.filter((s) => s.type === "rect"), shapes.find((s) => s.type === "line")!];
    const [from, to] = [fills[0]!.x0, fills[fills.length - 1]!.x1];
    expect((tick.x0 - from) / (to - from)).toBeCloseTo(0.1 / 0.45, 5);
    expect(keyOf(pairMatrix()).ramp!.tick).toEqual({ at: 0.1 / 0.45, label: "pseudo-concepts .10" });
  });
  it("grows by its words, or keeps the height it is given", () => {
    expect(alone(overTraining(), { plot: 300 }).layout.height).toBeGreaterThan(300);
    expect(alone(overTraining(), { height: 298 }).layout.height).toBe(298);
  });
});

describe("a kept map", () => {
  it("shows the pair's null above the diagonal and the languages' marks on it, as the page does", () => {
    const { data } = alone(pairMatrix());
    const weak = data[2]!;
    expect(weak.text).toEqual([
      ["", ".10", ".10"],
      ["", "", ".10"],
      [".11", ".03", ""],
    ]);
    expect(data[3]).toMatchObject({ mode: "markers", x: ["en", "es", "zh-Hans"], y: ["en", "es", "zh-Hans"] });
  });
  it("fills both halves of a measure with a direction", () => {
    const figure = pairMatrix();
    figure.data[0]!.z = [
      [null, 0.4, 0.4],
      [0.41, null, 0.4],
      [0.4, 0.4, null],
    ];
    expect(keyOf(figure).signs).not.toContain("above the diagonal: the null of the same pair");
  });
  it("keeps the range of colours it was stored with, alone", () => {
    expect(alone(pairMatrix()).data[0]).toMatchObject({ zmin: 0, zmax: 0.45 });
  });
  it("has one range with others of its name, and no axis that cuts its rows", () => {
    const other = pairMatrix();
    other.data[0]!.zmax = 0.7;
    const scaled = onOneScale(pairMatrix(), [pairMatrix(), other]);
    expect([scaled.data[0]!.zmax, scaled.layout.yaxis!.range]).toEqual([0.7, undefined]);
  });
  const over = (x: number[]): PlotlyFigure => ({
    ...heat(),
    data: [{ ...heat().data[0]!, x, z: [x.map(() => 0.3), x.map(() => 0.3)], customdata: [] }],
    layout: { xaxis: { range: [-0.3, 1.2] } },
  });
  it("has end columns as wide as the others", () => {
    expect(layout(over([0, 1])).xaxis.range).toEqual([-0.5, 1.5]);
  });
  it("does not stretch a cell over a checkpoint that is missing", () => {
    const drawn = alone(over([0, 1, 4])).data[1]!;
    expect([drawn.x, grid(drawn.z)[0]]).toEqual([
      [0, 1, 2, 3, 4],
      [0.3, 0.3, null, null, 0.3],
    ]);
  });
});

describe("intervals", () => {
  const whisker = (figure: PlotlyFigure) => (alone(figure).data[0] as Trace & { error_y: { arrayminus: number[] } }).error_y.arrayminus[0];
  it("of shares end at 0, those of values that may be negative do not", () => {
    expect(whisker(overLanguages())).toBeCloseTo(0.02);
    const figure = overLanguages();
    figure.layout.meta!.format = "value";
    expect(whisker(figure)).toBe(0.03);
  });
  it("of shares end at 1, those of counts at 0", () => {
    const band = (format: "share" | "count", y: number[]): PlotlyFigure => ({
      data: [
        { type: "scatter", x: [0, 1, 1, 0], y, meta: { role: "band" } },
        { type: "scatter", name: "mean", x: [0, 1], y: [0.9, 0.9], meta: { role: "mean" } },
      ],
      layout: { meta: { format } },
    });
    expect(alone(band("share", [0.8, 0.8, 1.1, -0.2])).data[0]!.y).toEqual([0.8, 0.8, 1, 0]);
    expect(alone(band("count", [-2, 0.8, 7, 1.1])).data[0]!.y).toEqual([0, 0.8, 7, 1.1]);
    const { excess } = others();
    expect(alone(excess!).data[0]!.y).toEqual([-0.0009, 0.1, 0.2]);
  });
});
