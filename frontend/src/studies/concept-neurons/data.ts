/** What a result page stands on: the ladder, the selected and the pinned checkpoint, for one run as for a series. */
import { useModel, useResult } from "../../api/queries";
import type { ApiError } from "../../api/client";
import type { Result, RunStatus, SeriesPoint, SeriesResult } from "../../api/types";
import { inHouseOrder } from "../../lib/languages";
import type { Rung } from "../../ui";
import { checkpointInWords } from "./words";

export interface Standing {
  revision: string;
  key: string;
  /** "step 1,024" */
  name: string;
  /** May lag one step behind `revision` while the next is on its way. */
  result: Result | undefined;
}

export interface Answers {
  rungs: (Rung & { key: string })[];
  points: SeriesPoint[] | null;
  languages: string[];
  selected: Standing | null;
  pinned: Standing | null;
  newest: string | null;
  notes: readonly string[];
  /** Why what is selected cannot be shown. */
  error: ApiError | null;
  retry: () => void;
}

/** The step a revision's name states. */
export const stepOf = (revision: string): number | null => {
  const match = /(?:global_?step|checkpoint|step|iter)[-_]?(\d+)/.exec(revision.toLowerCase());
  return match ? Number(match[1]) : null;
};

export function useAnswers(run: RunStatus, at: string | null, pin: string | null): Answers {
  const isSeries = run.kind === "series";
  const series = useResult<SeriesResult>(run.key, run.finished_set, isSeries && run.finished_set !== null);
  const model = useModel(run.model);
  const points = isSeries ? (series.data?.points ?? null) : null;

  const known = new Map(model.data?.checkpoints.map((c) => [c.revision, c]));
  const finished = new Map(points?.map((p) => [p.checkpoint, p]));
  const children = isSeries ? run.children : [{ name: run.checkpoint ?? "", key: run.key, status: run.status }];
  const rungs = children.map(({ name, key, status }) => ({
    revision: name, key,
    step: finished.get(name)?.step ?? known.get(name)?.step ?? stepOf(name),
    here: isSeries ? finished.has(name) : status === "done",
    duplicateOf: finished.get(name)?.duplicate_of ?? known.get(name)?.duplicate_of ?? null,
  }));
  const newest = rungs.findLast((rung) => rung.here)?.revision ?? null;
  const standing = (revision: string | null) => rungs.find((rung) => rung.revision === revision && rung.here) ?? null;
  const chosen = standing(at) ?? standing(newest);
  const other = pin === chosen?.revision ? null : standing(pin);

  const selected = useResult<Result>(chosen?.key ?? "", null, chosen !== null);
  const pinned = useResult<Result>(other?.key ?? "", null, other !== null);
  const stand = (rung: (typeof rungs)[number] | null, result: Result | undefined): Standing | null =>
    rung && { revision: rung.revision, key: rung.key, name: checkpointInWords({ checkpoint: rung.revision, step: rung.step }), result };

  return {
    rungs, points, newest,
    languages: inHouseOrder(selected.data?.languages.map((l) => l.language) ?? series.data?.languages ?? (run.params.languages as string[] | undefined) ?? []),
    selected: stand(chosen, selected.data),
    pinned: stand(other, other ? pinned.data : undefined),
    notes: [...new Set([...(selected.data?.notes ?? []), ...(series.data?.notes ?? [])])],
    error: series.error ?? selected.error ?? null,
    retry: () => void (series.error ? series.refetch() : selected.refetch()),
  };
}
