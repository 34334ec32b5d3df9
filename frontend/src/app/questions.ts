/** The five questions the pages are ordered by, and which studies answer each: as the back end says (`contract/questions.py`). */
import QUESTIONS_SERVED from "../api/questions.json";

export interface Question {
  number: number;
  title: string;
  /** What an answer would show, while nobody has asked. */
  shows: string;
  /** The studies that answer it, where there are any yet; the first is where a person begins. */
  ways: readonly Way[];
  /** It needs more than one checkpoint. */
  ladder: boolean;
}

export interface Way {
  study: string;
  /** What asking it so does, where there are several ways. */
  does: string;
}

export const QUESTIONS: readonly Question[] = QUESTIONS_SERVED;

export const wayHref = ({ study }: Way, { ladder }: Pick<Question, "ladder">): string => `/studies/${study}${ladder ? "?ladder=1" : ""}`;
export const questionHref = (question: Question): string =>
  question.ways[0] ? wayHref(question.ways[0], question) : `/#question-${question.number}`;

/** The question that a study answers; of two, the one that is not about a ladder unless that is asked for. */
export const questionOf = (study: string, ladder = false): Question | undefined =>
  QUESTIONS.find((q) => q.ladder === ladder && q.ways.some((way) => way.study === study));
