/** What a study shows. `studies/index.ts` lists them; the shell draws the pages around. */
import type { ComponentType, ReactNode } from "react";
import type { NewestAnswer, RunStatus } from "../api/types";

export interface FormProps {
  /** Params to start from, as the address or an earlier run gives them; may be partial. */
  initial: Readonly<Record<string, unknown>>;
}

export interface ResultProps {
  /** The run or series as it stands now; grows live while a ladder is computed. */
  run: RunStatus;
  /** What the page says of a run that is not simply done; given to a study that draws the `whole` page. */
  status?: ReactNode;
}

export interface UnitProps {
  run: string;
  unit: string;
}

export interface StudyView {
  /** As addresses spell it: `concept-neurons`. */
  slug: string;
  /** The form, inside the page of the study: fields, cost, smaller offer, start. */
  Form: ComponentType<FormProps>;
  /** The body under title and progress of a run's page; also for a series with no point finished yet. */
  Result: ComponentType<ResultProps>;
  /** The stored figure that stands for a series of it where there is room for one, and what it shows. */
  seriesFigure?: { name: string; title: string };
  /** What a series of it found so far, in words, where its figure does not say it; nothing until a checkpoint is read. */
  Found?: ComponentType<{ run: string }>;
  /** Its form stays beside its answer: `Result` draws a run in every state, and puts `status` where it belongs. */
  whole?: boolean;
  /** What there is to see of a run that is not finished, under its progress. */
  Live?: ComponentType<ResultProps>;
  /** The page of one unit, whole. */
  UnitPage?: ComponentType<UnitProps>;
  /** The newest answer to a question (1 to 5) as one sentence for the home page: the finding, then its null, then n. */
  sentence?: (answer: NewestAnswer, question: number) => ReactNode;
}
