/** What is asked: a model's checkpoints, parallel text, what a probe is to tell, what it reads; and what that costs. */
import { useLocation } from "wouter";
import { useEstimate, useStartRun, useStudy } from "../../api/queries";
import { useViewState } from "../../lib/permalink";
import { CostCard, refusalOf, State, useSettled } from "../../ui";
import { Beside, Told, Which, WhatIsRead, WhichText } from "./Asks";
import type { Part } from "./fields";
import { type Asked, FIELDS, merged, overrides, request } from "./form-state";
import { More } from "./More";
import { type Setting, useSetting } from "./setting";
import "./language-probes.css";

const SLUG = "language-probes";

export function Form({ initial }: { initial: Readonly<Record<string, unknown>> }) {
  const [view, set] = useViewState(FIELDS);
  const { asked, setting } = useSetting(merged(view as unknown as Asked, initial));
  const change = (part: Partial<Asked>) => set(part as Parameters<typeof set>[0], { replace: true });
  const body = request(asked);
  const wanted = useSettled(body);
  const estimate = useEstimate(SLUG, wanted);
  const start = useStartRun(SLUG);
  const [, navigate] = useLocation();
  const usual = useUsual();
  const error = start.error ?? estimate.error ?? null;

  if (setting.error) return <State state={{ kind: "failed", message: setting.error.message, hint: setting.error.hint, retry: { label: "Ask again", run: setting.retry } }} />;
  if (!setting.models || !setting.corpora) return <State state={{ kind: "loading" }} />;
  if (setting.models.length === 0 || setting.corpora.length === 0) return <Lacking models={setting.models.length} corpora={setting.corpora.length} />;

  const part: Part = { asked, change, setting, usual, refused: (name) => refusalOf(error, name) ?? (name === "checkpoints" ? refusalOf(error, "checkpoint") : null) };
  const ask = () => {
    if (body) start.mutate(body, { onSuccess: (run) => navigate(`/runs/${run.key}`) });
  };
  return (
    <form className="study-form" onSubmit={(event) => { event.preventDefault(); ask(); }}>
      <div className="stack">
        <Which {...part} />
        <WhichText {...part} />
        <Told {...part} />
        <WhatIsRead {...part} />
        <Beside {...part} />
        <More {...part} />
      </div>
      <CostCard wants={wants(asked, setting)} cost={estimate.data} looking={estimate.isFetching} asked={wanted} error={error} starting={start.isPending} onSmaller={(smaller) => change(overrides(smaller))} />
    </form>
  );
}

function wants(asked: Asked, { corpus }: Setting): string {
  if (asked.target === "concept" && corpus && corpus.concept_page.length === 0) return "This corpus has no concepts: add a concept set, or let the probes tell the language.";
  return `Choose a model, a corpus and two languages or more${asked.target === "concept" ? ", and a concept set" : ""}.`;
}

function Lacking({ models, corpora }: { models: number; corpora: number }) {
  return (
    <State
      state={{
        kind: "empty", says: "Probes need a model, and sentences in two languages or more.",
        detail: [models === 0 && "No model is here yet.", corpora === 0 && "No corpus is here yet."].filter(Boolean).join(" "),
        acts: [...(models === 0 ? [{ label: "Add a model", href: "/models?add=1" }] : []), ...(corpora === 0 ? [{ label: "Add a corpus", href: "/corpora?add=1" }] : [])],
      }}
    />
  );
}

/** A parameter's default and what the server says of it. */
function useUsual(): Part["usual"] {
  const study = useStudy(SLUG);
  const described = (study.data?.params.properties ?? {}) as unknown as Record<string, { description?: string; default?: unknown }>;
  return (name) => ({ default: described[name]?.default == null ? "" : String(described[name].default), says: described[name]?.description ?? "" });
}
