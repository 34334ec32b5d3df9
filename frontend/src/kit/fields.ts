/** What a study can be asked, as the form and the address hold it: read from the JSON Schema of its params. */
import { type Codec, list, optional } from "../lib/permalink";

/** What is asked of params `P`: lists, else text as typed, or nothing where the default is meant; and which checkpoints. */
export type AskedOf<P> = { [Name in Exclude<keyof P, "checkpoint">]-?: NonNullable<P[Name]> extends readonly unknown[] ? readonly string[] : string | null } & {
  /** "all", or revisions; one alone is a single run. */
  checkpoints: readonly string[];
};

interface Described {
  type?: string;
  enum?: readonly unknown[];
  anyOf?: readonly Described[];
  title?: string;
  description?: string;
  default?: unknown;
}

export interface Fields {
  codecs: Record<string, Codec<string | null> | typeof list>;
  /** Fields that hold words; all others but lists are numbers. */
  words: ReadonlySet<string>;
  /** In the order of the schema. */
  names: readonly string[];
  options: (name: string) => readonly string[];
}

const types = (of: Described): string[] => (of.anyOf ? of.anyOf.flatMap(types) : [of.type ?? (of.enum ? "string" : "object")]);
const choices = (of: Described): string[] => (of.anyOf ?? [of]).flatMap((one) => one.enum ?? []).map(String);

/** The fields of a study's params, `checkpoints` in place of the one checkpoint. */
export function fieldsOf(schema: { properties?: unknown }): Fields {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Described>).filter(([name]) => name !== "checkpoint");
  const codecs = Object.fromEntries(properties.map(([name, of]) => [name, types(of).includes("array") ? list : optional]));
  return {
    codecs: { ...codecs, checkpoints: list },
    words: new Set(properties.filter(([, of]) => types(of).includes("string")).map(([name]) => name)),
    names: properties.map(([name]) => name),
    options: (name) => choices(properties.find(([known]) => known === name)?.[1] ?? {}),
  };
}

/** `max_tokens` as a label: a study has better words where it needs them. */
export const labelOf = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1).replaceAll("_", " ")}`;
