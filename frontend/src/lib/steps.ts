/** Training steps on a line: log-spaced, with step 0 before a break; by rank where steps are unknown. */
import { count } from "./format";

export interface StepLike {
  revision: string;
  step: number | null;
}

/** x of each checkpoint: 0 for step 0, 1 + log2(step / first positive step) after it, as figures.py computes it. */
export function positions(ladder: readonly StepLike[]): number[] {
  const steps = ladder.map(({ step }) => step);
  const first = Math.min(...steps.filter((s): s is number => s !== null && s > 0));
  if (steps.some((s) => s === null) || !Number.isFinite(first)) return ladder.map((_, i) => i);
  return steps.map((s) => (s === 0 ? 0 : 1 + Math.log2(s! / first)));
}

/** A checkpoint as people say it: its step (1,024), else its revision. */
export const stepLabel = ({ revision, step }: StepLike): string => (step === null ? revision : count(step));

/** "step 1,024", or the revision's name. */
export const stepInWords = ({ revision, step }: StepLike): string => (step === null ? revision : `step ${count(step)}`);

/** The same of an answer, which names its revision a checkpoint. */
export const checkpointInWords = ({ checkpoint, step }: { checkpoint: string; step: number | null }): string => stepInWords({ revision: checkpoint, step });

/** The step a revision's name states; null where it states none. */
export function stepOf(revision: string): number | null {
  const found = /(?:global_?step|checkpoint|step|iter)[-_]?(\d+)/.exec(revision.toLowerCase());
  return found ? Number(found[1]) : null;
}
