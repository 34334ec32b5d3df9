/** What is asked: a model's checkpoints, a corpus with its concepts, languages; what it costs, and a smaller offer. */
import type { Params } from "../../api/types";
import {
  Advanced,
  type AskedOf,
  defineForm,
  type FormSpec,
  ModelGroup,
  type Part as PartOf,
  TextGroup,
  type TextSetting,
  useText,
} from "../../kit";
import { count, plural } from "../../lib/format";
import { Field, Group, Input, Refused, Select, Sentences, Some, Switch, Value } from "../../ui";
import "./concept-neurons.css";

export type Asked = AskedOf<Params>;
type Part = PartOf<Asked, TextSetting>;

export const FORM: FormSpec<Params, TextSetting> = {
  slug: "concept-neurons",
  // Every choice that has an obvious answer is made before anybody is asked.
  useSetting: (given) => {
    const { asked, setting, state } = useText(
      given,
      "Concept neurons need a model with its checkpoints, and sentences that are translations of each other.",
    );
    return { asked: { ...asked, concepts: given.concepts ?? setting.corpus?.concept_page[0]?.id ?? null }, setting, state };
  },
  isComplete: ({ model, corpus, concepts, languages }) => model !== null && corpus !== null && concepts !== null && languages.length > 0,
  wants: () => "Choose a model, a corpus, concepts and two languages or more.",
  groups: [(part) => <ModelGroup {...part} clears={{ languages: [] }} />, Text, Measured, Rest],
};

export const Form = defineForm(FORM);

function Text(part: Part) {
  const {
    asked,
    change,
    refused,
    setting: { corpus },
  } = part;
  const sets = corpus?.concept_page ?? [];
  const chosen = sets.find((s) => s.id === asked.concepts);
  const enough = chosen?.concepts.filter((c) => c.positives >= 25).length ?? 0;
  const concepts = (
    <Field
      label="Concepts"
      error={refused("concepts")}
      onSuggestion={(concepts) => change({ concepts })}
      hint={
        chosen ? (
          `${plural(chosen.concepts.length, "concept")}, ${count(enough)} with 25 positives or more; the others count in means only`
        ) : corpus && sets.length === 0 ? (
          <>
            This corpus has no concept set. <a href={`/corpora/${corpus.id}`}>Add one</a>
          </>
        ) : undefined
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
  );
  return (
    <TextGroup {...part} clears={{ concepts: null, beside: null }} concepts={concepts}>
      <Sentences
        label="Beside"
        corpus={corpus}
        chosen={asked.beside}
        onChoose={(beside) => change({ beside })}
        refusal={refused("beside")}
        none="none"
        hint="A second choice of sentences, on which the pooled numbers are shown too."
      />
    </TextGroup>
  );
}

function Measured(part: Part) {
  const { asked, change, refused } = part;
  const byCount = asked.k !== null;
  return (
    <Group name="Units">
      <div className="field">
        <span>Units</span>
        <Switch
          label="Units"
          value={asked.units === "all_linear" ? "all_linear" : "mlp_act"}
          onChange={(units) => change({ units: units === "mlp_act" ? null : units })}
          options={[
            { value: "mlp_act", label: "MLP neurons" },
            { value: "all_linear", label: "All linear outputs" },
          ]}
        />
        <Refused refusal={refused("units")} />
      </div>
      <div className="field">
        <span>Experts per concept and language</span>
        <Switch
          label="Experts as"
          value={byCount ? "count" : "share"}
          onChange={(value) => change(value === "count" ? { k: "100", k_share: null } : { k: null })}
          options={[
            { value: "share", label: "A share of all units" },
            { value: "count", label: "A number" },
          ]}
        />
      </div>
      {byCount ? (
        <Field label="How many" error={refused("k")}>
          {(field) => <Input {...field} inputMode="numeric" value={asked.k ?? ""} onChange={(e) => change({ k: e.target.value || "0" })} />}
        </Field>
      ) : (
        <Value {...part} name="k_share" label="Share of all units" hint="0.04 is 4 %. Fixed before looking; the curve over k is shown." />
      )}
    </Group>
  );
}

const REST = {
  shared_by: { label: "Shared means experts in at least", absent: "half of the languages" },
  folds: { label: "Document folds" },
  halvings: { label: "Halvings of the documents" },
  pseudo_concepts: { label: "Meaningless concepts per set size" },
  set_sizes: { label: "Set sizes of the null" },
  negatives_jaccard: { label: "Not negatives: positives of concepts this similar" },
  sentences: { label: "Sentences a language, at most", absent: "all" },
  max_tokens: { label: "Tokens a sentence, at most" },
  traces: { label: "Sentences kept per unit and language" },
  seed: {},
  pooling: {
    label: "Pooling over tokens",
    options: [
      { value: "max", label: "max, padding masked" },
      { value: "max_with_padding", label: "max with padding, as published code did" },
    ],
  },
  dtype: { label: "Number type" },
  attention: {},
};

function Rest(part: Part) {
  const {
    asked,
    change,
    refused,
    setting: { corpus },
  } = part;
  const concepts = corpus?.concept_page.find((s) => s.id === asked.concepts)?.concepts ?? [];
  return (
    <Advanced {...part} rest={REST} more={["only_concepts"]}>
      <Some
        name="which-concepts"
        label="Concepts scored"
        all={concepts}
        chosen={asked.only_concepts}
        onChoose={(only_concepts) => change({ only_concepts })}
        refusal={refused("only_concepts")}
      />
    </Advanced>
  );
}
