/** Pointing at a mark: one small box beside the pointer or the focus, for the eye only, since marks have labels of their own. */
import { useCallback, useMemo, useState, type FocusEvent, type PointerEvent, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { count, interval, share } from "../lib/format";
import { TooltipBox } from "../ui";
import type { Estimate } from "./estimate";

interface Place {
  x: number;
  y: number;
  content: ReactNode;
}

export interface Hover {
  show: (x: number, y: number, content: ReactNode) => void;
  hide: () => void;
  /** Handlers of a mark. `entered` lights what it stands for. */
  on: (
    content: () => ReactNode,
    entered?: () => void,
  ) => {
    onPointerEnter: (event: PointerEvent<Element>) => void;
    onPointerLeave: () => void;
    onFocus: (event: FocusEvent<Element>) => void;
    onBlur: () => void;
  };
  box: ReactNode;
}

/** `left` is told when the pointer leaves: it puts out what was lit. */
export function useHover(left?: () => void): Hover {
  const [place, setPlace] = useState<Place | null>(null);
  const show = useCallback((x: number, y: number, content: ReactNode) => setPlace({ x, y, content }), []);
  const hide = useCallback(() => {
    setPlace(null);
    left?.();
  }, [left]);
  const on = useCallback<Hover["on"]>(
    (content, entered) => ({
      // A finger selects; the panel beside then says it all.
      onPointerEnter: (event) => {
        if (event.pointerType === "touch") return;
        entered?.();
        show(event.clientX, event.clientY, content());
      },
      onPointerLeave: hide,
      onFocus: (event) => {
        if (!event.currentTarget.matches(":focus-visible")) return;
        entered?.();
        const { left: x, bottom } = event.currentTarget.getBoundingClientRect();
        show(x, bottom - 6, content());
      },
      onBlur: hide,
    }),
    [show, hide],
  );
  const box =
    place &&
    createPortal(
      <div aria-hidden="true">
        <TooltipBox x={place.x} y={place.y}>
          {place.content}
        </TooltipBox>
      </div>,
      document.body,
    );
  return useMemo(() => ({ show, hide, on, box }), [show, hide, on, box]);
}

export interface NumberBoxProps {
  head: ReactNode;
  estimate: Partial<Estimate> & { value: number | null };
  nullName?: string;
  write?: (x: number | null | undefined, digits?: number) => string;
  /** The same thing at the pinned checkpoint, and what that is called. */
  pinned?: { name: string; estimate: Estimate } | null;
  children?: ReactNode;
}

/** Value, interval, null, n, and the pinned value. */
export function NumberBox({ head, estimate: e, nullName = "null", write = share, pinned, children }: NumberBoxProps) {
  return (
    <div className="number-box">
      <div className="row">{head}</div>
      <div>
        <b>{write(e.value)}</b> {interval(e.low, e.high, 2, write)}
        {e.null != null && ` ${nullName} ${write(e.null)}`}
      </div>
      {e.excess != null && (
        <div>
          excess {write(e.excess)} {interval(e.excess_low, e.excess_high, 2, write)}
        </div>
      )}
      {(pinned || e.n !== undefined) && (
        <div>
          {pinned && `pinned, ${pinned.name}: ${write(pinned.estimate.value)} · `}
          {e.n !== undefined && `n = ${count(e.n)}`}
        </div>
      )}
      {children}
    </div>
  );
}
