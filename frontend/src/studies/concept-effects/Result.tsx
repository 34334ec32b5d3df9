/** A result: one checkpoint, or a ladder that grows while it is looked at. One selection drives all panels. */
import { useLadderAnswers } from "../../api/answers";
import type { RunStatus } from "../../api/types";
import { IdentifierPanel, LadderLine, OverTraining, ResultHead, ResultPage, RunFigure } from "../../kit";
import { count, plural, shortDigest } from "../../lib/format";
import { useKeys } from "../../lib/keys";
import { language } from "../../lib/languages";
import { readAddress } from "../../lib/marks";
import { useViewState } from "../../lib/permalink";
import { Switch, useLadderPage } from "../../ui";
import { type Answers, CODECS, OVER, type Over, type PanelContext, type SetView, type View } from "./context";
import { ByConcept, ByLanguage } from "./Numbers";
import { Texts } from "./Texts";
import type { Result as Answer, SeriesPoint } from "./types";
import { leads, PANES } from "./words";
import "./concept-effects.css";

const STUDY = "concept-effects";

export function Result({ run }: { run: RunStatus }) {
  const [view, set] = useViewState(CODECS);
  const answers = useLadderAnswers<Answer, SeriesPoint>(run, view.at);
  const context = usePanels(run, answers, view, set);
  const { selected, result, points } = answers;
  const title = `Concept effects in ${result?.model ?? run.model ?? ""}`;
  const choice = (
    <Switch
      label="Measure"
      value={view.over}
      onChange={(over) => set({ over })}
      options={(Object.keys(OVER) as Over[]).map((value) => ({ value, label: OVER[value].short, title: OVER[value].title }))}
    />
  );
  return (
    <ResultPage
      study={STUDY}
      title={title}
      context={context}
      hasResult={result !== undefined}
      first={{ letter: "A", title: OVER.forced.title }}
      head={
        result &&
        selected && (
          <ResultHead
            title={title}
            leads={leads(result, points?.[0] ?? null)}
            run={run}
            child={selected.key}
            result={result}
            cells={cells(result)}
          />
        )
      }
      controls={<Controls context={context} />}
    >
      <OverTraining
        study={STUDY}
        context={context}
        figure={OVER[view.over].figure}
        title={OVER[view.over].title}
        says="What switching off and forcing do over training, beside random units."
        aside={choice}
      />
      <div className="panels">
        <RunFigure context={context} letter="B" name="ablation" title="Switched off, by language" height={250} />
        <RunFigure context={context} letter="C" name="ablation_by_concept" title="Switched off, concept by concept" height={250} />
      </div>
      {result && <ByLanguage result={result} />}
      <div className="panels">
        <RunFigure context={context} letter="E" name="on_concept" title="Forced: whose words come up" height={230} />
        <RunFigure context={context} letter="F" name="on_concept_by_concept" title="Forced, concept by concept" height={230} />
        <RunFigure
          context={context}
          letter="G"
          name="languages_written"
          title="Languages written"
          height={230}
          wide
          absent={result?.identifier.why}
        />
      </div>
      {result && <ByConcept context={context} result={result} />}
      {result && <Texts context={context} result={result} />}
      {result && <IdentifierPanel identifier={result.identifier} />}
    </ResultPage>
  );
}

const cells = (result: Answer) => [
  `experts of concept run ${shortDigest(result.concept_run)}`,
  `${plural(result.concepts.length, "concept")} × ${plural(result.languages.length, "language")}, n = ${count(result.n_ids)} held-out sentences in ${plural(result.n_documents, "document")}`,
  `${plural(result.draws, "set")} of random units`,
];

/** The line under the head: whose experts and how many, and the ladder that drives all panels. */
function Controls({ context }: { context: PanelContext }) {
  const { result } = context.answers;
  return (
    <div className="controls-line">
      {result && (
        <p className="caption">
          Off: up to {count(result.k)} experts, those in most languages, in {count(result.shared_by)} at least · forced: the best{" "}
          {count(result.k)} in {language(result.language).name} · <a href={`/runs/${result.concept_run}`}>the concept run</a>
        </p>
      )}
      <LadderLine study={STUDY} context={context} />
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
