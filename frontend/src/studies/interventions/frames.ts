/** What a run has written so far, folded from its frames: each says what every pane gained. */
import type { RunEvent } from "../../api/types";

export type Pane = "plain" | "changed" | "random";
export const PANES: readonly Pane[] = ["plain", "changed", "random"];

export interface Writing {
  /** By `keyOf`. */
  texts: ReadonlyMap<string, string>;
  /** Those that gained in the newest frame: where the caret stands. */
  active: ReadonlySet<string>;
  written: number;
  of: number;
}

export const keyOf = (pane: Pane, prompt: number, seed: number): string => `${pane}.${prompt}.${seed}`;

interface Gain {
  pane: Pane;
  prompt: number;
  seed: number;
  text: string;
}

interface Said {
  sets?: unknown;
  gained?: Gain[];
  written?: number;
  of?: number;
}

export function writingOf(frames: readonly RunEvent[]): Writing {
  const texts = new Map<string, string>();
  let active = new Set<string>();
  let [written, of] = [0, 0];
  for (const { data } of frames) {
    const said = (data ?? {}) as Said;
    // A run that was taken up again begins to write anew, and says its sets again.
    if (said.sets !== undefined) {
      texts.clear();
      active = new Set();
      written = 0;
    }
    if (said.gained) active = new Set(said.gained.map(({ pane, prompt, seed }) => keyOf(pane, prompt, seed)));
    for (const { pane, prompt, seed, text } of said.gained ?? []) {
      const key = keyOf(pane, prompt, seed);
      texts.set(key, (texts.get(key) ?? "") + text);
    }
    written = said.written ?? written;
    of = said.of ?? of;
  }
  return { texts, active, written, of };
}

/** Text that ends inside a character is shown up to it: the other half is on its way. */
export const whole = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, "");
