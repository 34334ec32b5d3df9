/** Title, note, tags and names of a finding: the same fields for one that is kept and one that is edited. */
import { useState } from "react";
import type { ApiError } from "../../api/client";
import { useFindings } from "../../api/queries";
import { Field, Input, Markdown, Switch } from "../../ui";
import { refusalAt, tagsOf, type Words } from "./words";
import "./keeping.css";

export interface WordsFormProps {
  words: Words;
  change: (words: Partial<Words>) => void;
  error: ApiError | null;
}

export function WordsForm({ words, change, error }: WordsFormProps) {
  return (
    <>
      <Field label="Title" hint="What was found, as a sentence." error={refusalAt(error, "title")}>
        {(props) => (
          <Input
            {...props}
            dir="auto"
            className="title-input"
            required
            data-first
            maxLength={200}
            value={words.title}
            spellCheck
            onChange={(event) => change({ title: event.target.value })}
          />
        )}
      </Field>
      <Note words={words} change={change} error={error} />
      <Tags words={words} change={change} error={error} />
      <Field
        label="Kept by"
        hint="Names with commas between them, as a citation will have them. May stay empty."
        error={refusalAt(error, "kept_by")}
      >
        {(props) => (
          <Input
            {...props}
            dir="auto"
            maxLength={200}
            value={words.kept_by}
            onChange={(event) => change({ kept_by: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

type How = "write" | "preview";

function Note({ words, change, error }: WordsFormProps) {
  const [how, setHow] = useState<How>("write");
  const preview = how === "preview" && words.note.trim() !== "";
  return (
    <div className="note-field">
      <Field
        label="Note"
        hint={
          preview
            ? undefined
            : "Markdown: an empty line between paragraphs, *emphasis*, lists with -, [words](address). HTML is shown as text."
        }
        error={refusalAt(error, "note")}
      >
        {(props) =>
          preview ? (
            <div className="note-preview">
              <Markdown text={words.note} under={2} />
            </div>
          ) : (
            <textarea
              {...props}
              className="input"
              dir="auto"
              rows={7}
              maxLength={20_000}
              value={words.note}
              onChange={(event) => change({ note: event.target.value })}
            />
          )
        }
      </Field>
      {words.note.trim() && (
        <Switch
          quiet
          label="Note"
          value={how}
          onChange={setHow}
          options={[
            { value: "write", label: "Write" },
            { value: "preview", label: "Preview" },
          ]}
        />
      )}
    </div>
  );
}

function Tags({ words, change, error }: WordsFormProps) {
  const used = useFindings().data?.flatMap(({ tags }) => tags) ?? [];
  const have = tagsOf(words.tags);
  const offered = [...new Set(used)].filter((tag) => !have.includes(tag)).slice(0, 12);
  return (
    <div className="tags-field">
      <Field label="Tags" hint="With commas between them." error={refusalAt(error, "tags")}>
        {(props) => <Input {...props} dir="auto" value={words.tags} onChange={(event) => change({ tags: event.target.value })} />}
      </Field>
      {offered.length > 0 && (
        <p className="small row">
          <span>In use:</span>
          {offered.map((tag) => (
            <button
              key={tag}
              type="button"
              className="linklike"
              aria-label={`Add the tag ${tag}`}
              onClick={() => change({ tags: [...have, tag].join(", ") })}
            >
              <bdi>{tag}</bdi>
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
