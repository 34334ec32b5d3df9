/** What is asked, as the address holds it: every field by its name in `Params`, absent where it is the default. */
import { asWritten, overEarlier } from "../../lib/asked";
import { type Codec, list, optional } from "../../lib/permalink";

export const FIELDS = {
  model: optional, concept_run: optional, only_concepts: list, held_out: optional, language: optional, shared_by: optional, k: optional,
  ablation: optional, strength: optional, draws: optional, sentences: optional, texts: optional, length: optional, temperature: optional,
  top_p: optional, keywords: optional, max_tokens: optional, dtype: optional, attention: optional, seed: optional,
  /** "all", or revisions; one alone is a single run. */
  checkpoints: list,
} satisfies Record<string, Codec<string | null> | typeof list>;

export type FieldName = keyof typeof FIELDS;
export type Asked = { [K in FieldName]: (typeof FIELDS)[K] extends typeof list ? readonly string[] : string | null };
export type TextName = { [K in FieldName]: Asked[K] extends string | null ? K : never }[FieldName];

const LISTS = new Set<FieldName>(["only_concepts", "checkpoints"]);
const WORDS = new Set<FieldName>(["model", "concept_run", "held_out", "language", "ablation", "dtype", "attention"]);

export const merged = (view: Asked, initial: Readonly<Record<string, unknown>>): Asked => overEarlier(view, initial, LISTS);

export interface Wanted {
  params: Record<string, unknown>;
  checkpoints: string[] | null;
}

export const wholeLadder = ({ checkpoints }: Pick<Asked, "checkpoints">): boolean => checkpoints.length === 0 || checkpoints[0] === "all";

/**
 * The request's body; null while something it cannot do without is missing. `known`: checkpoints the concept run has; no
 * others can be asked for, so the whole ladder is said by name. Numbers that cannot be read go as typed: the server says
 * what is wrong with them.
 */
export function request(asked: Asked, known: readonly string[]): Wanted | null {
  const chosen = wholeLadder(asked) ? known : asked.checkpoints;
  if (!asked.model || !asked.concept_run || !asked.language || chosen.length === 0) return null;
  const params: Record<string, unknown> = {};
  for (const name of Object.keys(FIELDS) as FieldName[]) {
    const value = asked[name];
    if (name === "checkpoints" || value === null || value.length === 0) continue;
    params[name] = typeof value === "string" && !WORDS.has(name) && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
  }
  if (chosen.length > 1) return { params, checkpoints: [...chosen] };
  return { params: { ...params, checkpoint: chosen[0] }, checkpoints: null };
}

export const overrides = (smaller: Readonly<Record<string, unknown>>): Partial<Asked> => asWritten<Asked>(smaller, FIELDS, LISTS);
