/** Concepts by languages: a number in each cell, the null in a column of its own, no fill where the null is reached. */
import { useState, type ReactNode } from "react";
import { language, screenCode } from "../lib/languages";
import { count, share } from "../lib/format";
import { Chip, Legend } from "../ui";
import { type Estimate, inFull, isFilled } from "./estimate";
import { NumberBox, useHover } from "./hover";
import { isLit, light, useLit } from "./lit";
import { along, inkOn, sequential, usePalette } from "./palette";
import "./plots.css";

export interface ConceptRow {
  name: string;
  positives: number;
  /** What the last column says. */
  null: number | null;
  cells: Readonly<Record<string, Estimate | null>>;
}

export interface ConceptTableProps {
  label: string;
  rows: readonly ConceptRow[];
  languages: readonly string[];
  /** Head of the last column. */
  nullName?: string;
  /** What the numbers are: "held-out average precision". */
  measure: string;
  selected?: string | null;
  onSelect?: (concept: string) => void;
  onCell?: (concept: string, language: string) => void;
  /** Rows shown before "all 42". */
  limit?: number;
  /** Rows below the table: concepts counted in means only. */
  after?: ReactNode;
}

export function ConceptTable({
  label,
  rows,
  languages,
  nullName = "null",
  measure,
  selected,
  onSelect,
  onCell,
  limit = 12,
  after,
}: ConceptTableProps) {
  const [all, setAll] = useState(false);
  const colours = usePalette();
  const lit = useLit();
  const hover = useHover(putOut);
  const first = rows.slice(0, limit);
  const chosen = rows.find((row) => row.name === selected);
  const shown = all || rows.length <= limit + 2 ? rows : chosen && !first.includes(chosen) ? [...first, chosen] : first;
  const ns = rows.map((row) => row.positives);

  return (
    <div className="concepts">
      <div className="plot-scroll">
        <table aria-label={label} className={languages.length > 12 ? "crowded" : undefined}>
          <thead>
            <tr>
              <th scope="col">
                <span className="sr-only">concept</span>
              </th>
              {languages.map((l) => (
                <th key={l} scope="col" className={isLit(lit, l) ? "lit" : undefined}>
                  {screenCode(l, languages)}
                </th>
              ))}
              <th scope="col">{nullName}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.name} className={row.name === selected ? "selected" : undefined}>
                <th scope="row">
                  {onSelect ? (
                    <button
                      type="button"
                      className="linklike"
                      aria-pressed={row.name === selected}
                      onClick={() => onSelect(row.name)}
                      title={`${count(row.positives)} positives`}
                    >
                      {row.name}
                    </button>
                  ) : (
                    row.name
                  )}
                </th>
                {languages.map((l) => {
                  const e = row.cells[l];
                  if (!e || e.value === null)
                    return (
                      <td key={l}>
                        <span className="cell hatched" role="img" aria-label="not measured" />
                      </td>
                    );
                  const weak = !isFilled(e);
                  const fill = weak ? undefined : along(sequential(colours), e.value);
                  const style = fill ? { background: fill, color: inkOn(fill) } : undefined;
                  const classes = `cell${weak ? " weak" : ""}`;
                  const pointing = hover.on(
                    () => (
                      <NumberBox
                        head={
                          <>
                            <span>{row.name}</span> <Chip code={l} present={languages} />
                          </>
                        }
                        estimate={e}
                        nullName={nullName}
                      />
                    ),
                    () => light({ languages: [l] }),
                  );
                  const said = `${row.name}, ${language(l).name}: ${inFull(e, { nullName })}`;
                  return (
                    <td key={l}>
                      {onCell ? (
                        <button
                          type="button"
                          tabIndex={-1}
                          className={classes}
                          style={style}
                          aria-label={said}
                          onClick={() => onCell(row.name, l)}
                          {...pointing}
                        >
                          {share(e.value)}
                        </button>
                      ) : (
                        <span className={classes} style={style} {...pointing}>
                          {share(e.value)}
                        </span>
                      )}
                    </td>
                  );
                })}
                <td className="null">{share(row.null)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < rows.length && (
        <p>
          <button type="button" className="linklike" onClick={() => setAll(true)}>
            All {count(rows.length)}
          </button>
        </p>
      )}
      <Legend scale="magnitude" low="0" high="1">
        {measure},{" "}
        {ns.length === 0
          ? ""
          : Math.min(...ns) === Math.max(...ns)
            ? `n = ${count(ns[0])} positives`
            : `n = ${count(Math.min(...ns))} to ${count(Math.max(...ns))} positives`}
      </Legend>
      {after}
      {hover.box}
    </div>
  );
}

const putOut = () => light(null);
