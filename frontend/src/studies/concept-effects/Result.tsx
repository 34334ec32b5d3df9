/** A result: one checkpoint, or a ladder that grows while it is looked at. One selection drives all panels. */
import { useEffect, useRef } from "react";
import { useRun } from "../../api/queries";
import type { RunStatus } from "../../api/types";
import { count, plural, shortDigest } from "../../lib/format";
import { useKeys } from "../../lib/keys";
import { useViewState } from "../../lib/permalink";
import { stepInWords } from "../../plots";
import { IdentifierPanel, Panel, type PanelState, ProvenanceChip, State } from "../../ui";
import { Controls } from "./Controls";
import { type Answers, useAnswers } from "./data";
import { ByConcept, ByLanguage } from "./Numbers";
import { OverTraining, RunFigure } from "./panels";
import { CODECS, type SetView, type View } from "./state";
import { Texts } from "./Texts";
import type { Result as Answer } from "./types";
import { checkpointInWords, leads, PANES } from "./words";
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
  /** View state that every panel with a figure has, by its letter. */
  frame: (letter: string) => { letter: string; table: boolean; onTable: (shown: boolean) => void; full: boolean; onFull: (full: boolean) => void };
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
        <RunFigure context={context} letter="G" name="languages_written" title="Languages written" height={230} wide />
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
  // A ladder reads nothing itself: what was read, and by which version, is the checkpoint's own.
  const own = useRun(child).data ?? run;
  const corpora = Object.entries((own.inputs.corpora ?? {}) as Record<string, string>);
  const version = (own.provenance?.isogloss ?? own.provenance?.version) as string | undefined;
  return (
    <div className="stack result-head">
      <h1>Concept effects in {result.model}</h1>
      <div className="leads" aria-live="polite">{leads(result, first).map((said) => <p key={said} className="lead">{said}</p>)}</div>
      <div className="row">
        <ProvenanceChip
          kind="run"
          cells={[
            `${result.model} at ${result.step === null ? result.checkpoint : count(result.step)}, ${shortDigest(result.fingerprint)}`,
            `experts of concept run ${shortDigest(result.concept_run)}`,
            ...corpora.map(([id, digest]) => `${id} ${shortDigest(digest)}`),
            `${plural(result.concepts.length, "concept")} × ${plural(result.languages.length, "language")}, n = ${count(result.n_ids)} held-out sentences in ${plural(result.n_documents, "document")}`,
            `${plural(result.draws, "set")} of random units`,
            `seed ${String(run.params.seed ?? 0)}`,
            version && `isogloss ${version}`,
          ]}
        />
        {result.contaminated && <ProvenanceChip kind="contaminated" cells={[result.contaminated]} title="This text is not held out: the model was trained on it or on its documents." />}
      </div>
    </div>
  );
}

/** Nothing is finished: what will stand here, with the axes already drawn. */
function NotYet({ run, context }: { run: RunStatus; context: PanelContext }) {
  if (run.status === "failed" || run.status === "cancelled") return null; // the page above says what happened and offers a retry
  // Of a ladder, the checkpoint that is furthest says what is being done.
  const busy = [...run.children].sort((x, y) => y.fraction - x.fraction).find((child) => child.status === "running") ?? run;
  const label = busy === run ? run.label : `${stepInWords({ revision: busy.checkpoint ?? "", step: context.answers.rungs.find((rung) => rung.key === busy.key)?.step ?? null })}: ${busy.label}`;
  const state: PanelState = { kind: "computing", label, done: busy.steps_done, total: busy.steps_total, secondsLeft: busy.seconds_left };
  return (
    <div className="concept-effects">
      <h1>Concept effects in {run.model}</h1>
      {run.kind === "series" && <Controls context={context} />}
      <Panel letter="A" title="Share of concept words that are the concept’s own, over training" state={state} height={250} />
    </div>
  );
}

function usePanels(run: RunStatus, answers: Answers, view: View, set: SetView): PanelContext {
  const { result, rungs, newest, selected } = answers;
  const names = result?.concepts.map((c) => c.concept) ?? [];
  const concept = names.includes(view.concept ?? "") ? view.concept : (names[0] ?? null);
  // The panel that `f` widens: the one last pointed at or focused.
  const near = useRef<string | null>(null);
  useEffect(() => {
    const follow = (event: Event) => {
      const panel = (event.target as Element | null)?.closest?.<HTMLElement>(".panel[id]");
      if (panel) near.current = panel.id.replace("panel-", "");
    };
    for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, follow, { passive: true });
    return () => {
      for (const kind of ["pointerover", "focusin"]) document.removeEventListener(kind, follow);
    };
  }, []);

  // The newest is left out of the address: a selection of the newest follows a growing ladder.
  const selectCheckpoint = (revision: string) => {
    if (rungs.some((rung) => rung.revision === revision && rung.here)) set({ at: revision === newest ? null : revision });
  };
  const onMark = (address: string) => {
    const [kind, value] = [address.slice(0, address.indexOf(":")), address.slice(address.indexOf(":") + 1)];
    if (kind === "checkpoint") selectCheckpoint(value);
    if (kind === "concept") set({ concept: value });
    const pane = PANES.find((one) => one === value);
    if (kind === "pane" && pane) set({ pane });
  };
  const move = (by: number) => {
    const here = rungs.filter((rung) => rung.here);
    const next = here[here.findIndex((rung) => rung.revision === selected?.revision) + by];
    if (next) selectCheckpoint(next.revision);
  };
  const series = rungs.length > 1;
  useKeys([
    { key: "[", does: "checkpoint before, after", run: () => move(-1), when: series },
    { key: "]", does: "checkpoint before, after", run: () => move(1), when: series },
    { key: "f", does: "full width", run: () => set({ full: view.full ? null : (near.current ?? "A") }) },
    { key: "Escape", does: "unselect", run: () => set({ concept: null }), when: view.concept !== null },
  ]);
  const frame: PanelContext["frame"] = (letter) => ({
    letter,
    table: view.tables.includes(letter),
    onTable: (shown) => set({ tables: shown ? [...view.tables, letter].sort() : view.tables.filter((l) => l !== letter) }),
    full: view.full === letter,
    onFull: (full) => set({ full: full ? letter : null }),
  });
  return { run, answers, view, set, concept, onMark, selectCheckpoint, frame };
}

/** What a table's title says of the checkpoint it is about. */
export const at = (result: Answer): string => `at ${checkpointInWords(result)}`;
