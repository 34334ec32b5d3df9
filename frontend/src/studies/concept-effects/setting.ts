/** What the form stands on: finished concept runs, the chosen one with its checkpoints and languages, and its corpus. */
import { useCorpus, useModel, useRun, useRuns } from "../../api/queries";
import type { Corpus, Model, RunStatus, RunSummary } from "../../api/types";
import { languagesInOrder } from "../../lib/languages";
import type { AskedOf, Part as PartOf, Stands } from "../../kit";
import type { PanelState } from "../../ui";
import type { Params } from "./types";

export type Asked = AskedOf<Params>;

export interface Setting {
  /** Finished concept runs and series of any model, newest first. */
  runs: readonly RunSummary[] | undefined;
  conceptRun: RunStatus | undefined;
  model: Model | undefined;
  corpus: Corpus | undefined;
  /** Checkpoints the concept run has finished. */
  checkpoints: readonly string[];
  languages: readonly string[];
}

/** What every part of the form is given. */
export type Part = PartOf<Asked, Setting>;

const NO_CONCEPT_RUN: PanelState = {
  kind: "empty",
  says: "What a model loses when a concept’s units are switched off, and what it writes when they are forced.",
  detail:
    "It needs a finished run of concept neurons, which says which units those are. Let that run read a part of the sentences: the others are what is tested on.",
  acts: [{ label: "Look for concept neurons", href: "/studies/concept-neurons" }],
};

/** The setting of what is asked, and what is asked with every choice made that has an obvious answer. */
export function useSetting(given: Asked): Stands<Asked, Setting> {
  const answer = useRuns({ study: "concept-neurons", status: "done" });
  const runs = answer.data?.runs.filter((run) => run.kind === "run" || run.kind === "series");
  const chosen = given.concept_run ?? runs?.find((run) => given.model === null || run.model === given.model)?.key ?? null;
  const own = useRun(chosen ?? "", chosen !== null).data;
  const modelId = given.model ?? own?.model ?? null;
  const model = useModel(modelId);
  const corpus = useCorpus(typeof own?.params.corpus === "string" ? own.params.corpus : null);
  const done =
    own?.kind === "series"
      ? own.children.filter((child) => child.status === "done").map((child) => child.name)
      : own?.checkpoint
        ? [own.checkpoint]
        : [];
  const languages = languagesInOrder((own?.params.languages as string[] | undefined) ?? []);
  return {
    asked: { ...given, model: modelId, concept_run: chosen, language: given.language ?? languages[0] ?? null },
    setting: { runs, conceptRun: own, model: model.data, corpus: corpus.data, checkpoints: done, languages },
    state: stateOf(answer, runs?.length === 0 && given.concept_run === null),
  };
}

function stateOf(answer: ReturnType<typeof useRuns>, none: boolean): PanelState | null {
  const { data, error } = answer;
  if (!data && error)
    return { kind: "failed", message: error.message, hint: error.hint, retry: { label: "Ask again", run: () => void answer.refetch() } };
  return data ? (none ? NO_CONCEPT_RUN : null) : { kind: "loading" };
}
