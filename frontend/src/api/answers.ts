/** What a result page stands on: the ladder and the selected checkpoint, for one run as for a series. */
import type { ApiError } from "./client";
import { useModel, useResult } from "./queries";
import type { Model, RunChild, RunState, RunStatus } from "./types";

export interface Point {
  checkpoint: string;
  step: number | null;
  duplicate_of: string | null;
}

/** How a run ended without a result. */
export type Lost = "failed" | "cancelled";

/** A checkpoint of a run's ladder. */
export interface LadderRung {
  revision: string;
  key: string;
  step: number | null;
  stage: string | null;
  here: boolean;
  lost: Lost | null;
  duplicateOf: string | null;
}

/** `Result` is a study's answer for one checkpoint, `SeriesPoint` one point of its ladder's. */
export interface LadderAnswers<Result, SeriesPoint> {
  rungs: LadderRung[];
  points: SeriesPoint[] | null;
  selected: { revision: string; key: string } | null;
  /** May lag one step behind `selected` while the next is on its way. */
  result: Result | undefined;
  newest: string | null;
  notes: readonly string[];
  error: ApiError | null;
  retry: () => void;
}

export function useLadderAnswers<Result extends { notes: readonly string[] }, SeriesPoint extends Point>(
  run: RunStatus,
  at: string | null,
): LadderAnswers<Result, SeriesPoint> {
  const ladder = run.kind === "series";
  // Asked for under no key where it is no ladder: a run's own result stands under the same name.
  const series = useResult<{ points: SeriesPoint[]; notes: readonly string[] }>(
    ladder ? run.key : "",
    ladder ? run.finished_set : "none",
    ladder && run.finished_set !== null,
  );
  const model = useModel(run.model);
  const points = ladder ? (series.data?.points ?? null) : null;

  const children = ladder ? run.children : [{ name: run.checkpoint ?? "", key: run.key, status: run.status }];
  const finished = new Set(points?.map((point) => point.checkpoint));
  // A ladder's answer may lag behind its runs: what is not in it cannot be shown yet.
  const rungs = rungsOf(children, model.data, points).map((rung) => (ladder ? { ...rung, here: finished.has(rung.revision) } : rung));
  const newest = rungs.findLast((rung) => rung.here) ?? null;
  const chosen = rungs.find((rung) => rung.revision === at && rung.here) ?? newest;
  const selected = useResult<Result>(chosen?.key ?? "", null, chosen !== null);
  const result = chosen ? selected.data : undefined;
  return {
    rungs,
    points,
    result,
    selected: chosen && { revision: chosen.revision, key: chosen.key },
    newest: newest?.revision ?? null,
    notes: [...new Set([...(result?.notes ?? []), ...((ladder && series.data?.notes) || [])])],
    error: series.error ?? selected.error ?? null,
    retry: () => void (series.error ? series.refetch() : selected.refetch()),
  };
}

/** The checkpoints of a run, with what the model's page and the points that are finished tell of them. `here`: its own run is done. */
export function rungsOf(
  children: readonly Pick<RunChild, "name" | "key" | "status">[],
  model: Pick<Model, "checkpoints"> | undefined,
  points: readonly Point[] | null | undefined,
): LadderRung[] {
  const known = new Map(model?.checkpoints.map((c) => [c.revision, c]));
  const finished = new Map(points?.map((point) => [point.checkpoint, point]));
  return children.map(({ name, key, status }) => ({
    revision: name,
    key,
    step: known.get(name)?.step ?? finished.get(name)?.step ?? null,
    stage: known.get(name)?.stage ?? null,
    here: status === "done",
    lost: lostOf(status),
    duplicateOf: finished.get(name)?.duplicate_of ?? known.get(name)?.duplicate_of ?? null,
  }));
}

/** How a run ended without a result, if it did. */
export const lostOf = (status: RunState): Lost | null => (status === "failed" || status === "cancelled" ? status : null);
