/** Concepts and id sets of a corpus, from JSON files on the server's machine. */
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { useAddConcepts, useAddIds } from "../api/queries";
import { Button, Failed, Field, Input, Panel, refusalOf, Switch, useToast } from "../ui";
import { Command } from "./Command";

type Kind = "concepts" | "ids";

export function AddLabels({ corpus, onClose }: { corpus: string; onClose: () => void }) {
  const [kind, setKind] = useState<Kind>("concepts");
  const [source, setSource] = useState("");
  const [name, setName] = useState("");
  const [pointer, setPointer] = useState("");
  const [licence, setLicence] = useState("");
  const concepts = useAddConcepts(corpus);
  const ids = useAddIds(corpus);
  const toast = useToast();
  const [, navigate] = useLocation();
  const error = kind === "concepts" ? concepts.error : ids.error;
  const done = {
    onSuccess: (run: { key: string }) => {
      toast.say("Asked for. The file is read in the background.");
      navigate(`/runs/${run.key}`);
    },
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (kind === "concepts")
      concepts.mutate({ source: source.trim(), id: name.trim() || undefined, licence: licence.trim() || undefined }, done);
    else ids.mutate({ source: source.trim(), name: name.trim(), pointer: pointer.trim() || undefined }, done);
  };
  const command =
    kind === "concepts"
      ? `isogloss concepts add ${source.trim() || "FILE"} --corpus ${corpus}${name.trim() && ` --id ${name.trim()}`}${licence.trim() && ` --licence "${licence.trim()}"`}`
      : `isogloss ids add ${source.trim() || "FILE"} --corpus ${corpus} --name ${name.trim() || "NAME"}${pointer.trim() && ` --pointer ${pointer.trim()}`}`;
  return (
    <Panel title="Add concepts or ids" aside={<Button look="quiet" icon="close" label="Close" onClick={onClose} />}>
      <form className="add-form" onSubmit={submit}>
        <Switch
          label="What to add"
          value={kind}
          onChange={setKind}
          options={[
            { value: "concepts", label: "A concept set" },
            { value: "ids", label: "An id set" },
          ]}
        />
        <Field
          label="File"
          hint={
            kind === "concepts"
              ? "JSON on the server’s machine: {concept: [ids]}. Every id must be in the corpus."
              : "JSON on the server’s machine: a list of ids."
          }
          error={refusalOf(error, "source")}
        >
          {(props) => <Input {...props} mono required value={source} onChange={(e) => setSource(e.target.value)} />}
        </Field>
        <Field
          label={kind === "concepts" ? "Its name here, if not the file’s" : "Its name here"}
          error={refusalOf(error, kind === "concepts" ? "id" : "name")}
        >
          {(props) => <Input {...props} mono required={kind === "ids"} value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
        {kind === "concepts" && (
          <Field label="Licence, if the file does not say" error={refusalOf(error, "licence")}>
            {(props) => <Input {...props} value={licence} placeholder="CC BY-SA 4.0" onChange={(e) => setLicence(e.target.value)} />}
          </Field>
        )}
        {kind === "ids" && (
          <Field label="Where in the file, if not all of it" hint="As /held_out/ids." error={refusalOf(error, "pointer")}>
            {(props) => <Input {...props} mono value={pointer} onChange={(e) => setPointer(e.target.value)} />}
          </Field>
        )}
        {error && !["source", "id", "name", "pointer", "licence"].includes(error.field ?? "") && (
          <Failed message={error.message} hint={error.hint} />
        )}
        <div className="row">
          <Button look="primary" type="submit" icon="plus" busy={concepts.isPending || ids.isPending} disabled={!source.trim()}>
            Add them
          </Button>
        </div>
        <Command text={command} />
      </form>
    </Panel>
  );
}
