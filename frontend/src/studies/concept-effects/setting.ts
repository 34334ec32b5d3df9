/** What the form stands on: finished concept runs, the chosen one with its checkpoints and languages, and its corpus. */
import type { ApiError } from "../../api/client";
import { useCorpus, useModel, useRun, useRuns } from "../../api/queries";
import type { Corpus, Model, RunStatus, RunSummary } from "../../api/types";
import { inHouseOrder } from "../../lib/languages";
import type { FormPart } from "../../ui";
import type { Asked } from "./form-state";

export interface Setting {
  /** Finished concept runs and series of any model, newest first; undefined while they are on their way. */
  runs: readonly RunSummary[] | undefined;
  conceptRun: RunStatus | undefined;
  model: Model | undefined;
  corpus: Corpus | undefined;
  /** Checkpoints the concept run has finished. */
  checkpoints: readonly string[];
  languages: readonly string[];
  error: ApiError | null;
  retry: () => void;
}

/** What every part of the form is given. */
export interface Part extends FormPart<Asked> {
  setting: Setting;
}

/** The setting of what is asked, and what is asked with every choice made that has an obvious answer. */
export function useSetting(given: Asked): { asked: Asked; setting: Setting } {
  const answer = useRuns({ study: "concept-neurons", status: "done" });
  const runs = answer.data?.runs.filter((run) => run.kind === "run" || run.kind === "series");
  const chosen = given.concept_run ?? runs?.find((run) => given.model === null || run.model === given.model)?.key ?? null;
  const own = useRun(chosen ?? "", chosen !== null).data;
  const modelId = given.model ?? own?.model ?? null;
  const model = useModel(modelId);
  const corpus = useCorpus(typeof own?.params.corpus === "string" ? own.params.corpus : null);
  const done = own?.kind === "series" ? own.children.filter((child) => child.status === "done").map((child) => child.name) : own?.checkpoint ? [own.checkpoint] : [];
  const languages = inHouseOrder((own?.params.languages as string[] | undefined) ?? []);
  return {
    asked: { ...given, model: modelId, concept_run: chosen, language: given.language ?? languages[0] ?? null },
    setting: { runs, conceptRun: own, model: model.data, corpus: corpus.data, checkpoints: done, languages, error: answer.data ? null : answer.error, retry: () => void answer.refetch() },
  };
}
