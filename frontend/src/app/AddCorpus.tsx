/** Importing a corpus: files on the server's machine, or an id of a hub's data set. It becomes a run, with progress. */
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { useAddCorpus } from "../api/queries";
import { text, useViewState } from "../lib/permalink";
import { Button, Failed, Field, Input, Panel, refusalOf, Select, useToast } from "../ui";
import { Command } from "./Command";

const FORMATS = [
  { value: "auto", label: "as the file names say" },
  { value: "conllu", label: "CoNLL-U treebanks" },
  { value: "tsv", label: "TSV, as SIB-200" },
  { value: "csv", label: "CSV" },
  { value: "jsonl", label: "JSONL" },
  { value: "flores", label: "FLORES-200 as released" },
];
const EMPTY = { source: "", format: "auto", id: "", name: "", licence: "", languages: "" };
type Given = typeof EMPTY;
/** A failed attempt leads back here with what it was given. */
const GIVEN = { source: text() };

const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);

function command(given: Given): string {
  const options = [
    given.format !== "auto" && `--format ${given.format}`,
    given.id && `--id ${given.id}`,
    given.licence && `--licence "${given.licence}"`,
    words(given.languages).length > 0 && `--languages ${words(given.languages).join(",")}`,
  ];
  return ["isogloss corpora add", given.source || "FOLDER_OR_ID", ...options].filter(Boolean).join(" ");
}

function asked(given: Given) {
  const text = (value: string) => value.trim() || undefined;
  const languages = words(given.languages);
  return {
    source: given.source.trim(),
    format: given.format,
    id: text(given.id),
    name: text(given.name),
    licence: text(given.licence),
    languages: languages.length > 0 ? languages : undefined,
  };
}

export function AddCorpus({ onClose }: { onClose?: () => void }) {
  const add = useAddCorpus();
  const toast = useToast();
  const [, navigate] = useLocation();
  const [view] = useViewState(GIVEN);
  const [given, setGiven] = useState({ ...EMPTY, ...view });
  const put = (name: keyof Given) => (value: string) => setGiven((now) => ({ ...now, [name]: value }));
  const refused = (field: string) => refusalOf(add.error, field);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(asked(given), {
      onSuccess: (run) => {
        toast.say("Asked for. The corpus is read in the background.");
        navigate(`/runs/${run.key}`);
      },
    });
  };
  const input =
    (name: keyof Given, placeholder: string, mono = false) =>
    (props: object) => (
      <Input
        {...props}
        mono={mono}
        value={given[name]}
        placeholder={placeholder}
        onChange={(e) => put(name)(e.target.value)}
        required={name === "source"}
      />
    );
  return (
    <Panel title="Add a corpus" aside={onClose && <Button look="quiet" icon="close" label="Close" onClick={onClose} />}>
      <form className="add-form" onSubmit={submit}>
        <Field
          label="File, folder or hub id"
          hint="A file or a folder on the server’s machine, plain or gzip; or an id of a data set."
          error={refused("source")}
        >
          {input("source", "/data/sib200", true)}
        </Field>
        <div className="pair">
          <Field label="Format" error={refused("format")}>
            {(props) => <Select {...props} options={FORMATS} value={given.format} onChange={put("format")} />}
          </Field>
          <Field label="Licence, if the files do not say" error={refused("licence")}>
            {input("licence", "CC BY-SA 4.0")}
          </Field>
          <Field label="Its name here, if not its own" error={refused("id")}>
            {input("id", "sib-200", true)}
          </Field>
          <Field label="Its name as shown" error={refused("name")}>
            {input("name", "SIB-200")}
          </Field>
        </div>
        <Field
          label="Languages, if not all"
          hint="BCP-47 or FLORES codes with spaces between. Where a file’s name does not say: file=language."
          error={refused("languages")}
        >
          {input("languages", "en es tr hi", true)}
        </Field>
        {add.error && !(add.error.field !== null && add.error.field.split(".")[0]! in EMPTY) && (
          <Failed message={add.error.message} hint={add.error.hint} />
        )}
        <div className="row">
          <Button look="primary" type="submit" icon="plus" busy={add.isPending} disabled={!given.source.trim()}>
            Import the corpus
          </Button>
        </div>
        <Command text={command(given)} />
        <p className="caption">
          Sentences are joined by id, never by row. A file with a broken line is named with the line, and nothing is imported. A column{" "}
          <span className="mono">category</span> becomes a concept set.
        </p>
      </form>
    </Panel>
  );
}
