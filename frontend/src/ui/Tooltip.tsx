/** One small box that says what is pointed at. It moves nothing, and Escape puts it away. */
import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import "./float.css";

export interface TooltipBoxProps {
  /** Where it points, in the window's pixels. */
  x: number;
  y: number;
  children: ReactNode;
  id?: string;
}

/** The box alone, for what follows a pointer over a figure. It stays inside the window. */
export function TooltipBox({ x, y, children, id }: TooltipBoxProps) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = ref.current!;
    const { width, height } = box.getBoundingClientRect();
    box.style.left = `${Math.max(8, Math.min(x + 12, window.innerWidth - width - 8))}px`;
    box.style.top = `${y + 14 + height > window.innerHeight - 8 ? Math.max(8, y - height - 10) : y + 14}px`;
  });
  return (
    <div className="tooltip" role="tooltip" id={id} ref={ref}>
      {children}
    </div>
  );
}

export interface TooltipProps {
  content: ReactNode;
  children: ReactNode;
  /** Make the anchor itself a stop of the Tab key, where what is inside it is not. */
  focusable?: boolean;
  className?: string;
}

export function Tooltip({ content, children, focusable, className }: TooltipProps) {
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const anchor = useRef<HTMLSpanElement>(null);
  const id = useId();
  const show = () => {
    const { left, bottom } = anchor.current!.getBoundingClientRect();
    setAt({ x: left - 12, y: bottom - 8 });
  };
  useEffect(() => {
    if (!at) return;
    const hide = (event: KeyboardEvent) => event.key === "Escape" && setAt(null);
    const gone = () => setAt(null);
    window.addEventListener("keydown", hide);
    window.addEventListener("scroll", gone, { passive: true, capture: true });
    return () => {
      window.removeEventListener("keydown", hide);
      window.removeEventListener("scroll", gone, { capture: true });
    };
  }, [at]);
  return (
    <span
      className={`tooltip-anchor${className ? ` ${className}` : ""}`}
      ref={anchor}
      tabIndex={focusable ? 0 : undefined}
      aria-describedby={at ? id : undefined}
      onPointerEnter={show}
      onPointerLeave={() => setAt(null)}
      onFocus={show}
      onBlur={() => setAt(null)}
    >
      {children}
      {at && (
        <TooltipBox x={at.x} y={at.y} id={id}>
          {content}
        </TooltipBox>
      )}
    </span>
  );
}
