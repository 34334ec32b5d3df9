/** A result: one checkpoint, or a ladder that grows while it is looked at. One selection drives all panels. */
import { useMemo } from "react";
import { useLocation } from "wouter";
import { useFigure } from "../../api/queries";
import type { Result as Answer, RunStatus } from "../../api/types";
import { useKeys } from "../../lib/keys";
import { readAddress } from "../../lib/marks";
import { useViewState } from "../../lib/permalink";
import type { PairKey, PlotlyFigure } from "../../plots";
import { computing, type LadderPage, Panel, State, useLadderPage, WhereFrom, WithSide } from "../../ui";
import { type Answers, useAnswers } from "./data";
import { Controls } from "./Controls";
import { Beside, Numbers } from "./Numbers";
import { ConceptsPanel, LayersPanel, MatrixPanel, OverTraining, SharedPanel, SmallFigure, WhereInTheModel } from "./panels";
import { SidePanel } from "./Side";
import { CODECS, type SetView, type View } from "./state";
import { clearest, extent, finding, findPair } from "./words";
import "./concept-neurons.css";

/** What every panel of a result is given. */
export interface PanelContext {
  run: RunStatus;
  answers: Answers;
  view: View;
  set: SetView;
  /** The concept whose experts are shown: the chosen one, else the clearest. */
  concept: string | null;
  onMark: (address: string, how: { pin: boolean }) => void;
  selectCheckpoint: (revision: string) => void;
  pinCheckpoint: (revision: string) => void;
  frame: LadderPage["frame"];
}

export function Result({ run }: { run: RunStatus }) {
  const [view, set] = useViewState(CODECS);
  const answers = useAnswers(run, view.at, view.pin);
  const context = usePanels(run, answers, view, set);
  const { selected, points } = answers;
  const result = selected?.result;

  if (answers.error && !result) {
    return <State state={{ kind: "failed", message: answers.error.message, hint: answers.error.hint, retry: { label: "Ask again", run: answers.retry } }} />;
  }
  if (!selected) return <NotYet run={run} context={context} />;
  return (
    <div className="concept-neurons">
      {result && <Head run={run} child={selected.key} result={result} first={points?.[0] ?? null} />}
      <Controls context={context} />
      <WithSide side={<SidePanel context={context} />}>
        <OverTraining context={context} />
        <div className="panels">
          <MatrixPanel context={context} />
          <div className="stack panel-column">
            {run.kind === "series" ? <WhereInTheModel context={context} /> : <LayersPanel context={context} />}
            <SharedPanel context={context} />
          </div>
          <ConceptsPanel context={context} />
          <SmallFigure context={context} letter="F" name="k_curve" title="Overlap over the number of experts" />
          <SmallFigure context={context} letter="G" name="sharing" title="Experts by number of languages" />
        </div>
        {result && <Numbers context={context} result={result} pinned={answers.pinned?.result} />}
        {result?.beside && <Beside result={result} beside={result.beside} />}
        {answers.notes.length > 0 && (
          <Panel title="Notes">
            <ul className="notes">{answers.notes.map((note) => <li key={note}>{note}</li>)}</ul>
          </Panel>
        )}
      </WithSide>
    </div>
  );
}

/** The finding as a sentence, then where it comes from. */
function Head({ run, child, result, first }: { run: RunStatus; child: string; result: Answer; first: Parameters<typeof finding>[2] }) {
  return (
    <div className="stack result-head">
      <h1>Concept neurons of {result.model}</h1>
      <p className="lead" aria-live="polite">{finding(result, result.pairs.length, first)}</p>
      <WhereFrom run={run} child={child} result={result} cells={[extent(result)]} />
    </div>
  );
}

/** Nothing is finished: what will stand here, with the axes already drawn. */
function NotYet({ run, context }: { run: RunStatus; context: PanelContext }) {
  if (run.status === "failed" || run.status === "cancelled") return null; // the page above says what happened and offers a retry
  const state = computing(run, context.answers.rungs);
  return (
    <div className="concept-neurons">
      <h1>Concept neurons of {run.model}</h1>
      {run.kind === "series" && <Controls context={context} />}
      <div className="panels">
        {run.kind === "series" && <Panel letter="A" title="Overlap of expert sets over training" state={state} height={250} className="full-width" />}
        <Panel letter="B" title="Language by language" state={run.kind === "series" ? { kind: "loading", label: "Drawn when the first checkpoint is done" } : state} height={250} />
        <Panel letter="C" title="Where in the model" state={{ kind: "loading", label: "Drawn when the first checkpoint is done" }} height={250} />
      </div>
    </div>
  );
}

function usePanels(run: RunStatus, answers: Answers, view: View, set: SetView): PanelContext {
  const [, navigate] = useLocation();
  const result = answers.selected?.result;
  const concept = useMemo(() => (result?.concepts.some((c) => c.name === view.concept) ? view.concept : result ? clearest(result.concepts) : view.concept), [result, view.concept]);
  const { isHere, selectCheckpoint, frame } = useLadderPage(answers, view, set, "A");
  const pinCheckpoint = (revision: string) => {
    if (isHere(revision)) set({ pin: view.pin === revision ? null : revision });
  };
  const onMark: PanelContext["onMark"] = (address, { pin }) => {
    const { kind, value } = readAddress(address);
    if (kind === "checkpoint") return pin ? pinCheckpoint(value) : selectCheckpoint(value);
    if (kind === "layer") {
      const [layer, revision] = value.split("@");
      if (revision) selectCheckpoint(revision);
      return set({ layer: Number(layer) });
    }
    if (kind === "pair") {
      const [a, b] = value.split("~");
      if (a && b) set({ pair: { a, b } });
    }
    if (kind === "concept") set({ concept: value });
    if (kind === "unit") navigate(`/runs/${answers.selected?.key}/units/${value}${concept ? `?concept=${encodeURIComponent(concept)}` : ""}`);
    if (kind === "run") navigate(`/runs/${value}`);
  };

  useKeys([
    { key: "p", does: "pin the selected checkpoint", run: () => answers.selected && pinCheckpoint(answers.selected.revision), when: answers.rungs.length > 1 },
    {
      key: "Escape", does: "unselect, then unpin",
      run: () => set(view.unit || view.layer !== null ? { unit: null, layer: null } : view.pair ? { pair: null } : view.concept ? { concept: null } : { pin: null }),
      when: view.unit !== null || view.layer !== null || view.pair !== null || view.concept !== null || view.pin !== null,
    },
  ]);

  return { run, answers, view, set, concept, onMark, selectCheckpoint, pinCheckpoint, frame };
}

/** The selected pair, if the result has it. */
export function selectedPair(context: PanelContext): PairKey | null {
  const { view, answers } = context;
  return view.pair && answers.selected?.result && findPair(answers.selected.result.pairs, view.pair.a, view.pair.b) ? view.pair : null;
}

/** A stored figure of the whole ladder, for panels that draw it themselves. */
export const useLadderFigure = (context: PanelContext, name: string) =>
  useFigure<PlotlyFigure>(context.run.key, name, context.run.finished_set, context.run.kind === "series" && context.run.finished_set !== null);
