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
  /** The value itself is what is left above its null: "more than random units add". */
  isExcess?: boolean;
  /** What n counts, one and many of it; absent where the sentence says it elsewhere. */
  n?: string | readonly [one: string, many: string];
  /** Why a study's stricter rule does not call it found though its interval is clear: p, the null's own band. */
  doubt?: string | null;
}

/** A narrow interval around nothing needs a third decimal: [0.00, 0.00] would say less than is known. */
export const digitsFor = (low: number | null | undefined, high: number | null | undefined, digits = 2) =>
  known(low) && known(high) && high - low < 0.03 ? Math.max(3, digits) : digits;

/** "0.38 [0.33, 0.44]" */
export function said({ value, low, high }: Sayable, { write = prose, digits = 2 }: Telling = {}): string {
  return `${legible(value, digits, write)} ${interval(low, high, digits, write)}`.trim();
}

/** What is left above the null, with its interval: as drawn, else that of the value about a null that is fixed. */
function overNull(e: Sayable): Pick<Estimate, "excess" | "excess_low" | "excess_high"> {
  const excess = known(e.excess) ? e.excess : known(e.value) && known(e.null) ? e.value - e.null : null;
  if (known(e.excess_low) && known(e.excess_high)) return { excess, excess_low: e.excess_low, excess_high: e.excess_high };
  return known(e.null) && known(e.low) && known(e.high) ? { excess, excess_low: e.low - e.null, excess_high: e.high - e.null } : { excess };
}

/** "excess 0.13 [−0.0009, 0.27], not clear of zero" */
export function verdict(e: Sayable, how: Telling = {}): string {
  const { write = prose, digits = 2, doubt, isExcess } = how;
  const { excess, excess_low: low, excess_high: high } = overNull(e);
  const standing = standingOf(e);
  if (standing === "unknown") return "nothing to hold it against";
  const at = digitsFor(low, high, digits);
  const left = isExcess || !known(excess) ? [] : [`excess ${legible(excess, at, write)} ${interval(low, high, at, write)}`.trim()];
  if (known(low))
    return [
      ...left,
      standing === "level" ? "not clear of zero" : doubt || (standing === "below" ? "below it" : isExcess && "clear of zero"),
    ]
      .filter(Boolean)
      .join(", ");
  const band = interval(e.null_low, e.null_high, digits, write);
  const bare = `${left.join("")} without an interval`.trim();
  if (!band) return `${bare}, not clear of zero`;
  return [bare, standing !== "level" && doubt, `${standing === "level" ? "within" : standing} 95 % of the null ${band}`]
    .filter(Boolean)
    .join(", ");
}

/** "against 0.05 by chance; excess 0.13 [−0.0009, 0.27], not clear of zero (12 concepts)" */
export function against(e: Sayable, how: Telling = {}): string {
  const { write = prose, digits = 2, by = "by chance", n, isExcess } = how;
  const nul = known(e.null) && !isExcess ? `against ${legible(e.null, digits, write)} ${by}; ` : "";
  return `${nul}${verdict(e, how)}${counted(e, n)}`;
}

/** "0.18 [0.04, 0.33] of units against 0.05 by chance; excess 0.13 [−0.0009, 0.27], not clear of zero (12 concepts)" */
export function told(e: Sayable, how: Telling = {}): string {
  if (!known(e.value)) return `not measured${counted(e, how.n)}`;
  const value = `${said(e, how)}${how.of ? ` ${how.of}` : ""}`;
  return `${value}${known(e.null) && !how.isExcess ? " " : how.isExcess ? ", " : "; "}${against(e, how)}`;
}

const counted = (e: Sayable, n: Telling["n"]) => (n && known(e.n) ? ` (${plural(e.n, ...([n].flat() as [string, string?]))})` : "");
