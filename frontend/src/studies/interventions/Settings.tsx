/** Where the units are changed and what they are compared with; how the texts are written. */
import type { ReactNode } from "react";
import { shortDigest } from "../../lib/format";
import { stepInWords } from "../../lib/steps";
import { Field, Input, Panel, Select, Switch } from "../../ui";
import type { Part } from "./part";
import { hasStrength, type ScalarName } from "./asked";

function Setting({
  part: { asked, change, refused, usual },
  name,
  label,
  hint,
  after,
}: {
  part: Part;
  name: ScalarName;
  label: ReactNode;
  hint?: string;
  after?: string;
}) {
  const { default: fallback } = usual(name);
  return (
    <Field inline label={label} hint={hint} error={refused(name)} onSuggestion={(value) => change({ [name]: value })}>
      {(field) => (
        <span className="strength-row end">
          <Input
            {...field}
            inputMode="decimal"
            value={asked[name] ?? fallback}
            placeholder={fallback || (name === "doses" ? "none" : undefined)}
            onChange={(e) => change({ [name]: e.target.value })}
          />
          {after && <span className="small">{after}</span>}
        </span>
      )}
    </Field>
  );
}

export function WhatToDo({ part }: { part: Part }) {
  const { asked, change, refused } = part;
  const where = asked.where ?? "all";
  return (
    <Panel title="What to do">
      <Field inline label="Where" error={refused("where")}>
        {(field) => (
          <Select
            {...field}
            value={where}
            onChange={(value) => change({ where: value })}
            options={[
              { value: "all", label: "every position" },
              { value: "last", label: "the last position" },
              { value: "from", label: "from a position on" },
            ]}
          />
        )}
      </Field>
      {where === "from" && <Setting part={part} name="from_position" label="From position" hint="Counted from 0." />}
      <Setting part={part} name="draws" label="Compare with" after="draws of random units" />
      <p className="small">Random units are matched on layer and firing rate.</p>
      <details open={(["doses", "keywords", "held_out"] as const).some((name) => refused(name) !== null) || undefined}>
        <summary>Also measured</summary>
        <div className="settings">
          {asked.units.some((set) => hasStrength(set.operation)) && (
            <Setting
              part={part}
              name="doses"
              label="At further strengths"
              hint="Numbers with commas: how the effect grows with the strength."
            />
          )}
          <Setting part={part} name="keywords" label="Words of the concept" after="a language" />
          <Setting
            part={part}
            name="held_out"
            label="Held-out sentences"
            after="a language"
            hint="Their loss with and without the change, by language. 0 for none."
          />
        </div>
      </details>
    </Panel>
  );
}

export function HowToWrite({ part }: { part: Part }) {
  const { asked, change, refused, setting } = part;
  const sampling = asked.sampling === "sample" ? "sample" : "greedy";
  const models = setting.models?.map((model) => model.id) ?? [];
  const rungs = setting.model?.checkpoints.filter((rung) => rung.here) ?? [];
  const checkpoints = rungs.map((rung) => ({ value: rung.revision, label: stepInWords(rung) }));
  const runs = setting.conceptRuns.map((run) => ({
    value: run.key,
    label: `${run.kind === "series" ? "its ladder" : run.checkpoint}, ${shortDigest(run.key)}`,
  }));
  const known = (options: { value: string; label: string }[], value: string | null, label = value) =>
    value && !options.some((o) => o.value === value) ? [...options, { value, label: label ?? value }] : options;
  return (
    <Panel title="Writing">
      <Field inline label="Model" error={refused("model")}>
        {(field) => (
          <Select
            {...field}
            value={asked.model ?? ""}
            options={asked.model && !models.includes(asked.model) ? [...models, asked.model] : models}
            onChange={(model) => change({ model, checkpoint: "", concept_run: "auto", units: [] })}
          />
        )}
      </Field>
      <Field inline label="Checkpoint" error={refused("checkpoint")} onSuggestion={(checkpoint) => change({ checkpoint })}>
        {(field) => (
          <Select
            {...field}
            value={asked.checkpoint ?? ""}
            options={known(checkpoints, asked.checkpoint)}
            onChange={(checkpoint) => change({ checkpoint })}
          />
        )}
      </Field>
      <Field inline label="Concept run" error={refused("concept_run")}>
        {(field) => (
          <Select
            {...field}
            value={asked.concept_run ?? ""}
            options={[
              ...known(
                runs,
                asked.concept_run || null,
                asked.concept_run &&
                  `${setting.conceptRun?.kind === "series" ? "its ladder" : (setting.conceptRun?.checkpoint ?? "run")}, ${shortDigest(asked.concept_run)}`,
              ),
              { value: "", label: "none" },
            ]}
            onChange={(concept_run) => change({ concept_run })}
          />
        )}
      </Field>
      <div className="row spread">
        <span className="label">Sampling</span>
        <Switch
          label="Sampling"
          value={sampling}
          onChange={(value) => change({ sampling: value })}
          options={[
            { value: "greedy", label: "greedy", title: "The likeliest token, always." },
            { value: "sample", label: "drawn", title: "A token drawn by its probability." },
          ]}
        />
      </div>
      {sampling === "sample" && <Setting part={part} name="temperature" label="Temperature" />}
      {sampling === "sample" && <Setting part={part} name="top_p" label="Top p" />}
      <Setting part={part} name="length" label="Length" after="tokens" />
      <Setting part={part} name="texts" label="Texts per prompt" />
      {sampling === "greedy" && Number(asked.texts) > 1 && (
        <p className="small">Greedy texts do not depend on the seed: all of a prompt would be the same.</p>
      )}
      <Setting part={part} name="seed" label="Seed" />
    </Panel>
  );
}
