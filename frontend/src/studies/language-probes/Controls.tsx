/** The line under the head: what a probe tells and reads, and the ladder that drives all panels. */
import { Link } from "wouter";
import { count } from "../../lib/format";
import { Ladder, Term } from "../../ui";
import type { PanelContext } from "./Result";
import { ROLE, TARGETS } from "./words";

export function Controls({ context: { run, answers, selectCheckpoint } }: { context: PanelContext }) {
  const { result, rungs, selected } = answers;
  return (
    <div className="controls-line">
      {result && (
        <p className="caption">
          A <Term>probe</Term> tells {TARGETS.find(({ value }) => value === result.target)!.told} of a {result.unit} from {ROLE[result.role] ?? result.role} · {count(result.classes.length)} classes, {count(result.n_examples)} examples
        </p>
      )}
      {rungs.length > 1 ? (
        <div className="ladder-line">
          <span className="caption">Checkpoint</span>
          <Ladder rungs={rungs} selected={selected?.revision} onSelect={selectCheckpoint} />
        </div>
      ) : (
        rungs[0] && (
          <p className="caption">
            one checkpoint: {rungs[0].revision} · <Link href={run.parents[0] ? `/runs/${run.parents[0]}${run.checkpoint ? `?at=${encodeURIComponent(run.checkpoint)}` : ""}` : `/studies/language-probes?checkpoints=all&from=${run.key}`}>{run.parents[0] ? "See the ladder" : "Ask for the ladder"}</Link>
          </p>
        )
      )}
    </div>
  );
}
