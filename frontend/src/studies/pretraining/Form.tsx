/** What is asked: a text, what ties its languages together, a model and its training; what it takes, and a smaller offer. */
import { useCorpora } from "../../api/queries";
import type { Asked as Params, CorpusSummary } from "../../api/types";
import { Advanced, type AskedOf, defineForm, Drawn, type FormSpec, type Part as PartOf } from "../../kit";
import { Checkbox, Field, Group, Input, Refused, Select, Switch } from "../../ui";
import { ARMS, armOf } from "./arms";

const FOLDER = "a folder";

export type Asked = AskedOf<Params<"PretrainingParams">>;
type Part = PartOf<Asked, readonly CorpusSummary[]>;

export const FORM: FormSpec<Params<"PretrainingParams">, readonly CorpusSummary[]> = {
  slug: "pretraining",
  act: "Train",
  useSetting: (asked) => ({ asked, setting: useCorpora().data ?? [] }),
  isComplete: () => true,
  wants: () => "",
  groups: [Text, Model, Training, More],
};

export const Form = defineForm(FORM);

function Text(part: Part) {
  const { asked, change, refused, setting: corpora } = part;
  const text = asked.text ?? "sample";
  const isCorpus = corpora.some((corpus) => corpus.id === text);
  const source = text === "sample" ? "sample" : isCorpus ? text : FOLDER;
  const pick = (value: string) =>
    change({
      text: value === "sample" ? null : value === FOLDER ? "~/" : value,
      ids: null,
      languages: [],
      switch: null,
      placebo: null,
      bilingual: null,
    });
  return (
    <Group name="Text">
      <Field
        label="Text"
        error={source === FOLDER ? null : refused("text")}
        hint={source === "sample" ? "Constructed text: it tests the instrument, and says nothing about published models." : undefined}
      >
        {(field) => (
          <Select
            {...field}
            value={source}
            options={[
              { value: "sample", label: "The sample, written for Isogloss" },
              ...corpora.map((c) => ({ value: c.id, label: c.name || c.id })),
              { value: FOLDER, label: "A folder of text files" },
            ]}
            onChange={pick}
          />
        )}
      </Field>
      {source === FOLDER && (
        <Field
          label="Folder on the worker’s machine"
          error={refused("text")}
          hint="A text file, or a folder of them, for each language: en.txt, de/news.txt."
        >
          {(field) => <Input {...field} mono value={text} onChange={(e) => change({ text: e.target.value || "~/" })} />}
        </Field>
      )}
      <Drawn {...part} names={{ ...(isCorpus && { ids: { label: "Sentences" } }), languages: { absent: "all the text has" } }} />
      {source === "sample" ? (
        <Arms {...part} />
      ) : (
        <Checkbox checked={asked.clone ?? false} onChange={(clone) => change({ clone })}>
          Add a clone of English
        </Checkbox>
      )}
      {source !== FOLDER && <Drawn {...part} names={{ bilingual: { label: "Share of bilingual documents" } }} />}
    </Group>
  );
}

/** What ties the languages together: one of the four arms, or a share of one's own. */
function Arms(part: Part) {
  const { asked, change, refused } = part;
  const arm = ARMS.find(({ value }) => value === armOf(asked));
  return (
    <>
      <div className="field full-width">
        <span>What ties the languages together</span>
        <Switch
          label="What ties the languages together"
          value={arm?.value ?? "own"}
          options={[
            ...ARMS.map(({ value, label, says }) => ({ value: value as string, label, title: says })),
            ...(arm ? [] : [{ value: "own", label: "Another share" }]),
          ]}
          onChange={(value) => change(ARMS.find((a) => a.value === value)?.set ?? {})}
        />
        <p className="small">
          {arm?.says ?? "A share of your own."} {asked.clone && "Other English documents, each character written as a Braille cell."}
        </p>
        <Refused refusal={refused("placebo") ?? refused("clone")} />
      </div>
      <Drawn {...part} names={{ switch: { label: "Share of words switched" } }} />
    </>
  );
}

const FAMILIES = [
  { value: "gpt_neox", label: "GPT-NeoX (Pythia)" },
  { value: "gpt2", label: "GPT-2" },
  { value: "bloom", label: "BLOOM" },
  { value: "llama", label: "Llama" },
];

function Model(part: Part) {
  return (
    <Group name="Model">
      <Drawn
        {...part}
        names={{
          architecture: { label: "Family", options: FAMILIES },
          layers: {},
          width: {},
          heads: {},
          context: { label: "Context, tokens" },
          vocabulary: { label: "Vocabulary, tokens" },
          model: { label: "Id in this installation" },
        }}
      />
    </Group>
  );
}

function Training(part: Part) {
  return (
    <Group name="Training">
      <Drawn
        {...part}
        names={{
          steps: {},
          batch: { label: "Rows a step" },
          learning_rate: {},
          seed: {},
          checkpoint_steps: { label: "Checkpoints at steps", absent: "log-spaced, with 0 and the last" },
        }}
      />
    </Group>
  );
}

function More(part: Part) {
  return (
    <Advanced
      {...part}
      rest={{
        schedule: {},
        warmup: { label: "Warm-up, steps" },
        weight_decay: {},
        held_out_tokens: { label: "Held-out tokens a language" },
        dtype: { label: "Number type", options: ["float32", "float64"] },
      }}
    />
  );
}
