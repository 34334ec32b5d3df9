/** A result: one checkpoint, or a ladder that grows while it is looked at. One selection drives all panels. */
import type { RunStatus } from "../../api/types";
import { count, plural, shortDigest } from "../../lib/format";
import { useKeys } from "../../lib/keys";
import { readAddress } from "../../lib/marks";
import { useViewState } from "../../lib/permalink";
import { checkpointInWords } from "../../lib/steps";
import { computing, IdentifierPanel, type LadderPage, Panel, State, useLadderPage, WhereFrom } from "../../ui";
import { Controls } from "./Controls";
import { type Answers, useAnswers } from "./data";
import { ByConcept, ByLanguage } from "./Numbers";
import { OverTraining, RunFigure } from "./panels";
import { CODECS, type SetView, type View } from "./state";
import { Texts } from "./Texts";
import type { Result as Answer } from "./types";
import { leads, PANES } from "./words";
import "./concept-effects.css";

/** What every panel of a result is given. */
export interface PanelContext {
  run: RunStatus;
  answers: Answers;
  view: View;
  set: SetView;
  /** The concept whose texts are shown: the chosen one, else the first. */
  concept: string | null;
  onMark: (address: string) => void;
  selectCheckpoint: (revision: string) => void;
  frame: LadderPage["frame"];
}

export function Result({ run }: { run: RunStatus }) {
  const [view, set] = useViewState(CODECS);
  const answers = useAnswers(run, view.at);
  const context = usePanels(run, answers, view, set);
  const { selected, result, points, notes } = answers;

  if (answers.error && !result) {
    return <State state={{ kind: "failed", message: answers.error.message, hint: answers.error.hint, retry: { label: "Ask again", run: answers.retry } }} />;
  }
  if (!selected) return <NotYet run={run} context={context} />;
  return (
    <div className="concept-effects">
      {result && <Head run={run} child={selected.key} result={result} first={points?.[0] ?? null} />}
      <Controls context={context} />
      <OverTraining context={context} />
      <div className="panels">
        <RunFigure context={context} letter="B" name="ablation" title="Switched off, by language" height={250} />
        <RunFigure context={context} letter="C" name="ablation_by_concept" title="Switched off, concept by concept" height={250} />
      </div>
      {result && <ByLanguage result={result} />}
      <div className="panels">
        <RunFigure context={context} letter="E" name="on_concept" title="Forced: whose words come up" height={230} />
        <RunFigure context={context} letter="F" name="on_concept_by_concept" title="Forced, concept by concept" height={230} />
        <RunFigure context={context} letter="G" name="languages_written" title="Languages written" height={230} wide absent={result?.identifier.why} />
      </div>
      {result && <ByConcept context={context} result={result} />}
      {result && <Texts context={context} result={result} />}
      {result && <IdentifierPanel identifier={result.identifier} />}
      {notes.length > 0 && (
        <Panel title="Notes">
          <ul className="notes">{notes.map((note) => <li key={note}>{note}</li>)}</ul>
        </Panel>
      )}
    </div>
  );
}

/** The finding as a sentence, then where it comes from. */
function Head({ run, child, result, first }: { run: RunStatus; child: string; result: Answer; first: Parameters<typeof leads>[1] }) {
  return (
    <div className="stack result-head">
      <h1>Concept effects in {result.model}</h1>
      <div className="leads" aria-live="polite">{leads(result, first).map((said) => <p key={said} className="lead">{said}</p>)}</div>
      <WhereFrom
        run={run} child={child} result={result}
        cells={[
          `experts of concept run ${shortDigest(result.concept_run)}`,
          `${plural(result.concepts.length, "concept")} × ${plural(result.languages.length, "language")}, n = ${count(result.n_ids)} held-out sentences in ${plural(result.n_documents, "document")}`,
          `${plural(result.draws, "set")} of random units`,
        ]}
      />
    </div>
  );
}

/** Nothing is finished: what will stand here, with the axes already drawn. */
function NotYet({ run, context }: { run: RunStatus; context: PanelContext }) {
  if (run.status === "failed" || run.status === "cancelled") return null; // the page above says what happened and offers a retry
  const state = computing(run, context.answers.rungs);
  return (
    <div className="concept-effects">
      <h1>Concept effects in {run.model}</h1>
      {run.kind === "series" && <Controls context={context} />}
      <Panel letter="A" title="Share of concept words that are the concept’s own, over training" state={state} height={250} />
    </div>
  );
}

function usePanels(run: RunStatus, answers: Answers, view: View, set: SetView): PanelContext {
  const { result } = answers;
  const names = result?.concepts.map((c) => c.concept) ?? [];
  const concept = names.includes(view.concept ?? "") ? view.concept : (names[0] ?? null);
  const { selectCheckpoint, frame } = useLadderPage(answers, view, set, "A");
  const onMark = (address: string) => {
    const { kind, value } = readAddress(address);
    if (kind === "checkpoint") selectCheckpoint(value);
    if (kind === "concept") set({ concept: value });
    const pane = PANES.find((one) => one === value);
    if (kind === "pane" && pane) set({ pane });
  };
  useKeys([{ key: "Escape", does: "unselect", run: () => set({ concept: null }), when: view.concept !== null }]);
  return { run, answers, view, set, concept, onMark, selectCheckpoint, frame };
}

/** What a table's title says of the checkpoint it is about. */
export const at = (result: Answer): string => `at ${checkpointInWords(result)}`;
