/** Training steps on a line: log-spaced, with step 0 before a break; by rank where steps are unknown or begin anew. */
import { count } from "./format";

export interface StepLike {
  revision: string;
  step: number | null;
}

/** What a name says of a stage and of runs side by side in it: "stage 2, ingredient 1". */
const within = (revision: string): string => [...revision.toLowerCase().matchAll(/(?<![a-z])(stage|phase|ingredient)[-_=. ]?(\d+)/g)].map(([, what, number]) => `${what} ${Number(number)}`).join(", ");

/** Whether a ladder can be drawn over its steps: all known, each after the one before, in one stage (vocabulary/checkpoint.py). */
export const overSteps = (ladder: readonly StepLike[]): boolean =>
  ladder.every(({ revision, step }, i) => step !== null && step >= 0 && (i === 0 || (step > (ladder[i - 1]!.step ?? Infinity) && within(revision) === within(ladder[0]!.revision))));

/** x of each checkpoint: 0 for step 0, 1 + log2(step / first positive step) after it, as drawing.py computes it. */
export function positions(ladder: readonly StepLike[]): number[] {
  const first = Math.min(...ladder.map(({ step }) => step).filter((s): s is number => s !== null && s > 0));
  if (!overSteps(ladder) || !Number.isFinite(first)) return ladder.map((_, i) => i);
  return ladder.map(({ step }) => (step === 0 ? 0 : 1 + Math.log2(step! / first)));
}

/** A checkpoint as people say it: its step (1,024), else its revision. */
export const stepLabel = ({ revision, step }: StepLike): string => (step === null ? revision : count(step));

/** "step 1,024", "stage 2, step 1,024", or the revision's name. */
export const stepInWords = ({ revision, step }: StepLike): string => (step === null ? revision : [within(revision), `step ${count(step)}`].filter(Boolean).join(", "));

/** The same of an answer, which names its revision a checkpoint. */
export const checkpointInWords = ({ checkpoint, step }: { checkpoint: string; step: number | null }): string => stepInWords({ revision: checkpoint, step });
