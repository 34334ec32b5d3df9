/** One corpus: what it is, what is labelled on it, and its sentences side by side. */
import { useCorpus, useMayWrite } from "../../api/queries";
import type { Corpus as CorpusFacts } from "../../api/types";
import { count, dateTime, plural, shortDigest } from "../../lib/format";
import { languagesInOrder } from "../../lib/languages";
import { flag, useViewState } from "../../lib/permalink";
import { Button, Chip, Facts, Page, Panel, Table, type Fact } from "../../ui";
import { AddLabels } from "../AddLabels";
import { Sentences, SENTENCES_VIEW } from "../Sentences";
import { stateOf } from "../states";
import { kindWords } from "./Corpora";
import { Missing } from "./NotFound";

const VIEW = { add: flag };

export default function Corpus({ id }: { id: string }) {
  const answer = useCorpus(id);
  const mayWrite = useMayWrite();
  const [view, set] = useViewState(VIEW);
  const crumbs = [{ label: "Home", href: "/" }, { label: "Corpora", href: "/corpora" }, { label: answer.data?.name ?? id }];
  if (answer.error && !answer.data) return <Missing error={answer.error} crumbs={crumbs} name={id} retry={() => void answer.refetch()} />;
  const corpus = answer.data;
  const ask = mayWrite && (
    <Button look="primary" icon="play" href={`/studies/concept-neurons?corpus=${encodeURIComponent(id)}`}>
      Ask what is shared
    </Button>
  );
  return (
    <Page
      crumbs={crumbs}
      name={corpus?.name ?? id}
      title={corpus?.name ?? id}
      lead={corpus && leadOf(corpus)}
      actions={
        <>
          {mayWrite && (
            <Button icon="plus" onClick={() => set({ add: !view.add })}>
              Add concepts or ids
            </Button>
          )}
          {ask}
        </>
      }
      bar={ask}
    >
      <div className="stack">
        {view.add && mayWrite && <AddLabels corpus={id} onClose={() => set({ add: false })} />}
        <div className="columns">
          <Panel letter="A" title="What it is" state={stateOf(answer)} height={180}>
            {corpus && <Facts facts={facts(corpus)} />}
            {corpus?.note && <p className="caption">{corpus.note}</p>}
          </Panel>
          <Panel letter="B" title="Languages" state={stateOf(answer)} height={180} caption="Sentences in each.">
            {corpus && <Languages corpus={corpus} />}
          </Panel>
        </div>
        {corpus && <Labels corpus={corpus} />}
        {corpus && <Sentences corpus={corpus} />}
      </div>
    </Page>
  );
}

function leadOf(corpus: CorpusFacts): string {
  const whole = corpus.n_complete === corpus.n_ids ? "all in every language" : `${count(corpus.n_complete)} of them in every language`;
  return `${plural(corpus.n_ids, "sentence")} in ${plural(corpus.languages.length, "language")}, ${whole}. ${corpus.has_documents ? `${plural(corpus.n_documents, "document")}: a document is never split.` : "Nothing says which belong to one document."}`;
}

function facts(corpus: CorpusFacts): readonly Fact[] {
  return [
    ["Licence", corpus.licence],
    [
      "Digest",
      <span key="d" className="mono digest" title={corpus.digest}>
        {shortDigest(corpus.digest)}
      </span>,
    ],
    ["Kind", `${kindWords(corpus.kind)} (${corpus.kind})`],
    ["Documents", corpus.document_rule],
    corpus.splits.length > 0 && ["Splits", corpus.splits.map((s) => `${s.name} ${count(s.n_ids)}`).join(", ")],
    [
      "Source",
      <span key="s" className="mono">
        {corpus.source}
      </span>,
    ],
    ["Added", dateTime(corpus.added_at)],
  ];
}

function Languages({ corpus }: { corpus: CorpusFacts }) {
  return (
    <ul className="row" style={{ gap: "6px 16px" }}>
      {languagesInOrder(corpus.languages).map((code) => (
        <li key={code} className="row" style={{ gap: 5 }}>
          <Chip code={code} name />
          <span className="quiet">{count(corpus.counts[code])}</span>
        </li>
      ))}
    </ul>
  );
}

function Labels({ corpus }: { corpus: CorpusFacts }) {
  const [, set] = useViewState(SENTENCES_VIEW);
  return (
    <div className="columns">
      <Panel
        letter="C"
        title="Concept sets"
        caption={
          corpus.concept_page.some((found) => found.concepts.some((c) => c.of === "words"))
            ? "What is positive for each concept: sentences, the same in all languages, or words, counted over all languages."
            : "Sentences positive for each concept, the same in all languages."
        }
      >
        {corpus.concept_page.length === 0 && (
          <p className="caption">None yet. A concept set says which sentences are about what: a file {"{concept: [ids]}"}.</p>
        )}
        {corpus.concept_page.map((found) => (
          <div key={found.id}>
            <p>
              <b>{found.name}</b>{" "}
              <span className="quiet">
                {plural(found.concepts.length, "concept")} · {found.licence} ·{" "}
                <span className="mono digest" title={found.digest}>
                  {shortDigest(found.digest)}
                </span>
              </span>
            </p>
            <Table
              label={`Concepts of ${found.name}`}
              rows={found.concepts}
              rowKey={(c) => c.name}
              columns={[
                {
                  key: "name",
                  head: "Concept",
                  cell: (c) => (
                    <button
                      type="button"
                      className="linklike"
                      onClick={() => {
                        set({ concepts: found.id, concept: c.name, offset: 0 });
                        document.getElementById("panel-E")?.scrollIntoView();
                      }}
                    >
                      {c.name}
                    </button>
                  ),
                  sort: (c) => c.name,
                },
                {
                  key: "positives",
                  head: "Positives",
                  numeric: true,
                  cell: (c) => count(c.positives) + (c.of === "words" ? " words" : ""),
                  sort: (c) => c.positives,
                },
              ]}
            />
          </div>
        ))}
      </Panel>
      <Panel letter="D" title="Id sets" caption="Named choices of sentences, such as those a model was not trained on.">
        {corpus.id_sets.length === 0 ? (
          <p className="caption">None yet.</p>
        ) : (
          <Table
            label="Id sets"
            rows={corpus.id_sets}
            rowKey={(s) => s.name}
            columns={[
              {
                key: "name",
                head: "Name",
                cell: (s) => (
                  <button
                    type="button"
                    className="linklike mono"
                    onClick={() => {
                      set({ ids: s.name, offset: 0 });
                      document.getElementById("panel-E")?.scrollIntoView();
                    }}
                  >
                    {s.name}
                  </button>
                ),
              },
              { key: "n", head: "Sentences", numeric: true, cell: (s) => count(s.n_ids) },
              {
                key: "digest",
                head: "Digest",
                cell: (s) => (
                  <span className="mono digest" title={s.digest}>
                    {shortDigest(s.digest)}
                  </span>
                ),
              },
            ]}
          />
        )}
      </Panel>
    </div>
  );
}
