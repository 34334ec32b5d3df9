/**
 * Roving focus: a list or a grid is one stop of the Tab key, and arrows move inside it.
 *
 * Put the returned props on the container and `data-roving` on each item (and `data-row` where items stand in rows).
 * The item that was focused last keeps the stop.
 */
import { useCallback, useEffect, useRef } from "react";
import type { KeyboardEvent, RefObject } from "react";

const ITEM = "[data-roving]:not([disabled])";

function step(items: HTMLElement[], at: number, key: string, columns: number, rtl: boolean): number | null {
  const [back, on] = rtl ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
  const last = items.length - 1;
  switch (key) {
    case back:
      return Math.max(0, at - 1);
    case on:
      return Math.min(last, at + 1);
    case "ArrowUp":
      return at - columns >= 0 ? at - columns : columns === 1 ? 0 : null;
    case "ArrowDown":
      return at + columns <= last ? at + columns : columns === 1 ? last : null;
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

export interface Roving<E extends HTMLElement> {
  ref: RefObject<E | null>;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: (event: { target: EventTarget }) => void;
}

/** `columns`: items in a row of a grid; 1 for a list, where up and left are the same. */
export function useRoving<E extends HTMLElement = HTMLDivElement>(columns = 1): Roving<E> {
  const ref = useRef<E>(null);

  const stop = useCallback((chosen?: HTMLElement) => {
    const items = [...(ref.current?.querySelectorAll<HTMLElement>(ITEM) ?? [])];
    const keep =
      chosen ??
      items.find((item) => item.tabIndex === 0 && item.dataset.roved) ??
      items.find((item) => item.matches("[aria-selected=true],[aria-checked=true],[aria-current]")) ??
      items[0];
    for (const item of items) {
      item.tabIndex = item === keep ? 0 : -1;
      if (item === keep && chosen) item.dataset.roved = "1";
      else if (chosen) delete item.dataset.roved;
    }
  }, []);
  // Items come and go with the data, so the one stop is found anew after each render.
  useEffect(() => stop());

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const items = [...(ref.current?.querySelectorAll<HTMLElement>(ITEM) ?? [])];
    const at = items.indexOf((event.target as HTMLElement).closest<HTMLElement>(ITEM)!);
    if (at < 0) return;
    const next = step(items, at, event.key, columns, getComputedStyle(ref.current!).direction === "rtl");
    if (next === null) return;
    event.preventDefault();
    items[next]!.focus();
  };
  const onFocus = (event: { target: EventTarget }) => {
    const item = (event.target as HTMLElement).closest<HTMLElement>(ITEM);
    if (item) stop(item);
  };
  return { ref, onKeyDown, onFocus };
}
