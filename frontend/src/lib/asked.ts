/** What a study's form asks, between four places: the address, an earlier run's params, a smaller offer, and the request. */
import { type Codec, list } from "./permalink";

/** Every field by its name in `Params`, absent where it is the default; `checkpoints` beside them. */
export type Fields = Record<string, Codec<string | null> | typeof list>;
/** Lists where the field is one; else text as typed, or nothing where the default is meant. */
export type AskedIn<F extends Fields> = { [Name in keyof F]: F[Name] extends typeof list ? readonly string[] : string | null };

type AskedOf<A> = { [Name in keyof A]: readonly string[] | string | null };

type FieldsOf<A> = Readonly<Record<keyof A, unknown>>;

const isList = <A>(fields: FieldsOf<A>, name: string) => fields[name as keyof A] === list;
const listed = (given: unknown): string[] => (Array.isArray(given) ? given.map(String) : String(given).split(",").filter(Boolean));

/** The address' values over those of an earlier run. An earlier run's single checkpoint is a choice of one. */
export function overEarlier<A extends AskedOf<A>>(view: A, earlier: Readonly<Record<string, unknown>>, fields: FieldsOf<A>): A {
  const entries = Object.entries(view as Record<string, readonly string[] | string | null>).map(([name, own]) => {
    const several = isList(fields, name);
    if (several ? own !== null && own.length > 0 : own !== null) return [name, own];
    const given = name === "checkpoints" && earlier.checkpoints === undefined && earlier.checkpoint ? [earlier.checkpoint] : earlier[name];
    if (given === null || given === undefined || given === "") return [name, several ? [] : null];
    return [name, several ? listed(given) : String(given)];
  });
  return Object.fromEntries(entries) as A;
}

/** A smaller offer's overrides as the address writes them; what the form does not know is left out. */
export function asWritten<A extends AskedOf<A>>(smaller: Readonly<Record<string, unknown>>, fields: FieldsOf<A>): Partial<A> {
  const entries = Object.entries(smaller).flatMap(([name, value]): [string, readonly string[] | string | null][] => {
    if (name === "checkpoint") return [["checkpoints", [String(value)]]];
    if (!(name in fields)) return [];
    if (isList(fields, name)) return [[name, value === null ? [] : Array.isArray(value) ? value.map(String) : [String(value)]]];
    return [[name, value === null ? null : String(value)]];
  });
  return Object.fromEntries(entries) as Partial<A>;
}

/** The request of a study: one checkpoint stands among the params; several are named, or "all" of a ladder. */
export interface Wanted {
  params: Record<string, unknown>;
  checkpoints: "all" | string[] | null;
}

/** No checkpoint named means all of them. */
export const wholeLadder = ({ checkpoints }: { checkpoints: readonly string[] }): boolean => checkpoints.length === 0 || checkpoints[0] === "all";

/** A number that cannot be read goes as typed: the server says what is wrong with it. */
export const asNumber = (typed: string): number | string => (typed.trim() !== "" && Number.isFinite(Number(typed)) ? Number(typed) : typed);

/** What is asked as `Params` takes it: defaults left out, all that is neither list nor one of `words` a number. `used`: whether a field takes part at all; one that does not would make another run. */
export function asWanted<A extends AskedOf<A> & { checkpoints: readonly string[] }>(asked: A, words: ReadonlySet<string>, used: (name: keyof A) => boolean = () => true): Wanted {
  const named = Object.entries(asked as Record<string, readonly string[] | string | null>).filter(([name, value]) => name !== "checkpoints" && value !== null && value.length > 0 && used(name as keyof A));
  const params = Object.fromEntries(named.map(([name, value]) => [name, typeof value === "string" && !words.has(name) ? asNumber(value) : value]));
  const { checkpoints } = asked;
  if (wholeLadder(asked)) return { params, checkpoints: "all" };
  if (checkpoints.length > 1) return { params, checkpoints: [...checkpoints] };
  return { params: { ...params, checkpoint: checkpoints[0] }, checkpoints: null };
}
