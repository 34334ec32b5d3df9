/** What a study's form asks, between three places: the address, an earlier run's params, and a smaller offer. */

/** Every field by its name in `Params`, absent where it is the default; `checkpoints` beside them. */
type AskedOf<A> = { [Name in keyof A]: readonly string[] | string | null };

const listed = (given: unknown): string[] => (Array.isArray(given) ? given.map(String) : String(given).split(",").filter(Boolean));

/** The address' values over those of an earlier run. An earlier run's single checkpoint is a choice of one. */
export function overEarlier<A extends AskedOf<A>>(view: A, earlier: Readonly<Record<string, unknown>>, lists: ReadonlySet<string>): A {
  const entries = Object.entries(view as Record<string, readonly string[] | string | null>).map(([name, own]) => {
    if (lists.has(name) ? own !== null && own.length > 0 : own !== null) return [name, own];
    const given = name === "checkpoints" && earlier.checkpoints === undefined && earlier.checkpoint ? [earlier.checkpoint] : earlier[name];
    if (given === null || given === undefined || given === "") return [name, lists.has(name) ? [] : null];
    return [name, lists.has(name) ? listed(given) : String(given)];
  });
  return Object.fromEntries(entries) as A;
}

/** A smaller offer's overrides as the address writes them; what the form does not know is left out. */
export function asWritten<A extends AskedOf<A>>(smaller: Readonly<Record<string, unknown>>, fields: Readonly<Record<keyof A, unknown>>, lists: ReadonlySet<string>): Partial<A> {
  const entries = Object.entries(smaller).flatMap(([name, value]): [string, readonly string[] | string | null][] => {
    if (name === "checkpoint") return [["checkpoints", [String(value)]]];
    if (!(name in fields)) return [];
    if (lists.has(name)) return [[name, value === null ? [] : Array.isArray(value) ? value.map(String) : [String(value)]]];
    return [[name, value === null ? null : String(value)]];
  });
  return Object.fromEntries(entries) as Partial<A>;
}
