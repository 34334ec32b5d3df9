/** The table's rows: texts by prompt and seed, from the finished result or from what is written so far. */
import type { Prompt, WrittenText } from "../../api/types";
import { keyOf, PANES, type Pane, whole, type Writing } from "./frames";

export interface Cell {
  text: string;
  /** The finished text with its language and hits; null while it is being written. */
  output: WrittenText | null;
  active: boolean;
}

export interface TextRow {
  seed: number;
  cells: Partial<Record<Pane, Cell>>;
}

export interface PromptRows {
  index: number;
  prompt: Prompt;
  rows: readonly TextRow[];
}

/** Texts shown of a prompt before "all 40". */
export const FIRST = 8;

export function finishedRows(prompts: readonly Prompt[], outputs: readonly WrittenText[]): PromptRows[] {
  return prompts.map((prompt, index) => {
    const own = outputs.filter((output) => output.prompt === index);
    const seeds = [...new Set(own.map((output) => output.seed))].sort((a, b) => a - b);
    const row = (seed: number): TextRow => ({
      seed,
      cells: Object.fromEntries(own.filter((o) => o.seed === seed).map((o) => [o.pane, { text: o.text, output: o, active: false }])),
    });
    return { index, prompt, rows: seeds.map(row) };
  });
}

export function writingRows(
  prompts: readonly Prompt[],
  seeds: readonly number[],
  writing: Writing,
  panes: readonly Pane[] = PANES,
): PromptRows[] {
  return prompts.map((prompt, index) => ({
    index,
    prompt,
    rows: seeds.map((seed) => ({
      seed,
      cells: Object.fromEntries(
        panes.map((pane) => [
          pane,
          {
            text: whole(writing.texts.get(keyOf(pane, index, seed)) ?? ""),
            output: null,
            active: writing.active.has(keyOf(pane, index, seed)),
          },
        ]),
      ),
    })),
  }));
}

/** The seeds that texts are written with: from `seed` on. */
export const seedsOf = (params: Readonly<Record<string, unknown>>): number[] =>
  Array.from({ length: Math.min(200, Math.max(1, Number(params.texts) || 1)) }, (_, i) => (Number(params.seed) || 0) + i);

/** Text cut where hits begin and end; ranges outside it, or over one another, do no harm. Joined: the text. */
export function pieces(text: string, hits: readonly { start: number; end: number }[]): { text: string; start: number; hit: boolean }[] {
  const found: { text: string; start: number; hit: boolean }[] = [];
  const push = (start: number, end: number, hit: boolean) => end > start && found.push({ text: text.slice(start, end), start, hit });
  let at = 0;
  for (const { start, end } of [...hits].sort((a, b) => a.start - b.start)) {
    const [from, to] = [Math.max(at, start), Math.min(text.length, end)];
    if (to <= from) continue;
    push(at, from, false);
    push(from, to, true);
    at = to;
  }
  push(at, text.length, false);
  return found;
}
