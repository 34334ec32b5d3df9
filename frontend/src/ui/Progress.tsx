/** A thin ink bar, step of steps, time left: the same three facts in rail, card and run page. */
import { count, percent, roughly } from "../lib/format";
import "./panel.css";

export interface ProgressProps {
  done: number | null | undefined;
  total: number | null | undefined;
  /** Share of the work done, where it is known finer than by steps. */
  fraction?: number | null;
  /** What is being done: "Checkpoint 64: reading activations". */
  label?: string | null;
  secondsLeft?: number | null;
  /** Said after the time left: "3 checkpoints came from the store". */
  note?: string | null;
  /** Only the bar, for rows of a table. */
  bare?: boolean;
  /** What the bar is called where no label is shown. */
  name?: string;
}

/** "step 4 of 11" in words, also where the number of steps is not known yet. */
export function steps(done: number | null | undefined, total: number | null | undefined): string {
  if (!total) return "";
  return `step ${count(done ?? 0)} of ${count(total)}`;
}

export function Progress({ done, total, fraction, label, secondsLeft, note, bare, name }: ProgressProps) {
  const part = fraction != null ? Math.min(1, fraction) : total ? Math.min(1, (done ?? 0) / total) : null;
  const bar = (
    <div
      className={`bar${part === null ? " unknown" : ""}`}
      role="progressbar"
      aria-label={name ?? label ?? "Progress"}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={part === null ? undefined : Math.round(part * 100)}
      aria-valuetext={part === null ? "waiting" : [percent(part), steps(done, total)].filter(Boolean).join(", ")}
    >
      <span style={{ width: `${(part ?? 0) * 100}%` }} />
    </div>
  );
  if (bare) return bar;
  const below = [secondsLeft === null || secondsLeft === undefined ? "" : `${roughly(secondsLeft)} left`, note].filter(Boolean).join(" · ");
  return (
    <div className="progress">
      <div className="row spread">
        <span>{label || name}</span>
        <span className="caption">{steps(done, total)}</span>
      </div>
      {bar}
      {below && <div className="caption">{below}</div>}
    </div>
  );
}
