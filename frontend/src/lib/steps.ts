/** Training steps on a line: log-spaced, with step 0 before a break; by rank where steps are unknown or begin anew. */
import { count } from "./format";

export interface StepLike {
  revision: string;
  step: number | null;
  /** Whose steps it counts, as the server reads its name; none where all of the ladder count as one. */
  stage?: string | null;
}

/** What a name says of a stage and of runs side by side in it: "stage 2, ingredient 1". For words alone: what a ladder is drawn over is the server's to say. */
const within = (revision: string): string =>
  [...revision.toLowerCase().matchAll(/(?<![a-z])(stage|phase|ingredient)[-_=. ]?(\d+)/g)]
    .map(([, what, number]) => `${what} ${Number(number)}`)
    .join(", ");

/** Whether a ladder, or the part of one that was asked for, can be drawn over its steps: all known, each after the one before, in one stage (vocabulary/checkpoint.py). */
export const overSteps = (ladder: readonly StepLike[]): boolean =>
  ladder.every(
    ({ step, stage = null }, i) =>
      step !== null && step >= 0 && (i === 0 || (step > (ladder[i - 1]!.step ?? Infinity) && stage === (ladder[0]!.stage ?? null))),
  );

/** x of each checkpoint: 0 for step 0, 1 + log2(step / first positive step) after it, as drawing.py computes it. */
export function positions(ladder: readonly StepLike[]): number[] {
  const first = Math.min(...ladder.map(({ step }) => step).filter((s): s is number => s !== null && s > 0));
  if (!overSteps(ladder) || !Number.isFinite(first)) return ladder.map((_, i) => i);
  return ladder.map(({ step }) => (step === 0 ? 0 : 1 + Math.log2(step! / first)));
}

/** A checkpoint as people say it: its step (1,024), else its revision. */
export const stepLabel = ({ revision, step }: StepLike): string => (step === null ? revision : count(step));

/** What each checkpoint is called along an axis: its step where the ladder is over steps, else its name. `write`: how a step is written. */
export const labelsOf = <Rung extends StepLike>(ladder: readonly Rung[], write: (rung: Rung) => string = stepLabel): string[] => {
  const over = overSteps(ladder);
  return ladder.map((rung) => (over ? write(rung) : rung.revision));
};

/** "step 1,024", "stage 2, step 1,024", or the revision's name. */
export const stepInWords = ({ revision, step }: StepLike): string =>
  step === null ? revision : [within(revision), `step ${count(step)}`].filter(Boolean).join(", ");

/** The same of an answer, which names its revision a checkpoint. */
export const checkpointInWords = ({ checkpoint, step }: { checkpoint: string; step: number | null }): string =>
  stepInWords({ revision: checkpoint, step });
