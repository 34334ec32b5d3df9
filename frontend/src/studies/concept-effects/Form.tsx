/** What is asked: whose experts, what is switched off and forced, on which text, beside how many random units; its cost. */
import { useViewState } from "../../lib/permalink";
import { State, StudyForm, useAsking, useUsual } from "../../ui";
import { type Asked, FIELDS, merged, overrides, request } from "./form-state";
import { Advanced, Forced, RandomUnits, SwitchedOff } from "./Measured";
import { type Part, useSetting } from "./setting";
import { Whose } from "./Whose";
import "./concept-effects.css";

const SLUG = "concept-effects";

export function Form({ initial }: { initial: Readonly<Record<string, unknown>> }) {
  const [view, set] = useViewState(FIELDS);
  const { asked, setting } = useSetting(merged(view as unknown as Asked, initial));
  const change = (part: Partial<Asked>) => set(part as Parameters<typeof set>[0], { replace: true });
  const asking = useAsking(SLUG, request(asked, setting.checkpoints));
  const usual = useUsual(SLUG);

  if (setting.error) return <State state={{ kind: "failed", message: setting.error.message, hint: setting.error.hint, retry: { label: "Ask again", run: setting.retry } }} />;
  if (!setting.runs) return <State state={{ kind: "loading" }} />;
  if (setting.runs.length === 0 && asked.concept_run === null) return <NoConceptRun />;

  const part: Part = { asked, change, setting, usual, refused: asking.refused };
  return (
    <StudyForm asking={asking} wants="Choose a concept run, a checkpoint and a language." onSmaller={(smaller) => change(overrides(smaller))}>
      <Whose {...part} />
      <SwitchedOff {...part} />
      <Forced {...part} />
      <RandomUnits {...part} />
      <Advanced {...part} />
    </StudyForm>
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
