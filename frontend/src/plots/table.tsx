/** A figure's numbers as a table: the twin for those who cannot see or point, and the source of its CSV. */
import { count, interval } from "../lib/format";
import { writerOf } from "./dress";
import { type Mark, markOf, marksOf } from "./mark";
import { grid, numbers, titleOf, type PlotlyFigure } from "./plotly";
import "./plots.css";

export interface TwinCell {
  text: string;
  value: number | null;
  address?: string | null;
}

export interface Twin {
  head: string[];
  rows: { label: string; cells: TwinCell[] }[];
}

/** How x is written: by the axis' tick texts, else as it is. */
export function xLabels(figure: PlotlyFigure): (x: number | string | null) => string {
  const { tickvals = [], ticktext = [] } = figure.layout.xaxis ?? {};
  const named = new Map(tickvals.map((v, i) => [v, ticktext[i] ?? String(v)]));
  const revisions = new Map(Object.entries(figure.layout.meta?.positions ?? {}).map(([revision, x]) => [x, revision]));
  return (x) =>
    x === null
      ? ""
      : named.get(x) || revisions.get(Number(x)) || (typeof x === "number" ? Number(x.toPrecision(4)).toLocaleString("en-US") : x);
}

export function twin(figure: PlotlyFigure): Twin {
  const heat = figure.data.find((t) => t.z);
  return heat ? ofHeat(figure, heat) : ofSeries(figure);
}

function cell(value: number | null, mark: Mark | undefined, write: ReturnType<typeof writerOf>): TwinCell {
  if (value === null) return { text: "", value };
  return { text: `${write(value)} ${interval(mark?.low, mark?.high, 2, write)}`.trim(), value, address: mark?.address };
}

function ofHeat(figure: PlotlyFigure, heat: PlotlyFigure["data"][number]): Twin {
  const write = writerOf(figure);
  const z = grid(heat.z);
  const name = xLabels(figure);
  const marks = marksOf(heat.customdata);
  const columns = numbers(heat.x);
  return {
    head: [titleOf(figure.layout.yaxis), ...(columns.length > 0 ? columns : z[0]!.map((_, j) => j)).map(name)],
    rows: z.map((row, i) => ({ label: String(numbers(heat.y)[i] ?? i), cells: row.map((v, j) => cell(v, marks[i]?.[j], write)) })),
  };
}

function ofSeries(figure: PlotlyFigure): Twin {
  const write = writerOf(figure);
  const name = xLabels(figure);
  const series = figure.data.filter((t) => !["band", "null-band", "mark"].includes(t.meta?.role ?? ""));
  const xs = [...new Set(series.flatMap((t) => numbers(t.x)))];
  if (xs.every((x) => typeof x === "number")) xs.sort((a, b) => (a as number) - (b as number));
  const at = series.map((t) => {
    const [x, y] = [numbers(t.x), numbers(t.y)];
    return new Map(x.map((v, i) => [v, { y: y[i] as number | null, mark: markOf(t.customdata?.[i]) }]));
  });
  return {
    head: [titleOf(figure.layout.xaxis), ...series.map((t) => t.meta?.language ?? t.name ?? "")],
    rows: xs.map((x) => ({
      label: name(x),
      cells: at.map((points) => {
        const found = points.get(x);
        return found ? cell(typeof found.y === "number" ? found.y : null, found.mark, write) : { text: "", value: null };
      }),
    })),
  };
}

/** What n counts: "9 texts a bar", and "1 text a bar". */
export const counted = ({ count: n, of }: { count: number; of: string }): string =>
  `${count(n)} ${n === 1 ? of.replace(/^(\w+?)s\b/, "$1") : of}`;

export interface FigureTableProps {
  figure: PlotlyFigure;
  label: string;
  onMark?: (address: string, how: { pin: boolean }) => void;
}

export function FigureTable({ figure, label, onMark }: FigureTableProps) {
  const { head, rows } = twin(figure);
  const { n, interval: of, null: nul } = figure.layout.meta ?? {};
  return (
    <div className="figure-table" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((text, i) => (
              <th key={i} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <td>{row.label}</td>
              {row.cells.map((c, i) => (
                <td key={i}>
                  {c.address && onMark ? (
                    <button type="button" className="linklike" onClick={(e) => onMark(c.address!, { pin: e.shiftKey })}>
                      {c.text}
                    </button>
                  ) : (
                    c.text
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="caption">
        {of && `Brackets: ${of}. `}
        {nul?.value != null && `Null, ${nul.name}: ${writerOf(figure)(nul.value)}. `}
        {n && n.length > 0 && `n = ${n.map(counted).join(", ")}.`}
      </p>
    </div>
  );
}

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const NUMBERS = ["low", "high", "null", "n", "excess_low", "excess_high"] as const;

/** The table as CSV, with every number that belongs to a mark, one mark a line. */
export function csv(figure: PlotlyFigure): string {
  const name = xLabels(figure);
  const lines = [["series", "x", "value", ...NUMBERS, "address"]];
  const add = (series: string, x: string, value: number | null, mark: Mark | undefined) => {
    if (value !== null) lines.push([series, x, String(value), ...NUMBERS.map((name) => String(mark?.[name] ?? "")), mark?.address ?? ""]);
  };
  for (const trace of figure.data) {
    if (trace.z) {
      const marks = marksOf(trace.customdata);
      grid(trace.z).forEach((row, i) =>
        row.forEach((v, j) => add(String(numbers(trace.y)[i] ?? i), name(numbers(trace.x)[j] ?? j), v, marks[i]?.[j])),
      );
    } else if (!["band", "null-band", "mark"].includes(trace.meta?.role ?? "")) {
      const x = numbers(trace.x);
      numbers(trace.y).forEach((y, i) =>
        add(trace.meta?.language ?? trace.name ?? "", name(x[i] ?? null), typeof y === "number" ? y : null, markOf(trace.customdata?.[i])),
      );
    }
  }
  return lines.map((line) => line.map(quoted).join(",")).join("\n") + "\n";
}
