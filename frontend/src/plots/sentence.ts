/**
 * A number in a sentence, beside its null: what it is, what the null is, what is left of it and whether that is clear, n.
 * Every study's words say their findings with this, so that none calls found what its own interval does not clear. The
 * cases are in tests/contract/sentences.json.
 */
import { interval, legible, plural, prose, type Write } from "../lib/format";
import { type Estimate, known, standingOf } from "./estimate";

export type Sayable = Pick<Estimate, "value"> & Partial<Estimate>;

export interface Telling {
  /** `prose` (0.31) in running text, `share` (.31) beside figures. */
  write?: Write;
  digits?: number;
  /** After the value: "of the held-out documents". */
  of?: string;
  /** After the null: what it is. */
  by?: string;
  /** What n counts, in the singular; absent where the sentence says it elsewhere. */
  n?: string;
  /** Why a study's stricter rule does not call it found though its interval is clear: p, the null's own band. */
  doubt?: string | null;
}

/** A narrow interval around nothing needs a third decimal: [0.00, 0.00] would say less than is known. */
const digitsFor = (low: number | null | undefined, high: number | null | undefined, digits: number) => (known(low) && known(high) && high - low < 0.03 ? Math.max(3, digits) : digits);

/** "0.38 [0.33, 0.44]" */
export function said({ value, low, high }: Sayable, { write = prose, digits = 2 }: Telling = {}): string {
  return `${legible(value, digits, write)} ${interval(low, high, digits, write)}`.trim();
}

/** What is left above the null, with its interval: as drawn, else that of the value about a null that is fixed. */
export function overNull(e: Sayable): Pick<Estimate, "excess" | "excess_low" | "excess_high"> {
  const excess = known(e.excess) ? e.excess : known(e.value) && known(e.null) ? e.value - e.null : null;
  if (known(e.excess_low) && known(e.excess_high)) return { excess, excess_low: e.excess_low, excess_high: e.excess_high };
  return known(e.null) && known(e.low) && known(e.high) ? { excess, excess_low: e.low - e.null, excess_high: e.high - e.null } : { excess };
}

/** "excess 0.13 [−0.0009, 0.27], not clear of zero" */
export function verdict(e: Sayable, how: Telling = {}): string {
  const { write = prose, digits = 2, doubt } = how;
  const { excess, excess_low: low, excess_high: high } = overNull(e);
  const at = digitsFor(low, high, digits);
  const standing = standingOf(e);
  if (standing === "unknown" || !known(excess)) return standing === "level" ? "not clear of zero" : "nothing to hold it against";
  const left = `excess ${legible(excess, at, write)} ${interval(low, high, at, write)}`.trim();
  if (known(low)) return left + (standing === "level" ? ", not clear of zero" : doubt ? `, ${doubt}` : standing === "below" ? ", below it" : "");
  const band = interval(e.null_low, e.null_high, digits, write);
  if (!band) return `${left} without an interval, not clear of zero`;
  return `${left}, ${standing === "level" ? "within" : doubt ? `${doubt}, outside` : standing} 95 % of the null ${band}`;
}

/** "0.18 [0.04, 0.33] of units against 0.05 by chance; excess 0.13 [−0.0009, 0.27], not clear of zero (12 concepts)" */
export function told(e: Sayable, how: Telling = {}): string {
  const { write = prose, digits = 2, of = "", by = "by chance", n } = how;
  const behind = n && known(e.n) ? ` (${plural(e.n, n)})` : "";
  if (!known(e.value)) return `not measured${behind}`;
  const against = known(e.null) ? ` against ${legible(e.null, digits, write)} ${by}` : "";
  return `${said(e, how)}${of && ` ${of}`}${against}; ${verdict(e, how)}${behind}`;
}
