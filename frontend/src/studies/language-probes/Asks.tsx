/** The form's groups: the model with its checkpoints, the text, what a probe is to tell, and what it reads. */
import { dateTime, plural } from "../../lib/format";
import { Checkpoints, Choice, Field, Group, Languages, Refused, Select, Sentences, Some, Switch, Term, Value } from "../../ui";
import type { Part } from "./setting";
import type { Target } from "./types";
import { TARGETS } from "./words";

export function Which({ asked, change, refused, setting: { models = [], model } }: Part) {
  const known = models.map((m) => m.id);
  const choose = (id: string) => change({ model: id, checkpoints: [], languages: [], concept_run: null });
  return (
    <Group name="Model">
      <Field label="Model" error={refused("model")} onSuggestion={choose} hint={model && `${model.family}, ${plural(model.n_layers, "layer")}, ${plural(model.checkpoints.length, "checkpoint")}`}>
        {(field) => <Select {...field} value={asked.model ?? ""} options={asked.model && !known.includes(asked.model) ? [...known, asked.model] : known} onChange={choose} />}
      </Field>
      <Checkpoints ladder={model?.checkpoints ?? []} chosen={asked.checkpoints} onChoose={(checkpoints) => change({ checkpoints })} refusal={refused("checkpoints")} />
    </Group>
  );
}

export function WhichText(part: Part) {
  const { asked, change, refused, setting: { corpora = [], corpus } } = part;
  const choose = (id: string) => change({ corpus: id, concepts: null, only_concepts: [], ids: null, languages: [] });
  return (
    <Group name="Text">
      <Field label="Corpus" error={refused("corpus")} onSuggestion={choose} hint={corpus && `${plural(corpus.n_ids, "sentence")} in ${plural(corpus.languages.length, "language")}, ${plural(corpus.n_documents, "document")}; ${corpus.licence}`}>
        {(field) => <Select {...field} value={asked.corpus ?? ""} options={corpora.map((c) => ({ value: c.id, label: c.name || c.id }))} onChange={choose} />}
      </Field>
      <Sentences label="Sentences" corpus={corpus} chosen={asked.ids} onChoose={(ids) => change({ ids })} refusal={refused("ids")} none="all sentences" hint="A split, a named id set, or all. What the model was trained on is not held out." />
      <Value {...part} name="sentences" label="Sentences a language, at most" absent="all" />
      <Languages offered={corpus?.languages ?? []} chosen={asked.languages} onChoose={(languages) => change({ languages })} refusal={refused("languages")} />
    </Group>
  );
}

/** What a probe is to tell. Concepts are asked for where it is the concept, and only then. */
export function Told(part: Part) {
  const { asked, change, refused } = part;
  const target = TARGETS.find(({ value }) => value === asked.target) ?? TARGETS[0]!;
  const choose = (value: Target) => change({ target: value === "language" ? null : value, ...(value !== "concept" && { concepts: null, only_concepts: [] }) });
  return (
    <Group name="What is told">
      <div className="field full-width">
        <span>A <Term>probe</Term> is to tell</span>
        <Switch label="A probe is to tell" value={target.value} options={TARGETS.map(({ value, label }) => ({ value, label }))} onChange={choose} />
        <Refused refusal={refused("target")} />
        <p className="small">{target.says}</p>
      </div>
      {target.value === "concept" && <Concepts {...part} />}
    </Group>
  );
}

function Concepts({ asked, change, refused, setting: { corpus } }: Part) {
  const sets = corpus?.concept_page ?? [];
  const concepts = sets.find((s) => s.id === asked.concepts)?.concepts ?? [];
  return (
    <>
      <Field label="Concept set" error={refused("concepts")} onSuggestion={(concepts) => change({ concepts })} hint={corpus && sets.length === 0 ? <>This corpus has no concept set. <a href={`/corpora/${corpus.id}`}>Add one</a></> : "Only sentences with exactly one of its concepts are read."}>
        {(field) => <Select {...field} value={asked.concepts ?? ""} options={sets.length > 0 ? sets.map((s) => ({ value: s.id, label: s.name || s.id })) : [{ value: "", label: "none here" }]} onChange={(concepts) => change({ concepts, only_concepts: [] })} />}
      </Field>
      <Some name="which-concepts" label="Concepts to tell apart" all={concepts} chosen={asked.only_concepts} onChoose={(only_concepts) => change({ only_concepts })} refusal={refused("only_concepts")} />
    </>
  );
}

export function WhatIsRead(part: Part) {
  const { asked, change, refused } = part;
  const sentence = asked.unit === "sentence";
  return (
    <Group name="What is read">
      <Choice {...part} name="role" label="Of each layer" options={[{ value: "resid_post", label: "its output" }, { value: "mlp_act", label: "its neurons" }, { value: "attn_out", label: "its attention’s output" }]} />
      <div className="field">
        <span>One example is</span>
        <Switch label="One example is" value={sentence ? "sentence" : "token"} options={[{ value: "token", label: "A token" }, { value: "sentence", label: "A sentence" }]} onChange={(unit) => change({ unit: unit === "token" ? null : unit })} />
        <Refused refusal={refused("unit")} />
        <p className="small">{sentence ? "The mean over a sentence’s tokens." : "The state at a sampled token."}</p>
      </div>
      {!sentence && <Value {...part} name="tokens" label="Tokens of a sentence" />}
    </Group>
  );
}

/** Whose experts language-specific neurons are compared with: none is a choice. */
export function Beside({ asked, change, refused, usual, setting: { conceptRuns } }: Part) {
  const known = conceptRuns.map((run) => ({ value: run.key, label: `${run.kind === "series" ? "its ladder" : (run.checkpoint ?? "one checkpoint")}, ${dateTime(run.finished)}` }));
  // A run inside a series is not listed; named in the address it is still a choice.
  const more = asked.concept_run !== null && !known.some((one) => one.value === asked.concept_run) ? [{ value: asked.concept_run, label: asked.concept_run.slice(0, 12) }] : [];
  return (
    <Group name="Beside experts of concepts">
      <Field label="Concept run" error={refused("concept_run")} hint={usual("concept_run").says}>
        {(field) => <Select {...field} value={asked.concept_run ?? ""} options={[{ value: "", label: "none" }, ...known, ...more]} onChange={(key) => change({ concept_run: key || null })} />}
      </Field>
    </Group>
  );
}
