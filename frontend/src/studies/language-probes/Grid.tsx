/**
 * A number for each row and column, every one a button: classes by classes, languages by languages. A weak one has no
 * fill; what was not measured is hatched.
 */
import type { CSSProperties, ReactNode } from "react";
import { useRoving } from "../../lib/roving";
import { useHover, usePalette } from "../../plots";
import { along, diverging, inkOn, sequential } from "../../plots/palette";
import { LanguageMark } from "../../ui";
import type { Pair } from "./context";

export interface GridCell {
  value: number;
  /** As written in the cell. */
  text: string;
  /** Read aloud after the names of row and column. */
  said: string;
  /** Not clear of its null. */
  weak: boolean;
  /** What pointing at it shows. */
  box: ReactNode;
}

export interface GridProps {
  label: string;
  /** The same names stand at rows and columns. */
  names: readonly string[];
  /** How a name is written at its row and column, and how in full. */
  short: (name: string) => ReactNode;
  long: (name: string) => string;
  /** What rows and columns are: "truth", "taken for". */
  axes: readonly [rows: string, columns: string];
  cell: (row: string, column: string) => GridCell | null;
  /** The value at which the fill is strongest; of signed ones the same below zero. */
  most: number;
  signed?: boolean;
  selected?: Pair | null;
  onSelect: (cell: Pair) => void;
  /** Names are words and not codes: they take more room. */
  words?: boolean;
  /** Names are languages, and the diagonal holds their marks instead of numbers. */
  marks?: boolean;
  /** The legend. */
  children?: ReactNode;
}

export function Grid({
  label,
  names,
  short,
  long,
  axes,
  cell,
  most,
  signed = false,
  selected,
  onSelect,
  words = false,
  marks = false,
  children,
}: GridProps) {
  const colours = usePalette();
  const hover = useHover();
  const roving = useRoving<HTMLTableElement>(names.length);
  const fill = (value: number): CSSProperties => {
    const part = most > 0 ? value / most : 0;
    const background = signed ? along(diverging(colours), (part + 1) / 2) : along(sequential(colours), part);
    return { background, color: inkOn(background) };
  };
  const draw = (a: string, b: string) => {
    if (marks && a === b)
      return (
        <span className="cell diagonal" role="gridcell" data-roving aria-label={long(a)}>
          <LanguageMark code={a} size={12} />
        </span>
      );
    const of = cell(a, b);
    const both = `${axes[0]} ${long(a)}, ${axes[1]} ${long(b)}`;
    if (!of) return <span className="cell hatched" role="gridcell" data-roving aria-label={`${both}: not measured`} />;
    const isSelected = selected?.a === a && selected.b === b;
    return (
      <button
        type="button"
        role="gridcell"
        data-roving
        aria-label={`${both}: ${of.said}`}
        aria-selected={isSelected}
        style={of.weak ? undefined : fill(of.value)}
        className={["cell", of.weak && "weak", isSelected && "selected"].filter(Boolean).join(" ")}
        onClick={() => onSelect({ a, b })}
        {...hover.on(() => of.box)}
      >
        {of.text}
      </button>
    );
  };
  return (
    <div className={`matrix class-grid${words ? " words" : ""}`}>
      <div className="plot-scroll">
        <table role="grid" aria-label={label} {...roving} className={names.length > 12 ? "crowded" : undefined}>
          <thead>
            <tr>
              <td />
              {names.map((name) => (
                <th key={name} scope="col" title={long(name)}>
                  <span>{short(name)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((a) => (
              <tr key={a}>
                <th scope="row" title={long(a)}>
                  {short(a)}
                </th>
                {names.map((b) => (
                  <td key={b} role="presentation">
                    {draw(a, b)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="axis-name">
        row: {axes[0]}; column: {axes[1]}
      </p>
      {children}
      {hover.box}
    </div>
  );
}
