/** What every panel of a result stands on, and its view state, all of it in the address. */
import type { LadderAnswers } from "../../api/answers";
import { LADDER_CODECS, type LadderContext } from "../../kit";
import { oneOf, optional, type SetViewState, type ViewState } from "../../lib/permalink";
import type { Result, SeriesPoint } from "./types";

/** What panel A shows over a ladder. */
export const OVER = {
  forced: {
    short: "Forced",
    title: "Share of concept words that are the concept’s own, over training",
    figure: "on_concept_over_training",
  },
  off: { short: "Switched off", title: "Loss that switching off adds, over training", figure: "ablation_over_training" },
  languages: { short: "Languages", title: "Languages written when forced, over training", figure: "languages_over_training" },
} as const;

export type Over = keyof typeof OVER;

export const CODECS = {
  ...LADDER_CODECS,
  over: oneOf(["forced", "off", "languages"] as const, "forced"),
  /** Whose texts and words are shown, and of which pane. */
  concept: optional,
  pane: oneOf(["plain", "forced", "random", "other"] as const, "forced"),
};

export type View = ViewState<typeof CODECS>;
export type SetView = SetViewState<typeof CODECS>;

export type Answers = LadderAnswers<Result, SeriesPoint>;

export interface PanelContext extends LadderContext<Answers, View> {
  set: SetView;
  /** The concept whose texts are shown: the chosen one, else the first. */
  concept: string | null;
}
