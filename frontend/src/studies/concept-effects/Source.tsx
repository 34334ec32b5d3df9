/** Whose experts: a model, one of its concept runs, which of that run's checkpoints; and the sentences to test on. */
import { dateTime, plural } from "../../lib/format";
import type { RunSummary } from "../../api/types";
import { stepInWords } from "../../lib/steps";
import { Checkpoints, Field, Group, Refused, Select, Sentences } from "../../ui";
import type { Part } from "./setting";

export function Source(part: Part) {
  return (
    <Group name="Experts">
      <Run {...part} />
      <Ladder {...part} />
      <HeldOut {...part} />
    </Group>
  );
}

const kind = (run: Pick<RunSummary, "kind" | "checkpoint">) =>
  run.kind === "series" ? "its ladder" : (run.checkpoint ?? "one checkpoint");

function Run({ asked, change, refused, setting: { runs = [], conceptRun } }: Part) {
  const models = [...new Set([...runs.map((run) => run.model), asked.model])].filter((id): id is string => id !== null);
  const own = runs
    .filter((run) => run.model === asked.model)
    .map((run) => ({ value: run.key, label: `${kind(run)}, ${dateTime(run.finished)}` }));
  // A run inside a series is not listed; named in the address it is still a choice.
  const known =
    asked.concept_run === null || own.some((o) => o.value === asked.concept_run)
      ? own
      : [...own, { value: asked.concept_run, label: conceptRun ? kind(conceptRun) : asked.concept_run.slice(0, 12) }];
  const pick = (model: string) =>
    change({
      model,
      concept_run: runs.find((run) => run.model === model)?.key ?? null,
      checkpoints: ["all"],
      only_concepts: [],
      held_out: null,
      language: null,
    });
  return (
    <>
      <Field label="Model" error={refused("model")} onSuggestion={pick} hint="Models with a finished run of concept neurons.">
        {(field) => <Select {...field} value={asked.model ?? ""} options={models} onChange={pick} />}
      </Field>
      <Field
        label="Concept run"
        error={refused("concept_run")}
        hint={
          conceptRun && (
            <>
              On {String(conceptRun.params.corpus)}. <a href={`/runs/${conceptRun.key}`}>Open it</a>
            </>
          )
        }
      >
        {(field) => (
          <Select
            {...field}
            value={asked.concept_run ?? ""}
            options={known}
            onChange={(concept_run) => change({ concept_run, checkpoints: ["all"], only_concepts: [], language: null })}
          />
        )}
      </Field>
    </>
  );
}

/** Those the concept run has. */
function Ladder({ asked, change, refused, setting: { checkpoints, model } }: Part) {
  const ladder = checkpoints.map((revision) => ({ revision, step: model?.checkpoints.find((c) => c.revision === revision)?.step ?? null }));
  const [only, another] = ladder;
  // Nothing to choose: the run has one, or is not here yet.
  if (!another)
    return (
      <div className="field">
        <span>Checkpoints</span>
        <Refused refusal={refused("checkpoints")} />
        <p className="small">{only ? `${stepInWords(only)}: the run has no other.` : "Those the concept run has."}</p>
      </div>
    );
  return (
    <Checkpoints
      ladder={ladder}
      chosen={asked.checkpoints}
      onChoose={(chosen) => change({ checkpoints: chosen })}
      refusal={refused("checkpoints")}
      says="Those the concept run has."
    />
  );
}

/** Ids to test on. Those of documents that the concept run read are left out by the server. */
function HeldOut({ asked, change, refused, setting: { corpus } }: Part) {
  const hint = `Only documents that the concept run did not read${corpus ? `; ${corpus.id} has ${plural(corpus.n_documents, "document")}` : ""}.`;
  return (
    <Sentences
      label="Sentences to test on"
      corpus={corpus}
      chosen={asked.held_out}
      onChoose={(held_out) => change({ held_out })}
      refusal={refused("held_out")}
      none="all it did not read"
      hint={hint}
    />
  );
}
