/** A result: one checkpoint, or a ladder that grows while it is looked at. One selection drives all panels. */
import { useLadderAnswers } from "../../api/answers";
import type { RunStatus } from "../../api/types";
import { ResultHead, ResultPage, RunFigure } from "../../kit";
import { plural } from "../../lib/format";
import { useKeys } from "../../lib/keys";
import { readAddress } from "../../lib/marks";
import { useViewState } from "../../lib/permalink";
import { Panel, useLadderPage } from "../../ui";
import { Across, Aligned, Pairs } from "./Between";
import { Confused } from "./Confused";
import { type Answers, CODECS, OVER, type PanelContext, readCell, readTwo, type SetView, type View } from "./context";
import { Controls } from "./Controls";
import { NeuronPanels } from "./Neurons";
import { Layers, OverTraining } from "./panels";
import type { Result as Answer, SeriesPoint } from "./types";
import { lead, lost } from "./words";
import "./language-probes.css";

export function Result({ run }: { run: RunStatus }) {
  const [view, set] = useViewState(CODECS);
  const answers = useLadderAnswers<Answer, SeriesPoint>(run, view.at);
  const context = usePanels(run, answers, view, set);
  const { selected, result, points } = answers;
  const title = `Language probes of ${result?.model ?? run.model ?? ""}`;
  return (
    <ResultPage
      study="language-probes"
      title={title}
      context={context}
      hasResult={result !== undefined}
      first={run.kind === "series" ? { letter: "A", title: OVER.layers.title } : { letter: "B", title: "Held-out accuracy by layer" }}
      head={
        result &&
        selected && (
          <ResultHead
            title={title}
            leads={[lead(result, points?.[0] ?? null), lost(result.neurons)]}
            run={run}
            child={selected.key}
            result={result}
            cells={cells(result)}
          />
        )
      }
      controls={<Controls context={context} />}
    >
      {run.kind === "series" && <OverTraining context={context} />}
      <div className="panels">
        <RunFigure context={context} letter="B" name="accuracy" title="Held-out accuracy by layer" height={250} />
        {result ? (
          <Layers context={context} result={result} />
        ) : (
          <Panel letter="C" title="Layer by layer" state={{ kind: "loading" }} height={250} />
        )}
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
    </ResultPage>
  );
}

const cells = (result: Answer) => [
  `${plural(result.languages.length, "language")}, n = ${plural(result.n_ids, "sentence")} in ${plural(result.n_documents, "document")}, ${plural(result.n_examples, "example")}`,
  `${plural(result.probes[0]?.by_split.length ?? 0, "split")} by document`,
];

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
  const chosen =
    view.truth !== null || view.pair !== null || view.off !== null || view.of !== null || view.in !== null || view.layer !== null;
  useKeys([
    {
      key: "Escape",
      does: "unselect",
      run: () => set({ truth: null, predicted: null, all: false, pair: null, off: null, of: null, in: null, layer: null }),
      when: chosen,
    },
  ]);
  return { run, answers, view, set, layer, onMark, selectCheckpoint, select, frame };
}
