/** The view state of a result, all of it in the address. */
import { type Codec, flag, layer, list, oneOf, optional, type SetViewState, type ViewState } from "../../lib/permalink";
import type { PairKey } from "../../plots";

/** A pair of languages: `es,tr`. */
const pair: Codec<PairKey | null> = {
  parse: (raw) => {
    const [a, b, more] = (raw ?? "").split(",");
    return a && b && more === undefined && a !== b ? { a, b } : null;
  },
  format: (value) => value && `${value.a},${value.b}`,
};

export const CODECS = {
  /** The selected checkpoint; absent: the newest finished one, also when a newer one comes. */
  at: optional,
  /** The pinned checkpoint. */
  pin: optional,
  concept: optional,
  pair,
  layer,
  unit: optional,
  /** Which measure panels A and B show. */
  over: oneOf(["overlap", "aligned", "reliability", "held_out", "transfer"] as const, "overlap"),
  matrix: oneOf(["overlap", "aligned", "transfer"] as const, "overlap"),
  /** Concepts ordered by overlap instead of by name. */
  best: flag,
  /** Panels that show their tables; the panel at full width. */
  tables: list,
  full: optional,
};

export type View = ViewState<typeof CODECS>;
export type SetView = SetViewState<typeof CODECS>;
