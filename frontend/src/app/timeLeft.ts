/** How long a ladder still takes, guessed from its checkpoints: what is finished says what is to come. */
import type { RunChild } from "../api/types";

const took = (child: RunChild): number | null =>
  child.started && child.finished ? (Date.parse(child.finished) - Date.parse(child.started)) / 1000 : null;

/** Seconds; null where nothing allows a guess. Work is shared by as many as run now. */
export function secondsLeft(children: readonly RunChild[]): number | null {
  const known = children
    .filter((c) => c.status === "done")
    .map(took)
    .filter((s): s is number => s !== null);
  const mean = known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : null;
  const running = children.filter((c) => c.status === "running");
  let sum = 0;
  for (const child of children) {
    if (child.status !== "running" && child.status !== "queued") continue;
    const left = child.status === "running" ? (child.seconds_left ?? (mean === null ? null : mean * (1 - child.fraction))) : mean;
    if (left === null) return null;
    sum += left;
  }
  return sum > 0 ? sum / Math.max(1, running.length) : null;
}
