/** What is asked: whose experts, what is switched off and forced, on which text, beside how many random units; its cost. */
import { useLocation } from "wouter";
import { useEstimate, useStartRun, useStudy } from "../../api/queries";
import { useViewState } from "../../lib/permalink";
import { CostCard, refusalOf, State, useSettled } from "../../ui";
import { type Asked, FIELDS, merged, overrides, request } from "./form-state";
import type { Part } from "./fields";
import { Advanced, Forced, RandomUnits, SwitchedOff } from "./Measured";
import { useSetting } from "./setting";
import { Whose } from "./Whose";
import "./concept-effects.css";

const SLUG = "concept-effects";

export function Form({ initial }: { initial: Readonly<Record<string, unknown>> }) {
  const [view, set] = useViewState(FIELDS);
  const { asked, setting } = useSetting(merged(view as unknown as Asked, initial));
  const change = (part: Partial<Asked>) => set(part as Parameters<typeof set>[0], { replace: true });
  const body = request(asked, setting.checkpoints);
  const wanted = useSettled(body);
  const estimate = useEstimate(SLUG, wanted);
  const start = useStartRun(SLUG);
  const [, navigate] = useLocation();
  const usual = useUsual();
  const error = start.error ?? estimate.error ?? null;

  if (setting.error) return <State state={{ kind: "failed", message: setting.error.message, hint: setting.error.hint, retry: { label: "Ask again", run: setting.retry } }} />;
  if (!setting.runs) return <State state={{ kind: "loading" }} />;
  if (setting.runs.length === 0 && asked.concept_run === null) return <NoConceptRun />;

  const part: Part = { asked, change, setting, usual, refused: (name) => refusalOf(error, name) };
  const ask = () => {
    if (body) start.mutate(body, { onSuccess: (run) => navigate(`/runs/${run.key}`) });
  };
  return (
    <form className="study-form" onSubmit={(event) => { event.preventDefault(); ask(); }}>
      <div className="stack">
        <Whose {...part} />
        <SwitchedOff {...part} />
        <Forced {...part} />
        <RandomUnits {...part} />
        <Advanced {...part} />
      </div>
      <CostCard wants="Choose a concept run, a checkpoint and a language." cost={estimate.data} looking={estimate.isFetching} asked={wanted} error={error} starting={start.isPending} onSmaller={(smaller) => change(overrides(smaller))} />
    </form>
  );
}

function NoConceptRun() {
  return (
    <State
      state={{
        kind: "empty", says: "What a model loses when a concept’s units are switched off, and what it writes when they are forced.",
        detail: "It needs a finished run of concept neurons, which says which units those are. Let that run read a part of the sentences: the others are what is tested on.",
        acts: [{ label: "Look for concept neurons", href: "/studies/concept-neurons" }],
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
