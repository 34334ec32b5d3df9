/** Layer by checkpoint: where in the model, and when. A dot has no fill because its excess over the null may be zero. */
import { type MouseEvent } from "react";
import type { Lost } from "../api/answers";
import { listing, share } from "../lib/format";
import { useRoving } from "../lib/roving";
import { Legend } from "../ui";
import { type Estimate, inFull, isFilled, standingOf } from "./estimate";
import { NumberBox, useHover } from "./hover";
import { roundUp } from "./key";
import { light, useLit } from "./lit";
import { along, sequential, usePalette } from "./palette";
import "./plots.css";

export interface HeatColumn {
  id: string;
  /** As written under the column: "1,024". */
  label: string;
  /** Read aloud: "step 1,024". */
  name: string;
  toCome?: boolean;
  /** Why it will not come, where it ended without a result. */
  lost?: Lost | null;
}

export interface LayerHeatProps {
  label: string;
  layers: readonly number[];
  columns: readonly HeatColumn[];
  cell: (layer: number, column: string) => Estimate | null;
  axis?: string;
  most?: number;
  nullName?: string;
  selected?: string | null;
  pinned?: string | null;
  selectedLayer?: number | null;
  onSelect?: (column: string, layer: number) => void;
  onPin?: (column: string) => void;
  /** After "n =" in the legend. */
  n?: string;
}

export function LayerHeat(props: LayerHeatProps) {
  const { label, layers, columns, cell, axis = "step", nullName = "null", selected, pinned } = props;
  const colours = usePalette();
  const lit = useLit();
  const hover = useHover(putOut);
  const here = columns.filter((c) => !c.toCome);
  // Checkpoints to come stand where they will be: one wash over each stretch of them.
  const alike = (a: HeatColumn | undefined, b: HeatColumn) => !!a?.toCome && a.lost === b.lost;
  const stretch = (i: number) => {
    if (alike(columns[i - 1], columns[i]!)) return 0;
    const end = columns.findIndex((c, j) => j > i && !alike(c, columns[i]!));
    return (end < 0 ? columns.length : end) - i;
  };
  const roving = useRoving<HTMLTableElement>(here.length);
  const top = [...layers].sort((a, b) => b - a);
  const all = top.flatMap((layer) => here.map((c) => cell(layer, c.id))).filter((e): e is Estimate => e !== null);
  const most = props.most ?? roundUp(Math.max(0, ...all.map((e) => e.value ?? 0)));
  const nulls = all.map((e) => e.null).filter((x): x is number => x != null);
  const meanNull = nulls.length > 0 ? nulls.reduce((s, x) => s + x, 0) / nulls.length : null;
  // One label in every so many columns, the last always.
  const every = Math.ceil(columns.length / 9);

  const draw = (layer: number, column: HeatColumn) => {
    const e = cell(layer, column.id);
    const classes = [
      "cell",
      column.id === selected && "of-selected",
      column.id === pinned && "of-pinned",
      layer === top[0] && "first",
      layer === top[top.length - 1] && "last",
      lit.layer === layer && "lit",
    ];
    if (!e || e.value === null)
      return (
        <td key={column.id} role="presentation">
          <span
            role="gridcell"
            data-roving
            className={[...classes, "hatched"].filter(Boolean).join(" ")}
            aria-label={`layer ${layer}, ${column.name}: not measured`}
          />
        </td>
      );
    const weak = !isFilled(e);
    return (
      <td key={column.id} role="presentation">
        <button
          type="button"
          role="gridcell"
          data-roving
          aria-selected={column.id === selected && layer === props.selectedLayer}
          aria-label={`layer ${layer}, ${column.name}: ${inFull(e, { nullName })}${weak ? ", not above its null" : ""}`}
          className={[...classes, weak && "weak"].filter(Boolean).join(" ")}
          style={weak ? undefined : { background: along(sequential(colours), most > 0 ? e.value / most : 0) }}
          onClick={(event: MouseEvent) => (event.shiftKey && props.onPin ? props.onPin(column.id) : props.onSelect?.(column.id, layer))}
          {...hover.on(
            () => <NumberBox head={`layer ${layer}, ${column.name}`} estimate={e} nullName={nullName} />,
            () => light({ layer }),
          )}
        >
          {weak && <span className={standingOf(e) === "below" ? "below" : "dot"} />}
        </button>
      </td>
    );
  };

  return (
    <div className="layer-heat">
      <div className="plot-scroll">
        <table role="grid" aria-label={label} {...roving} className={top.length > 12 ? "crowded" : undefined}>
          <tbody>
            {top.map((layer, i) => (
              <tr key={layer}>
                <th scope="row">{top.length <= 12 || layer % 4 === 0 || layer === top[0] ? layer : ""}</th>
                {columns.map((column, j) => {
                  if (!column.toCome) return draw(layer, column);
                  const span = i === 0 ? stretch(j) : 0;
                  return (
                    span > 0 && (
                      <td
                        key={column.id}
                        className={column.lost ? "to-come lost" : "to-come"}
                        title={`${listing(columns.slice(j, j + span).map((c) => c.name))}: ${column.lost ?? "to come"}`}
                        rowSpan={top.length}
                        colSpan={span}
                      >
                        {column.lost ? <span>{column.lost}</span> : span > 1 || columns.length < 9 ? "to come" : ""}
                      </td>
                    )
                  );
                })}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td />
              {columns.map((c, i) => (
                <td key={c.id}>
                  <span>
                    {i === columns.length - 1 || c.id === selected || (i % every === 0 && columns.length - 1 - i >= every / 2)
                      ? c.label
                      : ""}
                  </span>
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
      <p className="axis-name">layer, from the output down; {axis} from left to right</p>
      <Legend
        scale="magnitude"
        low="0"
        high={share(most)}
        tick={meanNull === null ? undefined : { at: most > 0 ? meanNull / most : 0, label: `${nullName} ${share(meanNull)}` }}
      >
        {props.n}
      </Legend>
      {hover.box}
    </div>
  );
}

const putOut = () => light(null);
