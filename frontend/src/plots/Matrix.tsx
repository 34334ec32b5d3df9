/**
 * Language by language. A symmetric measure shows the selected checkpoint below the diagonal and the pinned one above
 * it (the null of the selected one while nothing is pinned); a measure with a direction fills both halves, read from
 * the row's language to the column's. A cell whose excess over the null may be zero has no fill.
 */
import { type CSSProperties, type KeyboardEvent, type MouseEvent } from "react";
import { language, screenCode } from "../lib/languages";
import { share } from "../lib/format";
import { useRoving } from "../lib/roving";
import { Chip, LanguageMark, Legend } from "../ui";
import { type Estimate, inFull, isFilled } from "./estimate";
import { NumberBox, useHover } from "./hover";
import { roundUp } from "./key";
import { isLit, light, useLit } from "./lit";
import { along, inkOn, sequential, usePalette } from "./palette";
import "./plots.css";

export interface PairKey {
  a: string;
  b: string;
}

export interface MatrixProps {
  /** Read aloud as the grid's name: "Overlap of expert sets". */
  label: string;
  languages: readonly string[];
  /** The measure from row `a` to column `b`; null where it does not exist. */
  cell: (a: string, b: string) => Estimate | null;
  /** The same at the pinned checkpoint. */
  pinnedCell?: ((a: string, b: string) => Estimate | null) | null;
  /** Whether `cell(a, b)` equals `cell(b, a)`. */
  symmetric: boolean;
  /** The value at which the fill is strongest; the largest value if absent. */
  most?: number;
  /** "step 1,024", "step 64". */
  name?: string;
  pinnedName?: string;
  nullName?: string;
  selected?: PairKey | null;
  pinned?: PairKey | null;
  onSelect?: (pair: PairKey) => void;
  onPin?: (pair: PairKey) => void;
  onOpen?: (pair: PairKey) => void;
}

const same = (p: PairKey | null | undefined, a: string, b: string, symmetric: boolean) =>
  !!p && ((p.a === a && p.b === b) || (symmetric && p.a === b && p.b === a));

export function Matrix(props: MatrixProps) {
  const { label, languages, cell, pinnedCell, symmetric, name = "", pinnedName = "pinned", nullName = "null" } = props;
  const colours = usePalette();
  const lit = useLit();
  const hover = useHover(putOut);
  const roving = useRoving<HTMLTableElement>(languages.length);
  const pairs = languages.flatMap((a, i) => languages.flatMap((b, j) => (i === j || (symmetric && j > i) ? [] : [{ a, b }])));
  const estimates = [...pairs.map(({ a, b }) => cell(a, b)), ...(pinnedCell ? pairs.map(({ a, b }) => pinnedCell(a, b)) : [])].filter(
    (e): e is Estimate => e !== null,
  );
  const most = props.most ?? roundUp(Math.max(0, ...estimates.map((e) => e.value ?? 0)));
  const nulls = pairs.map(({ a, b }) => cell(a, b)?.null).filter((x): x is number => x != null);
  const meanNull = nulls.length > 0 ? nulls.reduce((s, x) => s + x, 0) / nulls.length : null;
  const ns = new Set(estimates.map((e) => e.n));

  const draw = (a: string, b: string, upper: boolean) => {
    const now = cell(a, b);
    const then = pinnedCell?.(a, b) ?? null;
    const showsNull = symmetric && upper && !pinnedCell;
    const shown = symmetric && upper ? (pinnedCell ? then : now) : now;
    const both = `${language(a).name}${symmetric ? ", " : " on "}${language(b).name}`;
    if (!shown || shown.value === null)
      return (
        <td key={b}>
          <span className="cell hatched" data-roving role="gridcell" aria-label={`${both}: not measured`} />
        </td>
      );
    const weak = showsNull || !isFilled(shown);
    const fill = weak ? undefined : along(sequential(colours), most > 0 ? shown.value / most : 0);
    const style: CSSProperties = fill ? { background: fill, color: inkOn(fill) } : {};
    const where = symmetric && upper && pinnedCell ? pinnedName : name;
    const said = showsNull
      ? `${both}, ${nullName}: ${share(shown.null)}`
      : `${both}${where && `, ${where}`}: ${inFull(shown, { nullName })}${weak ? ", not above its null" : ""}`;
    const pair = { a, b };
    const act = (event: MouseEvent | KeyboardEvent) => (event.shiftKey && props.onPin ? props.onPin(pair) : props.onSelect?.(pair));
    // Of two mirrored cells the outline is on the half that shows the selected (below) or the pinned (above).
    const isSelected = same(props.selected, a, b, symmetric) && (!symmetric || !upper);
    const isPinned = same(props.pinned, a, b, symmetric) || (symmetric && upper && !!pinnedCell && same(props.selected, a, b, true));
    return (
      <td key={b} role="presentation">
        <button
          type="button"
          role="gridcell"
          data-roving
          aria-label={said}
          aria-selected={isSelected}
          style={style}
          className={["cell", weak && "weak", isSelected && "selected", isPinned && "pinned", isLit(lit, a) && isLit(lit, b) && "lit"]
            .filter(Boolean)
            .join(" ")}
          onClick={act}
          onDoubleClick={() => props.onOpen?.(pair)}
          onKeyDown={(event) => {
            if (event.key === "p" && props.onPin) {
              event.preventDefault();
              props.onPin(pair);
            }
            if (event.key === "Enter" && isSelected && props.onOpen) {
              event.preventDefault();
              props.onOpen(pair);
            }
          }}
          {...hover.on(
            () => (
              <NumberBox
                head={
                  <>
                    <Chip code={a} present={languages} /> {symmetric ? "and" : "on"} <Chip code={b} present={languages} />
                  </>
                }
                estimate={now ?? shown}
                nullName={nullName}
                pinned={then ? { name: pinnedName, estimate: then } : null}
              />
            ),
            () => light({ languages: [a, b] }),
          )}
        >
          {share(showsNull ? shown.null : shown.value)}
        </button>
      </td>
    );
  };

  return (
    <div className="matrix">
      <div className="plot-scroll">
        <table role="grid" aria-label={label} {...roving} className={languages.length > 12 ? "crowded" : undefined}>
          <thead>
            <tr>
              <td />
              {languages.map((b) => (
                <th key={b} scope="col" className={isLit(lit, b) ? "lit" : undefined}>
                  {screenCode(b, languages)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {languages.map((a, i) => (
              <tr key={a}>
                <th scope="row" className={isLit(lit, a) ? "lit" : undefined}>
                  {screenCode(a, languages)}
                </th>
                {languages.map((b, j) =>
                  i === j ? (
                    <td key={b} role="presentation">
                      <span className="cell diagonal" role="gridcell" data-roving aria-label={language(a).name}>
                        <LanguageMark code={a} size={12} />
                      </span>
                    </td>
                  ) : (
                    draw(a, b, j > i)
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Legend
        scale="magnitude"
        low="0"
        high={share(most)}
        tick={meanNull === null ? undefined : { at: most > 0 ? meanNull / most : 0, label: `${nullName} ${share(meanNull)}` }}
      >
        {ns.size === 1 ? `n = ${[...ns][0]}` : ns.size > 1 ? `n = ${Math.min(...ns)} to ${Math.max(...ns)}` : ""}
      </Legend>
      {hover.box}
    </div>
  );
}

const putOut = () => light(null);
