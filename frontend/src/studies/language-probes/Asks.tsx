/** The form's groups: the model with its checkpoints, the text, what a probe is to tell, and what it reads. */
import { Advanced, ModelGroup, TextGroup } from "../../kit";
import { dateTime } from "../../lib/format";
import { Choice, Field, Group, Refused, Select, Some, Switch, Term, Value } from "../../ui";
import type { Part } from "./setting";
import type { Target } from "./types";
import { TARGETS } from "./words";

export const Which = (part: Part) => <ModelGroup {...part} clears={{ languages: [], concept_run: null }} />;

export const WhichText = (part: Part) => (
  <TextGroup {...part} clears={{ concepts: null, only_concepts: [] }}>
    <Value {...part} name="sentences" label="Sentences a language, at most" absent="all" />
  </TextGroup>
);

/** What a probe is to tell. Concepts are asked for where it is the concept, and only then. */
export function Told(part: Part) {
  const { asked, change, refused } = part;
  const target = TARGETS.find(({ value }) => value === asked.target) ?? TARGETS[0]!;
  const choose = (value: Target) =>
    change({ target: value === "language" ? null : value, ...(value !== "concept" && { concepts: null, only_concepts: [] }) });
  return (
    <Group name="What is told">
      <div className="field full-width">
        <span>
          A <Term>probe</Term> is to tell
        </span>
        <Switch
          label="A probe is to tell"
          value={target.value}
          options={TARGETS.map(({ value, label }) => ({ value, label }))}
          onChange={choose}
        />
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
      <Field
        label="Concept set"
        error={refused("concepts")}
        onSuggestion={(concepts) => change({ concepts })}
        hint={
          corpus && sets.length === 0 ? (
            <>
              This corpus has no concept set. <a href={`/corpora/${corpus.id}`}>Add one</a>
            </>
          ) : (
            "Only sentences with exactly one of its concepts are read."
          )
        }
      >
        {(field) => (
          <Select
            {...field}
            value={asked.concepts ?? ""}
            options={sets.length > 0 ? sets.map((s) => ({ value: s.id, label: s.name || s.id })) : [{ value: "", label: "none here" }]}
            onChange={(concepts) => change({ concepts, only_concepts: [] })}
          />
        )}
      </Field>
      <Some
        name="which-concepts"
        label="Concepts to tell apart"
        all={concepts}
        chosen={asked.only_concepts}
        onChoose={(only_concepts) => change({ only_concepts })}
        refusal={refused("only_concepts")}
      />
    </>
  );
}

export function WhatIsRead(part: Part) {
  const { asked, change, refused } = part;
  const sentence = asked.unit === "sentence";
  return (
    <Group name="What is read">
      <Choice
        {...part}
        name="role"
        label="Of each layer"
        options={[
          { value: "resid_post", label: "its output" },
          { value: "mlp_act", label: "its neurons" },
          { value: "attn_out", label: "its attention’s output" },
        ]}
      />
      <div className="field">
        <span>One example is</span>
        <Switch
          label="One example is"
          value={sentence ? "sentence" : "token"}
          options={[
            { value: "token", label: "A token" },
            { value: "sentence", label: "A sentence" },
          ]}
          onChange={(unit) => change({ unit: unit === "token" ? null : unit })}
        />
        <Refused refusal={refused("unit")} />
        <p className="small">{sentence ? "The mean over a sentence’s tokens." : "The state at a sampled token."}</p>
      </div>
      {!sentence && <Value {...part} name="tokens" label="Tokens of a sentence" />}
    </Group>
  );
}

/** Whose experts language-specific neurons are compared with: none is a choice. */
export function Beside({ asked, change, refused, usual, setting: { conceptRuns } }: Part) {
  const known = conceptRuns.map((run) => ({
    value: run.key,
    label: `${run.kind === "series" ? "its ladder" : (run.checkpoint ?? "one checkpoint")}, ${dateTime(run.finished)}`,
  }));
  // A run inside a series is not listed; named in the address it is still a choice.
  const more =
    asked.concept_run !== null && !known.some((one) => one.value === asked.concept_run)
      ? [{ value: asked.concept_run, label: asked.concept_run.slice(0, 12) }]
      : [];
  return (
    <Group name="Beside experts of concepts">
      <Field label="Concept run" error={refused("concept_run")} hint={usual("concept_run").says}>
        {(field) => (
          <Select
            {...field}
            value={asked.concept_run ?? ""}
            options={[{ value: "", label: "none" }, ...known, ...more]}
            onChange={(key) => change({ concept_run: key || null })}
          />
        )}
      </Field>
    </Group>
  );
}

/** What is seldom changed. */
export const More = (part: Part) => (
  <Advanced
    {...part}
    name="More"
    rest={{
      splits: { label: "Splits of the documents" },
      test_share: { label: "Share that is held out" },
      c: { label: "Inverse penalty, C" },
      draws: { label: "Draws behind each null" },
      entropy_share: { label: "Neurons selected by entropy, share" },
      activity_quantile: { label: "Quantile of activity" },
      loss_sentences: { label: "Sentences whose loss is read" },
      max_tokens: { label: "Tokens a sentence, at most" },
      seed: {},
      dtype: { label: "Number type" },
      attention: {},
    }}
  />
);
