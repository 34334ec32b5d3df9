/** What is asked, as the address holds it: every field by its name in `Params`, absent where it is the default. */
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

/** The address' values over those of an earlier run. An earlier run's single checkpoint is a choice of one. */
export function merged(view: Asked, initial: Readonly<Record<string, unknown>>): Asked {
  const names = Object.keys(FIELDS) as FieldName[];
  return Object.fromEntries(
    names.map((name) => {
      const own = view[name];
      if (LISTS.has(name) ? (own as readonly string[]).length > 0 : own !== null) return [name, own];
      const given = name === "checkpoints" && initial.checkpoints === undefined && initial.checkpoint ? [initial.checkpoint] : initial[name];
      if (given === null || given === undefined || given === "") return [name, LISTS.has(name) ? [] : null];
      if (LISTS.has(name)) return [name, Array.isArray(given) ? given.map(String) : String(given).split(",").filter(Boolean)];
      return [name, String(given)];
    }),
  ) as Asked;
}

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

/** A smaller offer's overrides as the address writes them. */
export function overrides(smaller: Readonly<Record<string, unknown>>): Partial<Asked> {
  const entries = Object.entries(smaller).filter(([name]) => name in FIELDS || name === "checkpoint");
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (name === "checkpoint") return ["checkpoints", [String(value)]];
      if (LISTS.has(name as FieldName)) return [name, Array.isArray(value) ? value.map(String) : value === null ? [] : [String(value)]];
      return [name, value === null ? null : String(value)];
    }),
  ) as Partial<Asked>;
}
