/** A study whose page is its sentence and its stored figures: what most studies begin as. Others give their own `Result`. */
import type { ReactNode } from "react";
import { type Point, useLadderAnswers } from "../api/answers";
import type { RunStatus } from "../api/types";
import { readAddress } from "../lib/marks";
import { oneOf, useViewState } from "../lib/permalink";
import { Switch, useLadderPage } from "../ui";
import type { AskedOf } from "./fields";
import { Advanced, defineForm, type Part } from "./form";
import type { StudyView } from "./register";
import { LADDER_CODECS, LadderLine, OverTraining, ResultHead, ResultPage, RunFigure } from "./result";
import { ModelGroup, TextGroup, type TextSetting, useText } from "./text";

interface Answer {
  model: string;
  checkpoint: string;
  step: number | null;
  fingerprint: string;
  contaminated: string | null;
  notes: readonly string[];
}

/** A stored figure and what stands over it. */
export interface Shown {
  figure: string;
  title: string;
  /** What a switch between several calls it. */
  short?: string;
}

export interface SimpleStudy<Result, Series> {
  slug: string;
  /** "Token counts of" a model. */
  title: string;
  /** What the form says where there is no model or corpus yet. */
  needs: string;
  /** The finding in a sentence or more, each with its null and n. */
  lead: (result: Result, first: Series extends { points: readonly (infer Point)[] } ? Point | null : null) => string | readonly string[];
  /** What stands beside the model and seed in the line of provenance. */
  cells?: (result: Result) => readonly string[];
  /** Figures of one checkpoint, in order. */
  panels: readonly Shown[];
  /** Figures over a ladder; of several one is shown, by choice. */
  ladder: readonly Shown[];
  sentence?: StudyView["sentence"];
}

/** The study as the shell knows it: a form over a model and a corpus, and a page of stored figures. */
export function defineStudy<Result extends Answer, Series extends { points: readonly Point[] }>(
  study: SimpleStudy<Result, Series>,
): StudyView {
  const codecs = {
    ...LADDER_CODECS,
    over: oneOf(
      study.ladder.map(({ figure }) => figure),
      study.ladder[0]?.figure ?? "",
    ),
  };
  const letters = study.panels.map((_, i) => String.fromCharCode(66 + i));

  function Page({ run }: { run: RunStatus }) {
    const [view, set] = useViewState(codecs);
    const answers = useLadderAnswers<Result, Series["points"][number]>(run, view.at);
    const { selectCheckpoint, frame } = useLadderPage(answers, view, set, "A");
    const onMark = (address: string) => {
      const { kind, value } = readAddress(address);
      if (kind === "checkpoint") selectCheckpoint(value);
    };
    const context = { run, answers, view, onMark, selectCheckpoint, frame };
    const { result, selected, points } = answers;
    const title = `${study.title} ${result?.model ?? run.model ?? ""}`;
    const over = study.ladder.find(({ figure }) => figure === view.over);
    const choice: ReactNode = study.ladder.length > 1 && (
      <Switch
        label="Measure"
        value={view.over}
        onChange={(chosen) => set({ over: chosen })}
        options={study.ladder.map(({ figure, short, title: says }) => ({ value: figure, label: short ?? says, title: says }))}
      />
    );
    return (
      <ResultPage
        study={study.slug}
        title={title}
        context={context}
        hasResult={result !== undefined}
        first={
          run.kind === "series" && study.ladder[0]
            ? { letter: "A", title: study.ladder[0].title }
            : { letter: "B", title: study.panels[0]?.title ?? "" }
        }
        head={
          result &&
          selected && (
            <ResultHead
              title={title}
              leads={[study.lead(result, (points?.[0] ?? null) as never)].flat()}
              run={run}
              child={selected.key}
              result={result}
              cells={study.cells?.(result) ?? []}
            />
          )
        }
        controls={
          <div className="controls-line">
            <LadderLine study={study.slug} context={context} />
          </div>
        }
      >
        {over && (
          <OverTraining
            study={study.slug}
            context={context}
            figure={over.figure}
            title={over.title}
            says="The same over a ladder of checkpoints."
            aside={choice}
          />
        )}
        <div className="panels">
          {study.panels.map(({ figure, title: says }, i) => (
            <RunFigure key={figure} context={context} letter={letters[i]!} name={figure} title={says} height={250} />
          ))}
        </div>
      </ResultPage>
    );
  }

  const Form = defineForm<TextParams, TextSetting>({
    slug: study.slug,
    useSetting: (given) => useText(given, study.needs),
    isComplete: (asked) => asked.model !== null && asked.corpus !== null && asked.languages.length > 1,
    wants: () => "Choose a model, a corpus and two languages or more.",
    groups: [WithModel, WithText, Rest],
  });
  return {
    slug: study.slug,
    Form,
    Result: Page,
    sentence: study.sentence,
    seriesFigure: study.ladder[0] && { name: study.ladder[0].figure, title: study.ladder[0].title },
  };
}

/** What every such study is asked; the rest is known from the server alone. */
interface TextParams {
  model: string;
  checkpoint: string;
  corpus: string;
  languages: string[];
  ids: string | null;
}

type SimplePart = Part<AskedOf<TextParams>, TextSetting>;

const WithModel = (part: SimplePart) => <ModelGroup {...part} clears={{ languages: [] }} />;
const WithText = (part: SimplePart) => <TextGroup {...part} />;

/** All that the study asks beside model and text, in the server's words. */
function Rest(part: SimplePart) {
  const drawn = ["model", "corpus", "languages", "ids"];
  const rest = Object.fromEntries(
    part.fields.names
      .filter((name) => !drawn.includes(name))
      .map((name) => [name, name === "sentences" ? { label: "Sentences a language, at most", absent: "all" } : {}]),
  );
  return <Advanced {...part} rest={rest} />;
}
