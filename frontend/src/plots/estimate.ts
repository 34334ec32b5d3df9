/**
 * A number as it may be cited: value, interval, null, what is left above the null, n. Mirrors `Estimate` of the
 * studies' wire types, so that every plot writes and weighs numbers in one way.
 */
import { count, interval, legible, share } from "../lib/format";

export interface Estimate {
  value: number | null;
  low?: number | null;
  high?: number | null;
  null?: number | null;
  null_low?: number | null;
  null_high?: number | null;
  excess?: number | null;
  excess_low?: number | null;
  excess_high?: number | null;
  other?: number | null;
  random?: number | null;
  n: number;
}

export const known = (x: number | null | undefined): x is number => x !== null && x !== undefined && Number.isFinite(x);

/** How a number stands to its null: clear of it on either side, not clear of it, or without a null to stand to. */
export type Standing = "above" | "below" | "level" | "unknown";

/**
 * By the interval of its excess (where it has none, of the value about a null that is fixed); without one, by the null's
 * own band; without either nothing shows that it is clear of it. The same as `Estimate.standing` of the back end.
 */
export function standingOf(e: Partial<Omit<Estimate, "n">>): Standing {
  if (!known(e.value)) return "unknown";
  if (known(e.excess_low) && known(e.excess_high)) return side(e.excess_low, e.excess_high);
  if (!known(e.null)) return "unknown";
  if (known(e.low) && known(e.high)) return side(e.low - e.null, e.high - e.null);
  return known(e.null_low) && known(e.null_high) ? side(e.value - e.null_high, e.value - e.null_low) : "level";
}

const side = (low: number, high: number): Standing => (low > 0 ? "above" : high < 0 ? "below" : "level");

/** Whether a number is drawn as weak (a faint figure): it is not clear of its null. */
export const isWeak = (e: Partial<Estimate> | null | undefined): boolean => !e || !known(e.value) || standingOf(e) === "level";

/** Whether a cell has its fill: it is clear above its null. One without a null is not judged. */
export const isFilled = (e: Partial<Estimate> | null | undefined): boolean =>
  !!e && known(e.value) && ["above", "unknown"].includes(standingOf(e));

export interface Wording {
  /** How the value is written: `share` (.31) in figures and tables, `prose` (0.31) in text. */
  write?: (x: number | null | undefined, digits?: number) => string;
  digits?: number;
  /** What the null is called here: "null" unless a page has a better word. */
  nullName?: string;
}

/** ".38 [.33, .44]" */
export function withInterval(e: Estimate, { write = share, digits = 2 }: Wording = {}): string {
  return `${legible(e.value, digits, write)} ${interval(e.low, e.high, digits, write)}`.trim();
}

/** ".38 [.33, .44], null .06, n = 42": what no number on a page goes without. */
export function inFull(e: Estimate, wording: Wording = {}): string {
  const { write = share, digits = 2, nullName = "null" } = wording;
  const parts = [withInterval(e, wording)];
  if (known(e.null)) parts.push(`${nullName} ${write(e.null, digits)}`);
  parts.push(`n = ${count(e.n)}`);
  return parts.join(", ");
}
