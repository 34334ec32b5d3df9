/** A result: one checkpoint, or a ladder that grows while it is looked at. One selection drives all panels. */
import { useMemo } from "react";
import { useLocation } from "wouter";
import type { RunStatus } from "../../api/types";
import { ResultHead, ResultPage, RunFigure } from "../../kit";
import { useKeys } from "../../lib/keys";
import { readAddress } from "../../lib/marks";
import { useViewState } from "../../lib/permalink";
import { useLadderPage, WithSide } from "../../ui";
import { CODECS, type PanelContext, type SetView, type View } from "./context";
import { Controls } from "./Controls";
import { type Answers, useAnswers } from "./data";
import { Beside, Numbers } from "./Numbers";
import { ConceptsPanel, LayersPanel, MatrixPanel, OverTraining, SharedPanel, WhereInTheModel } from "./panels";
import { SidePanel } from "./Side";
import { clearest, extent, finding } from "./words";
import "./concept-neurons.css";

const LADDER = { letter: "A", title: "Overlap of expert sets over training", full: true };
const FIRST = [
  { letter: "B", title: "Language by language" },
  { letter: "C", title: "Where in the model" },
];

export function Result({ run }: { run: RunStatus }) {
  const [view, set] = useViewState(CODECS);
  const answers = useAnswers(run, view.at, view.pin);
  const context = usePanels(run, answers, view, set);
  const { selected, points } = answers;
  const result = selected?.result;
  const title = `Concept neurons of ${result?.model ?? run.model ?? ""}`;
  return (
    <ResultPage
      study="concept-neurons"
      title={title}
      context={context}
      hasResult={result !== undefined}
      first={run.kind === "series" ? [LADDER, ...FIRST] : FIRST}
      head={
        result &&
        selected && (
          <ResultHead
            title={title}
            leads={[finding(result, result.pairs.length, points?.[0] ?? null)]}
            run={run}
            child={selected.key}
            result={result}
            cells={[extent(result)]}
          />
        )
      }
      controls={<Controls context={context} />}
      within={(body) => <WithSide side={<SidePanel context={context} />}>{body}</WithSide>}
    >
      <OverTraining context={context} />
      <div className="panels">
        <MatrixPanel context={context} />
        <div className="stack panel-column">
          {run.kind === "series" ? <WhereInTheModel context={context} /> : <LayersPanel context={context} />}
          <SharedPanel context={context} />
        </div>
        <ConceptsPanel context={context} />
        <RunFigure context={context} letter="F" name="k_curve" title="Overlap over the number of experts" height={210} />
        <RunFigure context={context} letter="G" name="sharing" title="Experts by number of languages" height={210} />
      </div>
      {result && <Numbers context={context} result={result} pinned={answers.pinned?.result} />}
      {result?.beside && <Beside result={result} beside={result.beside} />}
    </ResultPage>
  );
}

function usePanels(run: RunStatus, answers: Answers, view: View, set: SetView): PanelContext {
  const [, navigate] = useLocation();
  const result = answers.selected?.result;
  const concept = useMemo(
    () => (result?.concepts.some((c) => c.name === view.concept) ? view.concept : result ? clearest(result.concepts) : view.concept),
    [result, view.concept],
  );
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
    if (kind === "unit")
      navigate(`/runs/${answers.selected?.key}/units/${value}${concept ? `?concept=${encodeURIComponent(concept)}` : ""}`);
    if (kind === "run") navigate(`/runs/${value}`);
  };

  useKeys([
    {
      key: "p",
      does: "pin the selected checkpoint",
      run: () => answers.selected && pinCheckpoint(answers.selected.revision),
      when: answers.rungs.length > 1,
    },
    {
      key: "Escape",
      does: "unselect, then unpin",
      run: () =>
        set(
          view.unit || view.layer !== null
            ? { unit: null, layer: null }
            : view.pair
              ? { pair: null }
              : view.concept
                ? { concept: null }
                : { pin: null },
        ),
      when: view.unit !== null || view.layer !== null || view.pair !== null || view.concept !== null || view.pin !== null,
    },
  ]);

  return { run, answers, view, set, concept, onMark, selectCheckpoint, pinCheckpoint, frame };
}
