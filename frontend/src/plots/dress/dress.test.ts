import { describe, expect, it } from "vitest";
import { dress, rangeOfY, ticksOf, writerOf } from ".";
import { heat, overTraining } from "../fixtures";
import { along, inkOn, palette } from "../palette";
import { grid, numbers, type PlotlyFigure, type Trace } from "../plotly";
import { positions } from "../../lib/steps";
import { twin } from "../table";

const options = () => ({ palette: palette(), width: 700, height: 260 });
interface Drawn {
  annotations: { text: string; x: number }[];
  shapes: { type: string; x0: number; line: { dash?: string } }[];
  xaxis: { ticktext: string[] };
  width: number;
  template?: unknown;
  title?: unknown;
}
const drawn = (extra = {}) => {
  const { data, layout } = dress(overTraining(), { ...options(), ...extra });
  return { data, layout: layout as unknown as Drawn };
};

describe("a stored figure, dressed", () => {
  it("drops every look it was stored with", () => {
    const { layout } = drawn();
    expect(layout.template).toBeUndefined();
    expect(layout.title).toBeUndefined();
    expect(layout.width).toBe(700);
  });
  it("gives a language its colour and mark in both themes", () => {
    const light = drawn().data.find((t) => t.meta?.language === "es")!;
    expect(light.line).toMatchObject({ color: "#A20358", dash: "solid" });
    expect(light.marker).toMatchObject({ symbol: "diamond" });
    const dark = drawn({ palette: { ...palette(), theme: "dark" } }).data.find((t) => t.meta?.language === "es")!;
    expect(dark.line).toMatchObject({ color: "#E9566B" });
  });
  it("draws dashes only with patterns", () => {
    expect(drawn({ patterns: true }).data.find((t) => t.meta?.language === "es")!.line).toMatchObject({ dash: "2px,2px" });
  });
  it("names every series at its end with its last value, and the null on its line", () => {
    const texts = drawn().layout.annotations.map((a) => a.text);
    expect(texts).toContain("es .48");
    expect(texts).toContain("zh .52");
    expect(texts).toContain("<b>mean .50</b>");
    expect(texts).toContain("pseudo-concepts .10");
  });
  it("writes the null's name behind the languages' where one checkpoint leaves no room before it", () => {
    const point = (name: string, role: "mean" | "null"): Trace => ({ type: "scatter", name, x: [0], y: [0.05], meta: { role } });
    const figure: PlotlyFigure = {
      data: [point("mean", "mean"), point("pseudo-concepts", "null")],
      layout: { xaxis: { range: [-0.5, 3] } },
    };
    const { layout } = dress(figure, { palette: palette(), width: 480, height: 250 });
    const name = (layout as Drawn).annotations.find((a) => a.text.startsWith("pseudo-concepts"))!;
    expect(name).toMatchObject({ xanchor: "left" });
  });
  it("keeps the null's name inside a narrow figure, where neither side of its end has room", () => {
    const line = (name: string, role: "series" | "null"): Trace => ({ type: "scatter", name, x: [0, 1], y: [0.05, 0.06], meta: { role } });
    const figure: PlotlyFigure = { data: [line("as they are", "series"), line("another document's sentences", "null")], layout: {} };
    const name = (width: number) =>
      (dress(figure, { palette: palette(), width, height: 230 }).layout as Drawn).annotations.find((a) => a.text.startsWith("another"))!;
    expect(name(340)).toMatchObject({ xref: "paper", x: 0, xanchor: "left" });
    expect(name(700)).toMatchObject({ xref: "x", xanchor: "right" });
  });
  it("draws the null dashed and the band without a line", () => {
    const { data } = drawn();
    expect(data.find((t) => t.meta?.role === "null")!.line).toMatchObject({ dash: "4px,3px" });
    expect(data.find((t) => t.meta?.role === "band")!.line).toMatchObject({ width: 0 });
  });
  it("marks the selected checkpoint solid, the pinned one dotted, and what is to come with a wash", () => {
    const { layout } = drawn({ selected: "step32", pinned: "step8" });
    expect(layout.shapes.find((s) => s.type === "rect")!.x0).toBe(3.5);
    expect(layout.shapes.find((s) => s.type === "line" && s.x0 === 3)!.line.dash).toBe("solid");
    expect(layout.shapes.find((s) => s.type === "line" && s.x0 === 1)!.line.dash).toBe("1.5px,2.5px");
    expect(layout.annotations.map((a) => a.text)).toEqual(expect.arrayContaining(["selected", "pinned", "to come"]));
  });
  it("joins checkpoints with the same weights by an arc", () => {
    const figure = overTraining();
    figure.layout.meta!.duplicates = [["step16", "step0"]];
    const layout = dress(figure, options()).layout as Drawn;
    expect(layout.shapes.filter((s) => s.type === "path").map((s) => (s as unknown as { path: string }).path)).toEqual([
      "M 0,0.9 C 0,1.02 2,1.02 2,0.9",
    ]);
    expect(layout.annotations.map((a) => a.text)).toContain("same weights");
  });
  it("washes only what is to come after the last checkpoint that is here", () => {
    const figure = overTraining();
    figure.layout.meta!.to_come = ["step0"];
    expect((dress(figure, options()).layout as Drawn).shapes.some((s) => s.type === "rect")).toBe(false);
  });
  it("marks what failed at its place, and takes it for no checkpoint that is here or to come", () => {
    const figure = overTraining();
    Object.assign(figure.layout.meta!, { to_come: [], failed: ["step64"], cancelled: ["step8"] });
    const layout = dress(figure, options()).layout as Drawn;
    expect(layout.shapes.some((s) => s.type === "rect")).toBe(false);
    expect(layout.shapes.filter((s) => s.line.dash === "2px,3px").map((s) => s.x0)).toEqual([4, 1]);
    expect(layout.annotations.map((a) => a.text)).toEqual(expect.arrayContaining(["failed", "cancelled"]));
    expect(layout.annotations.map((a) => a.text)).not.toContain("to come");
  });
  it("takes the fill from cells whose excess may be zero, and leaves the stored figure alone", () => {
    const figure = heat();
    const { data } = dress(figure, options());
    const [weak, ...fills] = [...data].reverse();
    expect(weak!.z).toEqual([
      [null, 0.11],
      [null, null],
    ]);
    expect(weak!.text).toEqual([
      ["", ".11"],
      ["", ""],
    ]);
    expect(
      fills
        .flatMap((t) => (t.text as string[][]).flat())
        .filter(Boolean)
        .sort(),
    ).toEqual([".30", ".40", ".50"]);
    expect(
      fills
        .flatMap((t) => grid(t.z).flat())
        .filter((v) => v !== null)
        .sort(),
    ).toEqual([0.3, 0.4, 0.5]);
    expect(figure.data[0]!.z).toEqual([
      [0.4, 0.11],
      [0.5, 0.3],
    ]);
  });
  it("tells bars and their null by a line of swatches", () => {
    const bars = (name: string, scale: "s5" | "s2") => ({
      type: "bar",
      name,
      x: [1, 2],
      y: [3, 4],
      meta: { role: "series" as const, scale },
    });
    const figure: PlotlyFigure = {
      data: [
        bars("in many languages", "s5"),
        bars("in one language", "s2"),
        { type: "scatter", name: "pseudo-concepts", x: [1, 2], y: [1, 1], meta: { role: "null" } },
      ],
      layout: {},
    };
    const { layout } = dress(figure, options());
    expect((layout as Drawn).annotations.map((a) => a.text.replace(/<[^>]*>/g, ""))).toEqual([
      "■  in many languages",
      "■  in one language",
      "╌╌  pseudo-concepts",
    ]);
  });
  const off = (y: number[], low: number[], high: number[]): PlotlyFigure => ({
    data: [
      {
        type: "bar",
        name: "experts",
        x: ["en", "zh-Hans"],
        y,
        error_y: { type: "data", array: [], arrayminus: [] },
        customdata: y.map((_, i) => ["language:x", low[i], high[i]]),
        meta: { role: "series", scale: "s5" },
      },
      ...["2.5 %", "97.5 %"].map((end, i): Trace => ({
        type: "scatter",
        name: `random units, ${end}`,
        x: ["en", "zh-Hans"],
        y: [i - 0.5, i - 0.5].map((v) => v * 0.004),
        mode: "lines",
        meta: { role: "null" },
      })),
    ],
    layout: { meta: { format: "value" } },
  });
  it("names nulls over languages, those of one kind together, and writes languages as the screen does", () => {
    const { data, layout } = dress(off([0.008, 0.003], [0.004, 0.001], [0.014, 0.006]), options());
    expect((layout as Drawn).annotations.map((a) => a.text.replace(/<[^>]*>/g, ""))).toEqual(["╌╌  random units, 2.5 % and 97.5 %"]);
    expect((layout as Drawn).xaxis).toMatchObject({ tickvals: ["en", "zh-Hans"], ticktext: ["en", "zh"], tickangle: 0 });
    expect(data[0]).toMatchObject({ type: "scatter", marker: { color: ["#2136A2", "#9A75F0"], symbol: ["circle", "star"] } });
    expect((layout as Drawn).shapes.filter((s) => s.line.dash).map((s) => s.x0)).toEqual([-0.45, 0.55, -0.45, 0.55]);
  });
  it("names a null over words at its end where there are no bars", () => {
    const figure: PlotlyFigure = {
      data: [{ type: "scatter", name: "random units", x: ["en", "es"], y: [0.1, 0.2], meta: { role: "null" } }],
      layout: {},
    };
    expect((dress(figure, options()).layout as Drawn).annotations).toMatchObject([{ text: "random units .20", x: "es", xanchor: "right" }]);
  });
  it("keeps the low whisker of a negative bar, with a line at zero", () => {
    const figure = off([-0.008, 0.003], [-0.02, -0.001], [0.004, 0.006]);
    expect(rangeOfY(figure)[0]).toBeLessThan(-0.02);
    expect((dress(figure, options()).layout as { yaxis: object }).yaxis).toMatchObject({ zeroline: true });
    const below = rangeOfY(off([-0.008, -0.003], [-0.02, -0.01], [-0.004, -0.001]));
    expect(below[1]).toBeLessThan(0.005);
  });
  it("breaks words on x that have no room, and slants those that would touch even so", () => {
    const of = (x: string[]): PlotlyFigure => ({
      data: [{ type: "bar", name: "a", x, y: x.map(() => 1), meta: { role: "series" } }],
      layout: {},
    });
    const at = (x: string[], width: number) =>
      (dress(of(x), { ...options(), width }).layout as Drawn).xaxis as unknown as { ticktext: string[]; tickangle: number };
    expect(at(["plain", "another concept"], 700).ticktext).toEqual(["plain", "another concept"]);
    expect(at(["plain", "another concept"], 200)).toMatchObject({ ticktext: ["plain", "another<br>concept"], tickangle: 0 });
    expect(at(["undetermined", "undeterminable", "indeterminate"], 200).tickangle).toBe(-45);
  });
  it("says codes inside the parts of a stack that are high and wide enough", () => {
    const part = (code: string, y: number): Trace => ({
      type: "bar",
      name: code,
      x: ["forced"],
      y: [y],
      meta: { role: "language", language: code },
    });
    const stack: PlotlyFigure = { data: [part("en", 0.97), part("zh-Hans", 0.03)], layout: { barmode: "stack", yaxis: { range: [0, 1] } } };
    expect(dress(stack, options()).data.map((t) => t.text)).toEqual([["en"], [""]]);
    expect(dress(stack, { ...options(), patterns: true }).data[1]!.marker).toMatchObject({ pattern: { shape: "." } });
  });
  it("gives the outermost bars over steps their whole width, and frames the selected one", () => {
    const bar: Trace = { type: "bar", name: "es", x: [0, 1, 2], y: [1, 1, 1], meta: { role: "language", language: "es" } };
    const figure: PlotlyFigure = {
      data: [bar],
      layout: { barmode: "stack", xaxis: { range: [-0.3, 2.3] }, meta: { positions: { step0: 0, step8: 1, step16: 2 } } },
    };
    const { layout } = dress(figure, { ...options(), selected: "step16" });
    expect((layout as unknown as { xaxis: { range: number[] } }).xaxis.range).toEqual([-0.5, 2.5]);
    expect((layout as Drawn).shapes.map((s) => s.type)).toEqual(["rect"]);
    expect((layout as Drawn).annotations.map((a) => a.text)).not.toContain("selected");
  });
  it("paints what is undetermined in the neutral grey, and names it beside the languages", () => {
    const bars = (name: string, meta: Trace["meta"]): Trace => ({ type: "bar", name, x: ["forced"], y: [0.5], meta });
    const figure: PlotlyFigure = {
      data: [bars("es", { role: "language", language: "es" }), bars("undetermined", { role: "rest" })],
      layout: { barmode: "stack" },
    };
    const { data, layout } = dress(figure, { ...options(), palette: { ...palette(), ink3: "#666B73" } });
    expect(data.map((t) => (t.marker as { color: string }).color)).toEqual(["#A20358", "#666B73"]);
    expect((layout as Drawn).annotations.map((a) => a.text)).toEqual([
      expect.stringContaining("es"),
      '<span style="color:#666B73">■</span>  undetermined',
    ]);
  });
  it("lets other languages step back while one is lit", () => {
    const { data } = drawn({ lit: ["es"] });
    expect(data.find((t) => t.meta?.language === "es")!.opacity).toBe(1);
    expect(data.find((t) => t.meta?.language === "tr")!.opacity).toBe(0.25);
  });
  it("starts y at zero", () => {
    expect(rangeOfY(overTraining())[0]).toBe(0);
  });
});

describe("ticks, scales and arrays", () => {
  it("are round and written as shares", () => {
    expect(ticksOf([0, 0.55], "share").ticktext).toEqual(["0", ".2", ".4"]);
    expect(ticksOf([0, 1], "share").ticktext).toEqual(["0", ".25", ".50", ".75", "1"]);
  });
  it("have as many decimals as tell them apart", () => {
    expect(ticksOf([0, 0.014], "value").ticktext).toEqual(["0", "0.005", "0.010"]);
    expect(ticksOf([-0.002, 0.003], "value").ticktext).toEqual(["−0.002", "0", "0.002"]);
    expect(ticksOf([0, 3], "value").ticktext).toEqual(["0", "1", "2", "3"]);
  });
  it("are told with numbers of as many decimals, at ends, in boxes and in tables", () => {
    const line = (y: number[]): PlotlyFigure => ({
      data: [
        { type: "scatter", name: "mean", x: [0, 1], y, meta: { role: "mean" } },
        { type: "scatter", name: "random units", x: [0, 1], y: [0, 0.0011], meta: { role: "null" } },
      ],
      layout: { meta: { format: "value" } },
    });
    expect((dress(line([0.003, 0.0112]), options()).layout as Drawn).annotations.map((a) => a.text)).toEqual([
      "<b>mean 0.011</b>",
      "random units 0.001",
    ]);
    expect([writerOf(line([0, 0.0112]))(0.004, 2), writerOf(line([0, 3]))(0.4)]).toEqual(["0.004", "0.40"]);
    expect(twin(line([0.003, 0.0112])).rows[1]!.cells.map((c) => c.text)).toEqual(["0.011", "0.001"]);
  });
  it("put step 0 before a break and the rest by their logarithm", () => {
    const ladder = [0, 8, 16, 64].map((step) => ({ revision: `step${step}`, step }));
    expect(positions(ladder)).toEqual([0, 1, 2, 4]);
    expect(
      positions([
        { revision: "a", step: null },
        { revision: "b", step: 5 },
      ]),
    ).toEqual([0, 1]);
  });
  it("read arrays that travelled as base64", () => {
    const bytes = new Uint8Array(new Float64Array([0.5, NaN, 2]).buffer);
    const bdata = btoa(String.fromCharCode(...bytes));
    expect(numbers({ dtype: "f8", bdata })).toEqual([0.5, null, 2]);
    expect(
      grid({ dtype: "f8", bdata: btoa(String.fromCharCode(...new Uint8Array(new Float64Array([1, 2, 3, 4]).buffer))), shape: "2, 2" }),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
  it("write on a fill in whichever of black and white contrasts more", () => {
    expect(inkOn("#143763")).toBe("#ffffff");
    expect(inkOn("#D3DBE1")).toBe("#000000");
    expect(along(["#000000", "#ffffff"], 0.5)).toBe("#808080");
  });
});
