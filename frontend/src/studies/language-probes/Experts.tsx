/** M: how many language-specific neurons are also experts of a concept, where a concept run was named. */
import { count, plural } from "../../lib/format";
import { FigurePanel } from "../../plots";
import { Term } from "../../ui";
import { at } from "../../kit";
import type { PanelContext } from "./context";
import type { Result } from "./types";
import { amongExperts } from "./words";

/** Why there is nothing to compare. */
const why = (named: boolean) =>
  named
    ? "No neuron was selected that could be an expert."
    : "No concept run was named. Ask again with concept neurons of this checkpoint under “Concept run”, and this panel says how many of these neurons are experts of concepts.";

export function Experts({ context: { run, answers, frame, onMark }, result }: { context: PanelContext; result: Result }) {
  const { experts } = result;
  return (
    <FigurePanel
      {...frame("M")}
      title={`Neurons of one language that are experts, ${at(result)}`}
      height={250}
      onMark={onMark}
      stored={experts && answers.selected ? { run: answers.selected.key, name: "neurons_and_experts" } : null}
      state={experts ? undefined : { kind: "absent", why: why(Boolean(run.params.concept_run)) }}
      caption={
        experts && (
          <>
            <Term of="neurons and experts">Share of a language’s neurons</Term> that are <Term of="expert">experts</Term> of a concept: of
            any; of one in {count(experts.shared_by)} languages or more; of none in more than one. {amongExperts(experts)} Dashed: where 95
            % of {count(experts.draws)} sets of <Term>random units</Term> lie (any concept). The{" "}
            <a href={`/runs/${experts.concept_run}`}>concept run</a> has {plural(experts.concepts, "concept")} in{" "}
            {plural(experts.languages, "language")}, {count(experts.k)} experts each.
          </>
        )
      }
    />
  );
}
