/** What this browser remembers of what was kept here: by whom, and the private findings, which are in no list. */
import { keepInMind, recall } from "./remembered";

const NAMES = "isogloss.kept-by";
const PRIVATE = "isogloss.private";
const MOST = 200;

export interface Remembered {
  slug: string;
  title: string;
  kind: "finding" | "collection";
}

export const keptBy = (): string => recall(NAMES) ?? "";
export const rememberKeptBy = (names: string) => keepInMind(NAMES, names);

/** Newest first. What cannot be read is none. */
export function remembered(): Remembered[] {
  try {
    const found: unknown = JSON.parse(recall(PRIVATE) ?? "[]");
    return Array.isArray(found)
      ? found.filter((one): one is Remembered => typeof one?.slug === "string" && typeof one?.title === "string").slice(0, MOST)
      : [];
  } catch {
    return [];
  }
}

export function remember(one: Remembered) {
  keepInMind(PRIVATE, JSON.stringify([one, ...remembered().filter(({ slug }) => slug !== one.slug)].slice(0, MOST)));
}

export function forget(slug: string) {
  keepInMind(PRIVATE, JSON.stringify(remembered().filter((one) => one.slug !== slug)));
}

/** Marks that turn the direction of what follows them: text with one could read as what it does not say. */
export const unturned = (text: string): string => text.replace(/[\u202a-\u202e]/g, "");
