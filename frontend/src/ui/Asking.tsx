/** What every form of a study shares: when it asks for an estimate, where a refusal stands, what it takes, and the act. */
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useLocation } from "wouter";
import type { ApiError } from "../api/client";
import { useEstimate, useMayWrite, useStartRun } from "../api/queries";
import type { Cost } from "../api/types";
import type { Wanted } from "../lib/asked";
import { bytes, count, plural, roughly } from "../lib/format";
import { Button } from "./Button";
import type { Refusal } from "./Field";
import { Failed, State } from "./PanelState";
import { refusalOf } from "./refusals";
import "./asking.css";

/** What is asked, a moment after the last change: typing asks for no estimate at every key. */
export function useSettled<Wanted>(now: Wanted | null): Wanted | null {
  const text = JSON.stringify(now);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 400);
    return () => clearTimeout(timer);
  }, [text]);
  return useMemo(() => JSON.parse(settled) as Wanted | null, [settled]);
}

export interface CostCardProps {
  cost: Cost | undefined;
  looking: boolean;
  /** What is asked; null while something is missing, which `wants` says. */
  asked: object | null;
  wants: string;
  error: ApiError | null;
  starting: boolean;
  onSmaller: (smaller: Record<string, unknown>) => void;
  /** On the button: "Compute". */
  act?: string;
}

/** What it will take, a smaller offer, and the act; refusals that belong to no field. */
export function CostCard({ cost, looking, asked, wants, error, starting, onSmaller, act = "Compute" }: CostCardProps) {
  const mayWrite = useMayWrite();
  if (!mayWrite)
    return (
      <div className="cost-card">
        <State state={{ kind: "read-only" }} />
      </div>
    );
  const known =
    cost && cost.known > 0
      ? `${count(cost.known)} of ${plural(cost.runs, "checkpoint")} ${cost.known === 1 ? "is" : "are"} computed already.`
      : "";
  const done = cost !== undefined && cost.known === cost.runs;
  return (
    <div className="cost-card" aria-busy={looking}>
      <h2 className="card-head">What it takes</h2>
      {error && error.field === null && <Failed message={error.message} hint={error.hint} />}
      {error?.field && (
        <p className="refusal">
          {error.message} {error.hint} <span className="quiet">({error.field.replace(/^params\./, "").replaceAll("_", " ")})</span>
        </p>
      )}
      {cost && !error && (
        <div role="status">
          <p>
            {done ? (
              "Nothing: all of it is computed."
            ) : (
              <>
                About <b>{roughly(cost.seconds)}</b> and {bytes(cost.bytes)} on this machine, {plural(cost.runs - cost.known, "run")}.
              </>
            )}
          </p>
          {known && !done && <p>{known}</p>}
          {cost.detail && <p className="caption">{cost.detail}</p>}
        </div>
      )}
      {!cost && !error && <p className="caption">{asked ? "Looking at what it takes" : wants}</p>}
      {cost?.smaller && cost.smaller_seconds !== null && !error && !done && (
        <p>
          <button type="button" className="linklike" onClick={() => onSmaller(cost.smaller!)}>
            Smaller, about {roughly(cost.smaller_seconds)}
          </button>
          <span className="caption">
            :{" "}
            {Object.entries(cost.smaller)
              .filter(([, value]) => value !== null)
              .map(([name, value]) => `${name.replaceAll("_", " ")} ${Array.isArray(value) ? value.join(", ") : String(value)}`)
              .join("; ")}
          </span>
        </p>
      )}
      <Button look="primary" icon="play" type="submit" busy={starting} disabled={asked === null}>
        {starting ? "Asking" : done ? "Open the result" : cost && !error ? `${act}, about ${roughly(cost.seconds)}` : act}
      </Button>
    </div>
  );
}

export interface Asking {
  error: ApiError | null;
  refused: (name: string) => Refusal | null;
  /** Starts the run and opens its page. */
  ask: () => void;
  card: Pick<CostCardProps, "cost" | "looking" | "asked" | "error" | "starting">;
}

/** What a request of a study would take, why it is refused, and the act; `body` is null while something is missing. */
export function useAsking(slug: string, body: Wanted | null): Asking {
  const wanted = useSettled(body);
  const estimate = useEstimate(slug, wanted);
  const start = useStartRun(slug);
  const [, navigate] = useLocation();
  const error = start.error ?? estimate.error ?? null;
  return {
    error,
    // One checkpoint alone stands among the params under a name of its own.
    refused: (name) => refusalOf(error, name) ?? (name === "checkpoints" ? refusalOf(error, "checkpoint") : null),
    ask: () => {
      if (body) start.mutate(body, { onSuccess: (run) => navigate(`/runs/${run.key}`) });
    },
    card: { cost: estimate.data, looking: estimate.isFetching, asked: wanted, error, starting: start.isPending },
  };
}

/** A study's form: its groups, and beside them what it takes. */
export function StudyForm({
  asking,
  children,
  ...card
}: { asking: Asking; children: ReactNode } & Pick<CostCardProps, "wants" | "onSmaller" | "act">) {
  return (
    <form
      className="study-form"
      onSubmit={(event) => {
        event.preventDefault();
        asking.ask();
      }}
    >
      <div className="stack">{children}</div>
      <CostCard {...asking.card} {...card} />
    </form>
  );
}
