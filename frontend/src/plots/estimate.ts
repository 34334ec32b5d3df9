/**
 * A number as it may be cited: value, interval, null, what is left above the null, n. Mirrors `Estimate` of the
 * studies' wire types, so that every plot writes and weighs numbers in one way.
 */
import { count, interval, prose, share } from "../lib/format";

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

const known = (x: number | null | undefined): x is number => x !== null && x !== undefined && Number.isFinite(x);

/**
 * Whether the number is drawn as weak (no fill, faint figure): the interval of its excess over the null reaches zero.
 * Without that interval its own interval has to clear the null; without either, a number that has a null is weak,
 * since nothing shows that it is not. A number without a null is not judged.
 */
export function isWeak(e: Estimate | null | undefined): boolean {
  if (!e || !known(e.value)) return true;
  if (known(e.excess_low) && known(e.excess_high)) return e.excess_low <= 0 && e.excess_high >= 0;
  if (!known(e.null)) return false;
  return known(e.low) && known(e.high) ? e.low <= e.null && e.high >= e.null : true;
}

export interface Wording {
  /** How the value is written: `share` (.31) in figures and tables, `prose` (0.31) in text. */
  write?: (x: number | null | undefined, digits?: number) => string;
  digits?: number;
  /** What the null is called here: "null" unless a page has a better word. */
  nullName?: string;
}

/** ".38 [.33, .44]" */
export function withInterval(e: Estimate, { write = share, digits = 2 }: Wording = {}): string {
  return `${write(e.value, digits)} ${interval(e.low, e.high, digits, write)}`.trim();
}

/** ".38 [.33, .44], null .06, n = 42": what no number on a page goes without. */
export function inFull(e: Estimate, wording: Wording = {}): string {
  const { write = share, digits = 2, nullName = "null" } = wording;
  const parts = [withInterval(e, wording)];
  if (known(e.null)) parts.push(`${nullName} ${write(e.null, digits)}`);
  parts.push(`n = ${count(e.n)}`);
  return parts.join(", ");
}

/** "0.12 [0.08, 0.16] above the null", or that it does not clear it. For running text. */
export function excessInWords(e: Estimate): string {
  if (!known(e.excess)) return "without a null to compare with";
  const size = `${prose(Math.abs(e.excess))} ${interval(e.excess_low, e.excess_high, 2, prose)}`.trim();
  if (isWeak(e)) return `which its null reaches (difference ${prose(e.excess)} ${interval(e.excess_low, e.excess_high, 2, prose)})`.replace(" )", ")");
  return e.excess > 0 ? `${size} above the null` : `${size.replace("[−", "[−")} below the null`;
}
