/** What is measured: switching off, forcing, the random units beside both; and what is seldom changed. */
import { useState } from "react";
import { Advanced } from "../../kit";
import { language } from "../../lib/languages";
import { Field, Group, Input, Refused, Select, Some, Switch, Value } from "../../ui";
import type { Part } from "./setting";

export function SwitchedOff(part: Part) {
  const { asked, change, refused } = part;
  return (
    <Group name="Switched off">
      <div className="field">
        <span>Their value becomes</span>
        <Switch
          label="Switched off to"
          value={asked.ablation === "mean" ? "mean" : "zero"}
          options={[
            { value: "zero", label: "Zero" },
            { value: "mean", label: "Their mean" },
          ]}
          onChange={(value) => change({ ablation: value === "zero" ? null : value })}
        />
        <Refused refusal={refused("ablation")} />
        <p className="small">
          {asked.ablation === "mean" ? "What a unit says on average over the concept run’s text." : "The unit says nothing."}
        </p>
      </div>
      <Value {...part} name="k" label="Units of a concept, at most" hint="Its experts in most languages come first. As many are forced." />
      <Value
        {...part}
        name="shared_by"
        label="Experts in so many languages at least"
        hint="A unit that is an expert in fewer is left on."
      />
      <Value
        {...part}
        name="sentences"
        label="Sentences of a concept and language, at most"
        hint="Held-out ones: their loss is measured."
      />
    </Group>
  );
}

export function Forced(part: Part) {
  const {
    asked,
    change,
    refused,
    setting: { languages },
  } = part;
  const options = [...new Set([...languages, ...(asked.language ? [asked.language] : [])])].map((code) => ({
    value: code,
    label: language(code).name,
  }));
  return (
    <Group name="Forced, from nothing">
      <Field
        label="Experts found in"
        error={refused("language")}
        onSuggestion={(code) => change({ language: code })}
        hint="One language’s best units: does the concept come up, and in which languages?"
      >
        {(field) => <Select {...field} value={asked.language ?? ""} options={options} onChange={(code) => change({ language: code })} />}
      </Field>
      <Value {...part} name="strength" label="Strength, times the median" hint="1: the median of each unit over the concept’s sentences." />
      <Value {...part} name="texts" label="Texts of a concept" hint="So many of each: plain, forced, random units, another concept’s." />
      <Value {...part} name="length" label="Tokens of a text" />
      <Value {...part} name="temperature" label="Temperature" hint="Lower: likelier tokens. Higher: bolder ones." />
      <Value {...part} name="top_p" label="Top p" hint="Draws among the likeliest tokens that have this probability together." />
    </Group>
  );
}

const DRAWS = [
  {
    value: "20",
    label: "20: a first look",
    says: "Twenty sets of random units: p cannot fall below 0.048, so no single language can pass Holm.",
  },
  { value: "200", label: "200: for a p-value", says: "Two hundred sets: p can fall to 0.005." },
] as const;
const OWN = "own";

/** How many sets of random units stand behind every null. */
export function RandomUnits(part: Part) {
  const { asked, change, refused, usual } = part;
  const now = asked.draws ?? (usual("draws").default || "20");
  const known = DRAWS.find((choice) => choice.value === now);
  const [typing, setTyping] = useState(false);
  const own = typing || !known;
  const pick = (value: string) => {
    setTyping(value === OWN);
    if (value !== OWN) change({ draws: value });
  };
  return (
    <Group name="Random units">
      <div className="field full-width">
        <span>Sets of random units</span>
        <Switch
          label="Sets of random units"
          value={own ? OWN : now}
          options={[...DRAWS, { value: OWN, label: "Another" }]}
          onChange={pick}
        />
        {!own && <Refused refusal={refused("draws")} />}
        <p className="small">{own ? "" : known?.says} Matched to the experts in layer, firing rate and mean.</p>
      </div>
      {own && (
        <Field label="How many" error={refused("draws")} hint={usual("draws").says}>
          {(field) => <Input {...field} inputMode="numeric" value={now} onChange={(e) => change({ draws: e.target.value || "0" })} />}
        </Field>
      )}
    </Group>
  );
}

/** What is seldom changed. */
export function Measured(part: Part) {
  const {
    asked,
    change,
    refused,
    setting: { conceptRun, corpus },
  } = part;
  const chosen = (conceptRun?.params.only_concepts as string[] | null | undefined) ?? null;
  const concepts = (corpus?.concept_page.find((s) => s.id === conceptRun?.params.concepts)?.concepts ?? []).filter(
    (c) => chosen === null || chosen.length === 0 || chosen.includes(c.name),
  );
  return (
    <Advanced
      {...part}
      more={["only_concepts"]}
      rest={{
        keywords: { label: "Words of a concept and language" },
        max_tokens: { label: "Tokens a sentence, at most" },
        seed: {},
        dtype: { label: "Number type" },
        attention: {},
      }}
    >
      <Some
        name="which-concepts"
        label="Concepts tested"
        all={concepts}
        chosen={asked.only_concepts}
        onChoose={(only_concepts) => change({ only_concepts })}
        refusal={refused("only_concepts")}
      />
    </Advanced>
  );
}
