/** The playground: what is changed on the left, what the model writes on the right. The same before, during and after a run. */
import { type ReactNode, useMemo } from "react";
import { useEstimate, useStartRun, useStudy } from "../../api/queries";
import type { PublicError, RunStatus, StudyInfo } from "../../api/types";
import type { Wanted } from "../../lib/asked";
import { useViewState } from "../../lib/permalink";
import { Failed, State, useSettled, useUsual } from "../../ui";
import { Answer } from "./Answer";
import { Ask, useOpen } from "./Ask";
import { type Asked, type Change, merged, type PlaygroundFields, playgroundFields, problems, request } from "./asked";
import type { Part } from "./part";
import { Prompts } from "./Prompts";
import { refusalsOf } from "./refusals";
import { useSetting } from "./setting";
import { HowToWrite, WhatToDo } from "./Settings";
import { type Shown, useShown } from "./shown";
import { Units } from "./Units";
import "./interventions.css";

const SLUG = "interventions";

export interface PlaygroundProps {
  /** Params to begin with: a run's, or what the address says. */
  initial: Readonly<Record<string, unknown>>;
  run?: RunStatus;
  status?: ReactNode;
}

/** What was written is shown before it is known what else could be asked. */
export function Playground(props: PlaygroundProps) {
  const study = useStudy(SLUG);
  const shown = useShown(props.run);
  if (study.data) return <Known {...props} study={study.data} shown={shown} />;
  const state = study.error ? <Failed message={study.error.message} hint={study.error.hint} /> : <State state={{ kind: "loading" }} />;
  return props.run ? (
    <div className="playground answered">
      <div className="desk">{state}</div>
      <Answer {...props} params={props.run.params} shown={shown} />
    </div>
  ) : (
    state
  );
}

function Known({ initial, run, status, study, shown }: PlaygroundProps & { study: StudyInfo; shown: Shown | null }) {
  const fields = useMemo(() => playgroundFields(study.params), [study]);
  const [view, set] = useViewState(fields.all);
  const change: Change = (part) => set(part as Parameters<typeof set>[0], { replace: true });
  // A ladder's run has no checkpoint of its own: the one looked at is the one to change.
  const begun = shown && initial.checkpoint === undefined ? { ...initial, checkpoint: shown.checkpoint } : initial;
  const { asked, setting } = useSetting(merged(view as never, begun, fields));
  const usual = useUsual(SLUG);
  const body = request(asked, fields);
  const wanted = useSettled(body);
  const estimate = useEstimate(SLUG, wanted);
  const start = useStartRun(SLUG);
  const open = useOpen();
  const same = run !== undefined && isSame(asked, merged(nothing(fields), begun, fields), fields);
  const failed = same && run.status === "failed" && run.error?.field ? run.error : null;
  const error =
    (start.error && start.variables && sameBody(start.variables, body) ? start.error : null) ??
    (body ? estimate.error : null) ??
    (failed as PublicError | null);
  const refused = refusalsOf(asked, problems(asked, fields), error);
  const ask = (what: Wanted) => start.mutate(what, { onSuccess: ({ key }) => open(key) });
  const part: Part = { asked, change, refused, usual, setting, answer: same ? shown?.result : undefined };

  if (!run && setting.error) return <Failed message={setting.error.message} hint={setting.error.hint} />;
  if (!run && setting.models?.length === 0) {
    return (
      <State
        state={{
          kind: "empty",
          says: "Switch units off or force them on, and read what the model writes in every language.",
          detail: "No model is here yet.",
          acts: [{ label: "Add a model", href: "/models" }],
        }}
      />
    );
  }
  return (
    <div className={run ? "playground answered" : "playground"}>
      <form
        className="desk"
        aria-label="What is changed"
        onSubmit={(event) => {
          event.preventDefault();
          if (body) ask(body);
        }}
      >
        <Units part={part} />
        <Prompts part={part} />
        <WhatToDo part={part} />
        <HowToWrite part={part} />
        <Ask
          part={part}
          request={(now) => request(now, fields)}
          run={run}
          cost={estimate.data}
          looking={estimate.isFetching}
          error={error}
          same={same}
          starting={start.isPending}
          failed={failed as PublicError | null}
          onStart={ask}
        />
        {run && !same && (
          <p className="small" role="status">
            Changed since: the texts beside it are of the run before the change.
          </p>
        )}
      </form>
      <Answer params={run?.params ?? asked} run={run} status={status} shown={shown} />
    </div>
  );
}

const nothing = (fields: PlaygroundFields) =>
  Object.fromEntries(Object.keys(fields.all).map((name) => [name, null])) as unknown as Parameters<typeof merged>[0];

/** Whether two would be the same run, however they are spelled. What is still missing is no change. */
function isSame(now: Asked, then: Asked, fields: PlaygroundFields): boolean {
  const completed = {
    ...then,
    model: then.model ?? now.model,
    checkpoint: then.checkpoint ?? now.checkpoint,
    concept_run: then.concept_run ?? now.concept_run,
  };
  return problems(now, fields).length === 0 && JSON.stringify(request(now, fields)) === JSON.stringify(request(completed, fields));
}

/** An error of what was asked is of no concern once something else is asked. */
const sameBody = (asked: { params: Record<string, unknown> }, body: Wanted | null): boolean =>
  body !== null && JSON.stringify(apart(asked.params)) === JSON.stringify(apart(body.params));

/** A ladder is asked for without checkpoint, and with another concept run. */
function apart(params: Record<string, unknown>): Record<string, unknown> {
  const rest = { ...params };
  delete rest.checkpoint;
  delete rest.concept_run;
  return rest;
}
