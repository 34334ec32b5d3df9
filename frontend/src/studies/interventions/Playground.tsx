/** The playground: what is changed on the left, what the model writes on the right. The same before, during and after a run. */
import type { ReactNode } from "react";
import { useEstimate, useStartRun } from "../../api/queries";
import type { PublicError, RunStatus } from "../../api/types";
import { useViewState } from "../../lib/permalink";
import { Failed, State, useSettled } from "../../ui";
import { Answer } from "./Answer";
import { Ask, useOpen } from "./Ask";
import type { Desk } from "./Desk";
import { type Asked, type Change, FIELDS, merged, problems, request, type Wanted } from "./form-state";
import { Prompts } from "./Prompts";
import { refusalsOf } from "./refusals";
import { useSetting } from "./setting";
import { HowToWrite, WhatToDo } from "./Settings";
import { useShown } from "./shown";
import { Units } from "./Units";
import "./interventions.css";

export interface PlaygroundProps {
  /** Params to begin with: a run's, or what the address says. */
  initial: Readonly<Record<string, unknown>>;
  run?: RunStatus;
  status?: ReactNode;
}

export function Playground({ initial, run, status }: PlaygroundProps) {
  const [view, set] = useViewState(FIELDS);
  const change: Change = (part) => set(part as Parameters<typeof set>[0], { replace: true });
  const shown = useShown(run);
  // A ladder's run has no checkpoint of its own: the one looked at is the one to change.
  const begun = shown && initial.checkpoint === undefined ? { ...initial, checkpoint: shown.checkpoint } : initial;
  const { asked, setting } = useSetting(merged(view, begun));
  const body = request(asked);
  const wanted = useSettled(body);
  const estimate = useEstimate("interventions", wanted);
  const start = useStartRun("interventions");
  const open = useOpen();
  const same = run !== undefined && isSame(asked, merged(NOTHING, begun));
  const failed = same && run.status === "failed" && run.error?.field ? run.error : null;
  const error = (start.error && start.variables && sameBody(start.variables, body) ? start.error : null) ?? (body ? estimate.error : null) ?? (failed as PublicError | null);
  const refused = refusalsOf(asked, problems(asked), error);
  const ask = (what: Wanted) => start.mutate(what, { onSuccess: ({ key }) => open(key) });
  const desk: Desk = { asked, change, refused, setting, answer: same ? shown?.result : undefined };

  if (!run && setting.error) return <Failed message={setting.error.message} hint={setting.error.hint} />;
  if (!run && setting.models?.length === 0) {
    return <State state={{ kind: "empty", says: "Switch units off or force them on, and read what the model writes in every language.", detail: "No model is here yet.", acts: [{ label: "Add a model", href: "/models" }] }} />;
  }
  return (
    <div className={run ? "playground answered" : "playground"}>
      <form className="desk" aria-label="What is changed" onSubmit={(event) => { event.preventDefault(); if (body) ask(body); }}>
        <Units desk={desk} />
        <Prompts desk={desk} />
        <WhatToDo desk={desk} />
        <HowToWrite desk={desk} />
        <Ask asked={asked} setting={setting} run={run} cost={estimate.data} looking={estimate.isFetching} error={error} refused={refused} same={same} starting={start.isPending} failed={failed as PublicError | null} change={change} onStart={ask} />
        {run && !same && <p className="small" role="status">Changed since: the texts beside it are of the run before the change.</p>}
      </form>
      <Answer asked={asked} run={run} status={status} shown={shown} />
    </div>
  );
}

const NOTHING = Object.fromEntries(Object.keys(FIELDS).map((name) => [name, null])) as unknown as Parameters<typeof merged>[0];

/** Whether two would be the same run, however they are spelled. What is still missing is no change. */
function isSame(now: Asked, then: Asked): boolean {
  const completed = { ...then, model: then.model ?? now.model, checkpoint: then.checkpoint ?? now.checkpoint, concept_run: then.concept_run ?? now.concept_run };
  return problems(now).length === 0 && JSON.stringify(request(now)) === JSON.stringify(request(completed));
}

/** An error of what was asked is of no concern once something else is asked. */
const sameBody = (asked: { params: Record<string, unknown> }, body: Wanted | null): boolean => body !== null && JSON.stringify(apart(asked.params)) === JSON.stringify(apart(body.params));

/** A ladder is asked for without checkpoint, and with another concept run. */
function apart(params: Record<string, unknown>): Record<string, unknown> {
  const rest = { ...params };
  delete rest.checkpoint;
  delete rest.concept_run;
  return rest;
}
