/** What every panel of a result stands on, and its view state, all of it in the address. */
import type { LadderAnswers } from "../../api/answers";
import { LADDER_CODECS, type LadderContext } from "../../kit";
import { type Codec, flag, layer, oneOf, optional, type SetViewState, type ViewState } from "../../lib/permalink";
import type { Result, SeriesPoint } from "./types";

/** What panel A shows over a ladder. */
export const OVER = {
  layers: { short: "Layers", title: "Held-out accuracy by layer and step", figure: "layers_over_training" },
  lines: { short: "By layer", title: "Held-out accuracy by layer, a line for each checkpoint", figure: "accuracy_by_layer" },
  accuracy: { short: "Mean", title: "Held-out accuracy over training, mean over layers", figure: "accuracy_over_training" },
  transfer: { short: "Transfer", title: "Trained on one language, read in another, over training", figure: "transfer_over_training" },
  retrieval: { short: "Retrieval", title: "Retrieval between languages over training", figure: "retrieval_over_training" },
  cka: { short: "CKA", title: "CKA between languages over training", figure: "cka_over_training" },
  loss: { short: "Loss", title: "Loss added without a language’s neurons, over training", figure: "loss_over_training" },
  experts: {
    short: "Experts",
    title: "Language-specific neurons that are experts of a concept, over training",
    figure: "experts_over_training",
  },
} as const;

export type Over = keyof typeof OVER;

/** Two languages with a direction: `en,de`. */
const pair: Codec<Pair | null> = {
  parse: (raw) => {
    const [a, b, more] = (raw ?? "").split(",");
    return a && b && more === undefined ? { a, b } : null;
  },
  format: (value) => value && `${value.a},${value.b}`,
};

export interface Pair {
  a: string;
  b: string;
}

export const CODECS = {
  ...LADDER_CODECS,
  over: oneOf(Object.keys(OVER) as Over[], "layers"),
  /** The layer that confusion, transfer and pairs are shown of; absent: the last. */
  layer,
  /** The cell of the confusion whose sentences are shown, and whether all of them that are kept. */
  truth: optional,
  predicted: optional,
  all: flag,
  /** Transfer with each language less its own mean. */
  centred: flag,
  /** What the matrix of pairs shows. */
  between: oneOf(["retrieval", "centred", "cka"] as const, "retrieval"),
  /** The pair whose layers are shown. */
  pair,
  /** Language-specific neurons: of one language, of one layer, how many are listed. */
  of: optional,
  in: layer,
  more: flag,
  /** The cell of the losses: neurons switched off, language read. */
  off: pair,
};

export type View = ViewState<typeof CODECS>;
export type SetView = SetViewState<typeof CODECS>;

export type Answers = LadderAnswers<Result, SeriesPoint>;

export interface PanelContext extends LadderContext<Answers, View> {
  set: SetView;
  /** The layer that confusion and pairs are shown of: the chosen one, else the last; null while none is known. */
  layer: number | null;
  /** A checkpoint and a layer of it. */
  select: (revision: string, layer: number) => void;
}

/** `a:b` cut where both parts are known; a name may hold colons of its own. */
export function readTwo(value: string, known: readonly string[]): Pair | null {
  for (let at = value.indexOf(":"); at >= 0; at = value.indexOf(":", at + 1)) {
    const [a, b] = [value.slice(0, at), value.slice(at + 1)];
    if (known.includes(a) && known.includes(b)) return { a, b };
  }
  return null;
}

/** `3:step512`, or the layer alone. */
export function readCell(value: string): { layer: number; revision: string | null } | null {
  const found = /^(\d{1,5})(?::(.+))?$/.exec(value);
  return found ? { layer: Number(found[1]), revision: found[2] ?? null } : null;
}
