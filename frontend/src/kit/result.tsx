/** What every result page over a ladder is made of: failed, not yet, its head, the line of checkpoints, figures, notes. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { LadderAnswers } from "../api/answers";
import type { RunStatus } from "../api/types";
import type { SetViewState, ViewState } from "../lib/permalink";
import { list, optional } from "../lib/permalink";
import { checkpointInWords } from "../lib/steps";
import { FigurePanel } from "../plots";
import { computing, Ladder, type LadderPage, Panel, State, WhereFrom } from "../ui";
import "./kit.css";

/** Panels that show their tables; the panel at full width. */
export const PANEL_CODECS = { tables: list, full: optional };

/** View state that every result page over a ladder has. `at`: the selected checkpoint; absent: the newest finished one, also when a newer one comes. */
export const LADDER_CODECS = { at: optional, ...PANEL_CODECS };

/** What panels of a result are given; a study adds what its own share. */
export interface LadderContext<Answers = LadderAnswers<unknown, unknown>, View = ViewState<typeof LADDER_CODECS>> {
  run: RunStatus;
  answers: Answers;
  view: View;
  onMark: (address: string) => void;
  selectCheckpoint: (revision: string) => void;
  frame: LadderPage["frame"];
}
export type SetLadder = SetViewState<typeof LADDER_CODECS>;

type Stood = Pick<LadderAnswers<unknown, unknown>, "rungs" | "error" | "retry" | "notes"> & {
  selected: { revision: string; key: string } | null;
};
/** What every panel here reads of its page's context. */
type Reads = Pick<LadderContext<Stood>, "run" | "answers" | "selectCheckpoint">;

/**
 * The page of a result. `title` names it; `first` is the panel whose axes are drawn while nothing is finished; `controls`
 * stand under the head, before everything that obeys them; `within` puts something around all that follows.
 */
export function ResultPage({
  study,
  title,
  context,
  hasResult,
  first,
  head,
  controls,
  within = (body) => body,
  children,
}: {
  within?: (body: ReactNode) => ReactNode;
  study: string;
  title: string;
  context: Reads;
  hasResult: boolean;
  first: { letter: string; title: string } | readonly { letter: string; title: string; full?: boolean }[];
  head: ReactNode;
  controls: ReactNode;
  children: ReactNode;
}) {
  const { run, answers } = context;
  if (answers.error && !hasResult) {
    return (
      <State
        state={{
          kind: "failed",
          message: answers.error.message,
          hint: answers.error.hint,
          retry: { label: "Ask again", run: answers.retry },
        }}
      />
    );
  }
  if (answers.selected) {
    return (
      <div className={`result ${study}`}>
        {head}
        {controls}
        {within(
          <>
            {children}
            <Notes notes={answers.notes} />
          </>,
        )}
      </div>
    );
  }
  if (run.status === "failed" || run.status === "cancelled") return null; // the page above says what happened and offers a retry
  const panels = Array.isArray(first)
    ? (first as readonly { letter: string; title: string; full?: boolean }[])
    : [first as { letter: string; title: string; full?: boolean }];
  const state = computing(run, answers.rungs);
  const later = { kind: "loading" as const, label: "Drawn when the first checkpoint is done" };
  return (
    <div className={`result ${study}`}>
      <h1>{title}</h1>
      {run.kind === "series" && controls}
      <div className={panels.length > 1 ? "panels" : undefined}>
        {panels.map((panel, i) => (
          <Panel
            key={panel.letter}
            letter={panel.letter}
            title={panel.title}
            state={i === 0 ? state : later}
            height={250}
            className={panel.full ? "full-width" : undefined}
          />
        ))}
      </div>
    </div>
  );
}

/** The findings as sentences, then where they come from. */
export function ResultHead({
  title,
  leads,
  run,
  child,
  result,
  cells,
}: {
  title: string;
  leads: readonly string[];
  run: RunStatus;
  child: string;
  result: Parameters<typeof WhereFrom>[0]["result"];
  cells: Parameters<typeof WhereFrom>[0]["cells"];
}) {
  return (
    <div className="stack result-head">
      <h1>{title}</h1>
      <div className="leads" aria-live="polite">
        {leads.map((said) => (
          <p key={said} className="lead">
            {said}
          </p>
        ))}
      </div>
      <WhereFrom run={run} child={child} result={result} cells={cells} />
    </div>
  );
}

export const Notes = ({ notes }: { notes: readonly string[] }) =>
  notes.length > 0 && (
    <Panel title="Notes">
      <ul className="notes">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </Panel>
  );

/** The ladder that drives all panels; of one checkpoint its name, and (`way`) the way to its ladder. */
export function LadderLine({
  study,
  context: { run, answers, selectCheckpoint },
  way = false,
  pinned,
  onPin,
}: {
  study: string;
  context: Reads;
  way?: boolean;
  pinned?: string;
  onPin?: (revision: string) => void;
}) {
  const { rungs, selected } = answers;
  if (rungs.length > 1) {
    return (
      <div className="ladder-line">
        <span className="caption">Checkpoint</span>
        <Ladder rungs={rungs} selected={selected?.revision} pinned={pinned} onSelect={selectCheckpoint} onPin={onPin} />
      </div>
    );
  }
  const { act } = wayToLadder(study, run);
  return (
    rungs[0] && (
      <p className="caption">
        one checkpoint: {rungs[0].revision}
        {way && (
          <>
            {" "}
            · <Link href={act.href}>{act.label}</Link>
          </>
        )}
      </p>
    )
  );
}

/** Where the ladder of a single checkpoint is, or how it is asked for. */
export function wayToLadder(study: string, run: RunStatus): { detail: string; act: { label: string; href: string } } {
  const series = run.parents[0];
  return series
    ? {
        detail: "This run is one checkpoint of a ladder.",
        act: { label: "See the ladder", href: `/runs/${series}${run.checkpoint ? `?at=${encodeURIComponent(run.checkpoint)}` : ""}` },
      }
    : {
        detail: "This run is one checkpoint. Asked for its ladder, the others are computed and this one is kept.",
        act: { label: "Ask for the ladder", href: `/studies/${study}?checkpoints=all&from=${run.key}` },
      };
}

type Frames = Pick<LadderContext<Stood>, "run" | "answers" | "frame"> & { onMark: (address: string, how: { pin: boolean }) => void };

/** A stored figure over the ladder; one checkpoint has no over: then what a ladder would show. */
export function OverTraining({
  study,
  context,
  letter = "A",
  figure,
  title,
  says,
  aside,
  height = 270,
}: {
  study: string;
  context: Frames;
  letter?: string;
  figure: string;
  title: string;
  says: string;
  aside?: ReactNode;
  height?: number;
}) {
  const { run, answers, frame, onMark } = context;
  if (run.kind !== "series") {
    const { detail, act } = wayToLadder(study, run);
    return <FigurePanel letter={letter} title={title} height={120} state={{ kind: "empty", says, detail, acts: [act] }} />;
  }
  return (
    <FigurePanel
      {...frame(letter)}
      title={title}
      aside={aside}
      height={height}
      selected={answers.selected?.revision}
      onMark={onMark}
      stored={run.finished_set === null ? null : { run: run.key, name: figure, set: run.finished_set }}
    />
  );
}

/** A stored figure of the selected checkpoint. */
export function RunFigure({
  context,
  letter,
  name,
  title,
  height,
  wide,
  absent,
}: {
  context: Frames;
  letter: string;
  name: string;
  title: string;
  height: number;
  wide?: boolean;
  absent?: string | null;
}) {
  const { selected } = context.answers;
  return (
    <FigurePanel
      {...context.frame(letter)}
      title={title}
      height={height}
      wide={wide}
      state={absent ? { kind: "absent", why: absent } : undefined}
      stored={selected && { run: selected.key, name }}
      onMark={context.onMark}
    />
  );
}

/** What a table's title says of the checkpoint it is about. */
export const at = (result: { checkpoint: string; step: number | null }): string => `at ${checkpointInWords(result)}`;
