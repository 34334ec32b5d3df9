/** Putting a collection together: text and findings, moved by buttons that a keyboard reaches. */
import { useState, type FormEvent } from "react";
import { api } from "../../api/client";
import { useFindings, useRecollect } from "../../api/queries";
import type { Collection } from "../../api/types";
import { unturned } from "../../lib/keeper";
import { Button, Failed, Field, Input, Select, useToast } from "../../ui";
import { refusalAt } from "../keeping/words";
import { type Draft, draftOf, type Item, moved, nextId, sentItems, slugIn } from "./items";

export function Editor({ collection, onDone }: { collection: Collection; onDone: () => void }) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(collection));
  const [sentIds, setSentIds] = useState<readonly number[]>([]);
  const [said, setSaid] = useState("");
  const save = useRecollect(collection.slug);
  const toast = useToast();
  const { items } = draft;
  const put = (next: readonly Item[]) => setDraft({ ...draft, items: next });
  const write = (revision: number) => {
    const { sent, ids } = sentItems(items);
    setSentIds(ids);
    save.mutate(
      { title: draft.title.trim(), kept_by: draft.kept_by.trim(), items: sent, revision },
      {
        onSuccess: () => {
          toast.say("Saved.");
          onDone();
        },
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write(collection.revision);
  };
  /** Only after the person was told that somebody else wrote. */
  const writeOver = async () => {
    const { data } = await api
      .GET("/api/collections/{slug}", { params: { path: { slug: collection.slug } } })
      .catch(() => ({ data: undefined }));
    if (data) write(data.revision);
    else toast.fail("The server does not answer. What is typed stays.");
  };
  const move = (i: number, by: 1 | -1) => {
    put(moved(items, i, by));
    setSaid(`Now ${Math.min(items.length, Math.max(1, i + by + 1))} of ${items.length}.`);
  };
  const refused = (id: number) => (sentIds.includes(id) ? refusalAt(save.error, `items.${sentIds.indexOf(id)}`) : null);
  const beside = refusalAt(save.error, "title") ?? refusalAt(save.error, "kept_by") ?? sentIds.map(refused).find(Boolean);
  const conflict = save.error?.status === 409;
  return (
    <form className="stack keep-form collection" onSubmit={submit} aria-label="Edit the collection">
      <Field label="Title" error={refusalAt(save.error, "title")}>
        {(props) => (
          <Input
            {...props}
            dir="auto"
            className="title-input"
            required
            maxLength={200}
            value={draft.title}
            onChange={(event) => setDraft({ ...draft, title: event.target.value })}
          />
        )}
      </Field>
      <Field label="By" error={refusalAt(save.error, "kept_by")}>
        {(props) => (
          <Input
            {...props}
            dir="auto"
            maxLength={200}
            value={draft.kept_by}
            onChange={(event) => setDraft({ ...draft, kept_by: event.target.value })}
          />
        )}
      </Field>
      <ol className="edit-items" aria-label="What it holds">
        {items.map((item, i) => {
          const name = "finding" in item ? unturned(item.title) : `text ${i + 1}`;
          const refusal = refused(item.id);
          return (
            <li key={item.id}>
              {"finding" in item ? (
                <div>
                  <p className="edit-title" dir="auto">
                    {name}
                  </p>
                  <p className="small">finding {item.finding}</p>
                </div>
              ) : (
                <Field label={`Text ${i + 1}`} hint="Markdown.">
                  {(props) => (
                    <textarea
                      {...props}
                      className="input"
                      dir="auto"
                      rows={5}
                      maxLength={20_000}
                      value={item.text}
                      onChange={(event) => put(items.map((one) => (one.id === item.id ? { id: one.id, text: event.target.value } : one)))}
                    />
                  )}
                </Field>
              )}
              <div className="moves">
                <Button look="quiet" icon="up" label={`Move up: ${name}`} aria-disabled={i === 0} onClick={() => move(i, -1)} />
                <Button
                  look="quiet"
                  icon="down"
                  label={`Move down: ${name}`}
                  aria-disabled={i === items.length - 1}
                  onClick={() => move(i, 1)}
                />
                <Button
                  look="quiet"
                  icon="close"
                  label={`Take out: ${name}`}
                  onClick={() => put(items.filter(({ id }) => id !== item.id))}
                />
              </div>
              {refusal && (
                <p className="refusal" role="alert">
                  {refusal.message} {refusal.hint}
                </p>
              )}
            </li>
          );
        })}
      </ol>
      <p className="sr-only" role="status">
        {said}
      </p>
      <Add items={items} onAdd={(item) => put([...items, { ...item, id: nextId(items) }])} />
      {conflict && (
        <div className="failure" role="alert">
          <p>
            <b>{save.error!.message}</b> What is typed stays.
          </p>
          <div className="row">
            <a className="button bad" href={`/c/${collection.slug}`} target="_blank" rel="noopener">
              Read what it says now
            </a>
            <Button look="bad" onClick={() => void writeOver()}>
              Save mine over it
            </Button>
          </div>
        </div>
      )}
      {save.error && !beside && !conflict && (
        <Failed
          message={save.error.message}
          hint={save.error.hint}
          kept="What is typed stays."
          report={`${save.error.status} ${save.error.code}`}
        />
      )}
      <div className="acts">
        <Button onClick={onDone}>Leave it as it was</Button>
        <Button look="primary" type="submit" busy={save.isPending} disabled={!draft.title.trim()}>
          {save.isPending ? "Saving" : "Save"}
        </Button>
      </div>
    </form>
  );
}

type New = { text: string } | { finding: string; title: string };

function Add({ items, onAdd }: { items: readonly Item[]; onAdd: (item: New) => void }) {
  const known = useFindings().data ?? [];
  const [pasted, setPasted] = useState("");
  const [refused, setRefused] = useState<string | null>(null);
  const have = new Set(items.map((item) => ("finding" in item ? item.finding : "")));
  const offered = known.filter(({ slug }) => !have.has(slug));
  const add = (slug: string) => onAdd({ finding: slug, title: known.find((one) => one.slug === slug)?.title ?? slug });
  const paste = () => {
    const slug = slugIn(pasted);
    if (!slug) return setRefused("That names no finding. A finding’s link ends in /f/ and its slug.");
    if (have.has(slug)) return setRefused("It is in this collection already.");
    add(slug);
    setPasted("");
    setRefused(null);
  };
  return (
    <div className="edit-add">
      <div className="row">
        <Button icon="plus" onClick={() => onAdd({ text: "" })}>
          Add text
        </Button>
        {offered.length > 0 && (
          <Select
            aria-label="Add a finding"
            value=""
            onChange={(slug) => slug && add(slug)}
            options={[
              { value: "", label: "Add a finding" },
              ...offered.map(({ slug, title }) => ({ value: slug, label: unturned(title) })),
            ]}
          />
        )}
      </div>
      <Field
        label="Or paste a finding’s link"
        hint="Also that of a private one, where the collection is private too."
        error={refused ? { message: refused } : null}
      >
        {(props) => (
          <Input
            {...props}
            mono
            value={pasted}
            onChange={(event) => setPasted(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") {
                event.preventDefault();
                paste();
              }
            }}
          />
        )}
      </Field>
      <Button disabled={!pasted.trim()} onClick={paste}>
        Add it
      </Button>
    </div>
  );
}
