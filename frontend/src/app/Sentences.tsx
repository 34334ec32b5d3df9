/** Sentences side by side: each in its own script and direction. Languages, concept and place are in the address. */
import { useSentences } from "../api/queries";
import type { Corpus, Sentence } from "../api/types";
import { count } from "../lib/format";
import { languagesInOrder, SLOTS } from "../lib/languages";
import { integer, list, optional, useViewState } from "../lib/permalink";
import { Button, Checkbox, Chip, Evidence, Field, Panel, Select } from "../ui";
import { stateOf } from "./states";

export const SENTENCES_VIEW = { languages: list, concepts: optional, concept: optional, ids: optional, offset: integer(0, 0) };
const PAGE = 10;

export function Sentences({ corpus }: { corpus: Corpus }) {
  const [view, set] = useViewState(SENTENCES_VIEW);
  const all = languagesInOrder(corpus.languages);
  const known = view.languages.filter((code) => all.includes(code));
  // Without a choice: the first language of each hue, which are also most scripts.
  const slots = all.filter((code) => SLOTS.includes(code));
  const chosen = known.length > 0 ? known : slots.length > 1 ? slots : all;
  const conceptSet = corpus.concept_page.find((found) => found.id === view.concepts) ?? corpus.concept_page[0];
  const concept = conceptSet?.concepts.find((c) => c.name === view.concept)?.name ?? null;
  const answer = useSentences(corpus.id, {
    language: chosen,
    ids: view.ids,
    concept_set: conceptSet?.id,
    concept,
    offset: view.offset,
    limit: PAGE,
  });
  const toggle = (code: string) => (on: boolean) => {
    const next = all.filter((other) => (other === code ? on : chosen.includes(other)));
    if (next.length > 0) set({ languages: next }, { replace: true });
  };
  const choices = [...corpus.splits.map((s) => s.name), ...corpus.id_sets.map((s) => s.name)];
  return (
    <Panel
      letter="E"
      title="Sentences"
      state={stateOf(answer)}
      height={320}
      aside={answer.data && <span className="caption">{count(answer.data.total)} sentences</span>}
    >
      <div>
        <div className="filters">
          {conceptSet && (
            <Field label="Concept" inline>
              {(props) => (
                <Select
                  {...props}
                  value={concept ?? ""}
                  onChange={(value) => set({ concepts: value ? conceptSet.id : null, concept: value || null, offset: 0 })}
                  options={[
                    { value: "", label: "all" },
                    ...conceptSet.concepts.map((c) => ({ value: c.name, label: `${c.name}, ${count(c.positives)}` })),
                  ]}
                />
              )}
            </Field>
          )}
          {choices.length > 0 && (
            <Field label="Ids" inline>
              {(props) => (
                <Select
                  {...props}
                  value={view.ids ?? ""}
                  onChange={(ids) => set({ ids: ids || null, offset: 0 })}
                  options={[{ value: "", label: "all" }, ...choices]}
                />
              )}
            </Field>
          )}
          <fieldset>
            <legend className="sr-only">Languages</legend>
            <div className="language-choice">
              {all.map((code) => (
                <Checkbox key={code} checked={chosen.includes(code)} onChange={toggle(code)}>
                  <Chip code={code} present={all} />
                </Checkbox>
              ))}
            </div>
          </fieldset>
        </div>
        <ol className="parallel">
          {answer.data?.sentences.map((sentence) => (
            <Row key={sentence.id} sentence={sentence} languages={chosen} />
          ))}
        </ol>
        {answer.data?.total === 0 && <p className="caption">No sentence is in this choice.</p>}
      </div>
      {answer.data && <Pager offset={view.offset} total={answer.data.total} go={(offset) => set({ offset })} />}
    </Panel>
  );
}

function Row({ sentence, languages }: { sentence: Sentence; languages: readonly string[] }) {
  return (
    <li>
      <div className="where small">
        <span className="mono">{sentence.id}</span>
        {sentence.document !== sentence.id && <span>document {sentence.document}</span>}
        {sentence.split && <span>{sentence.split}</span>}
        {sentence.concepts.length > 0 && <span>{sentence.concepts.join(", ")}</span>}
      </div>
      <div className="texts">
        {languages.map((code) => (
          <div key={code}>
            <Chip code={code} present={languages} />
            {sentence.texts[code] === undefined ? (
              <span className="quiet">not in this language</span>
            ) : (
              <Evidence text={sentence.texts[code]} language={code} dense />
            )}
          </div>
        ))}
      </div>
    </li>
  );
}

function Pager({ offset, total, go }: { offset: number; total: number; go: (offset: number) => void }) {
  if (total <= PAGE && offset === 0) return null;
  const last = Math.min(offset + PAGE, total);
  return (
    <nav className="pager" aria-label="More sentences">
      <Button icon="left" disabled={offset === 0} onClick={() => go(Math.max(0, offset - PAGE))}>
        Before
      </Button>
      <span className="caption">
        {count(Math.min(offset + 1, total))} to {count(last)} of {count(total)}
      </span>
      <Button icon="right" disabled={last >= total} onClick={() => go(offset + PAGE)}>
        After
      </Button>
    </nav>
  );
}
