/** What is asked, as the address holds it: every field by its name in `Params`, absent where it is the default. */
import { asWritten, overEarlier } from "../../lib/asked";
import { type Codec, list, optional } from "../../lib/permalink";

export const FIELDS = {
  model: optional, corpus: optional, concepts: optional, only_concepts: list, languages: list, ids: optional, beside: optional, units: optional,
  k: optional, k_share: optional, pooling: optional, folds: optional, halvings: optional, pseudo_concepts: optional, set_sizes: optional,
  negatives_jaccard: optional, shared_by: optional, max_tokens: optional, sentences: optional, traces: optional, dtype: optional, attention: optional, seed: optional,
  /** "all", or revisions; one alone is a single run. */
  checkpoints: list,
} satisfies Record<string, Codec<string | null> | typeof list>;

export type FieldName = keyof typeof FIELDS;
export type Asked = { [K in FieldName]: (typeof FIELDS)[K] extends typeof list ? readonly string[] : string | null };

const LISTS = new Set<FieldName>(["only_concepts", "languages", "checkpoints"]);
const NUMBERS = new Set<FieldName>(["k", "k_share", "folds", "halvings", "pseudo_concepts", "set_sizes", "negatives_jaccard", "shared_by", "max_tokens", "sentences", "traces", "seed"]);

export const merged = (view: Asked, initial: Readonly<Record<string, unknown>>): Asked => overEarlier(view, initial, LISTS);

export interface Wanted {
  params: Record<string, unknown>;
  checkpoints: "all" | string[] | null;
}

/** The request's body; null while something it cannot do without is missing. Numbers that cannot be read go as typed: the server says what is wrong with them. */
export function request(asked: Asked): Wanted | null {
  if (!asked.model || !asked.corpus || !asked.concepts || asked.languages.length === 0) return null;
  const params: Record<string, unknown> = {};
  for (const name of Object.keys(FIELDS) as FieldName[]) {
    const value = asked[name];
    if (name === "checkpoints" || value === null || value.length === 0) continue;
    params[name] = NUMBERS.has(name) && (value as string).trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
  }
  const { checkpoints } = asked;
  if (checkpoints.length === 0 || checkpoints[0] === "all") return { params, checkpoints: "all" };
  if (checkpoints.length > 1) return { params, checkpoints: [...checkpoints] };
  return { params: { ...params, checkpoint: checkpoints[0] }, checkpoints: null };
}

export const overrides = (smaller: Readonly<Record<string, unknown>>): Partial<Asked> => asWritten<Asked>(smaller, FIELDS, LISTS);
