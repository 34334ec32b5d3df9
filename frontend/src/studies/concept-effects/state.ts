/** The view state of a result, all of it in the address. */
import { list, oneOf, optional, type SetViewState, type ViewState } from "../../lib/permalink";

/** What panel A shows over a ladder. */
export const OVER = {
  forced: { short: "Forced", title: "Share of concept words that are the concept’s own, over training", figure: "on_concept_over_training" },
  off: { short: "Switched off", title: "Loss that switching off adds, over training", figure: "ablation_over_training" },
  languages: { short: "Languages", title: "Languages written when forced, over training", figure: "languages_over_training" },
} as const;

export type Over = keyof typeof OVER;

export const CODECS = {
  /** The selected checkpoint; absent: the newest finished one, also when a newer one comes. */
  at: optional,
  over: oneOf(["forced", "off", "languages"] as const, "forced"),
  /** Whose texts and words are shown, and of which pane. */
  concept: optional,
  pane: oneOf(["plain", "forced", "random", "other"] as const, "forced"),
  /** Panels that show their tables; the panel at full width. */
  tables: list,
  full: optional,
};

export type View = ViewState<typeof CODECS>;
export type SetView = SetViewState<typeof CODECS>;
