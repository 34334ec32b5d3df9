/** What every panel of a result stands on, and its view state, all of it in the address. */
import { useFigure } from "../../api/queries";
import { LADDER_CODECS, type LadderContext } from "../../kit";
import { type Codec, flag, layer, oneOf, optional, type SetViewState, type ViewState } from "../../lib/permalink";
import type { PairKey, PlotlyFigure } from "../../plots";
import type { Answers } from "./data";
import { findPair } from "./words";

/** A pair of languages: `es,tr`. */
const pair: Codec<PairKey | null> = {
  parse: (raw) => {
    const [a, b, more] = (raw ?? "").split(",");
    return a && b && more === undefined && a !== b ? { a, b } : null;
  },
  format: (value) => value && `${value.a},${value.b}`,
};

export const CODECS = {
  ...LADDER_CODECS,
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
};

export type View = ViewState<typeof CODECS>;
export type SetView = SetViewState<typeof CODECS>;

export interface PanelContext extends Omit<LadderContext<Answers, View>, "onMark"> {
  set: SetView;
  /** The concept whose experts are shown: the chosen one, else the clearest. */
  concept: string | null;
  onMark: (address: string, how: { pin: boolean }) => void;
  pinCheckpoint: (revision: string) => void;
}

/** The selected pair, if the result has it. */
export function selectedPair(context: PanelContext): PairKey | null {
  const { view, answers } = context;
  return view.pair && answers.selected?.result && findPair(answers.selected.result.pairs, view.pair.a, view.pair.b) ? view.pair : null;
}

/** A stored figure of the whole ladder, for panels that draw it themselves. */
export const useLadderFigure = (context: PanelContext, name: string) =>
  useFigure<PlotlyFigure>(
    context.run.key,
    name,
    context.run.finished_set,
    context.run.kind === "series" && context.run.finished_set !== null,
  );
