/** What a unit's page says of one concept, language by language. */
import type { UnitPage } from "../../api/types";
import type { Estimate } from "../../plots";

type Concept = UnitPage["concepts"][number];

/**
 * AP by language, with the interval and the null of the value that is shown. Its null is what 97.5 % of units stay below
 * for sets of sentences that mean nothing; a unit is strong only above that, so the interval of the excess is one-sided.
 * Without an interval nothing shows that it is strong: an expert that no fold chose without its own sentences has none.
 */
export function cellsOf(c: Concept): Record<string, Estimate> {
  return Object.fromEntries(
    Object.entries(c.ap).map(([code, ap]) => {
      const value = c.held_out[code] ?? ap;
      const nul = c.null_high[code] ?? null;
      const [low, high] = [c.low[code] ?? null, c.high[code] ?? null];
      const known = nul !== null && low !== null && high !== null;
      return [
        code,
        {
          value,
          low,
          high,
          null: nul,
          excess: nul === null ? null : value - nul,
          excess_low: known ? low - nul : 0,
          excess_high: known ? Math.max(0, high - nul) : 0,
          n: c.positives,
        },
      ];
    }),
  );
}

/** The highest null over the languages that have one. */
export function nullOf(cells: Record<string, Estimate>): number | null {
  const known = Object.values(cells).flatMap((e) => e.null ?? []);
  return known.length > 0 ? Math.max(...known) : null;
}
