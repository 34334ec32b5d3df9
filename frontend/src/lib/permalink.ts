/**
 * The address is the only store of what a page shows: selected, pinned, chosen. A copied link shows the same.
 *
 * A page declares its view state once, as a codec per name, and reads and writes it with `useViewState`. Defaults are
 * left out of the address; parameters that a page does not know are kept.
 */
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

export interface Codec<T> {
  /** From the address; null where it says nothing. Never throws: what cannot be read is the default. */
  parse(raw: string | null): T;
  /** To the address; null leaves it out. */
  format(value: T): string | null;
}

/** Any text. */
export const text = (fallback = ""): Codec<string> => ({
  parse: (raw) => raw ?? fallback,
  format: (value) => (value === fallback ? null : value),
});

/** Text that may be absent. */
export const optional: Codec<string | null> = { parse: (raw) => (raw === "" ? null : raw), format: (value) => value || null };

/** Text as typed: emptied is not the same as never touched. */
export const typed: Codec<string | null> = { parse: (raw) => raw, format: (value) => value };

/** One of a few words. */
export const oneOf = <T extends string>(choices: readonly T[], fallback: T): Codec<T> => ({
  parse: (raw) => (choices.includes(raw as T) ? (raw as T) : fallback),
  format: (value) => (value === fallback ? null : value),
});

/** A whole number. */
export const integer = (fallback: number, low = -Infinity, high = Infinity): Codec<number> => ({
  parse: (raw) => (raw !== null && /^-?\d{1,12}$/.test(raw) && +raw >= low && +raw <= high ? +raw : fallback),
  format: (value) => (value === fallback ? null : String(value)),
});

/** A layer, from 0; may be absent. */
export const layer: Codec<number | null> = {
  parse: (raw) => (raw !== null && /^\d{1,5}$/.test(raw) ? Number(raw) : null),
  format: (value) => (value === null ? null : String(value)),
};

/** Yes or no; yes is written `1`. */
export const flag: Codec<boolean> = { parse: (raw) => raw === "1", format: (value) => (value ? "1" : null) };

/** Yes, no, or not said. */
export const decided: Codec<boolean | null> = {
  parse: (raw) => (raw === "1" ? true : raw === "0" ? false : null),
  format: (value) => (value === null ? null : value ? "1" : "0"),
};

/** Words joined by commas. */
export const list: Codec<readonly string[]> = {
  parse: (raw) => (raw ? raw.split(",").filter(Boolean) : []),
  format: (value) => (value.length > 0 ? value.join(",") : null),
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a record of codecs of any types
type Codecs = Record<string, Codec<any>>;
export type ViewState<C extends Codecs> = { [K in keyof C]: C[K] extends Codec<infer T> ? T : never };

/** The view state that a query string holds. */
export function readState<C extends Codecs>(codecs: C, query: string): ViewState<C> {
  const params = new URLSearchParams(query);
  return Object.fromEntries(Object.entries(codecs).map(([name, codec]) => [name, codec.parse(params.get(name))])) as ViewState<C>;
}

/** The query string after a change, without `?`; names stay in a stable order, so that one view has one address. */
export function writeState<C extends Codecs>(codecs: C, query: string, change: Partial<ViewState<C>>): string {
  const params = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    const written = codecs[name]!.format(value);
    if (written === null) params.delete(name);
    else params.set(name, written);
  }
  params.sort();
  // Commas and colons are legal in a query and far easier to read in a footnote.
  return params.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

export type SetViewState<C extends Codecs> = (change: Partial<ViewState<C>>, how?: { replace?: boolean }) => void;

/**
 * The page's view state and its setter. `codecs` must be a constant of the module. A change is a step in the
 * browser's history, unless `{ replace: true }` (for what follows by itself, or changes many times a second).
 */
export function useViewState<C extends Codecs>(codecs: C): [ViewState<C>, SetViewState<C>] {
  const search = useSearch();
  const [, navigate] = useLocation();
  const state = useMemo(() => readState(codecs, search), [codecs, search]);
  const set = useCallback<SetViewState<C>>(
    (change, how) => {
      // Read anew, not from the closure: two changes in one event must both arrive.
      const { search: now, hash, pathname } = window.location;
      const query = writeState(codecs, now, change);
      if (query === now.replace(/^\?/, "")) return;
      navigate(pathname + (query && `?${query}`) + hash, { replace: how?.replace ?? false });
    },
    [codecs, navigate],
  );
  return [state, set];
}

/** A path with view state, for links: `href("/runs/k", codecs, { unit: "mlp_act.3.4" })`. */
export function href<C extends Codecs>(path: string, codecs: C, state: Partial<ViewState<C>>): string {
  const query = writeState(codecs, "", state);
  return query ? `${path}?${query}` : path;
}

/** The full address of this view, or of a panel on it, for the clipboard. */
export function permalink(panel?: string): string {
  const { origin, pathname, search } = window.location;
  return `${origin}${pathname}${search}${panel ? `#${panel}` : ""}`;
}
