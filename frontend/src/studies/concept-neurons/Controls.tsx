/** The line under the head: which concept, what was ranked, and the ladder that drives all panels. */
import { Link } from "wouter";
import { count } from "../../lib/format";
import { Field, Ladder, Select } from "../../ui";
import type { PanelContext } from "./Result";

export function Controls({ context }: { context: PanelContext }) {
  const { answers, view, set, run } = context;
  const result = answers.selected?.result;
  const shown = result?.concepts.filter((c) => c.shown) ?? [];
  const units = run.params.units === "all_linear" ? "all linear outputs" : "MLP neurons";
  return (
    <div className="controls-line">
      {result && (
        <Field label="Experts of" inline>
          {(field) => (
            <Select
              {...field}
              value={view.concept ?? ""}
              onChange={(name) => set({ concept: name || null, unit: null })}
              options={[{ value: "", label: context.concept ? `${context.concept} (clearest)` : "no concept" }, ...shown.map((c) => ({ value: c.name, label: `${c.name}, ${count(c.positives)}` }))]}
            />
          )}
        </Field>
      )}
      {result && (
        <p className="caption">
          {units}, {count(result.units)} · experts: best {count(result.k)} · <Link href={`/studies/concept-effects?concept_run=${run.key}`}>What do these units do?</Link>
        </p>
      )}
      {answers.rungs.length > 1 ? (
        <div className="ladder-line">
          <span className="caption">Checkpoint</span>
          <Ladder rungs={answers.rungs} selected={answers.selected?.revision} pinned={answers.pinned?.revision} onSelect={context.selectCheckpoint} onPin={context.pinCheckpoint} />
        </div>
      ) : (
        answers.selected && <p className="caption">one checkpoint: {answers.selected.name}</p>
      )}
    </div>
  );
}
