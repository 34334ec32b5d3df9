/** What is asked: a model's checkpoints, parallel text, what a probe is to tell, what it reads; and what that costs. */
import { useViewState } from "../../lib/permalink";
import { State, StudyForm, useAsking, useUsual } from "../../ui";
import { Beside, Told, Which, WhatIsRead, WhichText } from "./Asks";
import { type Asked, FIELDS, merged, overrides, request } from "./form-state";
import { More } from "./More";
import { type Part, type Setting, useSetting } from "./setting";
import "./language-probes.css";

const SLUG = "language-probes";

export function Form({ initial }: { initial: Readonly<Record<string, unknown>> }) {
  const [view, set] = useViewState(FIELDS);
  const { asked, setting } = useSetting(merged(view as unknown as Asked, initial));
  const change = (part: Partial<Asked>) => set(part as Parameters<typeof set>[0], { replace: true });
  const asking = useAsking(SLUG, request(asked));
  const usual = useUsual(SLUG);

  if (setting.error) return <State state={{ kind: "failed", message: setting.error.message, hint: setting.error.hint, retry: { label: "Ask again", run: setting.retry } }} />;
  if (!setting.models || !setting.corpora) return <State state={{ kind: "loading" }} />;
  if (setting.models.length === 0 || setting.corpora.length === 0) return <Lacking models={setting.models.length} corpora={setting.corpora.length} />;

  const part: Part = { asked, change, setting, usual, refused: asking.refused };
  return (
    <StudyForm asking={asking} wants={wants(asked, setting)} onSmaller={(smaller) => change(overrides(smaller))}>
      <Which {...part} />
      <WhichText {...part} />
      <Told {...part} />
      <WhatIsRead {...part} />
      <Beside {...part} />
      <More {...part} />
    </StudyForm>
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
