/** What is asked, as the address holds it: every field by its name in `Params`, absent where it is the default. */
import { type AskedIn, asWanted, asWritten, type Fields, overEarlier, type Wanted } from "../../lib/asked";
import { list, optional } from "../../lib/permalink";

export const FIELDS = {
  model: optional, corpus: optional, concepts: optional, only_concepts: list, languages: list, ids: optional, beside: optional, units: optional,
  k: optional, k_share: optional, pooling: optional, folds: optional, halvings: optional, pseudo_concepts: optional, set_sizes: optional,
  negatives_jaccard: optional, shared_by: optional, max_tokens: optional, sentences: optional, traces: optional, dtype: optional, attention: optional, seed: optional,
  /** "all", or revisions; one alone is a single run. */
  checkpoints: list,
} satisfies Fields;

export type Asked = AskedIn<typeof FIELDS>;

const WORDS = new Set<keyof Asked>(["model", "corpus", "concepts", "ids", "beside", "units", "pooling", "dtype", "attention"]);

export const merged = (view: Asked, initial: Readonly<Record<string, unknown>>): Asked => overEarlier(view, initial, FIELDS);

/** The request's body; null while something it cannot do without is missing. */
export const request = (asked: Asked): Wanted | null => (asked.model && asked.corpus && asked.concepts && asked.languages.length > 0 ? asWanted(asked, WORDS) : null);

export const overrides = (smaller: Readonly<Record<string, unknown>>): Partial<Asked> => asWritten<Asked>(smaller, FIELDS);
