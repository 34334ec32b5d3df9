/** What the form stands on: models and corpora, the chosen two, and every choice made that has an obvious answer. */
import type { ApiError } from "../../api/client";
import { useCorpora, useCorpus, useModel, useModels, useRuns } from "../../api/queries";
import type { Corpus, CorpusSummary, Model, ModelSummary, RunSummary } from "../../api/types";
import { type FormPart, sharedLanguages } from "../../ui";
import type { Asked } from "./form-state";

export interface Setting {
  /** Undefined while they are on their way. */
  models: readonly ModelSummary[] | undefined;
  corpora: readonly CorpusSummary[] | undefined;
  model: Model | undefined;
  corpus: Corpus | undefined;
  /** Finished concept neurons of the model: runs and series. */
  conceptRuns: readonly RunSummary[];
  error: ApiError | null;
  retry: () => void;
}

/** What every part of the form is given. */
export interface Part extends FormPart<Asked> {
  setting: Setting;
}

export function useSetting(given: Asked): { asked: Asked; setting: Setting } {
  const models = useModels();
  const corpora = useCorpora();
  const runs = useRuns({ study: "concept-neurons", status: "done" });
  const modelId = given.model ?? models.data?.[0]?.id ?? null;
  const model = useModel(modelId).data;
  const corpus = useCorpus(given.corpus ?? parallel(corpora.data)?.id ?? null).data;
  return {
    asked: {
      ...given,
      model: modelId,
      corpus: given.corpus ?? parallel(corpora.data)?.id ?? null,
      concepts: given.concepts ?? (given.target === "concept" ? (corpus?.concept_page[0]?.id ?? null) : null),
      languages: given.languages.length > 0 ? given.languages : sharedLanguages(model, corpus),
    },
    setting: {
      conceptRuns: (runs.data?.runs ?? []).filter((run) => run.model === modelId && (run.kind === "run" || run.kind === "series")),
      models: models.data, corpora: corpora.data, model, corpus,
      error: models.data && corpora.data ? null : (models.error ?? corpora.error),
      retry: () => { void models.refetch(); void corpora.refetch(); },
    },
  };
}

/** The first corpus that has two languages to tell apart, concepts first. */
const parallel = (corpora: readonly CorpusSummary[] | undefined) => {
  const several = corpora?.filter((c) => c.languages.length > 1);
  return several?.find((c) => c.concept_sets.length > 0) ?? several?.[0] ?? corpora?.[0];
};
