/** What is asked, as the address holds it: every field by its name in `Params`, absent where it is the default. */
import { asWritten, overEarlier } from "../../lib/asked";
import { type Codec, list, optional } from "../../lib/permalink";

export const FIELDS = {
  model: optional, corpus: optional, languages: list, ids: optional, target: optional, concepts: optional, only_concepts: list, concept_run: optional,
  role: optional, unit: optional, tokens: optional, sentences: optional, splits: optional, test_share: optional, c: optional, draws: optional,
  entropy_share: optional, activity_quantile: optional, loss_sentences: optional, max_tokens: optional, dtype: optional, attention: optional, seed: optional,
  /** "all", or revisions; one alone is a single run. */
  checkpoints: list,
} satisfies Record<string, Codec<string | null> | typeof list>;

export type FieldName = keyof typeof FIELDS;
export type Asked = { [K in FieldName]: (typeof FIELDS)[K] extends typeof list ? readonly string[] : string | null };
export type TextName = { [K in FieldName]: Asked[K] extends string | null ? K : never }[FieldName];

const LISTS = new Set<FieldName>(["languages", "only_concepts", "checkpoints"]);
const WORDS = new Set<FieldName>(["model", "corpus", "ids", "target", "concepts", "concept_run", "role", "unit", "dtype", "attention"]);

export const merged = (view: Asked, initial: Readonly<Record<string, unknown>>): Asked => overEarlier(view, initial, LISTS);

export interface Wanted {
  params: Record<string, unknown>;
  checkpoints: "all" | string[] | null;
}

/** Whether a field takes part at all; one that does not is left out, so that it cannot make another run. */
function used(asked: Asked, name: FieldName): boolean {
  if (name === "concepts" || name === "only_concepts") return asked.target === "concept";
  if (name === "tokens") return asked.unit !== "sentence";
  return name !== "checkpoints";
}

/**
 * The request's body; null while something it cannot do without is missing. Numbers that cannot be read go as typed: the
 * server says what is wrong with them.
 */
export function request(asked: Asked): Wanted | null {
  if (!asked.model || !asked.corpus || asked.languages.length < 2 || (asked.target === "concept" && !asked.concepts)) return null;
  const params: Record<string, unknown> = {};
  for (const name of Object.keys(FIELDS) as FieldName[]) {
    const value = asked[name];
    if (!used(asked, name) || value === null || value.length === 0) continue;
    params[name] = typeof value === "string" && !WORDS.has(name) && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
  }
  const { checkpoints } = asked;
  if (checkpoints.length === 0 || checkpoints[0] === "all") return { params, checkpoints: "all" };
  if (checkpoints.length > 1) return { params, checkpoints: [...checkpoints] };
  return { params: { ...params, checkpoint: checkpoints[0] }, checkpoints: null };
}

/** A smaller offer's overrides as the address writes them. */
export const overrides = (smaller: Readonly<Record<string, unknown>>): Partial<Asked> => asWritten<Asked>(smaller, FIELDS, LISTS);
