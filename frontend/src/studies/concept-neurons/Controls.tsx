/** The line under the head: which concept, what was ranked, and the ladder that drives all panels. */
import { Link } from "wouter";
import { LadderLine } from "../../kit";
import { count } from "../../lib/format";
import { Field, Select } from "../../ui";
import type { PanelContext } from "./context";

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
              options={[
                { value: "", label: context.concept ? `${context.concept} (clearest)` : "no concept" },
                ...shown.map((c) => ({ value: c.name, label: `${c.name}, ${count(c.positives)}` })),
              ]}
            />
          )}
        </Field>
      )}
      {result && (
        <p className="caption">
          {units}, {count(result.units)} · experts: best {count(result.k)} ·{" "}
          <Link href={`/studies/concept-effects?concept_run=${run.key}`}>What do these units do?</Link>
        </p>
      )}
      <LadderLine study="concept-neurons" context={context} pinned={answers.pinned?.revision} onPin={context.pinCheckpoint} />
    </div>
  );
}
