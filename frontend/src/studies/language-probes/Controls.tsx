/** The line under the head: what a probe tells and reads, and the ladder that drives all panels. */
import { LadderLine } from "../../kit";
import { count } from "../../lib/format";
import { Term } from "../../ui";
import type { PanelContext } from "./context";
import { ROLE, TARGETS } from "./words";

export function Controls({ context }: { context: PanelContext }) {
  const { result } = context.answers;
  return (
    <div className="controls-line">
      {result && (
        <p className="caption">
          A <Term>probe</Term> tells {TARGETS.find(({ value }) => value === result.target)!.told} of a {result.unit} from{" "}
          {ROLE[result.role] ?? result.role} · {count(result.classes.length)} classes, {count(result.n_examples)} examples
        </p>
      )}
      <LadderLine study="language-probes" context={context} way />
    </div>
  );
}
