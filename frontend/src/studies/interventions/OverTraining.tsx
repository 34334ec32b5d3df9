/** The same intervention at every checkpoint of a ladder: what is written, on the concept or not, and how far it moves. */
import { ended } from "../../api/queries";
import type { RunStatus } from "../../api/types";
import { readAddress } from "../../lib/marks";
import { FigurePanel } from "../../plots";
import { framing } from "../../ui";
import { LETTERS, type SetView, type View } from "./Measured";
import type { Shown } from "./shown";

export const FIGURES = [
  ["languages_over_training", "Languages written over training"],
  ["on_concept_over_training", "Words of the concept over training"],
  ["kl_over_training", "Shift of the next token over training"],
] as const;

export function OverTraining({ run, shown, view, set }: { run: RunStatus; shown: Shown; view: View; set: SetView }) {
  const frame = framing(view, set);
  const coming = run.children.filter((child) => !ended(child.status)).map((child) => child.name);
  const onMark = (address: string) => {
    const { kind, value } = readAddress(address);
    if (kind === "checkpoint") set({ at: value });
  };
  return (
    <div className="panels">
      {FIGURES.map(([name, title], i) => (
        <FigurePanel
          key={name}
          {...frame(LETTERS[i]!)}
          title={title}
          height={240}
          wide={i === 0}
          onFull={i === 0 ? undefined : frame(LETTERS[i]!).onFull}
          stored={run.finished_set === null ? null : { run: run.key, name, set: run.finished_set }}
          selected={shown.checkpoint}
          onMark={onMark}
          state={run.finished_set === null ? { kind: "loading", label: "Drawn when the first checkpoint is done" } : undefined}
        />
      ))}
      {coming.length > 0 && <p className="caption">To come: {coming.join(", ")}.</p>}
    </div>
  );
}
