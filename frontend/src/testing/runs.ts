/** Runs as the server tells them, made up: one that is finished, and a ladder as far as some of its checkpoints. */
import type { RunStatus } from "../api/types";

/** A finished run; `facts` in place of some of its own. */
export const runServed = (facts: Partial<RunStatus>): RunStatus =>
  ({
    kind: "run",
    model: "toy-ladder",
    checkpoint: null,
    label: "",
    status: "done",
    created: "2026-01-01T00:00:00Z",
    started: null,
    finished: null,
    steps_done: 3,
    steps_total: 3,
    fraction: 1,
    seconds_left: null,
    error: null,
    failed: 0,
    imported: false,
    study_version: 1,
    params: {},
    inputs: {},
    attempt: 1,
    lane: "batch",
    worker: null,
    worker_state: "none",
    ahead: 0,
    stopping: false,
    mine: true,
    askers: 1,
    plan: [],
    cost: null,
    warnings: [],
    provenance: null,
    result_digest: null,
    finished_set: null,
    figures: [],
    children: [],
    parents: [],
    log: [],
    last_event: 0,
    ...facts,
  }) as RunStatus;

/** A series over the checkpoints at `all` steps, of which those at `done` are finished; `keyOf` is the key at a step. */
export function ladderServed(
  all: readonly number[],
  done: readonly number[],
  keyOf: (step: number) => string,
  facts: Partial<RunStatus>,
): RunStatus {
  const child = runServed(facts);
  return {
    ...child,
    kind: "series",
    status: done.length === all.length ? "done" : "running",
    inputs: { corpora: { toy: "ab".repeat(32) } },
    provenance: { isogloss: "0.1.0" },
    finished_set: done.length > 0 ? `${done.length}`.repeat(32) : null,
    children: all.map((step) => ({
      ...child,
      growing: false,
      key: keyOf(step),
      name: `step${step}`,
      checkpoint: `step${step}`,
      status: done.includes(step) ? "done" : "running",
    })),
  } as RunStatus;
}
