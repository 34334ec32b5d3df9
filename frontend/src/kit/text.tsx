/** The model and the text that most studies ask for: what there is, the obvious choices made, and their groups of fields. */
import type { ReactNode } from "react";
import type { ApiError } from "../api/client";
import { useCorpora, useCorpus, useModel, useModels } from "../api/queries";
import type { Corpus, CorpusSummary, Model, ModelSummary } from "../api/types";
import { plural } from "../lib/format";
import { Checkpoints, Field, type FormPart, Group, Languages, type PanelState, Select, Sentences, sharedLanguages } from "../ui";
import type { Stands } from "./form";

/** The part of what is asked that is read and written here. */
export interface AskedOfText {
  model: string | null;
  corpus: string | null;
  languages: readonly string[];
  ids: string | null;
  checkpoints: readonly string[];
}

export interface TextSetting {
  models: readonly ModelSummary[];
  corpora: readonly CorpusSummary[];
  model: Model | undefined;
  corpus: Corpus | undefined;
}

const retry = (error: ApiError, run: () => void): PanelState => ({
  kind: "failed",
  message: error.message,
  hint: error.hint,
  retry: { label: "Ask again", run },
});

/** `needs` is said where there is no model or no corpus yet; `usual` is the corpus that is meant where none is named. */
export function useText<A extends AskedOfText>(
  given: A,
  needs: string,
  usual: (corpora: readonly CorpusSummary[]) => CorpusSummary | undefined = withConcepts,
): Stands<A, TextSetting> {
  const models = useModels();
  const corpora = useCorpora();
  const modelId = given.model ?? models.data?.[0]?.id ?? null;
  const corpusId = given.corpus ?? usual(corpora.data ?? [])?.id ?? null;
  const model = useModel(modelId).data;
  const corpus = useCorpus(corpusId).data;
  const error = models.data && corpora.data ? null : (models.error ?? corpora.error);
  const again = () => {
    void models.refetch();
    void corpora.refetch();
  };
  const there = { models: models.data ?? [], corpora: corpora.data ?? [] };
  const state = error ? retry(error, again) : !models.data || !corpora.data ? { kind: "loading" as const } : lacking(there, needs);
  return {
    asked: {
      ...given,
      model: modelId,
      corpus: corpusId,
      languages: given.languages.length > 0 ? given.languages : sharedLanguages(model, corpus),
    },
    setting: { ...there, model, corpus },
    state,
  };
}

const withConcepts = (corpora: readonly CorpusSummary[]) => corpora.find((c) => c.concept_sets.length > 0) ?? corpora[0];

function lacking({ models, corpora }: Pick<TextSetting, "models" | "corpora">, says: string): PanelState | null {
  if (models.length > 0 && corpora.length > 0) return null;
  return {
    kind: "empty",
    says,
    detail: [models.length === 0 && "No model is here yet.", corpora.length === 0 && "No corpus is here yet."].filter(Boolean).join(" "),
    acts: [
      ...(models.length === 0 ? [{ label: "Add a model", href: "/models?add=1" }] : []),
      ...(corpora.length === 0 ? [{ label: "Add a corpus", href: "/corpora?add=1" }] : []),
    ],
  };
}

type PartOf<A> = FormPart<A> & { setting: Omit<TextSetting, "corpora" | "corpus"> };

/** The model and its checkpoints. `clears`: what another model makes meaningless. */
export function ModelGroup<A extends Pick<AskedOfText, "model" | "checkpoints">>({
  asked,
  change,
  refused,
  setting: { models, model },
  clears,
}: PartOf<A> & { clears?: Partial<A> }) {
  const known = models.map((m) => m.id);
  const choose = (id: string) => change({ ...clears, model: id, checkpoints: [] } as unknown as Partial<A>);
  return (
    <Group name="Model">
      <Field
        label="Model"
        error={refused("model")}
        onSuggestion={choose}
        hint={model && `${model.family}, ${plural(model.n_layers, "layer")}, ${plural(model.checkpoints.length, "checkpoint")}`}
      >
        {(field) => (
          <Select
            {...field}
            value={asked.model ?? ""}
            options={asked.model && !known.includes(asked.model) ? [...known, asked.model] : known}
            onChange={choose}
          />
        )}
      </Field>
      <Checkpoints
        ladder={model?.checkpoints ?? []}
        chosen={asked.checkpoints}
        onChoose={(checkpoints) => change({ checkpoints } as unknown as Partial<A>)}
        refusal={refused("checkpoints")}
      />
    </Group>
  );
}

/** The corpus, which of its sentences, in which languages. `children` stand before the languages. */
export function TextGroup<A extends AskedOfText>({
  asked,
  change,
  refused,
  setting: { corpora, corpus },
  clears,
  concepts,
  children,
}: FormPart<A> & { setting: Pick<TextSetting, "corpora" | "corpus">; clears?: Partial<A>; concepts?: ReactNode; children?: ReactNode }) {
  const choose = (id: string) => change({ ...clears, corpus: id, ids: null, languages: [] } as unknown as Partial<A>);
  return (
    <Group name="Text">
      <Field
        label="Corpus"
        error={refused("corpus")}
        onSuggestion={choose}
        hint={
          corpus &&
          `${plural(corpus.n_ids, "sentence")} in ${plural(corpus.languages.length, "language")}, ${plural(corpus.n_documents, "document")}; ${corpus.licence}`
        }
      >
        {(field) => (
          <Select
            {...field}
            value={asked.corpus ?? ""}
            options={corpora.map((c) => ({ value: c.id, label: c.name || c.id }))}
            onChange={choose}
          />
        )}
      </Field>
      {concepts}
      <Sentences
        label="Sentences"
        corpus={corpus}
        chosen={asked.ids}
        onChoose={(ids) => change({ ids } as unknown as Partial<A>)}
        refusal={refused("ids")}
        none="all sentences"
        hint="A split, a named id set, or all. What the model was trained on is not held out."
      />
      {children}
      <Languages
        offered={corpus?.languages ?? []}
        chosen={asked.languages}
        onChoose={(languages) => change({ languages } as unknown as Partial<A>)}
        refusal={refused("languages")}
      />
    </Group>
  );
}
