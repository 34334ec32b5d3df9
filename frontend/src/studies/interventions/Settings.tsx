/** Where the units are changed and what they are compared with; how the texts are written. */
import type { ReactNode } from "react";
import { shortDigest } from "../../lib/format";
import { stepInWords } from "../../lib/steps";
import { Field, Input, Panel, Select, Switch } from "../../ui";
import type { Desk } from "./Desk";
import { hasStrength, type ScalarName } from "./form-state";

/** What the study takes where nothing is said; shown in the empty box. */
const USUAL: Partial<Record<ScalarName, string>> = { texts: "1", length: "24", temperature: "0.8", top_p: "0.9", draws: "5", keywords: "12", held_out: "0", seed: "0", doses: "none" };

function Setting({ desk, name, label, hint, after }: { desk: Desk; name: ScalarName; label: ReactNode; hint?: string; after?: string }) {
  const { asked, change, refused } = desk;
  return (
    <Field inline label={label} hint={hint} error={refused(name)} onSuggestion={(value) => change({ [name]: value })}>
      {(field) => (
        <span className="strength-row end">
          <Input {...field} inputMode="decimal" value={asked[name] ?? ""} placeholder={USUAL[name]} onChange={(e) => change({ [name]: e.target.value })} />
          {after && <span className="small">{after}</span>}
        </span>
      )}
    </Field>
  );
}

export function WhatToDo({ desk }: { desk: Desk }) {
  const { asked, change, refused } = desk;
  const where = asked.where ?? "all";
  return (
    <Panel title="What to do">
      <Field inline label="Where" error={refused("where")}>
        {(field) => <Select {...field} value={where} onChange={(value) => change({ where: value })} options={[{ value: "all", label: "every position" }, { value: "last", label: "the last position" }, { value: "from", label: "from a position on" }]} />}
      </Field>
      {where === "from" && <Setting desk={desk} name="from_position" label="From position" hint="Counted from 0." />}
      <Setting desk={desk} name="draws" label="Compare with" after="draws of random units" />
      <p className="small">Random units are matched on layer and firing rate.</p>
      <details open={(["doses", "keywords", "held_out"] as const).some((name) => refused(name) !== null) || undefined}>
        <summary>Also measured</summary>
        <div className="settings">
          {asked.units.some((set) => hasStrength(set.operation)) && <Setting desk={desk} name="doses" label="At further strengths" hint="Numbers with commas: how the effect grows with the strength." />}
          <Setting desk={desk} name="keywords" label="Words of the concept" after="a language" />
          <Setting desk={desk} name="held_out" label="Held-out sentences" after="a language" hint="Their loss with and without the change, by language. 0 for none." />
        </div>
      </details>
    </Panel>
  );
}

export function HowToWrite({ desk }: { desk: Desk }) {
  const { asked, change, refused, setting } = desk;
  const sampling = asked.sampling === "sample" ? "sample" : "greedy";
  const models = setting.models?.map((model) => model.id) ?? [];
  const rungs = setting.model?.checkpoints.filter((rung) => rung.here) ?? [];
  const checkpoints = rungs.map((rung) => ({ value: rung.revision, label: stepInWords(rung) }));
  const runs = setting.conceptRuns.map((run) => ({ value: run.key, label: `${run.kind === "series" ? "its ladder" : run.checkpoint}, ${shortDigest(run.key)}` }));
  const known = (options: { value: string; label: string }[], value: string | null, label = value) => (value && !options.some((o) => o.value === value) ? [...options, { value, label: label ?? value }] : options);
  return (
    <Panel title="Writing">
      <Field inline label="Model" error={refused("model")}>
        {(field) => <Select {...field} value={asked.model ?? ""} options={asked.model && !models.includes(asked.model) ? [...models, asked.model] : models} onChange={(model) => change({ model, checkpoint: "", concept_run: "auto", units: [] })} />}
      </Field>
      <Field inline label="Checkpoint" error={refused("checkpoint")} onSuggestion={(checkpoint) => change({ checkpoint })}>
        {(field) => <Select {...field} value={asked.checkpoint ?? ""} options={known(checkpoints, asked.checkpoint)} onChange={(checkpoint) => change({ checkpoint })} />}
      </Field>
      <Field inline label="Concept run" error={refused("concept_run")}>
        {(field) => <Select {...field} value={asked.concept_run ?? ""} options={[...known(runs, asked.concept_run || null, asked.concept_run && `${setting.conceptRun?.kind === "series" ? "its ladder" : (setting.conceptRun?.checkpoint ?? "run")}, ${shortDigest(asked.concept_run)}`), { value: "", label: "none" }]} onChange={(concept_run) => change({ concept_run })} />}
      </Field>
      <div className="row spread">
        <span className="label">Sampling</span>
        <Switch label="Sampling" value={sampling} onChange={(value) => change({ sampling: value })} options={[{ value: "greedy", label: "greedy", title: "The likeliest token, always." }, { value: "sample", label: "drawn", title: "A token drawn by its probability." }]} />
      </div>
      {sampling === "sample" && <Setting desk={desk} name="temperature" label="Temperature" />}
      {sampling === "sample" && <Setting desk={desk} name="top_p" label="Top p" />}
      <Setting desk={desk} name="length" label="Length" after="tokens" />
      <Setting desk={desk} name="texts" label="Texts per prompt" />
      {sampling === "greedy" && Number(asked.texts) > 1 && <p className="small">Greedy texts do not depend on the seed: all of a prompt would be the same.</p>}
      <Setting desk={desk} name="seed" label="Seed" />
    </Panel>
  );
}
