/** A stored figure in the page's clothes: pure, from `{data, layout}` and the theme's palette to what plotly draws. */
import type { PlotlyFigure, Trace } from "../plotly";
import { xAxis, yAxis } from "./axes";
import { type Dressing, GAP, rangeOfY, type Scene } from "./figure";
import { frame } from "./frame";
import { spanOf } from "./heat";
import { atEnds, beside, onLines } from "./labels";
import { legend } from "./legend";
import { shapes, words } from "./marks";
import { traces, written } from "./roles";

export { ticksOf } from "./axes";
export { codeOnX, type Dressing, rangeOfY, writerOf } from "./figure";

/** What plotly is given. The stored figure is not changed. */
export function dress(figure: PlotlyFigure, d: Dressing): { data: Trace[]; layout: object } {
  const scene: Scene = { figure, d, frame: frame(figure, d) };
  return {
    data: figure.data.flatMap((t) => traces(t, scene)),
    layout: {
      width: d.width,
      height: d.height,
      margin: scene.frame.margin,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: d.palette.sans, size: 11, color: d.palette.ink2 },
      showlegend: false,
      hovermode: "closest",
      hoverdistance: 24,
      dragmode: false,
      barmode: figure.layout.barmode ?? "group",
      bargap: GAP,
      bargroupgap: 0.04,
      xaxis: xAxis(scene),
      yaxis: yAxis(scene),
      shapes: shapes(scene),
      annotations: [...written(atEnds, scene), ...written(onLines, scene), ...legend(scene), ...written(beside, scene), ...words(scene)],
    },
  };
}

/** Figures beside each other are compared by eye: they share one axis, and maps one range of colours. */
export function onOneScale(figure: PlotlyFigure, all: readonly PlotlyFigure[]): PlotlyFigure {
  const union = (ranges: readonly [number, number][]): [number, number] => [
    Math.min(...ranges.map(([low]) => low)),
    Math.max(...ranges.map(([, high]) => high)),
  ];
  const maps = all.flatMap(({ data }) => data.filter((t) => t.z));
  if (maps.length === 0)
    return { ...figure, layout: { ...figure.layout, yaxis: { ...figure.layout.yaxis, range: union(all.map(rangeOfY)) } } };
  const [zmin, zmax] = union(maps.map(spanOf));
  return { ...figure, data: figure.data.map((t) => (t.z ? { ...t, zmin, zmax } : t)) };
}

export const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  responsive: false,
  staticPlot: false,
  doubleClick: false,
  scrollZoom: false,
  showTips: false,
} as const;
