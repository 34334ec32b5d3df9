/** A run on its way: named step, step of steps, time left; what it waits for; and whether its worker still answers. */
import type { Connection } from "../api/live";
import type { RunStatus } from "../api/types";
import { bytes, count, plural, roughly } from "../lib/format";
import { Progress } from "../ui";
import { secondsLeft } from "./timeLeft";
import { stepNow } from "./words";

export function RunProgress({ run, live }: { run: RunStatus; live: Connection }) {
  // The log is the only place that tells of a takeover; it stays in sight while the run goes on.
  const recovered = run.log.findLast((line) => /stopped answering/.test(line.text));
  return (
    <div className="run-head" role="status">
      {run.status === "queued" ? <Waiting run={run} /> : <Working run={run} />}
      {run.worker_state === "lost" && run.status === "running" && (
        <p className="caption">
          <b>The worker stopped answering.</b> Another takes the run over as soon as there is one; finished steps are kept.
        </p>
      )}
      {run.status === "running" && recovered && <p className="caption">{recovered.text}</p>}
      {live === "lost" && <p className="caption">The live connection broke. It is opened again; what is shown may be some seconds old.</p>}
    </div>
  );
}

function Waiting({ run }: { run: RunStatus }) {
  const why =
    run.worker_state === "none"
      ? "No worker is running: it waits until there is one (isogloss worker)."
      : run.ahead > 0
        ? `${plural(run.ahead, "run")} before it.`
        : "It starts when a lane is free.";
  const cost = run.cost && ` About ${roughly(run.cost.seconds)}, ${bytes(run.cost.bytes)}.`;
  return (
    <>
      <Progress label="Queued" done={0} total={null} name="Progress of the run" />
      <p className="caption">
        {why}
        {cost}
      </p>
    </>
  );
}

function Working({ run }: { run: RunStatus }) {
  const stored = run.children.filter((child) => child.status === "done").length;
  const note = run.stopping
    ? "it stops"
    : run.kind === "series" && run.children.length > 0
      ? `${count(stored)} of ${plural(run.children.length, "checkpoint")} done`
      : null;
  return (
    <Progress
      label={run.label || working(run)}
      done={stepNow(run)}
      total={run.steps_total}
      fraction={run.fraction}
      secondsLeft={run.seconds_left ?? secondsLeft(run.children)}
      note={note}
    />
  );
}

/** A series says nothing of its own: what its checkpoints do is said instead. */
function working(run: RunStatus): string {
  const now = run.children.filter((child) => child.status === "running");
  if (now.length === 0) return run.children.length > 0 ? "Waiting for a lane" : "Working";
  return now.map((child) => `${child.name}: ${child.label || "starting"}`).join("; ");
}
