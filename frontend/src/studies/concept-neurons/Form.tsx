/** What is asked: a model's checkpoints, a corpus with its concepts, languages; what it costs, and a smaller offer. */
import { useCorpora, useCorpus, useModel, useModels } from "../../api/queries";
import type { Corpus, Model } from "../../api/types";
import { count, plural } from "../../lib/format";
import { useViewState } from "../../lib/permalink";
import { Checkpoints, Choice, Field, type FormPart, Group, Input, Languages, Refused, Select, Sentences, sharedLanguages, Some, State, StudyForm, Switch, type TextOf, useAsking, useUsual, Value } from "../../ui";
import { type Asked, FIELDS, merged, overrides, request } from "./form-state";
import "./concept-neurons.css";

const SLUG = "concept-neurons";

export function Form({ initial }: { initial: Readonly<Record<string, unknown>> }) {
  const [view, set] = useViewState(FIELDS);
  const models = useModels();
  const corpora = useCorpora();
  const given = merged(view as unknown as Asked, initial);
  const modelId = given.model ?? models.data?.[0]?.id ?? null;
  const corpusId = given.corpus ?? corpora.data?.find((c) => c.concept_sets.length > 0)?.id ?? corpora.data?.[0]?.id ?? null;
  const model = useModel(modelId).data;
  const corpus = useCorpus(corpusId).data;
  const change = (part: Partial<Asked>) => set(part as Parameters<typeof set>[0], { replace: true });
  // Every choice that has an obvious answer is made before anybody is asked.
  const asked = {
    ...given, model: modelId, corpus: corpusId, concepts: given.concepts ?? corpus?.concept_page[0]?.id ?? null,
    languages: given.languages.length > 0 ? given.languages : sharedLanguages(model, corpus),
  };
  const asking = useAsking(SLUG, request(asked));
  const usual = useUsual(SLUG);

  if (models.error && !models.data) return <State state={{ kind: "failed", message: models.error.message, hint: models.error.hint, retry: { label: "Ask again", run: () => void models.refetch() } }} />;
  if (!models.data || !corpora.data) return <State state={{ kind: "loading" }} />;
  if (models.data.length === 0 || corpora.data.length === 0) {
    return (
      <State
        state={{
          kind: "empty", says: "Concept neurons need a model with its checkpoints, and sentences that are translations of each other.",
          detail: [models.data.length === 0 && "No model is here yet.", corpora.data.length === 0 && "No corpus is here yet."].filter(Boolean).join(" "),
          acts: [...(models.data.length === 0 ? [{ label: "Add a model", href: "/models" }] : []), ...(corpora.data.length === 0 ? [{ label: "Add a corpus", href: "/corpora" }] : [])],
        }}
      />
    );
  }
  const part: Part = { asked, change, usual, refused: asking.refused };
  return (
    <StudyForm asking={asking} wants="Choose a model, a corpus, concepts and two languages or more." onSmaller={(smaller) => change(overrides(smaller))}>
      <Which {...part} models={models.data.map((m) => m.id)} model={model} />
      <Text {...part} corpora={corpora.data} corpus={corpus} />
      <Measured {...part} />
      <Advanced {...part} corpus={corpus} />
    </StudyForm>
  );
}

type Part = FormPart<Asked>;

function Which({ asked, change, refused, models, model }: Part & { models: string[]; model: Model | undefined }) {
  return (
    <Group name="Model">
      <Field label="Model" error={refused("model")} onSuggestion={(model) => change({ model })} hint={model && `${model.family}, ${plural(model.n_layers, "layer")}, ${plural(model.checkpoints.length, "checkpoint")}`}>
        {(field) => <Select {...field} value={asked.model ?? ""} options={models.includes(asked.model ?? "") ? models : [...models, asked.model ?? ""]} onChange={(model) => change({ model, checkpoints: [], languages: [] })} />}
      </Field>
      <Checkpoints ladder={model?.checkpoints ?? []} chosen={asked.checkpoints} onChoose={(checkpoints) => change({ checkpoints })} refusal={refused("checkpoints")} />
    </Group>
  );
}

function Text({ asked, change, refused, corpora, corpus }: Part & { corpora: { id: string; name: string }[]; corpus: Corpus | undefined }) {
  const sets = corpus?.concept_page ?? [];
  const chosen = sets.find((s) => s.id === asked.concepts);
  const enough = chosen?.concepts.filter((c) => c.positives >= 25).length ?? 0;
  return (
    <Group name="Text">
      <Field label="Corpus" error={refused("corpus")} onSuggestion={(corpus) => change({ corpus })} hint={corpus && `${plural(corpus.n_ids, "sentence")} in ${plural(corpus.languages.length, "language")}, ${plural(corpus.n_documents, "document")}; ${corpus.licence}`}>
        {(field) => <Select {...field} value={asked.corpus ?? ""} options={corpora.map((c) => ({ value: c.id, label: c.name || c.id }))} onChange={(corpus) => change({ corpus, concepts: null, ids: null, beside: null, languages: [] })} />}
      </Field>
      <Field label="Concepts" error={refused("concepts")} onSuggestion={(concepts) => change({ concepts })} hint={chosen ? `${plural(chosen.concepts.length, "concept")}, ${count(enough)} with 25 positives or more; the others count in means only` : corpus && sets.length === 0 ? <>This corpus has no concept set. <a href={`/corpora/${corpus.id}`}>Add one</a></> : undefined}>
        {(field) => <Select {...field} value={asked.concepts ?? ""} options={sets.length > 0 ? sets.map((s) => ({ value: s.id, label: s.name || s.id })) : [{ value: "", label: "none here" }]} onChange={(concepts) => change({ concepts, only_concepts: [] })} />}
      </Field>
      <Sentences label="Sentences" corpus={corpus} chosen={asked.ids} onChoose={(ids) => change({ ids })} refusal={refused("ids")} none="all sentences" hint="A split, a named id set, or all. What the model was trained on is not held out." />
      <Sentences label="Beside" corpus={corpus} chosen={asked.beside} onChoose={(beside) => change({ beside })} refusal={refused("beside")} none="none" hint="A second choice of sentences, on which the pooled numbers are shown too." />
      <Languages offered={corpus?.languages ?? []} chosen={asked.languages} onChoose={(languages) => change({ languages })} refusal={refused("languages")} />
    </Group>
  );
}

function Measured(part: Part) {
  const { asked, change, refused } = part;
  const byCount = asked.k !== null;
  return (
    <Group name="Units">
      <div className="field">
        <span>Units</span>
        <Switch label="Units" value={asked.units === "all_linear" ? "all_linear" : "mlp_act"} onChange={(units) => change({ units: units === "mlp_act" ? null : units })} options={[{ value: "mlp_act", label: "MLP neurons" }, { value: "all_linear", label: "All linear outputs" }]} />
        <Refused refusal={refused("units")} />
      </div>
      <div className="field">
        <span>Experts per concept and language</span>
        <Switch label="Experts as" value={byCount ? "count" : "share"} onChange={(value) => change(value === "count" ? { k: "100", k_share: null } : { k: null })} options={[{ value: "share", label: "A share of all units" }, { value: "count", label: "A number" }]} />
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

const ADVANCED = [
  ["shared_by", "Shared means experts in at least", "half of the languages"],
  ["folds", "Document folds"],
  ["halvings", "Halvings of the documents"],
  ["pseudo_concepts", "Meaningless concepts per set size"],
  ["set_sizes", "Set sizes of the null"],
  ["negatives_jaccard", "Not negatives: positives of concepts this similar"],
  ["sentences", "Sentences a language, at most", "all"],
  ["max_tokens", "Tokens a sentence, at most"],
  ["traces", "Sentences kept per unit and language"],
  ["seed", "Seed"],
] as const satisfies readonly (readonly [TextOf<Asked>, string, string?])[];

const CHOICES = [
  ["pooling", "Pooling over tokens", [{ value: "max", label: "max, padding masked" }, { value: "max_with_padding", label: "max with padding, as published code did" }]],
  ["dtype", "Number type", ["float32", "bfloat16", "float16", "float64"]],
  ["attention", "Attention", ["sdpa", "eager"]],
] as const;

/** Settings whose meaning and defaults the study's own schema explains. */
function Advanced({ corpus, ...part }: Part & { corpus: Corpus | undefined }) {
  const { asked, change, refused } = part;
  const names = [...ADVANCED, ...CHOICES].map(([name]) => name);
  const changed = names.filter((name) => asked[name] !== null).length + (asked.only_concepts.length > 0 ? 1 : 0);
  const concepts = corpus?.concept_page.find((s) => s.id === asked.concepts)?.concepts ?? [];
  return (
    <details open={names.some((name) => refused(name) !== null) || undefined}>
      <summary>Advanced{changed > 0 && `, ${count(changed)} changed`}</summary>
      <div className="fields">
        {ADVANCED.map(([name, label, absent]) => <Value key={name} {...part} name={name} label={label} absent={absent} />)}
        {CHOICES.map(([name, label, options]) => <Choice key={name} {...part} name={name} label={label} options={options} />)}
        <Some name="which-concepts" label="Concepts scored" all={concepts} chosen={asked.only_concepts} onChoose={(only_concepts) => change({ only_concepts })} refusal={refused("only_concepts")} />
      </div>
    </details>
  );
}
