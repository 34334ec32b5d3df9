/** What this browser remembers of what was kept here: by whom, and the private findings, which are in no list. */

const NAMES = "isogloss.kept-by";
const PRIVATE = "isogloss.private";
const MOST = 200;

export interface Remembered {
  slug: string;
  title: string;
  kind: "finding" | "collection";
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, value: string) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Forbidden storage: nothing is remembered.
  }
}

export const keptBy = (): string => read(NAMES) ?? "";
export const rememberKeptBy = (names: string) => write(NAMES, names);

/** Newest first. What cannot be read is none. */
export function remembered(): Remembered[] {
  try {
    const found: unknown = JSON.parse(read(PRIVATE) ?? "[]");
    return Array.isArray(found) ? found.filter((one): one is Remembered => typeof one?.slug === "string" && typeof one?.title === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function remember(one: Remembered) {
  write(PRIVATE, JSON.stringify([one, ...remembered().filter(({ slug }) => slug !== one.slug)].slice(0, MOST)));
}

export function forget(slug: string) {
  write(PRIVATE, JSON.stringify(remembered().filter((one) => one.slug !== slug)));
}

/** Marks that turn the direction of what follows them: text with one could read as what it does not say. */
export const unturned = (text: string): string => text.replace(/[\u202a-\u202e]/g, "");
