/** What is asked, as the address holds it: every field by its name in `Params`, absent where it is the default. */
import { type AskedIn, asWanted, asWritten, type Fields, overEarlier, type Wanted, wholeLadder } from "../../lib/asked";
import { list, optional } from "../../lib/permalink";

export const FIELDS = {
  model: optional, concept_run: optional, only_concepts: list, held_out: optional, language: optional, shared_by: optional, k: optional,
  ablation: optional, strength: optional, draws: optional, sentences: optional, texts: optional, length: optional, temperature: optional,
  top_p: optional, keywords: optional, max_tokens: optional, dtype: optional, attention: optional, seed: optional,
  /** "all", or revisions; one alone is a single run. */
  checkpoints: list,
} satisfies Fields;

export type Asked = AskedIn<typeof FIELDS>;

const WORDS = new Set<keyof Asked>(["model", "concept_run", "held_out", "language", "ablation", "dtype", "attention"]);

export const merged = (view: Asked, initial: Readonly<Record<string, unknown>>): Asked => overEarlier(view, initial, FIELDS);

/**
 * The request's body; null while something it cannot do without is missing. `known`: checkpoints the concept run has; no
 * others can be asked for, so the whole ladder is said by name.
 */
export function request(asked: Asked, known: readonly string[]): Wanted | null {
  const checkpoints = wholeLadder(asked) ? known : asked.checkpoints;
  return asked.model && asked.concept_run && asked.language && checkpoints.length > 0 ? asWanted({ ...asked, checkpoints }, WORDS) : null;
}

export const overrides = (smaller: Readonly<Record<string, unknown>>): Partial<Asked> => asWritten<Asked>(smaller, FIELDS);
