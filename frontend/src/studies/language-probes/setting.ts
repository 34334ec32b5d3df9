/** What the form stands on: model and text, the model's concept runs, and every choice made that has an obvious answer. */
import { useRuns } from "../../api/queries";
import type { CorpusSummary, RunSummary } from "../../api/types";
import { type AskedOf, type Part as PartOf, type Stands, type TextSetting, useText } from "../../kit";
import type { Params } from "./types";

export type Asked = AskedOf<Params>;

export interface Setting extends TextSetting {
  /** Finished concept neurons of the model: runs and series. */
  conceptRuns: readonly RunSummary[];
}

/** What every part of the form is given. */
export type Part = PartOf<Asked, Setting>;

export function useSetting(given: Asked): Stands<Asked, Setting> {
  const { asked, setting, state } = useText(given, "Probes need a model, and sentences in two languages or more.", parallel);
  const runs = useRuns({ study: "concept-neurons", status: "done" });
  return {
    asked: { ...asked, concepts: given.concepts ?? (given.target === "concept" ? (setting.corpus?.concept_page[0]?.id ?? null) : null) },
    setting: {
      ...setting,
      conceptRuns: (runs.data?.runs ?? []).filter((run) => run.model === asked.model && (run.kind === "run" || run.kind === "series")),
    },
    state,
  };
}

/** The first corpus that has two languages to tell apart, concepts first. */
const parallel = (corpora: readonly CorpusSummary[]) => {
  const several = corpora.filter((c) => c.languages.length > 1);
  return several.find((c) => c.concept_sets.length > 0) ?? several[0] ?? corpora[0];
};
