/** A figure as a file: PNG and SVG are drawn by the browser, CSV and JSON are the stored numbers. */
import { lightPalette, type Palette } from "./palette";
import { dress } from "./dress";
import { loadPlotly, type PlotlyFigure } from "./plotly";

export interface ExportOptions {
  palette: Palette;
  patterns?: boolean;
  selected?: string | null;
  pinned?: string | null;
  width?: number;
  height?: number;
  scale?: number;
  /** A line under the figure: which run it is from. */
  source?: string;
}

/** The figure drawn off the page, on the page's paper, as a data address. */
export async function image(figure: PlotlyFigure, format: "png" | "svg", options: ExportOptions): Promise<string> {
  const { palette, width = 760, height = 420, source } = options;
  const plotly = await loadPlotly();
  const { data, layout } = dress(figure, { palette, width, height: source ? height - 24 : height, patterns: options.patterns, selected: options.selected, pinned: options.pinned });
  const drawn = layout as { margin: { t: number; b: number }; annotations: object[] };
  const foot = source
    ? { xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "top", yshift: -drawn.margin.b - 2, showarrow: false, text: source, font: { size: 10, color: palette.ink3, family: palette.sans } }
    : null;
  const dressed = {
    ...drawn, height, paper_bgcolor: palette.paper, plot_bgcolor: palette.paper,
    margin: { ...drawn.margin, b: drawn.margin.b + (source ? 24 : 0), t: drawn.margin.t + 4 },
    annotations: foot ? [...drawn.annotations, foot] : drawn.annotations,
  };
  return plotly.toImage({ data, layout: dressed }, { format, width, height, scale: options.scale ?? (format === "png" ? 2 : 1) });
}

/** What a link to it unfurls with: PNG in base64, on light paper, 1,200 pixels wide with letters that a chat can show. */
export async function preview(figure: PlotlyFigure): Promise<string> {
  const address = await image(figure, "png", { palette: lightPalette(), width: 600, height: 298, scale: 2 });
  return address.slice(address.indexOf(",") + 1);
}

/** Drawn and saved under a name. */
export async function saveImage(name: string, figure: PlotlyFigure, format: "png" | "svg", options: ExportOptions) {
  save(name, await image(figure, format, options));
}

export function save(name: string, address: string) {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

export function saveText(name: string, text: string, type: string) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  save(name, address);
  // The browser has to have begun reading before the address is taken back.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
