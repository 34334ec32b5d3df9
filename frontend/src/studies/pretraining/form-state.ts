/** What is asked, as the address holds it: every field by its name in `Params`, absent where it is the default. */
import { asNumber } from "../../lib/asked";
import { type Codec, flag, list, optional } from "../../lib/permalink";

export const FIELDS = {
  text: optional, ids: optional, languages: list, switch: optional, placebo: flag, bilingual: optional, clone: flag,
  vocabulary: optional, architecture: optional, layers: optional, width: optional, heads: optional, context: optional, batch: optional,
  steps: optional, learning_rate: optional, schedule: optional, warmup: optional, weight_decay: optional, checkpoint_steps: list,
  held_out_tokens: optional, model: optional, dtype: optional, attention: optional, seed: optional,
} satisfies Record<string, Codec<string | null> | typeof list | typeof flag>;

export type FieldName = keyof typeof FIELDS;
export type Asked = { [K in FieldName]: (typeof FIELDS)[K] extends typeof list ? readonly string[] : (typeof FIELDS)[K] extends typeof flag ? boolean : string | null };

const LISTS = new Set<FieldName>(["languages", "checkpoint_steps"]);
const FLAGS = new Set<FieldName>(["placebo", "clone"]);
const WORDS = new Set<FieldName>(["text", "ids", "architecture", "schedule", "model", "dtype", "attention"]);

const yes = (value: unknown) => value === true || value === "1" || value === "true";

/** The address' values over those of an earlier run. */
export function merged(view: Asked, initial: Readonly<Record<string, unknown>>): Asked {
  const names = Object.keys(FIELDS) as FieldName[];
  return Object.fromEntries(
    names.map((name) => {
      const [own, given] = [view[name], initial[name]];
      if (FLAGS.has(name)) return [name, yes(own) || yes(given)];
      if (LISTS.has(name)) return [name, (own as readonly string[]).length > 0 ? own : Array.isArray(given) ? given.map(String) : given ? String(given).split(",").filter(Boolean) : []];
      return [name, own !== null ? own : given === null || given === undefined || given === "" ? null : String(given)];
    }),
  ) as Asked;
}

export interface Wanted {
  params: Record<string, unknown>;
  checkpoints: null;
}

/** The request's body; only what was changed is said. */
export function request(asked: Asked): Wanted {
  const params: Record<string, unknown> = {};
  for (const name of Object.keys(FIELDS) as FieldName[]) {
    const value = asked[name];
    if (value === null || value === false || (Array.isArray(value) && value.length === 0)) continue;
    params[name] = name === "checkpoint_steps" ? (value as readonly string[]).map(asNumber) : typeof value === "string" && !WORDS.has(name) ? asNumber(value) : value;
  }
  return { params, checkpoints: null };
}

/** A smaller offer's overrides as the address writes them. */
export function overrides(smaller: Readonly<Record<string, unknown>>): Partial<Asked> {
  const entries = Object.entries(smaller).filter(([name]) => name in FIELDS);
  return Object.fromEntries(entries.map(([name, value]) => [name, LISTS.has(name as FieldName) ? ((value as unknown[] | null) ?? []).map(String) : value === null ? null : String(value)])) as Partial<Asked>;
}

/** The four arms of the sample text: they differ in one thing each. */
export const ARMS = [
  { value: "switched", label: "15 % switched", says: "15 % of the words that may be switched are written in another language.", set: { switch: "0.15", placebo: false, clone: false } },
  { value: "control", label: "Nothing", says: "The control: nothing ties the languages together.", set: { switch: null, placebo: false, clone: false } },
  { value: "placebo", label: "Placebo", says: "As many words are switched, each to a word of another concept: it must not align.", set: { switch: "0.15", placebo: true, clone: false } },
  { value: "clone", label: "Clone", says: "A second English in characters of its own: what sharing looks like where two languages are one.", set: { switch: null, placebo: false, clone: true } },
] as const;

export type Arm = (typeof ARMS)[number]["value"];

/** The arm that these choices are; null for none of the four. */
export function armOf({ switch: share, placebo, clone }: Pick<Asked, "switch" | "placebo" | "clone">): Arm | null {
  const rate = Number(share ?? 0);
  return ARMS.find((arm) => Number(arm.set.switch ?? 0) === rate && arm.set.placebo === placebo && arm.set.clone === clone)?.value ?? null;
}
