/** What a result page stands on: the ladder and the selected checkpoint, for one run as for a series. */
import type { ApiError } from "./client";
import { useModel, useResult } from "./queries";
import type { RunState, RunStatus } from "./types";

interface Point {
  checkpoint: string;
  step: number | null;
  duplicate_of: string | null;
}

/** `Result` is a study's answer for one checkpoint, `SeriesPoint` one point of its ladder's. */
export interface LadderAnswers<Result, SeriesPoint> {
  rungs: { revision: string; key: string; step: number | null; here: boolean; lost: "failed" | "cancelled" | null; duplicateOf: string | null }[];
  points: SeriesPoint[] | null;
  selected: { revision: string; key: string } | null;
  /** May lag one step behind `selected` while the next is on its way. */
  result: Result | undefined;
  newest: string | null;
  notes: readonly string[];
  error: ApiError | null;
  retry: () => void;
}

export function useLadderAnswers<Result extends { notes: readonly string[] }, SeriesPoint extends Point>(run: RunStatus, at: string | null): LadderAnswers<Result, SeriesPoint> {
  const ladder = run.kind === "series";
  // Asked for under no key where it is no ladder: a run's own result stands under the same name.
  const series = useResult<{ points: SeriesPoint[]; notes: readonly string[] }>(ladder ? run.key : "", ladder ? run.finished_set : "none", ladder && run.finished_set !== null);
  const model = useModel(run.model);
  const points = ladder ? (series.data?.points ?? null) : null;

  const known = new Map(model.data?.checkpoints.map((c) => [c.revision, c]));
  const finished = new Map(points?.map((point) => [point.checkpoint, point]));
  const children = ladder ? run.children : [{ name: run.checkpoint ?? "", key: run.key, status: run.status }];
  const rungs = children.map(({ name, key, status }) => ({
    revision: name, key,
    step: known.get(name)?.step ?? finished.get(name)?.step ?? null,
    here: ladder ? finished.has(name) : status === "done",
    lost: lostOf(status),
    duplicateOf: finished.get(name)?.duplicate_of ?? known.get(name)?.duplicate_of ?? null,
  }));
  const newest = rungs.findLast((rung) => rung.here) ?? null;
  const chosen = rungs.find((rung) => rung.revision === at && rung.here) ?? newest;
  const selected = useResult<Result>(chosen?.key ?? "", null, chosen !== null);
  const result = chosen ? selected.data : undefined;
  return {
    rungs, points, result,
    selected: chosen && { revision: chosen.revision, key: chosen.key },
    newest: newest?.revision ?? null,
    notes: [...new Set([...(result?.notes ?? []), ...((ladder && series.data?.notes) || [])])],
    error: series.error ?? selected.error ?? null,
    retry: () => void (series.error ? series.refetch() : selected.refetch()),
  };
}

/** How a run ended without a result, if it did. */
export const lostOf = (status: RunState): "failed" | "cancelled" | null => (status === "failed" || status === "cancelled" ? status : null);
