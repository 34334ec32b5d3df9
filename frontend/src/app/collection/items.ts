/** A collection's things while they are moved about: each has a name of its own, so that a field keeps its focus. */
import type { Collection, Recollect } from "../../api/types";

export type Item = { id: number } & ({ text: string } | { finding: string; title: string });

export interface Draft {
  title: string;
  kept_by: string;
  items: readonly Item[];
}

export const draftOf = ({ title, kept_by, items }: Collection): Draft => ({
  title,
  kept_by,
  items: items.map((item, id) =>
    item.slug !== null ? { id, finding: item.slug, title: item.finding?.title ?? item.gone ?? item.slug } : { id, text: item.text ?? "" },
  ),
});

export const nextId = (items: readonly Item[]): number => Math.max(-1, ...items.map(({ id }) => id)) + 1;

/** The things as they are sent, and where each came from: text without a word is left out. */
export function sentItems(items: readonly Item[]): { sent: Recollect["items"]; ids: number[] } {
  const said = items.filter((item) => "finding" in item || item.text.trim() !== "");
  return { sent: said.map((item) => ("finding" in item ? { finding: item.finding } : { text: item.text })), ids: said.map(({ id }) => id) };
}

export function moved(items: readonly Item[], from: number, by: 1 | -1): readonly Item[] {
  const to = from + by;
  if (to < 0 || to >= items.length) return items;
  const next = [...items];
  [next[from], next[to]] = [next[to]!, next[from]!];
  return next;
}

/** The slug in what somebody pasted: a link, the code of a frame, or the slug itself. Null where there is none. */
export function slugIn(pasted: string): string | null {
  const text = pasted.trim();
  return /\/(?:f|embed)\/([a-z0-9-]{1,64})(?![a-z0-9-])/.exec(text)?.[1] ?? (/^[a-z0-9-]{1,64}$/.test(text) ? text : null);
}
