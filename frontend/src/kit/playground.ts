/**
 * The way into the playground (study `interventions`), for pages that have units to try: what they ask for, and the
 * address that opens the form with it. Studies that lead there need know no more of it.
 */
import type { Asked, Prompt } from "../api/types";

type Params = Asked<"InterventionsParams">;
type UnitSet = Params["units"][number];
export type Operation = UnitSet["operation"];
/** Units and what is done to them: experts of a concept, or a list of addresses. What is left out is the server's default. */
export type PlaygroundSet = Partial<UnitSet> & Pick<UnitSet, "operation">;
type Given = Pick<Params, "model" | "checkpoint" | "where" | "sampling" | "length" | "draws" | "doses" | "keywords" | "held_out">;
export type PlaygroundAsk = Given & { concept_run: string; units: readonly PlaygroundSet[]; prompts: readonly Prompt[] };

export const FROM_NOTHING: Prompt = { language: null, text: null, item: null };

/** Where a click from a concept or a unit begins: fixed here, so that the same click asks for the same run. */
const USUAL = { where: "all", sampling: "greedy", length: 24, draws: 5, keywords: 12 } as const;
const FURTHER_STRENGTHS = [0.5, 1.5, 2];
/** Sentences a language whose loss is measured where units are switched off. */
const HELD_OUT = 20;

export function playgroundAsk(
  from: { model: string; checkpoint: string; conceptRun: string },
  set: PlaygroundSet,
  beginnings: readonly Prompt[] = [],
): PlaygroundAsk {
  const off = set.operation === "zero";
  // Strengths are times a median; a number of one's own has none.
  const strengths = off || set.value !== undefined ? [] : FURTHER_STRENGTHS;
  return {
    model: from.model,
    checkpoint: from.checkpoint,
    concept_run: from.conceptRun,
    units: [set],
    prompts: [FROM_NOTHING, ...beginnings],
    ...USUAL,
    doses: strengths,
    held_out: off ? HELD_OUT : 0,
  };
}

/** The form with these params: words as they are, lists as JSON, which a page reads and a person can still edit. */
export function playgroundHref(ask: Partial<PlaygroundAsk>): string {
  const written = Object.entries(ask).map(
    ([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)] as [string, string],
  );
  return `/studies/interventions?${new URLSearchParams(written).toString()}`;
}

const WITHOUT_SPACES = new Set(["zh", "ja", "th"]);

/** The first half of a sentence: of its words, or of its characters where the script sets no spaces. */
export function firstHalf(text: string, code: string): string {
  if (WITHOUT_SPACES.has(code.split("-")[0]!)) {
    const signs = [...new Intl.Segmenter(code, { granularity: "grapheme" }).segment(text.trim())].map((s) => s.segment);
    return signs.slice(0, Math.max(1, Math.floor(signs.length / 2))).join("");
  }
  const words = text.trim().split(/\s+/);
  return words.slice(0, Math.max(1, Math.floor(words.length / 2))).join(" ");
}

/** One sentence's first half in each of these languages; those it is not in are left out. */
export function parallelPrompts(sentence: { id: string; texts: Readonly<Record<string, string>> }, languages: readonly string[]): Prompt[] {
  return languages.flatMap((language) => {
    const text = sentence.texts[language];
    return text?.trim() ? [{ language, text: firstHalf(text, language), item: sentence.id }] : [];
  });
}

/**
 * The sentence to begin with where nobody chose one: the first that is in every language, says nothing of the concept
 * and is long enough to be cut.
 */
export function plainSentence<S extends { id: string; concepts: readonly string[]; texts: Readonly<Record<string, string>> }>(
  sentences: readonly S[],
  languages: readonly string[],
  concept: string | null,
): S | null {
  const whole = sentences.filter((s) => languages.every((code) => s.texts[code]?.trim()));
  const apart = whole.filter((s) => concept === null || !s.concepts.includes(concept));
  const long = (s: S) => languages.every((code) => [...s.texts[code]!].length >= 8);
  return apart.find(long) ?? apart[0] ?? whole[0] ?? null;
}
