/** plotly.js, fetched when a figure is first drawn, and the few of its types that are used here. */

export type Role = "language" | "mean" | "band" | "null" | "null-band" | "excess" | "series" | "rest" | "heat" | "mark";

export interface TraceMeta {
  role?: Role;
  language?: string;
  n?: number;
  scale?: "sequential" | "diverging" | "s5" | "s2";
}

/** A number list as plotly writes it: plain, or base64 of a typed array. */
export type Numbers = readonly (number | string | null)[] | { bdata: string; dtype: string; shape?: string };

export interface Trace {
  type?: string;
  name?: string;
  mode?: string;
  x?: Numbers;
  y?: Numbers;
  z?: readonly (readonly (number | null)[])[] | { bdata: string; dtype: string; shape: string };
  customdata?: readonly unknown[];
  meta?: TraceMeta;
  [other: string]: unknown;
}

export interface Axis {
  title?: { text?: string } | string;
  tickvals?: readonly (number | string)[];
  ticktext?: readonly string[];
  range?: readonly number[];
  rangemode?: string;
  type?: string;
  categoryorder?: string;
  categoryarray?: readonly string[];
  autorange?: boolean | string;
  [other: string]: unknown;
}

export interface FigureMeta {
  n?: readonly { count: number; of: string }[];
  null?: { name: string; value: number | null } | null;
  interval?: string;
  caption?: string;
  range?: readonly [number, number];
  clamped?: boolean;
  positions?: Readonly<Record<string, number>>;
  to_come?: readonly string[];
  failed?: readonly string[];
  cancelled?: readonly string[];
  duplicates?: readonly (readonly string[])[];
  format?: "share" | "value" | "count";
}

export interface PlotlyFigure {
  data: Trace[];
  layout: { xaxis?: Axis; yaxis?: Axis; barmode?: string; meta?: FigureMeta; [other: string]: unknown };
}

/** A mark as plotly reports it. */
export interface PlotlyPoint {
  curveNumber: number;
  pointNumber: number | readonly [number, number];
  x: number | string;
  y: number | string;
  z?: number;
  customdata?: unknown;
}

export interface PlotlyElement extends HTMLDivElement {
  on(event: "plotly_click" | "plotly_hover", run: (event: { points: PlotlyPoint[]; event: MouseEvent }) => void): void;
  on(event: "plotly_unhover", run: () => void): void;
  removeAllListeners(event: string): void;
}

export interface Plotly {
  react(at: HTMLElement, data: unknown[], layout: object, config: object): Promise<PlotlyElement>;
  restyle(at: HTMLElement, change: object, traces?: number[]): Promise<unknown>;
  purge(at: HTMLElement): void;
  toImage(figure: object, how: { format: "png" | "svg"; width: number; height: number; scale?: number }): Promise<string>;
}

let fetched: Promise<Plotly> | null = null;

export function loadPlotly(): Promise<Plotly> {
  // A failed fetch is forgotten, so that a retry asks again.
  fetched ??= import("plotly.js-cartesian-dist-min").then(
    (module) => (module as { default: unknown }).default as Plotly,
    (error: unknown) => {
      fetched = null;
      throw error;
    },
  );
  return fetched;
}

const KINDS: Record<string, (buffer: ArrayBuffer) => ArrayLike<number>> = {
  f8: (b) => new Float64Array(b),
  f4: (b) => new Float32Array(b),
  i4: (b) => new Int32Array(b),
  u4: (b) => new Uint32Array(b),
  i2: (b) => new Int16Array(b),
  u2: (b) => new Uint16Array(b),
  i1: (b) => new Int8Array(b),
  u1: (b) => new Uint8Array(b),
};

/** A list whichever way it travelled; NaN is null. Raises on a dtype that plotly does not write. */
export function numbers(list: Numbers | undefined): (number | string | null)[] {
  if (!list) return [];
  if ("bdata" in list) {
    const make = KINDS[list.dtype];
    if (!make) throw new Error(`A figure holds numbers of a kind that is not known here: ${list.dtype}.`);
    const bytes = Uint8Array.from(atob(list.bdata), (c) => c.charCodeAt(0));
    return Array.from(make(bytes.buffer), (x) => (Number.isNaN(x) ? null : x));
  }
  return [...list];
}

/** A heat map's rows, whichever way they travelled. */
export function grid(z: Trace["z"]): (number | null)[][] {
  if (!z) return [];
  if (!("bdata" in z)) return z.map((row) => numbers(row) as (number | null)[]);
  const [, columns = 0] = z.shape.split(",").map(Number);
  const flat = numbers(z) as (number | null)[];
  return Array.from({ length: columns ? flat.length / columns : 0 }, (_, i) => flat.slice(i * columns, (i + 1) * columns));
}

export const titleOf = (axis: Axis | undefined): string => (typeof axis?.title === "string" ? axis.title : (axis?.title?.text ?? ""));
