/**
 * What one mark of a stored figure says of itself (`isogloss.contract.figure`): by name. Figures of earlier versions hold a
 * list instead; nothing else reads one.
 */
import type { components } from "../api/schema";

export type Mark = Partial<components["schemas"]["Mark"]>;

const PLACES = ["address", "low", "high", "null", "n", "excess_low", "excess_high"] as const;

export function markOf(said: unknown): Mark {
  if (Array.isArray(said)) return Object.fromEntries(PLACES.flatMap((name, i) => (said[i] == null ? [] : [[name, said[i]]]))) as Mark;
  return typeof said === "object" && said !== null ? (said as Mark) : {};
}

/** The marks of a heat map, in the shape of its cells. */
export const marksOf = (customdata: readonly unknown[] | undefined): Mark[][] =>
  (customdata ?? []).map((row) => (Array.isArray(row) ? row.map(markOf) : []));
