/** What runs and what waits, with the same three facts as everywhere. */
import { Link } from "wouter";
import type { RunSummary } from "../api/types";
import { Progress } from "../ui";
import { runTitle, stepNow } from "./words";

export function RunningList({ runs }: { runs: readonly RunSummary[] }) {
  if (runs.length === 0)
    return <p className="caption">Nothing runs. A run goes on when its page is closed, and is taken up again when its process dies.</p>;
  return (
    <ul className="running-list">
      {runs.map((run) => (
        <li key={run.key}>
          <Link href={`/runs/${run.key}`}>{runTitle(run)}</Link>
          <Progress
            name={`Progress of ${runTitle(run)}`}
            label={run.status === "queued" ? "queued" : run.label || "working"}
            done={stepNow(run)}
            total={run.steps_total}
            fraction={run.fraction}
            secondsLeft={run.seconds_left}
          />
        </li>
      ))}
    </ul>
  );
}
