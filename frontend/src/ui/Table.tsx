/** Rows under an ink rule, hairlines between, no stripes. Numbers stand right. A head that sorts is a button. */
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { Icon } from "./Icon";
import "./table.css";

export interface Column<R> {
  key: string;
  head: ReactNode;
  cell: (row: R) => ReactNode;
  numeric?: boolean;
  /** What it sorts by; absent: the head does not sort. */
  sort?: (row: R) => number | string | null | undefined;
  /** Left out below 560 px. */
  wide?: boolean;
  width?: string;
}

export interface TableProps<R> {
  columns: readonly Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  /** Read aloud as the table's name. */
  label: string;
  selected?: string | null;
  onSelect?: (row: R) => void;
  /** Said instead of rows. */
  empty?: ReactNode;
}

export function Table<R>({ columns, rows, rowKey, label, selected, onSelect, empty }: TableProps<R>) {
  const [order, setOrder] = useState<{ key: string; down: boolean } | null>(null);
  const sorted = useMemo(() => {
    const by = columns.find((column) => column.key === order?.key)?.sort;
    if (!by) return rows;
    const compare = (a: R, b: R) => {
      const [x, y] = [by(a), by(b)];
      if (x === null || x === undefined) return y === null || y === undefined ? 0 : 1;
      if (y === null || y === undefined) return -1;
      const sign = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
      return order!.down ? -sign : sign;
    };
    return [...rows].sort(compare);
  }, [rows, columns, order]);
  const turn = (column: Column<R>) =>
    setOrder(
      order?.key !== column.key
        ? { key: column.key, down: column.numeric ?? false }
        : order.down === (column.numeric ?? false)
          ? { key: column.key, down: !order.down }
          : null,
    );

  return (
    <Scroll label={label}>
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => {
              const now = order?.key === column.key ? order : null;
              return (
                <th
                  key={column.key}
                  scope="col"
                  className={classes(column)}
                  style={{ width: column.width }}
                  aria-sort={now ? (now.down ? "descending" : "ascending") : undefined}
                >
                  {column.sort ? (
                    <button type="button" onClick={() => turn(column)}>
                      {column.head}
                      {now && (
                        <span className={now.down ? "turned" : "turned up"}>
                          <Icon name="down" size={10} />
                        </span>
                      )}
                    </button>
                  ) : (
                    column.head
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => {
            const key = rowKey(row);
            return (
              <tr
                key={key}
                aria-selected={onSelect ? key === selected : undefined}
                className={onSelect && "selectable"}
                onClick={onSelect && (() => onSelect(row))}
              >
                {columns.map((column) => (
                  <td key={column.key} className={classes(column)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {rows.length === 0 && empty !== undefined && (
            <tr>
              <td colSpan={columns.length} className="quiet">
                {empty}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </Scroll>
  );
}

/** Wide tables scroll in their own box; only then is the box a stop of the Tab key. */
function Scroll({ label, children }: { label: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const element = box.current!;
    if (typeof ResizeObserver === "undefined") return;
    const watch = new ResizeObserver(() => setWide(element.scrollWidth > element.clientWidth + 1));
    watch.observe(element);
    watch.observe(element.firstElementChild!);
    return () => watch.disconnect();
  }, []);
  return (
    <div
      ref={box}
      className="table-scroll"
      role={wide ? "group" : undefined}
      aria-label={wide ? `${label}, scrolls sideways` : undefined}
      tabIndex={wide ? 0 : undefined}
    >
      {children}
    </div>
  );
}

const classes = (column: { numeric?: boolean; wide?: boolean }) =>
  [column.numeric && "number", column.wide && "wide"].filter(Boolean).join(" ") || undefined;

/** Names and values in two columns: the facts of a thing. Empty values are left out. */
export type Fact = readonly [ReactNode, ReactNode] | null | false | "";

export function Facts({ facts }: { facts: readonly Fact[] }) {
  const shown = facts.filter(
    (fact): fact is readonly [ReactNode, ReactNode] => Boolean(fact) && (fact as readonly [ReactNode, ReactNode])[1] != null,
  );
  return (
    <dl className="facts">
      {shown.map(([name, value], i) => (
        <div key={i}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
