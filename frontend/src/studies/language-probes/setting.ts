/** What the form stands on: models and corpora, the chosen two, and every choice made that has an obvious answer. */
import type { ApiError } from "../../api/client";
import { useCorpora, useCorpus, useModel, useModels } from "../../api/queries";
import type { Corpus, CorpusSummary, Model, ModelSummary } from "../../api/types";
import { inHouseOrder } from "../../lib/languages";
import type { Asked } from "./form-state";

export interface Setting {
  /** Undefined while they are on their way. */
  models: readonly ModelSummary[] | undefined;
  corpora: readonly CorpusSummary[] | undefined;
  model: Model | undefined;
  corpus: Corpus | undefined;
  error: ApiError | null;
  retry: () => void;
}

const MOST_AT_FIRST = 9;

export function useSetting(given: Asked): { asked: Asked; setting: Setting } {
  const models = useModels();
  const corpora = useCorpora();
  const model = useModel(given.model ?? models.data?.[0]?.id ?? null).data;
  const corpus = useCorpus(given.corpus ?? parallel(corpora.data)?.id ?? null).data;
  return {
    asked: {
      ...given,
      model: given.model ?? models.data?.[0]?.id ?? null,
      corpus: given.corpus ?? parallel(corpora.data)?.id ?? null,
      concepts: given.concepts ?? (given.target === "concept" ? (corpus?.concept_page[0]?.id ?? null) : null),
      languages: languages(given, model, corpus),
    },
    setting: {
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

/** Those that the model and the corpus share. */
function languages(given: Asked, model: Model | undefined, corpus: Corpus | undefined): readonly string[] {
  if (given.languages.length > 0) return given.languages;
  const here = inHouseOrder(corpus?.languages ?? []);
  const shared = model?.languages ? here.filter((code) => model.languages!.includes(code)) : here;
  return (shared.length >= 2 ? shared : here).slice(0, MOST_AT_FIRST);
}
