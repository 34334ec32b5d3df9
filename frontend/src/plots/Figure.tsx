/**
 * A stored plotly figure, drawn in the page's theme.
 *
 * WHAT figures.py OWES THIS FILE (backend/isogloss/studies/<name>/figures.py builds, this draws)
 *
 * 1. A figure is `{data, layout}`, plain plotly JSON; numpy arrays may travel as base64 `bdata`. It holds no colour, font,
 *    width, margin, title, legend, colour bar, hover template or plotly template: the browser sets all of them from the CSS
 *    tokens, so one figure serves light and dark. (A template that is there is dropped. Build with `template="none"`.)
 * 2. Each trace has `meta`, an object:
 *      role      "language"   one language: its colour, mark and dash; thin line (or bar), named at its end
 *                "mean"       the headline series: thick ink line, named at its end
 *                "band"       the interval of the headline: ONE closed polygon (x + reversed x, low + reversed high),
 *                             `mode: "lines"`, `fill: "toself"`; drawn as a 13 % wash without line
 *                "null"       the null: dashed ink2, its `name` written ON the line, with its last value
 *                "null-band"  interval of the null, a polygon as above
 *                "excess"     value minus null, where it has a line of its own: s5
 *                "series"     a series that is no language; `meta.scale` is "s5" (first) or "s2" (second); swatch above
 *                "rest"       what is left beside the languages (undetermined): neutral grey, named like any series
 *                "heat"       a heatmap; `meta.scale` is "sequential" or "diverging"; zmin/zmax are the clamp
 *                "mark"       a vertical line at one value, named (for histograms): x = [v, v]
 *      language  BCP-47 code, where role is "language" (also allowed on any other role)
 *      n         how many concepts or sentences stand behind the trace
 *    `name` is the word shown for the trace ("mean", "other languages' ids", "pseudo-concepts"): plain words, lower case;
 *    for role "language" it is the code.
 *    Whiskers: plotly's own error_y {type: "data", symmetric: false, array, arrayminus}; drawn capless.
 * 3. `customdata[i]` of each mark is a list:  [address, low, high, null, n, excess_low, excess_high]  (null where unknown;
 *    trailing entries may be left off). The address is a string and says what a click opens:
 *      "checkpoint:<revision>"   "pair:<a>~<b>"   "layer:<n>"   "layer:<n>@<revision>"   "concept:<name>"
 *      "unit:<address>"          "k:<n>"          "run:<key>"
 *    For a heatmap customdata has the shape of z, a list in each cell. A cell whose excess interval reaches zero
 *    (excess_low <= 0 <= excess_high) is drawn by the browser as a dot without fill: figures.py leaves z as it is.
 *    A cell that does not exist is null in z (hatched).
 * 4. `layout.meta`, an object:
 *      n           what the caption counts: [{"count": 42, "of": "concepts"}, {"count": 36, "of": "pairs"}]
 *      null        {"name": "pseudo-concepts", "value": 0.06 | null}   the null of the headline (tick in the legend)
 *      interval    what the band or whisker is: "95 % over concepts and halvings, given this one training run"
 *      caption     one or two sentences: what is measured, of what, and what is thick, thin, dashed
 *      range       [0, 0.6]  the clamp of a heat map, also written when it cuts: "clamped": true
 *      positions   {revision: x}  for an axis of training steps, to come ones included (see 5)
 *      to_come     [revision, ...]  checkpoints asked for that wait or are being computed
 *      failed, cancelled  [revision, ...]  those that ended without a result
 *      duplicates  [[revision, revision], ...]  the same weights
 *      format      "share" (.31) | "value" (0.31) | "count" (1,024)   of y (or z)
 * 5. A step axis is LINEAR in positions, computed in Python, so that step 0 stands before a break and a log axis needs no
 *    zero: x(0) = 0; x(s) = 1 + log2(s / first positive step). `xaxis: {tickvals, ticktext, title: {text}, range}` with
 *    ticktext as "0", "8", "1,024". Where steps are unknown or begin anew it is tokens seen, epochs, or the order alone,
 *    and the title says so (runs/drawing.py).
 * 6. `layout.xaxis` / `yaxis` may hold: title.text, tickvals, ticktext, range, rangemode, type ("log" for counts, from 1),
 *    categoryorder, categoryarray, autorange ("reversed"). `layout.barmode` may be set. Nothing else is read.
 * 7. Names (GET /api/runs/{key}/figures/{name}.json and .csv):
 *      one checkpoint  overlap_matrix, transfer_matrix, layers (bars: shared / single experts by layer),
 *                      layer_overlap, concepts (heat: concept x language, held-out AP), sharing (bars: exactly n languages),
 *                      k_curve
 *      series          overlap_over_training, aligned_over_training, reliability_over_training, held_out_over_training,
 *                      transfer_over_training, layers_over_training (heat: y = layer, x = position, z = overlap in the
 *                      layer)
 *      In "*_over_training" the traces are: band, null-band, null, one "language" each, mean last; each point's customdata
 *      starts with "checkpoint:<revision>".
 */
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { usePatterns } from "../lib/preferences";
import { screenCode } from "../lib/languages";
import { Chip, State } from "../ui";
import { CONFIG, codeOnX, dress, writerOf } from "./dress";
import { NumberBox, useHover } from "./hover";
import { light, useLit } from "./lit";
import { usePalette } from "./palette";
import { grid, loadPlotly, type PlotlyElement, type PlotlyFigure, type PlotlyPoint, type Row } from "./plotly";
import { xLabels } from "./table";
import "./plots.css";

export interface FigureProps {
  figure: PlotlyFigure;
  /** Read aloud: what is drawn. Its numbers are in the table twin. */
  label: string;
  height?: number;
  /** Checkpoints marked on an axis of steps. */
  selected?: string | null;
  pinned?: string | null;
  /** A click on a mark; `pin` where shift was held. */
  onMark?: (address: string, how: { pin: boolean }) => void;
}

/** The drawing. `FigurePanel` adds title, menu, table and states. */
export function Figure({ figure, label, height = 250, selected, pinned, onMark }: FigureProps) {
  const canvas = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [fault, setFault] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [pointing, setPointing] = useState(false);
  const colours = usePalette();
  const patterns = usePatterns();
  const lit = useLit().languages;
  const hover = useHover(putOut);

  useLayoutEffect(() => {
    const element = canvas.current!;
    const measure = () => setWidth(Math.round(element.getBoundingClientRect().width));
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  const acts = useRef({ figure, onMark, hover });
  useEffect(() => {
    acts.current = { figure, onMark, hover };
  });

  useEffect(() => {
    if (width === 0) return;
    let gone = false;
    loadPlotly()
      .then(async (plotly) => {
        if (gone) return;
        const { data, layout } = dress(figure, { palette: colours, width, height, patterns, selected, pinned, lit });
        const drawn = await plotly.react(canvas.current!, data, layout, CONFIG);
        if (gone) return;
        if (canvas.current) unlink(canvas.current);
        listen(drawn);
      })
      .catch((error: unknown) => {
        if (!gone) setFault(error instanceof Error ? error.message : String(error));
      });
    return () => {
      gone = true;
    };

    function listen(drawn: PlotlyElement) {
      for (const event of ["plotly_click", "plotly_hover", "plotly_unhover"]) drawn.removeAllListeners(event);
      drawn.on("plotly_click", ({ points, event }) => {
        const address = rowOf(points[0])?.[0];
        if (address) acts.current.onMark?.(address, { pin: event.shiftKey });
      });
      drawn.on("plotly_hover", ({ points, event }) => {
        const point = points[0];
        if (!point) return;
        const { figure: now, hover: box } = acts.current;
        const language = now.data[point.curveNumber]?.meta?.language;
        setPointing(!!rowOf(point)?.[0]);
        box.show(event.clientX, event.clientY, <PointBox figure={now} point={point} />);
        light(language ? { languages: [language] } : null);
      });
      drawn.on("plotly_unhover", () => {
        setPointing(false);
        acts.current.hover.hide();
      });
    }
  }, [figure, width, height, colours, patterns, selected, pinned, lit, attempt]);

  useEffect(() => {
    const element = canvas.current!;
    return () => {
      void loadPlotly().then((plotly) => plotly.purge(element), () => undefined);
    };
  }, []);

  if (fault !== null) {
    return <State state={{ kind: "failed", message: "The figure could not be drawn.", hint: "Its numbers are in the table.", retry: { label: "Draw again", run: () => { setFault(null); setAttempt(attempt + 1); } }, report: fault }} />;
  }
  return (
    <div className={`figure${onMark ? " clickable" : ""}${pointing ? " pointing" : ""}`}>
      <div className="canvas" role="img" aria-label={label} ref={canvas} style={{ height }} />
      {hover.box}
    </div>
  );
}

const putOut = () => light(null);

function rowOf(point: PlotlyPoint | undefined): Row | undefined {
  return Array.isArray(point?.customdata) ? (point.customdata as unknown as Row) : undefined;
}

function PointBox({ figure, point }: { figure: PlotlyFigure; point: PlotlyPoint }): ReactNode {
  // A heat map is drawn as two layers, fills and weak cells.
  const trace = figure.data[Math.min(point.curveNumber, figure.data.length - 1)];
  const [, low, high, nul, n, excessLow, excessHigh] = rowOf(point) ?? [];
  const value = point.z ?? (typeof point.y === "number" ? point.y : Number(point.x));
  const own = trace?.meta?.language;
  const code = own ?? codeOnX(point.x);
  const codes = figure.data.map((t) => t.meta?.language).filter((c): c is string => !!c);
  const at = own || !code ? xLabels(figure)(point.x) : point.z !== undefined ? String(point.y) : trace?.name;
  const estimate = { value, low, high, null: nul, n: n ?? undefined, excess: nul != null ? value - nul : null, excess_low: excessLow, excess_high: excessHigh };
  const name = figure.layout.meta?.null?.name;
  return (
    <NumberBox
      head={<>{code ? <Chip code={code} present={codes} /> : <span>{point.z !== undefined ? String(point.y) : trace?.name}</span>} <span className="quiet">{at}</span></>}
      estimate={estimate} write={writerOf(figure)} nullName={name}
    />
  );
}

/** Whether the figure draws anything at all. */
export const isEmpty = (figure: PlotlyFigure): boolean => figure.data.every((t) => (t.z ? grid(t.z).flat().every((v) => v === null) : !t.y || (Array.isArray(t.y) && t.y.length === 0)));

/** What a language is called in figures: its code as the screen writes it. */
export const codeIn = (figure: PlotlyFigure, code: string): string => screenCode(code, figure.data.map((t) => t.meta?.language).filter((c): c is string => !!c));

/** A figure that came with a bundle may hold links of somebody's: they are words here (plots.css keeps the pointer off). */
function unlink(drawn: HTMLElement): void {
  for (const link of drawn.querySelectorAll("a")) for (const name of ["href", "xlink:href"]) link.removeAttribute(name);
}
