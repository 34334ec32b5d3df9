/** The numbers as tables: by language, with p before and after Holm; and by concept. */
import { count, interval, share, signed, value } from "../../lib/format";
import { Chip, type Column, Panel, Table, Term } from "../../ui";
import { at } from "../../kit";
import type { PanelContext } from "./context";
import type { Ablation, ConceptForcing, Estimate, Result } from "./types";
import { nats, shows, written } from "./words";

/** One language, or all of them together (then it has no loss and no Holm of its own). */
type LanguageRow = Partial<Omit<Ablation, "effect">> & Pick<Ablation, "effect">;

const added = (x: number | undefined) => (x === undefined ? "" : signed(x, 3));
const random = (e: Estimate, digits: number) => interval(e.null_low, e.null_high, digits) || "–";

const LANGUAGES: Column<LanguageRow>[] = [
  { key: "language", head: "language", cell: ({ language: code }) => (code ? <Chip code={code} name /> : "mean of all") },
  { key: "loss", head: "loss", numeric: true, wide: true, cell: ({ loss }) => (loss === undefined ? "" : value(loss)) },
  { key: "own", head: "added on own", numeric: true, wide: true, sort: (row) => row.own, cell: ({ own }) => added(own) },
  { key: "others", head: "added on others’", numeric: true, wide: true, sort: (row) => row.others, cell: ({ others }) => added(others) },
  {
    key: "effect",
    head: "effect",
    numeric: true,
    sort: (row) => row.effect.value,
    cell: ({ effect }) => <span className={shows(effect) ? undefined : "quiet"}>{nats(effect, share)}</span>,
  },
  { key: "random", head: "random units", numeric: true, cell: ({ effect }) => random(effect, 3) },
  { key: "p", head: "p", numeric: true, sort: (row) => row.effect.p, cell: ({ effect }) => written(effect.p ?? null) },
  {
    key: "holm",
    head: (
      <>
        p after <Term of="Holm">Holm</Term>
      </>
    ),
    numeric: true,
    sort: (row) => row.effect.p_holm,
    cell: ({ effect, language: code }) => (code ? written(effect.p_holm ?? null) : ""),
  },
];

export function ByLanguage({ result }: { result: Result }) {
  const { overall, ablation, draws } = result;
  const rows: LanguageRow[] = [...ablation, { effect: overall }];
  return (
    <Panel
      letter="D"
      title={`Switched off, language by language, ${at(result)}`}
      caption={`Nats a token. Effect: what is added on a concept’s own sentences minus on others’, minus the mean of ${count(draws)} sets of random units; brackets: 95 % over ${count(overall.n)} concepts, given this one training run. Random units: where 95 % of their sets lie. Faint: the interval reaches 0, or p (after Holm, for a single language) is above 0.05.`}
    >
      <Table label="Switched off, by language" columns={LANGUAGES} rows={rows} rowKey={(row) => row.language ?? "all"} />
    </Panel>
  );
}

interface ConceptRow {
  concept: string;
  units: number;
  sentences: number;
  /** Languages whose effect lies outside 95 % of the random units. */
  outside: number;
  forced: ConceptForcing | undefined;
}

const isOutside = ({ value: x, null_low: low, null_high: high }: Estimate) =>
  x !== null && low !== null && high !== null && (x < low || x > high);
const own = (e: Estimate | undefined, mark = true) =>
  e === undefined ? (
    <span className="quiet" title="No word of any concept in these texts">
      –
    </span>
  ) : (
    <span className={mark && !shows(e) ? "quiet" : undefined}>
      {share(e.value)} <span className="quiet">{interval(e.low, e.high)}</span>
    </span>
  );

const columns = (languages: number): Column<ConceptRow>[] => [
  { key: "concept", head: "concept", sort: (row) => row.concept, cell: (row) => row.concept },
  { key: "units", head: "units off", numeric: true, wide: true, sort: (row) => row.units, cell: (row) => count(row.units) },
  { key: "sentences", head: "sentences", numeric: true, wide: true, sort: (row) => row.sentences, cell: (row) => count(row.sentences) },
  {
    key: "outside",
    head: "outside random",
    numeric: true,
    wide: true,
    sort: (row) => row.outside,
    cell: (row) => `${count(row.outside)} of ${count(languages)}`,
  },
  {
    key: "forced",
    head: "forced",
    numeric: true,
    sort: (row) => row.forced?.on_concept.forced?.value,
    cell: (row) => own(row.forced?.on_concept.forced),
  },
  {
    key: "random",
    head: "random units",
    numeric: true,
    cell: ({ forced }) => {
      const e = forced?.on_concept.forced;
      return e ? (
        <>
          {share(e.null)} <span className="quiet">{interval(e.null_low, e.null_high)}</span>
        </>
      ) : (
        "–"
      );
    },
  },
  { key: "plain", head: "plain", numeric: true, wide: true, cell: (row) => own(row.forced?.on_concept.plain, false) },
  { key: "other", head: "another’s", numeric: true, wide: true, cell: (row) => own(row.forced?.on_concept.other, false) },
  {
    key: "p",
    head: "p",
    numeric: true,
    sort: (row) => row.forced?.on_concept.forced?.p,
    cell: (row) => written(row.forced?.on_concept.forced?.p ?? null),
  },
  { key: "n", head: "n", numeric: true, wide: true, cell: (row) => count(row.forced?.on_concept.forced?.n ?? 0) },
];

export function ByConcept({ context: { concept, set }, result }: { context: PanelContext; result: Result }) {
  const { languages } = result;
  const rows = result.concepts.map(({ concept: name, units, sentences, effects }) => ({
    concept: name,
    units,
    sentences,
    outside: languages.filter((code) => effects[code] && isOutside(effects[code])).length,
    forced: result.forced.find((row) => row.concept === name),
  }));
  return (
    <Panel
      letter="H"
      title={`Concept by concept, ${at(result)}`}
      caption={`Outside random: languages in which switching off lies outside 95 % of ${count(result.draws)} sets of random units; of ${count(rows.length * languages.length)} cells about one in twenty does so by chance, and none is adjusted. Forced and after: share of concept words that are the concept’s own; brackets: 95 % over texts, and for random units over their sets; faint: not clear of random units. n: forced texts with a concept word.`}
    >
      <Table
        label="Concepts"
        columns={columns(languages.length)}
        rows={rows}
        rowKey={(row) => row.concept}
        selected={concept}
        onSelect={(row) => set({ concept: row.concept })}
      />
    </Panel>
  );
}
