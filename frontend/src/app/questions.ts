/** The five questions the house is ordered by, and which study answers each. */
export interface Question {
  number: number;
  title: string;
  /** What an answer would show, while nobody has asked. */
  shows: string;
  /** The study that answers it, where there is one yet. */
  study: string | null;
  /** It needs more than one checkpoint. */
  ladder?: boolean;
}

export const QUESTIONS: readonly Question[] = [
  { number: 1, title: "What is shared?", shows: "Which units answer to a concept in each language, and how many of them are the same.", study: "concept-neurons" },
  { number: 2, title: "When did it become shared?", shows: "The same over a ladder of checkpoints: at which training step languages come to share units.", study: "concept-neurons", ladder: true },
  { number: 3, title: "What happens without it?", shows: "Units switched off or forced on, and what the model then writes in each language.", study: "interventions" },
  { number: 4, title: "Which text taught it?", shows: "The training text that made an answer more likely, by language.", study: null },
  { number: 5, title: "Does it transfer?", shows: "A model's body kept, its words replaced by those of another language, and what it can still do.", study: null },
];

export const questionHref = ({ study, number, ladder }: Question): string =>
  study ? `/studies/${study}${ladder ? "?ladder=1" : ""}` : `/#question-${number}`;
