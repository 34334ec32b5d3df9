/** The checkpoint whose texts are shown: a run's own; of a ladder the chosen one, else the newest that has any. */
import { useMemo } from "react";
import type { ApiError } from "../../api/client";
import { rungsOf } from "../../api/answers";
import { useFrames, useModel, useResult } from "../../api/queries";
import type { Intervention, InterventionSeries, RunState, RunStatus } from "../../api/types";
import { PANEL_CODECS } from "../../kit";
import { flag, integer, optional, useViewState } from "../../lib/permalink";
import type { Rung } from "../../ui";
import { type Writing, writingOf } from "./frames";

export const VIEW = {
  /** Of a ladder: the selected checkpoint. */
  at: optional,
  /** The prompt whose next token is listed. */
  prompt: integer(0, 0),
  /** All texts of a prompt, not the first alone. */
  all: flag,
  ...PANEL_CODECS,
};

export interface Shown {
  key: string;
  checkpoint: string | null;
  status: RunState;
  result: Intervention | undefined;
  writing: Writing;
  error: ApiError | null;
  retry: () => void;
  /** Of a ladder. */
  series: InterventionSeries | undefined;
  rungs: readonly Rung[];
}

export function useShown(run: RunStatus | undefined): Shown | null {
  const [view] = useViewState(VIEW);
  const ladder = run?.kind === "series";
  const model = useModel(ladder ? run.model : null);
  // Asked for under no key where it is no ladder: a run's own result stands under the same name.
  const series = useResult<InterventionSeries>(
    ladder ? run.key : "",
    ladder ? run.finished_set : "none",
    ladder && run.finished_set !== null,
  );
  const chosen = ladder
    ? (run.children.find((child) => child.name === view.at) ??
      run.children.findLast((child) => child.status === "done") ??
      run.children.find((child) => child.status === "running") ??
      run.children[0])
    : undefined;
  const key = (ladder ? chosen?.key : run?.key) ?? "";
  const status = (ladder ? chosen?.status : run?.status) ?? "queued";
  const result = useResult<Intervention>(key, null, key !== "" && status === "done");
  const frames = useFrames(key, key !== "" && status !== "done");
  const writing = useMemo(() => writingOf(frames), [frames]);
  if (!run) return null;
  return {
    key,
    status,
    writing,
    checkpoint: (ladder ? chosen?.name : run.checkpoint) ?? null,
    // The result of the checkpoint before may stand in for a moment; its texts would be taken for this one's.
    result: status === "done" && !result.isPlaceholderData ? result.data : undefined,
    error: series.error ?? (status === "done" ? result.error : null),
    retry: () => void (series.error ? series.refetch() : result.refetch()),
    series: series.data,
    rungs: rungsOf(run.children, model.data, series.data?.points),
  };
}
