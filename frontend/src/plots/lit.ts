/** What the pointer is on: the same language, unit or layer is lit in every panel of the page. Never moves anything. */
import { useSyncExternalStore } from "react";

export interface Lit {
  languages?: readonly string[];
  unit?: string;
  layer?: number;
}

const NONE: Lit = {};
let now: Lit = NONE;
const listeners = new Set<() => void>();

export function light(what: Lit | null) {
  now = what ?? NONE;
  listeners.forEach((tell) => tell());
}

function subscribe(tell: () => void) {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export const useLit = (): Lit => useSyncExternalStore(subscribe, () => now);

/** One of the languages lit, or none where nothing is. */
export const isLit = (lit: Lit, ...languages: string[]): boolean => lit.languages?.some((l) => languages.includes(l)) ?? false;
