/** What it takes, and the act: run, run on all checkpoints, stop. */
import { useLocation } from "wouter";
import type { ApiError } from "../../api/client";
import { ended, useCancelRun, useEstimate, useMayWrite } from "../../api/queries";
import type { Cost, PublicError, RunStatus } from "../../api/types";
import type { Wanted } from "../../lib/asked";
import { bytes, count, plural, roughly } from "../../lib/format";
import { Button, Failed, State, useSettled, useToast } from "../../ui";
import { alongLadder, type Asked } from "./asked";
import type { Part } from "./part";
import { UNTOUCHED } from "./refusals";

export interface AskProps {
  part: Part;
  /** The request of what is asked; null while something is missing. */
  request: (asked: Asked) => Wanted | null;
  run?: RunStatus;
  cost: Cost | undefined;
  looking: boolean;
  error: ApiError | PublicError | null;
  /** What is asked is the run beside it. */
  same: boolean;
  starting: boolean;
  /** The run beside it failed, and this is why. */
  failed: PublicError | null;
  onStart: (wanted: Wanted) => void;
}

export function Ask({
  part: { asked, change, refused, usual, setting },
  request,
  run,
  cost,
  looking,
  error,
  same,
  starting,
  failed,
  onStart,
}: AskProps) {
  const wanted = request(asked);
  const all = wanted && setting.ladder ? alongLadder(wanted, setting.ladder) : null;
  const along = useEstimate("interventions", useSettled(error ? null : all));
  const ladder = along.data;
  const mayWrite = useMayWrite();
  if (!mayWrite) return <State state={{ kind: "read-only" }} />;
  const going = run !== undefined && !ended(run.status);
  const again = same && run !== undefined && ended(run.status) && run.status !== "done";
  const rest = refused("rest");
  const number = (name: "texts" | "length") => Number(asked[name] || usual(name).default);
  // Asked again as it was, it would reach as little.
  const everywhere =
    failed?.code === UNTOUCHED && asked.where !== null && asked.where !== "all" ? { where: "all", from_position: null } : null;
  const runEverywhere = () => {
    change({ where: "all", from_position: null });
    const wider = request({ ...asked, ...everywhere });
    if (wider) onStart(wider);
  };
  return (
    <div className="ask" aria-busy={looking}>
      <div className="row">
        {going && <Stop run={run} />}
        {everywhere && (
          <Button look="primary" icon="play" busy={starting} onClick={runEverywhere}>
            Run at every position
          </Button>
        )}
        {!(going && same) && !everywhere && (
          <Button
            look={going ? "plain" : "primary"}
            icon={again ? "retry" : "play"}
            type="submit"
            busy={starting}
            disabled={wanted === null || (same && !again && run?.kind === "run")}
          >
            {starting ? "Asking" : again ? "Run again" : going ? "Run this too" : "Run"}
          </Button>
        )}
        {setting.ladder && (
          <Button disabled={all === null || along.error !== null} busy={starting} onClick={() => all && onStart(all)}>
            Run on all {count(setting.ladder.checkpoints.length)} checkpoints
          </Button>
        )}
      </div>
      {error && !error.field && <Failed message={error.message} hint={error.hint} />}
      {rest && (
        <p className="refusal" role="alert">
          {rest.message} {rest.hint}
        </p>
      )}
      {error?.field && !rest && (
        <p className="refusal">{failed ? "It failed: what is marked above is why." : "Not asked yet: something above is refused."}</p>
      )}
      <p className="small" role="status">
        {wanted === null ? (
          missing(asked)
        ) : (
          <>
            {plural(asked.prompts.length * Math.max(1, number("texts")), "text")} × 3 columns, {count(number("length"))} tokens.{" "}
            {error
              ? ""
              : same && run?.status === "done"
                ? "These are the texts beside it."
                : cost
                  ? took(cost)
                  : "Looking at what it takes."}
          </>
        )}
        {along.error && !error && setting.ladder && (
          <>
            <br />
            Not on all checkpoints: {along.error.message} {along.error.hint}
          </>
        )}
        {ladder && !error && setting.ladder && (
          <>
            <br />
            All checkpoints: {took(ladder).replace(/^./, (first) => first.toLowerCase())}
          </>
        )}
      </p>
    </div>
  );
}

const took = (cost: Cost): string =>
  cost.known === cost.runs ? "It is computed already." : `About ${roughly(cost.seconds)}, ${bytes(cost.bytes)}.`;

function missing(asked: Asked): string {
  if (!asked.model || !asked.checkpoint) return "A model is needed.";
  if (asked.units.length === 0) return "Add units first.";
  if (asked.prompts.length === 0) return "Add a prompt first.";
  return "A number above cannot be read: nothing is sent.";
}

function Stop({ run }: { run: RunStatus }) {
  const cancel = useCancelRun();
  const toast = useToast();
  const stop = () => cancel.mutate(run.key, { onError: (error) => toast.fail(`${error.message} ${error.hint}`.trim()) });
  return (
    <Button look="primary" icon="stop" busy={cancel.isPending || run.stopping} onClick={stop}>
      {run.stopping ? "Stopping" : "Stop"}
    </Button>
  );
}

/** Starting opens the run's page. */
export function useOpen() {
  const [, navigate] = useLocation();
  return (key: string) => navigate(`/runs/${key}`);
}
