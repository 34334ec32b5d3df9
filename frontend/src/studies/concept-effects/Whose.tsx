/** Whose experts: a model, one of its concept runs, which of that run's checkpoints; and the sentences to test on. */
import { count, dateTime, plural } from "../../lib/format";
import { stepInWords } from "../../plots";
import type { RunSummary } from "../../api/types";
import { Checkbox, Field, Select, Switch } from "../../ui";
import { Group, type Part, Refused } from "./fields";
import { wholeLadder } from "./form-state";

export function Whose(part: Part) {
  return (
    <Group name="Experts">
      <Run {...part} />
      <Checkpoints {...part} />
      <HeldOut {...part} />
    </Group>
  );
}

const kind = (run: Pick<RunSummary, "kind" | "checkpoint">) => (run.kind === "series" ? "its ladder" : (run.checkpoint ?? "one checkpoint"));

function Run({ asked, change, refused, setting: { runs = [], conceptRun } }: Part) {
  const models = [...new Set([...runs.map((run) => run.model), asked.model])].filter((id): id is string => id !== null);
  const own = runs.filter((run) => run.model === asked.model).map((run) => ({ value: run.key, label: `${kind(run)}, ${dateTime(run.finished)}` }));
  // A run inside a series is not listed; named in the address it is still a choice.
  const known = asked.concept_run === null || own.some((o) => o.value === asked.concept_run) ? own : [...own, { value: asked.concept_run, label: conceptRun ? kind(conceptRun) : asked.concept_run.slice(0, 12) }];
  const pick = (model: string) => change({ model, concept_run: runs.find((run) => run.model === model)?.key ?? null, checkpoints: ["all"], only_concepts: [], held_out: null, language: null });
  return (
    <>
      <Field label="Model" error={refused("model")} onSuggestion={pick} hint="Models with a finished run of concept neurons.">
        {(field) => <Select {...field} value={asked.model ?? ""} options={models} onChange={pick} />}
      </Field>
      <Field label="Concept run" error={refused("concept_run")} hint={conceptRun && <>On {String(conceptRun.params.corpus)}. <a href={`/runs/${conceptRun.key}`}>Open it</a></>}>
        {(field) => <Select {...field} value={asked.concept_run ?? ""} options={known} onChange={(concept_run) => change({ concept_run, checkpoints: ["all"], only_concepts: [], language: null })} />}
      </Field>
    </>
  );
}

function Checkpoints({ asked, change, refused, setting: { checkpoints, model } }: Part) {
  const all = wholeLadder(asked);
  const refusal = refused("checkpoints") ?? refused("checkpoint");
  const step = (revision: string) => model?.checkpoints.find((c) => c.revision === revision)?.step ?? null;
  const last = checkpoints[checkpoints.length - 1];
  const toggle = (revision: string, on: boolean) => {
    const kept = checkpoints.filter((other) => (other === revision ? on : asked.checkpoints.includes(other)));
    change({ checkpoints: kept.length > 0 ? kept : ["all"] });
  };
  return (
    <div className="field">
      <span id="which-checkpoints">Checkpoints</span>
      {checkpoints.length > 1 && (
        <Switch
          label="Checkpoints" value={all ? "all" : "some"} options={[{ value: "all", label: `All ${count(checkpoints.length)}` }, { value: "some", label: "Some" }]}
          onChange={(value) => change({ checkpoints: value === "all" ? ["all"] : last ? [last] : [] })}
        />
      )}
      <Refused refusal={refusal} />
      {!all && checkpoints.length > 1 && (
        <div className="choices" role="group" aria-labelledby="which-checkpoints">
          {checkpoints.map((revision) => (
            <Checkbox key={revision} checked={asked.checkpoints.includes(revision)} onChange={(on) => toggle(revision, on)}>{stepInWords({ revision, step: step(revision) })}</Checkbox>
          ))}
        </div>
      )}
      <p className="small">{checkpoints.length === 1 ? `${stepInWords({ revision: checkpoints[0]!, step: step(checkpoints[0]!) })}: the run has no other.` : "Those the concept run has. What is computed already is kept."}</p>
    </div>
  );
}

/** Ids to test on. Those of documents that the concept run read are left out by the server. */
function HeldOut({ asked, change, refused, setting: { corpus } }: Part) {
  const names = [...(corpus?.id_sets ?? []).map((s) => ({ value: s.name, label: `${s.name}, ${count(s.n_ids)}` })), ...(corpus?.splits ?? []).map((s) => ({ value: s.name, label: `split ${s.name}, ${count(s.n_ids)}` }))];
  // Names joined by + are written in the address or come from an earlier run.
  const extra = asked.held_out && !names.some((o) => o.value === asked.held_out) ? [{ value: asked.held_out, label: asked.held_out }] : [];
  return (
    <Field label="Sentences to test on" error={refused("held_out")} onSuggestion={(held_out) => change({ held_out })} hint={`Only documents that the concept run did not read${corpus ? `; ${corpus.id} has ${plural(corpus.n_documents, "document")}` : ""}.`}>
      {(field) => <Select {...field} value={asked.held_out ?? ""} options={[{ value: "", label: "all it did not read" }, ...names, ...extra]} onChange={(held_out) => change({ held_out: held_out || null })} />}
    </Field>
  );
}
