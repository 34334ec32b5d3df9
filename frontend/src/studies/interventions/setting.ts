/** What the form stands on: models, the concept run that units come from, and the ladder it was computed along. */
import type { ApiError } from "../../api/client";
import { useModel, useModels, useResult, useRun, useRuns } from "../../api/queries";
import type { Model, ModelSummary, Result as ConceptResult, RunStatus, RunSummary } from "../../api/types";
import { languagesInOrder } from "../../lib/languages";
import type { Asked } from "./asked";

export interface Setting {
  models: readonly ModelSummary[] | undefined;
  model: Model | undefined;
  /** Finished concept runs of the model. */
  conceptRuns: readonly RunSummary[];
  /** The chosen one, and its run of this very checkpoint. */
  conceptRun: RunStatus | undefined;
  conceptKey: string | null;
  concepts: ConceptResult | undefined;
  languages: readonly string[];
  corpus: string | null;
  /** Checkpoints the same can be asked of at once; null where there is one alone. */
  ladder: { series: string | null; checkpoints: string[] } | null;
  error: ApiError | null;
}

const doneOf = (run: RunStatus | undefined): string[] =>
  run?.kind === "series" ? run.children.filter((child) => child.status === "done").map((child) => child.name) : [];

/** The setting of what is asked, and what is asked with every choice made that has an obvious answer. */
export function useSetting(given: Asked): { asked: Asked; setting: Setting } {
  const models = useModels();
  const runs = useRuns({ study: "concept-neurons", status: "done" });
  const found = runs.data?.runs.filter((run) => run.kind !== "recipe") ?? [];
  const modelId = given.model ?? found[0]?.model ?? models.data?.[0]?.id ?? null;
  const model = useModel(modelId);
  const conceptRuns = found.filter((run) => run.model === modelId);
  // None by a person's choice ("") is not the same as never chosen.
  const chosen = given.concept_run === "auto" ? null : given.concept_run;
  const conceptId = chosen ?? (runs.data || runs.error ? (conceptRuns[0]?.key ?? "") : null);
  const conceptRun = useRun(conceptId ?? "", Boolean(conceptId));
  const own = conceptRun.data;
  const parent = useRun(own?.parents[0] ?? "", own?.kind === "run" && own.parents.length > 0);
  const rungs = model.data?.checkpoints ?? [];
  const here = rungs.filter((rung) => rung.here).map((rung) => rung.revision);
  const known = own?.kind === "series" ? doneOf(own) : own?.checkpoint ? [own.checkpoint] : here;
  const checkpoint = given.checkpoint || (known[known.length - 1] ?? null);
  const conceptKey =
    own?.kind === "series"
      ? (own.children.find((child) => child.name === checkpoint && child.status === "done")?.key ?? null)
      : own && own.checkpoint === checkpoint
        ? own.key
        : null;
  const concepts = useResult<ConceptResult>(conceptKey ?? "", null, conceptKey !== null);
  const series = own?.kind === "series" ? own : parent.data?.kind === "series" ? parent.data : undefined;
  const along = conceptId ? doneOf(series) : here;
  return {
    asked: { ...given, model: modelId, checkpoint, concept_run: conceptId },
    setting: {
      models: models.data,
      model: model.data,
      conceptRuns,
      conceptRun: own,
      conceptKey,
      concepts: conceptKey ? concepts.data : undefined,
      languages: languagesInOrder((own?.params.languages as string[] | undefined) ?? model.data?.languages ?? []),
      corpus: typeof own?.params.corpus === "string" ? own.params.corpus : null,
      ladder: along.length > 1 ? { series: conceptId ? series!.key : null, checkpoints: along } : null,
      error: models.data ? null : models.error,
    },
  };
}
