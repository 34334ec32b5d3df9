/** How things are called on pages: runs, states. */
import type { RunState, RunSummary } from "../api/types";
import { shortDigest } from "../lib/format";

export const STATE_WORDS: Record<RunState, string> = {
  queued: "queued",
  running: "running",
  done: "done",
  failed: "failed",
  cancelled: "cancelled",
};

/** The study's name as people write it: "concept neurons". */
export const studyWords = (name: string): string => name.replaceAll(/[_-]/g, " ");

/** "version 1"; of one that this installation no longer computes with: "version 1, an earlier one: this installation has version 2". */
export const versionWords = (version: number, now: number | undefined): string =>
  `version ${version}${isEarlier(version, now) ? `, an earlier one: this installation has version ${now}` : ""}`;

export const isEarlier = (version: number, now: number | undefined): boolean => now !== undefined && version < now;

/** The step a run is at, counted from 1 while it is being done; of a ladder, how many checkpoints are done. */
export const stepNow = (run: Pick<RunSummary, "kind" | "status" | "steps_done" | "steps_total">): number =>
  run.status === "running" && run.kind === "run" ? Math.min(run.steps_done + 1, run.steps_total ?? Infinity) : run.steps_done;

/** "Concept neurons of mini-ladder, step-512"; "… over its ladder" for a series. */
export function runTitle(run: Pick<RunSummary, "kind" | "study" | "model" | "checkpoint" | "key" | "label">): string {
  const words = studyWords(run.study);
  const study = words.charAt(0).toUpperCase() + words.slice(1);
  if (run.kind === "intake") return run.model ? `${study}: ${run.model}` : study;
  if (!run.model) return `${study} ${shortDigest(run.key)}`;
  if (run.kind === "series") return `${study} of ${run.model}, its ladder`;
  return `${study} of ${run.model}${run.checkpoint ? `, ${run.checkpoint}` : ""}`;
}
