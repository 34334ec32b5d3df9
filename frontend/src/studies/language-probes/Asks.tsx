/** The form's groups: the model with its checkpoints, the text, what a probe is to tell, and what it reads. */
import { count, dateTime, plural } from "../../lib/format";
import { inHouseOrder } from "../../lib/languages";
import { stepInWords } from "../../plots";
import type { Corpus } from "../../api/types";
import { Chip, Field, Select, Switch, Term } from "../../ui";
import { Choice, Group, type Part, Refused, Several, Value } from "./fields";
import type { Target } from "./types";
import { TARGETS } from "./words";

export function Which({ asked, change, refused, setting: { models = [], model } }: Part) {
  const all = asked.checkpoints.length === 0 || asked.checkpoints[0] === "all";
  const ladder = model?.checkpoints ?? [];
  const last = ladder[ladder.length - 1]?.revision;
  const known = models.map((m) => m.id);
  const toggle = (revision: string, on: boolean) => {
    const kept = ladder.map((c) => c.revision).filter((r) => (r === revision ? on : asked.checkpoints.includes(r)));
    change({ checkpoints: kept.length > 0 ? kept : ["all"] });
  };
  const choose = (id: string) => change({ model: id, checkpoints: [], languages: [], concept_run: null });
  return (
    <Group name="Model">
      <Field label="Model" error={refused("model")} onSuggestion={choose} hint={model && `${model.family}, ${plural(model.n_layers, "layer")}, ${plural(ladder.length, "checkpoint")}`}>
        {(field) => <Select {...field} value={asked.model ?? ""} options={asked.model && !known.includes(asked.model) ? [...known, asked.model] : known} onChange={choose} />}
      </Field>
      <div className="field">
        <span>Checkpoints</span>
        <Switch label="Checkpoints" value={all ? "all" : "some"} options={[{ value: "all", label: `All ${count(ladder.length)}` }, { value: "some", label: "Some" }]} onChange={(value) => change({ checkpoints: value === "all" ? ["all"] : last ? [last] : [] })} />
        <Refused refusal={refused("checkpoints")} />
        <p className="small">{all ? "One run each, and one page that grows." : asked.checkpoints.length === 1 ? "One run." : `${plural(asked.checkpoints.length, "run")} and one page.`} What is computed already is kept.</p>
      </div>
      {!all && (
        <Several
          name="which-checkpoints" label="Which of them" refusal={null} chosen={(revision) => asked.checkpoints.includes(revision)} onToggle={toggle}
          options={ladder.map((c) => ({ value: c.revision, label: <>{stepInWords(c)}{c.duplicate_of ? <span className="quiet"> same weights as {c.duplicate_of}</span> : null}</> }))}
        />
      )}
    </Group>
  );
}

export function WhichText(part: Part) {
  const { asked, change, refused, setting: { corpora = [], corpus } } = part;
  const offered = inHouseOrder(corpus?.languages ?? []);
  const choose = (id: string) => change({ corpus: id, concepts: null, only_concepts: [], ids: null, languages: [] });
  return (
    <Group name="Text">
      <Field label="Corpus" error={refused("corpus")} onSuggestion={choose} hint={corpus && `${plural(corpus.n_ids, "sentence")} in ${plural(corpus.languages.length, "language")}, ${plural(corpus.n_documents, "document")}; ${corpus.licence}`}>
        {(field) => <Select {...field} value={asked.corpus ?? ""} options={corpora.map((c) => ({ value: c.id, label: c.name || c.id }))} onChange={choose} />}
      </Field>
      <Field label="Sentences" error={refused("ids")} onSuggestion={(ids) => change({ ids })} hint="A split, a named id set, or all. What the model was trained on is not held out.">
        {(field) => <Select {...field} value={asked.ids ?? ""} options={idOptions(corpus, asked.ids)} onChange={(ids) => change({ ids: ids || null })} />}
      </Field>
      <Value {...part} name="sentences" label="Sentences a language, at most" />
      <Several
        languages name="which-languages" label={`Languages, ${count(asked.languages.length)} of ${count(offered.length)}`} refusal={refused("languages")}
        options={offered.map((code) => ({ value: code, label: <Chip code={code} name /> }))} chosen={(code) => asked.languages.includes(code)}
        onToggle={(code, on) => change({ languages: on ? inHouseOrder([...asked.languages, code]) : asked.languages.filter((c) => c !== code) })}
      />
    </Group>
  );
}

function idOptions(corpus: Corpus | undefined, chosen: string | null) {
  const names = [...(corpus?.splits ?? []).map((s) => ({ value: s.name, label: `split ${s.name}, ${count(s.n_ids)}` })), ...(corpus?.id_sets ?? []).map((s) => ({ value: s.name, label: `${s.name}, ${count(s.n_ids)}` }))];
  // Names joined by + are written in the address or come from an earlier run.
  const extra = chosen && !names.some((o) => o.value === chosen) ? [{ value: chosen, label: chosen }] : [];
  return [{ value: "", label: "all sentences" }, ...names, ...extra];
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
  const chosen = (name: string) => asked.only_concepts.length === 0 || asked.only_concepts.includes(name);
  const toggle = (name: string, on: boolean) => {
    const kept = concepts.map((c) => c.name).filter((other) => (other === name ? on : chosen(other)));
    change({ only_concepts: kept.length === concepts.length ? [] : kept });
  };
  return (
    <>
      <Field label="Concept set" error={refused("concepts")} onSuggestion={(concepts) => change({ concepts })} hint={corpus && sets.length === 0 ? <>This corpus has no concept set. <a href={`/corpora/${corpus.id}`}>Add one</a></> : "Only sentences with exactly one of its concepts are read."}>
        {(field) => <Select {...field} value={asked.concepts ?? ""} options={sets.length > 0 ? sets.map((s) => ({ value: s.id, label: s.name || s.id })) : [{ value: "", label: "none here" }]} onChange={(concepts) => change({ concepts, only_concepts: [] })} />}
      </Field>
      {concepts.length > 0 && (
        <Several
          name="which-concepts" label={`Concepts to tell apart, ${count(asked.only_concepts.length || concepts.length)} of ${count(concepts.length)}`} refusal={refused("only_concepts")}
          options={concepts.map((c) => ({ value: c.name, label: <>{c.name} <span className="quiet">{count(c.positives)}</span></> }))} chosen={chosen} onToggle={toggle}
        />
      )}
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
