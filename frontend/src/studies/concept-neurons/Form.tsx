/** What is asked: a model's checkpoints, a corpus with its concepts, languages; what it costs, and a smaller offer. */
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { useCorpora, useCorpus, useEstimate, useModel, useModels, useStartRun, useStudy } from "../../api/queries";
import type { Corpus, Model } from "../../api/types";
import { count, plural } from "../../lib/format";
import { inHouseOrder } from "../../lib/languages";
import { useViewState } from "../../lib/permalink";
import { stepInWords } from "../../plots";
import { Checkbox, Chip, CostCard, Field, Input, type Refusal, refusalOf, Select, State, Switch, useSettled } from "../../ui";
import { type Asked, FIELDS, merged, overrides, request } from "./form-state";
import "./concept-neurons.css";

const MOST_AT_FIRST = 9;

export function Form({ initial }: { initial: Readonly<Record<string, unknown>> }) {
  const [view, set] = useViewState(FIELDS);
  const models = useModels();
  const corpora = useCorpora();
  const given = merged(view as unknown as Asked, initial);
  const modelId = given.model ?? models.data?.[0]?.id ?? null;
  const corpusId = given.corpus ?? corpora.data?.find((c) => c.concept_sets.length > 0)?.id ?? corpora.data?.[0]?.id ?? null;
  const model = useModel(modelId);
  const corpus = useCorpus(corpusId);
  const change = (part: Partial<Asked>) => set(part as Parameters<typeof set>[0], { replace: true });
  const asked = completed(given, modelId, corpusId, model.data, corpus.data);
  const wanted = useSettled(request(asked));
  const estimate = useEstimate("concept-neurons", wanted);
  const start = useStartRun("concept-neurons");
  const [, navigate] = useLocation();
  const error = start.error ?? estimate.error ?? null;
  const ask = () => {
    const body = request(asked);
    if (body) start.mutate(body, { onSuccess: (run) => navigate(`/runs/${run.key}`) });
  };

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
  const refused = (name: string) => refusalOf(error, name) ?? (name === "checkpoints" ? refusalOf(error, "checkpoint") : null);
  return (
    <form className="study-form" onSubmit={(event) => { event.preventDefault(); ask(); }}>
      <div className="stack">
        <Which asked={asked} change={change} refused={refused} models={models.data.map((m) => m.id)} model={model.data} />
        <Text asked={asked} change={change} refused={refused} corpora={corpora.data} corpus={corpus.data} />
        <Measured asked={asked} change={change} refused={refused} />
        <Advanced asked={asked} change={change} refused={refused} corpus={corpus.data} open={[...ADVANCED, ...CHOICES].some(([name]) => refused(name) !== null)} />
      </div>
      <CostCard wants="Choose a model, a corpus, concepts and two languages or more." cost={estimate.data} looking={estimate.isFetching} asked={wanted} error={error} starting={start.isPending} onSmaller={(smaller) => change(overrides(smaller))} />
    </form>
  );
}

/** Every choice that has an obvious answer is made before anybody is asked. */
function completed(given: Asked, model: string | null, corpus: string | null, facts: Model | undefined, texts: Corpus | undefined): Asked {
  const concepts = given.concepts ?? texts?.concept_page[0]?.id ?? null;
  const here = inHouseOrder(texts?.languages ?? []);
  const shared = facts?.languages ? here.filter((code) => facts.languages!.includes(code)) : here;
  const languages = given.languages.length > 0 ? given.languages : (shared.length >= 2 ? shared : here).slice(0, MOST_AT_FIRST);
  return { ...given, model, corpus, concepts, languages };
}

interface Part {
  asked: Asked;
  change: (part: Partial<Asked>) => void;
  refused: (name: string) => Refusal | null;
}

function Group({ name, children }: { name: string; children: ReactNode }) {
  return (
    <fieldset>
      <legend>{name}</legend>
      <div className="fields">{children}</div>
    </fieldset>
  );
}

function Which({ asked, change, refused, models, model }: Part & { models: string[]; model: Model | undefined }) {
  const all = asked.checkpoints.length === 0 || asked.checkpoints[0] === "all";
  const ladder = model?.checkpoints ?? [];
  const last = ladder[ladder.length - 1]?.revision;
  const toggle = (revision: string, on: boolean) => {
    const kept = ladder.map((c) => c.revision).filter((r) => (r === revision ? on : asked.checkpoints.includes(r)));
    change({ checkpoints: kept.length > 0 ? kept : ["all"] });
  };
  return (
    <Group name="Model">
      <Field label="Model" error={refused("model")} onSuggestion={(model) => change({ model })} hint={model && `${model.family}, ${plural(model.n_layers, "layer")}, ${plural(ladder.length, "checkpoint")}`}>
        {(field) => <Select {...field} value={asked.model ?? ""} options={models.includes(asked.model ?? "") ? models : [...models, asked.model ?? ""]} onChange={(model) => change({ model, checkpoints: [], languages: [] })} />}
      </Field>
      <div className="field">
        <span id="which-checkpoints">Checkpoints</span>
        <Switch
          label="Checkpoints" value={all ? "all" : "some"}
          options={[{ value: "all", label: `All ${count(ladder.length)}` }, { value: "some", label: "Some" }]}
          onChange={(value) => change({ checkpoints: value === "all" ? ["all"] : last ? [last] : [] })}
        />
        {refused("checkpoints") && <p className="refusal" role="alert">{refused("checkpoints")!.message} {refused("checkpoints")!.hint}</p>}
        {!all && (
          <div className="choices" role="group" aria-labelledby="which-checkpoints">
            {ladder.map((c) => (
              <Checkbox key={c.revision} checked={asked.checkpoints.includes(c.revision)} onChange={(on) => toggle(c.revision, on)}>
                {stepInWords(c)}{c.duplicate_of ? <span className="quiet"> same weights as {c.duplicate_of}</span> : null}
              </Checkbox>
            ))}
          </div>
        )}
        <p className="small">{all ? "One run each, and one page that grows." : asked.checkpoints.length === 1 ? "One run." : `${plural(asked.checkpoints.length, "run")} and one page.`} What is computed already is kept.</p>
      </div>
    </Group>
  );
}

function Text({ asked, change, refused, corpora, corpus }: Part & { corpora: { id: string; name: string }[]; corpus: Corpus | undefined }) {
  const sets = corpus?.concept_page ?? [];
  const chosen = sets.find((s) => s.id === asked.concepts);
  const enough = chosen?.concepts.filter((c) => c.positives >= 25).length ?? 0;
  const offered = inHouseOrder(corpus?.languages ?? []);
  const toggle = (code: string, on: boolean) => change({ languages: on ? inHouseOrder([...asked.languages, code]) : asked.languages.filter((c) => c !== code) });
  return (
    <Group name="Text">
      <Field label="Corpus" error={refused("corpus")} onSuggestion={(corpus) => change({ corpus })} hint={corpus && `${plural(corpus.n_ids, "sentence")} in ${plural(corpus.languages.length, "language")}, ${plural(corpus.n_documents, "document")}; ${corpus.licence}`}>
        {(field) => <Select {...field} value={asked.corpus ?? ""} options={corpora.map((c) => ({ value: c.id, label: c.name || c.id }))} onChange={(corpus) => change({ corpus, concepts: null, ids: null, beside: null, languages: [] })} />}
      </Field>
      <Field label="Concepts" error={refused("concepts")} onSuggestion={(concepts) => change({ concepts })} hint={chosen ? `${plural(chosen.concepts.length, "concept")}, ${count(enough)} with 25 positives or more; the others count in means only` : corpus && sets.length === 0 ? <>This corpus has no concept set. <a href={`/corpora/${corpus.id}`}>Add one</a></> : undefined}>
        {(field) => <Select {...field} value={asked.concepts ?? ""} options={sets.length > 0 ? sets.map((s) => ({ value: s.id, label: s.name || s.id })) : [{ value: "", label: "none here" }]} onChange={(concepts) => change({ concepts, only_concepts: [] })} />}
      </Field>
      <Field label="Sentences" error={refused("ids")} onSuggestion={(ids) => change({ ids })} hint="A split, a named id set, or all. What the model was trained on is not held out.">
        {(field) => <Select {...field} value={asked.ids ?? ""} options={idOptions(corpus, "all sentences", asked.ids)} onChange={(ids) => change({ ids: ids || null })} />}
      </Field>
      <Field label="Beside" error={refused("beside")} onSuggestion={(beside) => change({ beside })} hint="A second choice of sentences, on which the pooled numbers are shown too.">
        {(field) => <Select {...field} value={asked.beside ?? ""} options={idOptions(corpus, "none", asked.beside)} onChange={(beside) => change({ beside: beside || null })} />}
      </Field>
      <div className="field full-width">
        <span id="which-languages">Languages, {count(asked.languages.length)} of {count(offered.length)}</span>
        <div className="choices languages" role="group" aria-labelledby="which-languages">
          {offered.map((code) => (
            <Checkbox key={code} checked={asked.languages.includes(code)} onChange={(on) => toggle(code, on)}>
              <Chip code={code} name />
            </Checkbox>
          ))}
        </div>
        {refused("languages") && <p className="refusal" role="alert">{refused("languages")!.message} {refused("languages")!.hint}</p>}
      </div>
    </Group>
  );
}

function idOptions(corpus: Corpus | undefined, none: string, chosen: string | null) {
  const splits = corpus?.splits.map((s) => ({ value: s.name, label: `split ${s.name}, ${count(s.n_ids)}` })) ?? [];
  const sets = corpus?.id_sets.map((s) => ({ value: s.name, label: `${s.name}, ${count(s.n_ids)}` })) ?? [];
  const names = [...splits, ...sets];
  // Splits joined by + are written in the address or come from an earlier run.
  const extra = chosen && !names.some((o) => o.value === chosen) ? [{ value: chosen, label: chosen }] : [];
  return [{ value: "", label: none }, ...names, ...extra];
}

function Measured({ asked, change, refused }: Part) {
  const byCount = asked.k !== null;
  return (
    <Group name="Units">
      <div className="field">
        <span>Units</span>
        <Switch label="Units" value={asked.units === "all_linear" ? "all_linear" : "mlp_act"} onChange={(units) => change({ units: units === "mlp_act" ? null : units })} options={[{ value: "mlp_act", label: "MLP neurons" }, { value: "all_linear", label: "All linear outputs" }]} />
        {refused("units") && <p className="refusal" role="alert">{refused("units")!.message}</p>}
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
        <Field label="Share of all units" error={refused("k_share")} hint="0.04 is 4 %. Fixed before looking; the curve over k is shown.">
          {(field) => <Input {...field} inputMode="decimal" value={asked.k_share ?? ""} placeholder="0.04" onChange={(e) => change({ k_share: e.target.value || null })} />}
        </Field>
      )}
    </Group>
  );
}

const ADVANCED = [
  ["shared_by", "Shared means experts in at least", "half of the languages"],
  ["folds", "Document folds", "5"],
  ["halvings", "Halvings of the documents", "20"],
  ["pseudo_concepts", "Meaningless concepts per set size", "200"],
  ["set_sizes", "Set sizes of the null", "8"],
  ["negatives_jaccard", "Not negatives: positives of concepts this similar", "0.1"],
  ["sentences", "Sentences a language, at most", "all"],
  ["max_tokens", "Tokens a sentence, at most", "128"],
  ["traces", "Sentences kept per unit and language", "2"],
  ["seed", "Seed", "0"],
] as const;

const CHOICES = [
  ["pooling", "Pooling over tokens", [["max", "max, padding masked"], ["max_with_padding", "max with padding, as published code did"]]],
  ["dtype", "Number type", [["float32", "float32"], ["bfloat16", "bfloat16"], ["float16", "float16"], ["float64", "float64"]]],
  ["attention", "Attention", [["sdpa", "sdpa"], ["eager", "eager"]]],
] as const;

/** Settings whose meaning and defaults the study's own schema explains. */
function Advanced({ asked, change, refused, corpus, open }: Part & { corpus: Corpus | undefined; open: boolean }) {
  const study = useStudy("concept-neurons");
  const described = (study.data?.params.properties ?? {}) as Record<string, { description?: string } | undefined>;
  const changed = [...ADVANCED, ...CHOICES].filter(([name]) => asked[name] !== null).length + (asked.only_concepts.length > 0 ? 1 : 0);
  const concepts = corpus?.concept_page.find((s) => s.id === asked.concepts)?.concepts ?? [];
  const toggle = (name: string, on: boolean) => {
    const now = asked.only_concepts.length > 0 ? asked.only_concepts : concepts.map((c) => c.name);
    const kept = concepts.map((c) => c.name).filter((other) => (other === name ? on : now.includes(other)));
    change({ only_concepts: kept.length === concepts.length ? [] : kept });
  };
  return (
    <details open={open || undefined}>
      <summary>Advanced{changed > 0 && `, ${count(changed)} changed`}</summary>
      <div className="fields">
        {ADVANCED.map(([name, label, usual]) => (
          <Field key={name} label={label} error={refused(name)} hint={described[name]?.description}>
            {(field) => <Input {...field} inputMode="decimal" value={asked[name] ?? ""} placeholder={usual} onChange={(e) => change({ [name]: e.target.value || null })} />}
          </Field>
        ))}
        {CHOICES.map(([name, label, options]) => (
          <Field key={name} label={label} error={refused(name)} hint={described[name]?.description}>
            {(field) => <Select {...field} value={asked[name] ?? options[0][0]} options={options.map(([value, text]) => ({ value, label: text }))} onChange={(value) => change({ [name]: value === options[0][0] ? null : value })} />}
          </Field>
        ))}
        {concepts.length > 0 && (
          <div className="field full-width">
            <span id="which-concepts">Concepts scored, {count(asked.only_concepts.length || concepts.length)} of {count(concepts.length)}</span>
            <div className="choices" role="group" aria-labelledby="which-concepts">
              {concepts.map((c) => (
                <Checkbox key={c.name} checked={asked.only_concepts.length === 0 || asked.only_concepts.includes(c.name)} onChange={(on) => toggle(c.name, on)}>
                  {c.name} <span className="quiet">{count(c.positives)}</span>
                </Checkbox>
              ))}
            </div>
            {refused("only_concepts") && <p className="refusal" role="alert">{refused("only_concepts")!.message} {refused("only_concepts")!.hint}</p>}
          </div>
        )}
      </div>
    </details>
  );
}
