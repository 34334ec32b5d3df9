/** The line under the head: whose experts and how many, and the ladder that drives all panels. */
import { count } from "../../lib/format";
import { language } from "../../lib/languages";
import { Ladder } from "../../ui";
import type { PanelContext } from "./Result";

export function Controls({ context: { answers, selectCheckpoint } }: { context: PanelContext }) {
  const { result, rungs, selected } = answers;
  return (
    <div className="controls-line">
      {result && (
        <p className="caption">
          Off: up to {count(result.k)} experts, those in most languages, in {count(result.shared_by)} at least · forced: the best {count(result.k)} in {language(result.language).name} · <a href={`/runs/${result.concept_run}`}>the concept run</a>
        </p>
      )}
      {rungs.length > 1 ? (
        <div className="ladder-line">
          <span className="caption">Checkpoint</span>
          <Ladder rungs={rungs} selected={selected?.revision} onSelect={selectCheckpoint} />
        </div>
      ) : (
        rungs[0] && <p className="caption">one checkpoint: {rungs[0].revision}</p>
      )}
    </div>
  );
}
