/** The panels that are figures: over the ladder, and of the selected checkpoint. */
import { FigurePanel } from "../../plots";
import { Switch } from "../../ui";
import type { PanelContext } from "./Result";
import { type Over, OVER } from "./state";

/** A: one measure over the ladder, with its null. One checkpoint has no over: then what a ladder would show. */
export function OverTraining({ context }: { context: PanelContext }) {
  const { run, answers, view, set, frame, onMark } = context;
  const { title, figure } = OVER[view.over];
  if (run.kind !== "series") {
    return <FigurePanel letter="A" title={title} height={120} state={{ kind: "empty", says: "What switching off and forcing do over training, beside random units.", ...(run.parents[0] ? inLadder(run.parents[0], run.checkpoint) : alone(run.key)) }} />;
  }
  const choice = <Switch label="Measure" value={view.over} onChange={(over) => set({ over })} options={(Object.keys(OVER) as Over[]).map((value) => ({ value, label: OVER[value].short, title: OVER[value].title }))} />;
  return (
    <FigurePanel
      {...frame("A")} title={title} aside={choice} height={270} selected={answers.selected?.revision} onMark={onMark}
      stored={run.finished_set === null ? null : { run: run.key, name: figure, set: run.finished_set }}
    />
  );
}

const inLadder = (series: string, checkpoint: string | null) => ({
  detail: "This run is one checkpoint of a ladder.",
  acts: [{ label: "See the ladder", href: `/runs/${series}${checkpoint ? `?at=${encodeURIComponent(checkpoint)}` : ""}` }],
});

const alone = (key: string) => ({
  detail: "This run is one checkpoint. Asked for its ladder, the others are computed and this one is kept.",
  acts: [{ label: "Ask for the ladder", href: `/studies/concept-effects?checkpoints=all&from=${key}` }],
});

/** A figure of the selected checkpoint. */
export function RunFigure({ context, letter, name, title, height, wide, absent }: { context: PanelContext; letter: string; name: string; title: string; height: number; wide?: boolean; absent?: string | null }) {
  const { selected } = context.answers;
  return <FigurePanel {...context.frame(letter)} title={title} height={height} wide={wide} state={absent ? { kind: "absent", why: absent } : undefined} stored={selected && { run: selected.key, name }} onMark={context.onMark} />;
}
