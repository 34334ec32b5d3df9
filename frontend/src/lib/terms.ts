/** The glossary, written by `npm run terms` from backend/TERMS.md. */
import written from "./terms.json";

const terms: Record<string, string> = written;

/** What a word means here, in a sentence; null where the glossary does not have it. Plurals are found too. */
export function meaning(word: string): string | null {
  const key = word.trim().toLowerCase();
  return terms[key] ?? terms[key.replace(/s$/, "")] ?? null;
}
