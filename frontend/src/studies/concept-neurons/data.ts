/** What a result page stands on: the ladder, the selected and the pinned checkpoint, for one run as for a series. */
import { type LadderAnswers, useLadderAnswers } from "../../api/answers";
import { useResult } from "../../api/queries";
import type { Result, RunStatus, SeriesPoint } from "../../api/types";
import { languagesInOrder } from "../../lib/languages";
import { stepInWords } from "../../lib/steps";

export interface Standing {
  revision: string;
  key: string;
  /** "step 1,024" */
  name: string;
  /** May lag one step behind `revision` while the next is on its way. */
  result: Result | undefined;
}

export interface Answers extends Omit<LadderAnswers<Result, SeriesPoint>, "selected" | "result"> {
  languages: string[];
  selected: Standing | null;
  pinned: Standing | null;
}

export function useAnswers(run: RunStatus, at: string | null, pin: string | null): Answers {
  const { selected, result, ...ladder } = useLadderAnswers<Result, SeriesPoint>(run, at);
  const standing = (revision: string | undefined) => ladder.rungs.find((rung) => rung.revision === revision && rung.here) ?? null;
  const chosen = standing(selected?.revision);
  const other = pin === null || pin === selected?.revision ? null : standing(pin);
  const pinned = useResult<Result>(other?.key ?? "", null, other !== null);
  const stand = (rung: typeof chosen, answer: Result | undefined): Standing | null =>
    rung && { revision: rung.revision, key: rung.key, name: stepInWords(rung), result: answer };
  return {
    ...ladder,
    languages: languagesInOrder(result?.languages.map((l) => l.language) ?? (run.params.languages as string[] | undefined) ?? []),
    selected: stand(chosen, result),
    pinned: stand(other, other ? pinned.data : undefined),
  };
}
