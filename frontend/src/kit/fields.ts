/** What a study can be asked, as the form and the address hold it: read from the JSON Schema of its params. */
import { count } from "../lib/format";
import { type Codec, decided, list, optional, typed } from "../lib/permalink";

type Held<T> =
  NonNullable<T> extends readonly unknown[] ? readonly string[] : NonNullable<T> extends boolean ? boolean | null : string | null;

/** What is asked of params `P`: lists, yes or no, else text as typed; nothing where the default is meant. And which checkpoints. */
export type AskedOf<P> = { [Name in Exclude<keyof P, "checkpoint">]-?: Held<P[Name]> } & ("checkpoint" extends keyof P
  ? {
      /** "all", or revisions; one alone is a single run. */
      checkpoints: readonly string[];
    }
  : unknown);

interface Described {
  type?: string;
  enum?: readonly unknown[];
  anyOf?: readonly Described[];
  items?: Described;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

export interface Fields {
  codecs: Record<string, Codec<string | null> | Codec<boolean | null> | typeof list>;
  /** Fields that hold words, or lists of them. */
  words: ReadonlySet<string>;
  /** In the order of the schema. */
  names: readonly string[];
  options: (name: string) => readonly string[];
  /** Which numbers can be asked for: "A whole number, 1 to 200." */
  limits: (name: string) => string;
}

const alternatives = (of: Described): readonly Described[] => of.anyOf?.flatMap(alternatives) ?? [of];
const typeOf = (of: Described): string => of.type ?? (of.enum ? "string" : "object");
const has = (of: Described, type: string) => alternatives(of).some((one) => typeOf(one) === type);
const isWords = (of: Described) =>
  alternatives(of).some((one) => typeOf(one) === "string" || (one.items !== undefined && typeOf(one.items) === "string"));
const codecOf = (of: Described) => (has(of, "array") ? list : has(of, "boolean") ? decided : isWords(of) ? optional : typed);

/** The fields of a study's params, `checkpoints` in place of the one checkpoint. */
export function fieldsOf(schema: { properties?: unknown }): Fields {
  const { checkpoint, ...properties } = (schema.properties ?? {}) as Record<string, Described>;
  const entries = Object.entries(properties);
  const described = (name: string) => alternatives(properties[name] ?? {});
  return {
    codecs: { ...Object.fromEntries(entries.map(([name, of]) => [name, codecOf(of)])), ...(checkpoint && { checkpoints: list }) },
    words: new Set(entries.filter(([, of]) => isWords(of)).map(([name]) => name)),
    names: Object.keys(properties),
    options: (name) =>
      described(name)
        .flatMap((one) => one.enum ?? [])
        .map(String),
    limits: (name) =>
      described(name)
        .map((one) => inWords(one.items ?? one))
        .find(Boolean) ?? "",
  };
}

function inWords({ type, minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below }: Described): string {
  if (type === "integer") {
    const [low, high] = [above !== undefined ? above + 1 : minimum, below !== undefined ? below - 1 : maximum];
    return `A whole number${low === undefined ? "" : high === undefined ? `, ${count(low)} or more` : `, ${count(low)} to ${count(high)}`}.`;
  }
  if (type !== "number") return "";
  const low = above !== undefined ? `above ${count(above)}` : minimum !== undefined && `${count(minimum)} or more`;
  const high = below !== undefined ? `below ${count(below)}` : maximum !== undefined && `up to ${count(maximum)}`;
  return `${["A number", low, high].filter(Boolean).join(", ")}.`;
}

/** `max_tokens` as a label: a study has better words where it needs them. */
export const labelOf = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1).replaceAll("_", " ")}`;
