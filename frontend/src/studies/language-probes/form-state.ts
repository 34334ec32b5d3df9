/** What is asked, as the address holds it: every field by its name in `Params`, absent where it is the default. */
import { type AskedIn, asWanted, asWritten, type Fields, overEarlier, type Wanted } from "../../lib/asked";
import { list, optional } from "../../lib/permalink";

export const FIELDS = {
  model: optional, corpus: optional, languages: list, ids: optional, target: optional, concepts: optional, only_concepts: list, concept_run: optional,
  role: optional, unit: optional, tokens: optional, sentences: optional, splits: optional, test_share: optional, c: optional, draws: optional,
  entropy_share: optional, activity_quantile: optional, loss_sentences: optional, max_tokens: optional, dtype: optional, attention: optional, seed: optional,
  /** "all", or revisions; one alone is a single run. */
  checkpoints: list,
} satisfies Fields;

export type Asked = AskedIn<typeof FIELDS>;

const WORDS = new Set<keyof Asked>(["model", "corpus", "ids", "target", "concepts", "concept_run", "role", "unit", "dtype", "attention"]);

export const merged = (view: Asked, initial: Readonly<Record<string, unknown>>): Asked => overEarlier(view, initial, FIELDS);

/** Whether a field takes part at all. */
function used(asked: Asked, name: keyof Asked): boolean {
  if (name === "concepts" || name === "only_concepts") return asked.target === "concept";
  if (name === "tokens") return asked.unit !== "sentence";
  return true;
}

/** The request's body; null while something it cannot do without is missing. */
export function request(asked: Asked): Wanted | null {
  if (!asked.model || !asked.corpus || asked.languages.length < 2 || (asked.target === "concept" && !asked.concepts)) return null;
  return asWanted(asked, WORDS, (name) => used(asked, name));
}

/** A smaller offer's overrides as the address writes them. */
export const overrides = (smaller: Readonly<Record<string, unknown>>): Partial<Asked> => asWritten<Asked>(smaller, FIELDS);
