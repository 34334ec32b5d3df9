/** The key of a colour scale: both ends, a tick at the null, and n. It stands on the figure's own line. */
import type { ReactNode } from "react";
import "./text.css";

export interface LegendProps {
  scale: "magnitude" | "signed" | "heat" | "heat-signed";
  /** What the ends stand for, as written: "0", "≥ 6.1". */
  low: ReactNode;
  high: ReactNode;
  /** Where the null lies on the scale, 0 to 1, and how it is written. */
  tick?: { at: number; label: ReactNode };
  /** What is measured, and n: "average precision, n = 1,004". */
  children?: ReactNode;
}

export function Legend({ scale, low, high, tick, children }: LegendProps) {
  return (
    <span className="legend">
      <span>{low}</span>
      <span className={`ramp ${scale === "heat" ? "heat-scale" : scale}`}>
        {tick && <span className="tick" style={{ left: `${Math.min(1, Math.max(0, tick.at)) * 100}%` }} />}
      </span>
      <span>{high}</span>
      {tick && <span>{tick.label}</span>}
      {children !== undefined && <span>{children}</span>}
    </span>
  );
}
