/** A figure as a file: PNG and SVG are drawn by the browser and stand alone, CSV and JSON are the stored numbers. */
import { dress } from "./dress";
import { keyOf, type Ramp } from "./key";
import { along, diverging, lightPalette, type Palette, sequential } from "./palette";
import { loadPlotly, type PlotlyFigure, type Trace } from "./plotly";

export interface ExportOptions {
  palette: Palette;
  patterns?: boolean;
  selected?: string | null;
  pinned?: string | null;
  width?: number;
  /** Of all, or of the plot alone: then title and words add to it. */
  height?: number;
  plot?: number;
  scale?: number;
  title?: string;
  /** What is measured, of what. */
  caption?: string;
  /** Which run it is from. */
  source?: string;
}

interface Drawn {
  margin: { l: number; r: number; t: number; b: number };
  annotations: object[];
  shapes: object[];
}

const [LINE, EDGE] = [15, 12];

/** The text on lines of so many pixels. */
function wrapped(text: string, wide: number, size: number): string[] {
  const room = Math.max(20, Math.floor(wide / (size * 0.52)));
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** What plotly is given for a file: the page's drawing, with its title above, and below it ramp, null, n, interval and source. */
export function standAlone(
  figure: PlotlyFigure,
  options: ExportOptions,
): { data: Trace[]; layout: Drawn & { height: number; width: number } } {
  const { palette: p, width = 760, title = "", caption, source } = options;
  const key = keyOf(figure);
  const wide = width - 2 * EDGE;
  const head = title ? wrapped(title, wide, 14) : [];
  const facts = [key.null, key.n && `n = ${key.n}`, key.interval].filter(Boolean).join("; ");
  const said = [...wrapped(key.signs.join("; "), wide, 10), ...wrapped(caption ?? "", wide, 10), ...wrapped(facts, wide, 10)].filter(
    Boolean,
  );
  const foot = [...said, ...(source ? [source] : [])];
  const above = head.length > 0 ? head.length * 18 + 12 : 0;
  const below = (key.ramp ? LINE + 4 : 0) + foot.length * LINE + (key.ramp || foot.length > 0 ? 10 : 0);
  const plot = options.height !== undefined ? options.height - above - below : (options.plot ?? 420);
  const { data, layout } = dress(figure, {
    palette: p,
    width,
    height: plot,
    patterns: options.patterns,
    selected: options.selected,
    pinned: options.pinned,
  });
  const drawn = layout as Drawn;
  const { l, t, b } = drawn.margin;
  // Paper's origin is the plot's own lower left corner.
  const at = (x: number, y: number, text: string, size: number, color: string) => ({
    xref: "paper",
    yref: "paper",
    x: 0,
    y: y > 0 ? 1 : 0,
    xanchor: "left",
    yanchor: "top",
    xshift: x - l,
    yshift: y > 0 ? y : y - b,
    showarrow: false,
    align: "left",
    text,
    font: { size, color, family: p.sans },
  });
  const ramp = key.ramp ? rampDrawn(key.ramp, p, l, b, at) : { shapes: [], annotations: [] };
  const from = key.ramp ? LINE + 4 : 0;
  return {
    data,
    layout: {
      ...drawn,
      width,
      height: plot + above + below,
      margin: { ...drawn.margin, t: t + above, b: b + below },
      ...{ paper_bgcolor: p.paper, plot_bgcolor: p.paper },
      shapes: [...drawn.shapes, ...ramp.shapes],
      annotations: [
        ...drawn.annotations,
        ...head.map((text, i) => at(EDGE, t + above - 4 - 18 * i, `<b>${text}</b>`, 14, p.ink)),
        ...ramp.annotations,
        ...foot.map((text, i) => at(EDGE, -4 - from - LINE * i, text, 10, source && i === foot.length - 1 ? p.ink3 : p.ink2)),
      ],
    },
  };
}

type At = (x: number, y: number, text: string, size: number, color: string) => object;

/** The ramp under the plot with a tick at the null, as the page's `Legend` has it. */
function rampDrawn(ramp: Ramp, p: Palette, left: number, bottom: number, at: At): { shapes: object[]; annotations: object[] } {
  const stops = ramp.scale === "signed" ? diverging(p) : sequential(p);
  const [long, parts] = [120, 24];
  const start = EDGE + ramp.low.length * 6 + 6;
  const px = (x0: number, x1: number, y0: number, y1: number) => ({
    xref: "paper",
    yref: "paper",
    xsizemode: "pixel",
    ysizemode: "pixel",
    xanchor: 0,
    yanchor: 0,
    x0: x0 - left,
    x1: x1 - left,
    y0: -bottom - y0,
    y1: -bottom - y1,
  });
  const fills = Array.from({ length: parts }, (_, i) => ({
    type: "rect",
    ...px(start + (i * long) / parts, start + ((i + 1) * long) / parts, 8, 16),
    fillcolor: along(stops, i / (parts - 1)),
    line: { width: 0 },
  }));
  const tick = ramp.tick && Math.min(1, Math.max(0, ramp.tick.at)) * long + start;
  const end = start + long + 6;
  return {
    shapes: [...fills, ...(tick === undefined ? [] : [{ type: "line", ...px(tick, tick, 5, 19), line: { color: p.ink, width: 1.5 } }])],
    annotations: [
      at(EDGE, -4, ramp.low, 11, p.ink2),
      at(end, -4, ramp.high, 11, p.ink2),
      ...(ramp.tick ? [at(end + ramp.high.length * 6 + 14, -4, `| ${ramp.tick.label}`, 11, p.ink2)] : []),
    ],
  };
}

/** The figure drawn off the page, on the page's paper, as a data address. */
export async function image(figure: PlotlyFigure, format: "png" | "svg", options: ExportOptions): Promise<string> {
  const plotly = await loadPlotly();
  const alone = standAlone(figure, options);
  const { width, height } = alone.layout;
  return plotly.toImage(alone, { format, width, height, scale: options.scale ?? (format === "png" ? 2 : 1) });
}

/** What a link to it unfurls with: PNG in base64, on light paper, 1,200 pixels wide with letters that a chat can show. */
export async function preview(figure: PlotlyFigure, title?: string): Promise<string> {
  const address = await image(figure, "png", { palette: lightPalette(), width: 600, height: 298, scale: 2, title });
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
