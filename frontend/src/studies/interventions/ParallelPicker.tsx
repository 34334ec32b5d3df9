/** One sentence of the concept run's corpus, to begin with its first half in every language. */
import { useState } from "react";
import { useSentences } from "../../api/queries";
import type { Prompt } from "../../api/types";
import { parallelPrompts } from "../../kit";
import { count } from "../../lib/format";
import { Button, Evidence, Field, Input, State } from "../../ui";

const PAGE = 5;

export function ParallelPicker({
  corpus,
  languages,
  onPick,
}: {
  corpus: string;
  languages: readonly string[];
  onPick: (prompts: Prompt[]) => void;
}) {
  const [ids, setIds] = useState("");
  const [typed, setTyped] = useState("");
  const [offset, setOffset] = useState(0);
  const query = useSentences(corpus, { language: [...languages], ids: ids || null, offset, limit: PAGE });
  const find = () => {
    setIds(typed.trim());
    setOffset(0);
  };
  const shown = languages[0] ?? "en";
  return (
    <div className="set-card" role="group" aria-label="Choose a sentence">
      <Field
        label={`Sentence of ${corpus}`}
        hint="An id, an id set or a split; empty: all."
        error={query.error ? { message: query.error.message, hint: query.error.hint } : null}
      >
        {(field) => (
          <span className="strength-row">
            <Input
              {...field}
              mono
              value={typed}
              onChange={(e) => setTyped(e.target.value)}
              onKeyDown={(e) => {
                if (e.key === "Enter") {
                  e.preventDefault();
                  find();
                }
              }}
            />
            <Button icon="search" label="Find" onClick={find} />
          </span>
        )}
      </Field>
      {!query.data && !query.error && <State state={{ kind: "loading" }} />}
      <ul className="sentence-list">
        {query.data?.sentences.map((sentence) => {
          const prompts = parallelPrompts(sentence, languages);
          const text = sentence.texts[shown] ?? Object.values(sentence.texts)[0] ?? "";
          return (
            <li key={sentence.id}>
              <Evidence
                dense
                text={text}
                language={sentence.texts[shown] === undefined ? (Object.keys(sentence.texts)[0] ?? "und") : shown}
              />
              <button type="button" className="linklike small" disabled={prompts.length === 0} onClick={() => onPick(prompts)}>
                Begin with {sentence.id}, {count(prompts.length)} languages
              </button>
            </li>
          );
        })}
      </ul>
      {query.data && query.data.total > PAGE && (
        <div className="row spread">
          <Button icon="left" label="Sentences before" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - PAGE))} />
          <span className="small">
            {count(offset + 1)} to {count(Math.min(query.data.total, offset + PAGE))} of {count(query.data.total)}
          </span>
          <Button
            icon="right"
            label="Sentences after"
            disabled={offset + PAGE >= query.data.total}
            onClick={() => setOffset(offset + PAGE)}
          />
        </div>
      )}
    </div>
  );
}
