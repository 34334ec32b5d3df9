/** What a study's form asks, between four places: the address, an earlier run's params, a smaller offer, and the request. */
import { decided, list } from "./permalink";

type Value = readonly string[] | string | boolean | null;
type AskedOf<A> = { [Name in keyof A]: Value };
/** How the address writes each field; `checkpoints` stands beside the params. */
type CodecsOf<A> = Readonly<Record<keyof A, unknown>>;

const isA = <A>(codec: unknown, codecs: CodecsOf<A>, name: string) => codecs[name as keyof A] === codec;
const listed = (given: unknown): string[] => (Array.isArray(given) ? given.map(String) : String(given).split(",").filter(Boolean));
const yes = (given: unknown) => given === true || given === "1" || given === "true";
/** Whether a field says anything beyond its default. */
export const isSaid = (value: unknown) => value !== null && value !== false && value !== "" && (!Array.isArray(value) || value.length > 0);

/** The address' values over those of an earlier run. An earlier run's single checkpoint is a choice of one. */
export function overEarlier<A extends AskedOf<A>>(view: A, earlier: Readonly<Record<string, unknown>>, codecs: CodecsOf<A>): A {
  const entries = Object.entries(view as Record<string, Value>).map(([name, own]) => {
    const several = isA(list, codecs, name);
    if (own !== null && (!several || isSaid(own))) return [name, own];
    const given = name === "checkpoints" && earlier.checkpoints === undefined && earlier.checkpoint ? [earlier.checkpoint] : earlier[name];
    if (given === null || given === undefined || given === "") return [name, several ? [] : null];
    return [name, several ? listed(given) : isA(decided, codecs, name) ? yes(given) : String(given)];
  });
  return Object.fromEntries(entries) as A;
}

/** A smaller offer's overrides as the address writes them; what the form does not know is left out. */
export function asWritten<A extends AskedOf<A>>(smaller: Readonly<Record<string, unknown>>, codecs: CodecsOf<A>): Partial<A> {
  const entries = Object.entries(smaller).flatMap(([name, value]): [string, Value][] => {
    if (name === "checkpoint") return [["checkpoints", [String(value)]]];
    if (!(name in codecs)) return [];
    if (isA(list, codecs, name)) return [[name, value === null ? [] : Array.isArray(value) ? value.map(String) : [String(value)]]];
    return [[name, value === null || typeof value === "boolean" ? value : String(value)]];
  });
  return Object.fromEntries(entries) as Partial<A>;
}

/** The request of a study: one checkpoint stands among the params; several are named, or "all" of a ladder. */
export interface Wanted {
  params: Record<string, unknown>;
  checkpoints: "all" | string[] | null;
}

/** No checkpoint named means all of them. */
export const wholeLadder = ({ checkpoints }: { checkpoints: readonly string[] }): boolean =>
  checkpoints.length === 0 || checkpoints[0] === "all";

/** A number that cannot be read goes as typed: the server says what is wrong with it. */
export const asNumber = (typed: string): number | string => (typed.trim() !== "" && Number.isFinite(Number(typed)) ? Number(typed) : typed);

/**
 * What is asked as `Params` takes it: defaults left out, numbers for all that is not one of `words`. `used`: whether a field
 * takes part at all; one that does not would make another run. A study without a ladder asks for no checkpoints.
 */
export function asWanted<A extends AskedOf<A>>(
  asked: A,
  words: ReadonlySet<string>,
  used: (name: keyof A) => boolean = () => true,
): Wanted {
  const all = Object.entries(asked as Record<string, Value>).filter(
    ([name, value]) => name !== "checkpoints" && isSaid(value) && used(name as keyof A),
  );
  const read = (name: string, value: Value) =>
    words.has(name) ? value : typeof value === "string" ? asNumber(value) : Array.isArray(value) ? value.map(asNumber) : value;
  const params = Object.fromEntries(all.map(([name, value]) => [name, read(name, value)]));
  const { checkpoints } = asked as { checkpoints?: readonly string[] };
  if (!checkpoints) return { params, checkpoints: null };
  if (wholeLadder({ checkpoints })) return { params, checkpoints: "all" };
  if (checkpoints.length > 1) return { params, checkpoints: [...checkpoints] };
  return { params: { ...params, checkpoint: checkpoints[0] }, checkpoints: null };
}
