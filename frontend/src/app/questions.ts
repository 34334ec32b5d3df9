/** The five questions the house is ordered by, and which studies answer each. */
export interface Question {
  number: number;
  title: string;
  /** What an answer would show, while nobody has asked. */
  shows: string;
  /** The studies that answer it, where there are any yet; the first is where a person begins. */
  ways: readonly Way[];
  /** It needs more than one checkpoint. */
  ladder?: boolean;
}

export interface Way {
  study: string;
  /** What asking it so does, where there are several ways. */
  does: string;
}

const NEURONS: Way = { study: "concept-neurons", does: "Compare languages by their units" };
const PROBES: Way = { study: "language-probes", does: "Probe what each layer tells" };

export const QUESTIONS: readonly Question[] = [
  { number: 1, title: "What is shared?", shows: "Which units answer to a concept in each language, and how many of them are the same.", ways: [NEURONS, PROBES] },
  { number: 2, title: "When did it become shared?", shows: "The same over a ladder of checkpoints: at which training step languages come to share units.", ways: [NEURONS, PROBES], ladder: true },
  {
    number: 3, title: "What happens without it?", shows: "Units switched off or forced on, and what the model then writes in each language.",
    ways: [{ study: "interventions", does: "Try units in the playground" }, { study: "concept-effects", does: "Measure it for every concept" }],
  },
  { number: 4, title: "Which text taught it?", shows: "The training text that made an answer more likely, by language.", ways: [] },
  { number: 5, title: "Does it transfer?", shows: "A model's body kept, its words replaced by those of another language, and what it can still do.", ways: [] },
];

export const wayHref = ({ study }: Way, { ladder }: Pick<Question, "ladder">): string => `/studies/${study}${ladder ? "?ladder=1" : ""}`;
export const questionHref = (question: Question): string => (question.ways[0] ? wayHref(question.ways[0], question) : `/#question-${question.number}`);

/** The question that a study answers; of two, the one that is not about a ladder unless that is asked for. */
export const questionOf = (study: string, ladder = false): Question | undefined => QUESTIONS.find((q) => Boolean(q.ladder) === ladder && q.ways.some((way) => way.study === study));
