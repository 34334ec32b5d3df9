/** What the study's result page stands on. */
import { type LadderAnswers, useLadderAnswers } from "../../api/answers";
import type { RunStatus } from "../../api/types";
import type { Result, SeriesPoint } from "./types";

export type Answers = LadderAnswers<Result, SeriesPoint>;
export const useAnswers = (run: RunStatus, at: string | null): Answers => useLadderAnswers<Result, SeriesPoint>(run, at);
