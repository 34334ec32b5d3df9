/** Adding a model: a folder on the server's machine, or an id of a model hub. It becomes a run, with progress. */
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { useAddModel } from "../api/queries";
import { text, useViewState } from "../lib/permalink";
import { Button, Failed, Field, Input, Panel, type Refusal, refusalOf, useToast } from "../ui";
import { Command } from "./Command";

/** A failed attempt leads back here with what it was given. */
const GIVEN = { source: text() };
const KNOWN: readonly string[] = ["source", "id", "revisions", "steps", "trained_on", "licence"];
/** A name may hold an equals sign itself: the last one is before the step. */
const GIVEN_STEP = /^(.+)=(\d+)$/;

/** Steps by checkpoint, or the first word that gives none: an empty step is not step 0. */
function stepsOf(text: string): { steps?: Record<string, number>; refusal?: Refusal } {
  const found = words(text).map((word) => ({ word, told: GIVEN_STEP.exec(word) }));
  const broken = found.find(({ told }) => told === null);
  if (broken)
    return {
      refusal: {
        message: `“${broken.word}” does not give a step.`,
        hint: "Write a checkpoint’s name, an equals sign and a whole number, as in ckpt_1=1000.",
      },
    };
  return { steps: found.length > 0 ? Object.fromEntries(found.map(({ told }) => [told![1]!, Number(told![2])])) : undefined };
}

const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);

export function AddModel({ onClose }: { onClose?: () => void }) {
  const add = useAddModel();
  const toast = useToast();
  const [, navigate] = useLocation();
  const [view] = useViewState(GIVEN);
  const [source, setSource] = useState(view.source);
  const [id, setId] = useState("");
  const [revisions, setRevisions] = useState("");
  const [stepsGiven, setStepsGiven] = useState("");
  const [trainedOn, setTrainedOn] = useState("");
  const [licence, setLicence] = useState("");
  const [asked, setAsked] = useState(false);
  const given = stepsOf(stepsGiven);
  const refused = (field: string) => refusalOf(add.error, field);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (given.refusal) return;
    add.mutate(
      {
        source: source.trim(),
        id: id.trim() || undefined,
        revisions: words(revisions).length > 0 ? words(revisions) : undefined,
        steps: given.steps,
        trained_on: trainedOn.trim() || undefined,
        licence: licence.trim() || undefined,
      },
      {
        onSuccess: (run) => {
          toast.say("Asked for. The model is read in the background.");
          navigate(`/runs/${run.key}`);
        },
      },
    );
  };
  const command = [
    "isogloss models add",
    source.trim() || "FOLDER_OR_ID",
    id.trim() && `--id ${id.trim()}`,
    words(revisions).length > 0 && `--revisions ${words(revisions).join(",")}`,
    words(stepsGiven).length > 0 && `--steps ${words(stepsGiven).join(",")}`,
  ]
    .filter(Boolean)
    .join(" ");
  return (
    <Panel title="Add a model" aside={onClose && <Button look="quiet" icon="close" label="Close" onClick={onClose} />}>
      <form className="add-form" onSubmit={submit}>
        <Field
          label="Folder or hub id"
          hint="A folder on the server’s machine with a checkpoint, or with one folder for each; or an id such as owner/name."
          error={refused("source")}
        >
          {(props) => (
            <Input
              {...props}
              mono
              required
              value={source}
              onChange={(e) => setSource(e.target.value)}
              placeholder="/data/models/my-ladder"
            />
          )}
        </Field>
        <Field
          label="Revisions, if not all"
          hint="Checkpoints by the names their publisher gave them, with spaces between. Without them: all that are known."
          error={refused("revisions")}
        >
          {(props) => (
            <Input {...props} mono value={revisions} onChange={(e) => setRevisions(e.target.value)} placeholder="step1000 step8000 main" />
          )}
        </Field>
        <Field
          label="Steps, if names do not tell them"
          hint="Each checkpoint with its training step, as in ckpt_1=1000 ckpt_2=2000."
          error={(asked && given.refusal) || refused("steps")}
        >
          {(props) => (
            <Input
              {...props}
              mono
              value={stepsGiven}
              onChange={(e) => setStepsGiven(e.target.value)}
              placeholder="ckpt_1=1000 ckpt_2=2000"
            />
          )}
        </Field>
        <Field label="Its name here, if not its own" error={refused("id")}>
          {(props) => <Input {...props} mono value={id} onChange={(e) => setId(e.target.value)} placeholder="my-ladder" />}
        </Field>
        <div className="pair">
          <Field label="Trained on, where known" hint="Numbers on such text are marked contaminated." error={refused("trained_on")}>
            {(props) => <Input {...props} value={trainedOn} onChange={(e) => setTrainedOn(e.target.value)} />}
          </Field>
          <Field label="Licence, if its files do not say" error={refused("licence")}>
            {(props) => <Input {...props} value={licence} onChange={(e) => setLicence(e.target.value)} />}
          </Field>
        </div>
        {add.error && !KNOWN.includes(add.error.field ?? "") && <Failed message={add.error.message} hint={add.error.hint} />}
        <div className="row">
          <Button look="primary" type="submit" icon="plus" busy={add.isPending} disabled={!source.trim()}>
            Add the model
          </Button>
        </div>
        <Command text={command} />
        <p className="caption">
          Families: GPT-2, GPT-NeoX and Pythia, BLOOM, Llama. Another one is refused. Weights are safetensors, or read without running code.
          A file <span className="mono">ladder.json</span> beside the checkpoints gives steps (a list, or the step of each by name),
          languages and what it was trained on.
        </p>
      </form>
    </Panel>
  );
}
