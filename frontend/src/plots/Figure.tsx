/**
 * A stored plotly figure, drawn in the page's theme. What a figure owes this file is said by `isogloss/contract/figure.py`,
 * whose types (`FigureMeta`, `TraceMeta`, `Mark`) come with the API's own.
 */
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { usePatterns } from "../lib/preferences";
import { screenCode } from "../lib/languages";
import { Chip, State } from "../ui";
import { CONFIG, codeOnX, dress, writerOf } from "./dress";
import { NumberBox, useHover } from "./hover";
import { light, useLit } from "./lit";
import { markOf } from "./mark";
import { usePalette } from "./palette";
import { grid, loadPlotly, type PlotlyElement, type PlotlyFigure, type PlotlyPoint } from "./plotly";
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
        const { address } = markOf(points[0]?.customdata);
        if (address) acts.current.onMark?.(address, { pin: event.shiftKey });
      });
      drawn.on("plotly_hover", ({ points, event }) => {
        const point = points[0];
        if (!point) return;
        const { figure: now, hover: box } = acts.current;
        const language = now.data[point.curveNumber]?.meta?.language;
        setPointing(!!markOf(point.customdata).address);
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
      void loadPlotly().then(
        (plotly) => plotly.purge(element),
        () => undefined,
      );
    };
  }, []);

  if (fault !== null) {
    return (
      <State
        state={{
          kind: "failed",
          message: "The figure could not be drawn.",
          hint: "Its numbers are in the table.",
          retry: {
            label: "Draw again",
            run: () => {
              setFault(null);
              setAttempt(attempt + 1);
            },
          },
          report: fault,
        }}
      />
    );
  }
  return (
    <div className={`figure${onMark ? " clickable" : ""}${pointing ? " pointing" : ""}`}>
      <div className="canvas" role="img" aria-label={label} ref={canvas} style={{ height }} />
      {hover.box}
    </div>
  );
}

const putOut = () => light(null);

function PointBox({ figure, point }: { figure: PlotlyFigure; point: PlotlyPoint }): ReactNode {
  // A heat map is drawn as two layers, fills and weak cells.
  const trace = figure.data[Math.min(point.curveNumber, figure.data.length - 1)];
  const { low, high, null: nul, n, excess_low, excess_high } = markOf(point.customdata);
  const value = point.z ?? (typeof point.y === "number" ? point.y : Number(point.x));
  const own = trace?.meta?.language;
  const code = own ?? codeOnX(point.x);
  const codes = figure.data.map((t) => t.meta?.language).filter((c): c is string => !!c);
  const at = own || !code ? xLabels(figure)(point.x) : point.z !== undefined ? String(point.y) : trace?.name;
  const estimate = { value, low, high, null: nul, n: n ?? undefined, excess: nul != null ? value - nul : null, excess_low, excess_high };
  const name = figure.layout.meta?.null?.name;
  return (
    <NumberBox
      head={
        <>
          {code ? <Chip code={code} present={codes} /> : <span>{point.z !== undefined ? String(point.y) : trace?.name}</span>}{" "}
          <span className="quiet">{at}</span>
        </>
      }
      estimate={estimate}
      write={writerOf(figure)}
      nullName={name}
    />
  );
}

/** Whether the figure draws anything at all. */
export const isEmpty = (figure: PlotlyFigure): boolean =>
  figure.data.every((t) =>
    t.z
      ? grid(t.z)
          .flat()
          .every((v) => v === null)
      : !t.y || (Array.isArray(t.y) && t.y.length === 0),
  );

/** What a language is called in figures: its code as the screen writes it. */
export const codeIn = (figure: PlotlyFigure, code: string): string =>
  screenCode(
    code,
    figure.data.map((t) => t.meta?.language).filter((c): c is string => !!c),
  );

/** A figure that came with a bundle may hold links of somebody's: they are words here (plots.css keeps the pointer off). */
function unlink(drawn: HTMLElement): void {
  for (const link of drawn.querySelectorAll("a")) for (const name of ["href", "xlink:href"]) link.removeAttribute(name);
}
