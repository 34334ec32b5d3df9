/** A training on its way: its loss as it falls, and the checkpoints that are in the installation already. */
import { useMemo } from "react";
import { Link } from "wouter";
import { useFrames } from "../../api/queries";
import type { RunStatus } from "../../api/types";
import { plural } from "../../lib/format";
import { FigurePanel } from "../../plots";
import { curveFigure, curveOf } from "./curve";

export function Live({ run }: { run: RunStatus }) {
  const frames = useFrames(run.key);
  const curve = useMemo(() => curveOf(frames), [frames]);
  const steps = Number(run.params.steps ?? 1);
  const figure = useMemo(() => curveFigure(curve, steps), [curve, steps]);
  const started = curve.losses.length > 0 || curve.landed.length > 0;
  return (
    <div className="stack">
      <FigurePanel
        letter="A"
        title="Loss over training"
        height={300}
        wide
        figure={started ? figure : null}
        state={started ? undefined : { kind: "loading", label: "Reading the text" }}
      />
      {curve.landed.length > 0 && run.model && (
        <p aria-live="polite">
          {plural(curve.landed.length, "checkpoint")} of <Link href={`/models/${run.model}`}>{run.model}</Link>{" "}
          {curve.landed.length === 1 ? "is" : "are"} here already.{" "}
          <Link href={`/studies/concept-neurons?model=${encodeURIComponent(run.model)}`}>
            Look for concept neurons in {curve.landed.length === 1 ? "it" : "them"}
          </Link>
        </p>
      )}
    </div>
  );
}
