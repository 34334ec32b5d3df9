/** What corpora are here, and adding one. */
import { Link } from "wouter";
import { useCorpora, useMayWrite } from "../../api/queries";
import type { CorpusSummary } from "../../api/types";
import { count, plural } from "../../lib/format";
import { flag, useViewState } from "../../lib/permalink";
import { Button, LanguageSlots, Page, Panel, Table, type Column } from "../../ui";
import { AddCorpus } from "../AddCorpus";
import { stateOf } from "../states";

export const CORPUS_COLUMNS: readonly Column<CorpusSummary>[] = [
  {
    key: "id",
    head: "Corpus",
    cell: (c) => (
      <Link className="nowrap" href={`/corpora/${c.id}`}>
        {c.name}
      </Link>
    ),
    sort: (c) => c.name,
  },
  { key: "kind", head: "Kind", cell: (c) => kindOf(c), sort: (c) => c.kind, wide: true },
  { key: "sentences", head: "Sentences", numeric: true, cell: (c) => count(c.n_ids), sort: (c) => c.n_ids },
  { key: "languages", head: "Languages", cell: (c) => <LanguageSlots codes={c.languages} />, sort: (c) => -c.languages.length },
  { key: "licence", head: "Licence", cell: (c) => c.licence, wide: true },
];

const KINDS: Record<string, string> = {
  conllu: "parallel treebanks",
  tsv: "parallel text",
  csv: "parallel text",
  jsonl: "parallel text",
  flores: "parallel text",
};

export const kindWords = (kind: string): string => KINDS[kind] ?? kind;

const kindOf = (corpus: CorpusSummary) =>
  [kindWords(corpus.kind), corpus.concept_sets.length > 0 && plural(corpus.concept_sets.length, "concept set")].filter(Boolean).join(", ");

const VIEW = { add: flag };

export default function Corpora() {
  const corpora = useCorpora();
  const [view, set] = useViewState(VIEW);
  const mayWrite = useMayWrite();
  const adding = mayWrite && (view.add || corpora.data?.length === 0);
  return (
    <Page
      crumbs={[{ label: "Home", href: "/" }, { label: "Corpora" }]}
      name="Corpora"
      title="Corpora"
      lead="The same sentences in several languages, joined by id, each with its licence. An import is whole or not at all, and what it imported never changes."
      actions={
        mayWrite &&
        !adding && (
          <Button icon="plus" onClick={() => set({ add: true })}>
            Add a corpus
          </Button>
        )
      }
    >
      <div className="stack">
        {adding && <AddCorpus onClose={corpora.data?.length === 0 ? undefined : () => set({ add: false })} />}
        {(corpora.data === undefined || corpora.data.length > 0 || !mayWrite) && (
          <Panel title={corpora.data ? plural(corpora.data.length, "corpus", "corpora") : "Corpora"} state={stateOf(corpora)} height={120}>
            <Table label="Corpora" columns={CORPUS_COLUMNS} rows={corpora.data ?? []} rowKey={(c) => c.id} />
          </Panel>
        )}
      </div>
    </Page>
  );
}
