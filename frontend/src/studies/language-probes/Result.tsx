/** A result: one checkpoint, or a ladder that grows while it is looked at. One selection drives all panels. */
import { useEffect, useRef } from "react";
import { useRun } from "../../api/queries";
import type { RunStatus } from "../../api/types";
import { count, plural, shortDigest } from "../../lib/format";
import { useKeys } from "../../lib/keys";
import { useViewState } from "../../lib/permalink";
import { stepInWords } from "../../plots";
import { Panel, type PanelState, ProvenanceChip, State } from "../../ui";
import { Across, Aligned, Pairs } from "./Between";
import { Confused } from "./Confused";
import { Controls } from "./Controls";
import { type Answers, useAnswers } from "./data";
import { NeuronPanels } from "./Neurons";
import { Layers, OverTraining, RunFigure } from "./panels";
import { CODECS, OVER, readAddress, readCell, readTwo, type SetView, type View } from "./state";
import type { Result as Answer } from "./types";
import { checkpointInWords, lead, lost } from "./words";
import "./language-probes.css";

/** What every panel of a result is given. */
export interface PanelContext {
  run: RunStatus;
  answers: Answers;
  view: View;
  set: SetView;
  /** The layer that confusion and pairs are shown of: the chosen one, else the last; null while none is known. */
  layer: number | null;
  onMark: (address: string) => void;
  selectCheckpoint: (revision: string) => void;
  /** A checkpoint and a layer of it. */
  select: (revision: string, layer: number) => void;
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
    <div className="language-probes">
      {result && <Head run={run} child={selected.key} result={result} first={points?.[0] ?? null} />}
      <Controls context={context} />
      {run.kind === "series" && <OverTraining context={context} />}
      <div className="panels">
        <RunFigure context={context} letter="B" name="accuracy" title="Held-out accuracy by layer" height={250} />
        {result ? <Layers context={context} result={result} /> : <Panel letter="C" title="Layer by layer" state={{ kind: "loading" }} height={250} />}
      </div>
      {result && (
        <>
          <Confused context={context} result={result} />
          <Across context={context} result={result} />
          <Aligned context={context} />
          <Pairs context={context} result={result} />
          <NeuronPanels context={context} result={result} />
        </>
      )}
      {notes.length > 0 && (
        <Panel title="Notes">
          <ul className="notes">{notes.map((note) => <li key={note}>{note}</li>)}</ul>
        </Panel>
      )}
    </div>
  );
}

/** The finding as a sentence, then where it comes from. */
function Head({ run, child, result, first }: { run: RunStatus; child: string; result: Answer; first: Parameters<typeof lead>[1] }) {
  // A ladder reads nothing itself: what was read, and by which version, is the checkpoint's own.
  const own = useRun(child).data ?? run;
  const corpora = Object.entries((own.inputs.corpora ?? {}) as Record<string, string>);
  const version = (own.provenance?.isogloss ?? own.provenance?.version) as string | undefined;
  return (
    <div className="stack result-head">
      <h1>Language probes of {result.model}</h1>
      <div className="leads" aria-live="polite">{[lead(result, first), lost(result.neurons)].map((said) => <p key={said} className="lead">{said}</p>)}</div>
      <div className="row">
        <ProvenanceChip
          kind="run"
          cells={[
            `${result.model} at ${result.step === null ? result.checkpoint : count(result.step)}, ${shortDigest(result.fingerprint)}`,
            ...corpora.map(([id, digest]) => `${id} ${shortDigest(digest)}`),
            `${plural(result.languages.length, "language")}, n = ${plural(result.n_ids, "sentence")} in ${plural(result.n_documents, "document")}, ${plural(result.n_examples, "example")}`,
            `${plural(result.probes[0]?.by_split.length ?? 0, "split")} by document`,
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
    <div className="language-probes">
      <h1>Language probes of {run.model}</h1>
      {run.kind === "series" && <Controls context={context} />}
      <Panel letter={run.kind === "series" ? "A" : "B"} title={run.kind === "series" ? OVER.layers.title : "Held-out accuracy by layer"} state={state} height={250} />
    </div>
  );
}

function usePanels(run: RunStatus, answers: Answers, view: View, set: SetView): PanelContext {
  const { result, rungs, newest, selected } = answers;
  const layers = result?.probes.map((probe) => probe.layer) ?? [];
  const layer = view.layer !== null && layers.includes(view.layer) ? view.layer : (layers[layers.length - 1] ?? null);
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

  const isHere = (revision: string) => rungs.some((rung) => rung.revision === revision && rung.here);
  // The newest is left out of the address: a selection of the newest follows a growing ladder.
  const written = (revision: string) => (revision === newest ? null : revision);
  const selectCheckpoint = (revision: string) => {
    if (isHere(revision)) set({ at: written(revision) });
  };
  const select = (revision: string, layer: number) => {
    if (isHere(revision)) set({ at: written(revision), layer });
  };
  const onMark = (address: string) => {
    const { kind, value } = readAddress(address);
    if (kind === "checkpoint") return selectCheckpoint(value);
    if (kind === "layer" || kind === "cell") {
      const cell = readCell(value);
      if (cell) return cell.revision === null ? set({ layer: cell.layer }) : select(cell.revision, cell.layer);
    }
    const languages = result?.languages ?? [];
    if (kind === "pair") return set({ pair: readTwo(value, languages) });
    if (kind === "off") return set({ off: readTwo(value, languages) });
    const cell = kind === "class" ? readTwo(value, result?.classes ?? []) : null;
    if (cell) set({ truth: cell.a, predicted: cell.b, all: false });
  };
  const move = (by: number) => {
    const here = rungs.filter((rung) => rung.here);
    const next = here[here.findIndex((rung) => rung.revision === selected?.revision) + by];
    if (next) selectCheckpoint(next.revision);
  };
  const series = rungs.length > 1;
  const chosen = view.truth !== null || view.pair !== null || view.off !== null || view.of !== null || view.in !== null || view.layer !== null;
  useKeys([
    { key: "[", does: "checkpoint before, after", run: () => move(-1), when: series },
    { key: "]", does: "checkpoint before, after", run: () => move(1), when: series },
    { key: "f", does: "full width", run: () => set({ full: view.full ? null : (near.current ?? "B") }) },
    { key: "Escape", does: "unselect", run: () => set({ truth: null, predicted: null, all: false, pair: null, off: null, of: null, in: null, layer: null }), when: chosen },
  ]);
  const frame: PanelContext["frame"] = (letter) => ({
    letter,
    table: view.tables.includes(letter),
    onTable: (shown) => set({ tables: shown ? [...view.tables, letter].sort() : view.tables.filter((l) => l !== letter) }),
    full: view.full === letter,
    onFull: (full) => set({ full: full ? letter : null }),
  });
  return { run, answers, view, set, layer, onMark, selectCheckpoint, select, frame };
}

/** What a table's title says of the checkpoint it is about. */
export const at = (result: Answer): string => `at ${checkpointInWords(result)}`;
