/** A result: one checkpoint, or a ladder that grows while it is looked at. One selection drives all panels. */
import type { RunStatus } from "../../api/types";
import { plural } from "../../lib/format";
import { useKeys } from "../../lib/keys";
import { readAddress } from "../../lib/marks";
import { useViewState } from "../../lib/permalink";
import { checkpointInWords } from "../../lib/steps";
import { computing, type LadderPage, Panel, State, useLadderPage, WhereFrom } from "../../ui";
import { Across, Aligned, Pairs } from "./Between";
import { Confused } from "./Confused";
import { Controls } from "./Controls";
import { type Answers, useAnswers } from "./data";
import { NeuronPanels } from "./Neurons";
import { Layers, OverTraining, RunFigure } from "./panels";
import { CODECS, OVER, readCell, readTwo, type SetView, type View } from "./state";
import type { Result as Answer } from "./types";
import { lead, lost } from "./words";
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
  return (
    <div className="stack result-head">
      <h1>Language probes of {result.model}</h1>
      <div className="leads" aria-live="polite">{[lead(result, first), lost(result.neurons)].map((said) => <p key={said} className="lead">{said}</p>)}</div>
      <WhereFrom
        run={run} child={child} result={result}
        cells={[
          `${plural(result.languages.length, "language")}, n = ${plural(result.n_ids, "sentence")} in ${plural(result.n_documents, "document")}, ${plural(result.n_examples, "example")}`,
          `${plural(result.probes[0]?.by_split.length ?? 0, "split")} by document`,
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
    <div className="language-probes">
      <h1>Language probes of {run.model}</h1>
      {run.kind === "series" && <Controls context={context} />}
      <Panel letter={run.kind === "series" ? "A" : "B"} title={run.kind === "series" ? OVER.layers.title : "Held-out accuracy by layer"} state={state} height={250} />
    </div>
  );
}

function usePanels(run: RunStatus, answers: Answers, view: View, set: SetView): PanelContext {
  const { result } = answers;
  const layers = result?.probes.map((probe) => probe.layer) ?? [];
  const layer = view.layer !== null && layers.includes(view.layer) ? view.layer : (layers[layers.length - 1] ?? null);
  const { isHere, written, selectCheckpoint, frame } = useLadderPage(answers, view, set, "B");
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
  const chosen = view.truth !== null || view.pair !== null || view.off !== null || view.of !== null || view.in !== null || view.layer !== null;
  useKeys([
    { key: "Escape", does: "unselect", run: () => set({ truth: null, predicted: null, all: false, pair: null, off: null, of: null, in: null, layer: null }), when: chosen },
  ]);
  return { run, answers, view, set, layer, onMark, selectCheckpoint, select, frame };
}

/** What a table's title says of the checkpoint it is about. */
export const at = (result: Answer): string => `at ${checkpointInWords(result)}`;
