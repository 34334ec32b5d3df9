/** From language-specific neurons to the playground in one click: there they are switched off, beside random units. */
import { useMayWrite, useRuns, useSentences } from "../../api/queries";
import type { RunStatus } from "../../api/types";
import { parallelPrompts, plainSentence, playgroundAsk, playgroundHref } from "../../kit";
import { languagesInOrder } from "../../lib/languages";
import type { Result } from "./types";

/** Sentences looked through for one to begin with; languages it is shown in. */
const LOOKED_AT = 20;
const MOST_PROMPTS = 9;
/** An address can't hold more. */
export const MOST_UNITS = 1000;

/** The address of the playground with these units switched off; null on a server that only shows. */
export function usePlayground(run: RunStatus, result: Result): ((units: readonly string[]) => string) | null {
  const mayWrite = useMayWrite();
  const languages = languagesInOrder(result.languages).slice(0, MOST_PROMPTS);
  const corpus = typeof run.params.corpus === "string" ? run.params.corpus : null;
  // Several splits are joined by +; the list of sentences knows one name.
  const ids = typeof run.params.ids === "string" ? run.params.ids.split("+")[0] : null;
  const sentences = useSentences(corpus ?? "", { language: languages, ids, limit: LOOKED_AT }, mayWrite && corpus !== null);
  // Concept neurons of this checkpoint, if there are any: they know the loss's sentences. "auto": not known yet.
  const runs = useRuns({ study: "concept-neurons", model: result.model, status: "done", children: true, limit: 200 });
  const known = runs.data?.runs.find((one) => one.kind === "run" && one.checkpoint === result.checkpoint);
  const conceptRun = known?.key ?? (runs.data || runs.error ? "" : "auto");
  if (!mayWrite) return null;
  const chosen = sentences.data ? plainSentence(sentences.data.sentences, languages, null) : null;
  const prompts = chosen ? parallelPrompts(chosen, languages) : [];
  return (units) => {
    const ask = playgroundAsk(
      { model: result.model, checkpoint: result.checkpoint, conceptRun },
      { addresses: units.slice(0, MOST_UNITS), operation: "zero" },
      prompts,
    );
    return playgroundHref(conceptRun === "" ? { ...ask, held_out: 0 } : ask);
  };
}
