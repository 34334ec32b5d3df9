/** What is asked: a text, what ties its languages together, a model and its training; what it takes, and a smaller offer. */
import { useCorpora } from "../../api/queries";
import { count } from "../../lib/format";
import { useViewState } from "../../lib/permalink";
import { Checkbox, Choice, Field, type FormPart, Group, Input, Refused, Select, StudyForm, Switch, type TextOf, useAsking, useUsual, Value } from "../../ui";
import { ARMS, armOf, type Asked, FIELDS, merged, overrides, request } from "./form-state";

const SLUG = "pretraining";
const FOLDER = "a folder";

export function Form({ initial }: { initial: Readonly<Record<string, unknown>> }) {
  const [view, set] = useViewState(FIELDS);
  const asked = merged(view as unknown as Asked, initial);
  const change = (part: Partial<Asked>) => set(part as Parameters<typeof set>[0], { replace: true });
  const asking = useAsking(SLUG, request(asked));
  const part: Part = { asked, change, usual: useUsual(SLUG), refused: asking.refused };
  return (
    <StudyForm asking={asking} wants="" act="Train" onSmaller={(smaller) => change(overrides(smaller))}>
      <Text {...part} />
      <Group name="Model">
        <Choice {...part} name="architecture" label="Family" options={[{ value: "gpt_neox", label: "GPT-NeoX (Pythia)" }, { value: "gpt2", label: "GPT-2" }, { value: "bloom", label: "BLOOM" }, { value: "llama", label: "Llama" }]} />
        <Numbers {...part} names={[["layers", "Layers"], ["width", "Width"], ["heads", "Heads"], ["context", "Context, tokens"], ["vocabulary", "Vocabulary, tokens"]]} />
        <Value {...part} words name="model" label="Id in this house" />
      </Group>
      <Group name="Training">
        <Numbers {...part} names={[["steps", "Steps"], ["batch", "Rows a step"], ["learning_rate", "Learning rate"], ["seed", "Seed"]]} />
        <Listed {...part} name="checkpoint_steps" label="Checkpoints at steps" placeholder="log-spaced, with 0 and the last" />
      </Group>
      <details>
        <summary>Advanced</summary>
        <div className="fields">
          <Choice {...part} name="schedule" label="Schedule" options={["cosine", "linear", "constant"]} />
          <Numbers {...part} names={[["warmup", "Warm-up, steps"], ["weight_decay", "Weight decay"], ["held_out_tokens", "Held-out tokens a language"]]} />
          <Choice {...part} name="dtype" label="Number type" options={["float32", "float64"]} />
        </div>
      </details>
    </StudyForm>
  );
}

type Part = FormPart<Asked>;

function Text(part: Part) {
  const { asked, change, refused } = part;
  const corpora = useCorpora().data ?? [];
  const text = asked.text ?? "sample";
  const isCorpus = corpora.some((corpus) => corpus.id === text);
  const source = text === "sample" ? "sample" : isCorpus ? text : FOLDER;
  const pick = (value: string) => change({ text: value === "sample" ? null : value === FOLDER ? "~/" : value, ids: null, languages: [], switch: null, placebo: false, bilingual: null });
  return (
    <Group name="Text">
      <Field label="Text" error={source === FOLDER ? null : refused("text")} hint={source === "sample" ? "Constructed text: it tests the instrument, and says nothing about published models." : undefined}>
        {(field) => <Select {...field} value={source} options={[{ value: "sample", label: "The sample, written for this house" }, ...corpora.map((c) => ({ value: c.id, label: c.name || c.id })), { value: FOLDER, label: "A folder of text files" }]} onChange={pick} />}
      </Field>
      {source === FOLDER && (
        <Field label="Folder on the worker’s machine" error={refused("text")} hint="A text file, or a folder of them, for each language: en.txt, de/news.txt.">
          {(field) => <Input {...field} mono value={text} onChange={(e) => change({ text: e.target.value || "~/" })} />}
        </Field>
      )}
      {isCorpus && <Value {...part} words name="ids" label="Sentences" />}
      <Listed {...part} name="languages" label="Languages" placeholder="all the text has" />
      {source === "sample" ? <Arms {...part} /> : <Checkbox checked={asked.clone} onChange={(clone) => change({ clone })}>Add a clone of English</Checkbox>}
      {source !== FOLDER && <Numbers {...part} names={[["bilingual", "Share of bilingual documents"]]} />}
    </Group>
  );
}

/** What ties the languages together: one of the four arms, or a share of one's own. */
function Arms(part: Part) {
  const { asked, change, refused } = part;
  const arm = ARMS.find(({ value }) => value === armOf(asked));
  const problem = refused("placebo") ?? refused("clone");
  return (
    <>
      <div className="field full-width">
        <span>What ties the languages together</span>
        <Switch label="What ties the languages together" value={arm?.value ?? "own"} options={[...ARMS.map(({ value, label, says }) => ({ value: value as string, label, title: says })), ...(arm ? [] : [{ value: "own", label: "Another share" }])]} onChange={(value) => change(ARMS.find((a) => a.value === value)?.set ?? {})} />
        <p className="small">{arm?.says ?? "A share of your own."} {asked.clone && "Other English documents, each character written as a Braille cell."}</p>
        <Refused refusal={problem} />
      </div>
      <Numbers {...part} names={[["switch", "Share of words switched"]]} />
    </>
  );
}

function Numbers({ names, ...part }: Part & { names: readonly (readonly [TextOf<Asked>, string])[] }) {
  return names.map(([name, label]) => <Value key={name} {...part} name={name} label={label} />);
}

/** Words with commas. What is typed stays as it is until it is left. */
function Listed({ asked, change, refused, name, label, placeholder }: Part & { name: "languages" | "checkpoint_steps"; label: string; placeholder: string }) {
  const now = asked[name];
  return (
    <Field label={label} error={refused(name)} hint={now.length > 0 ? `${count(now.length)}; with commas` : "With commas"}>
      {(field) => <Input {...field} key={now.join()} defaultValue={now.join(", ")} placeholder={placeholder} onBlur={(e) => change({ [name]: e.target.value.split(/[\s,]+/).filter(Boolean) })} />}
    </Field>
  );
}
