/** E to H: between languages. Probes trained on one and read in another, retrieval and CKA; and one pair, layer by layer. */
import { Link } from "wouter";
import { count, share } from "../../lib/format";
import { language, screenCode } from "../../lib/languages";
import { FigurePanel, NumberBox } from "../../plots";
import { Button, Chip, type Column, Legend, Panel, Switch, Table, Term } from "../../ui";
import { Grid, type GridCell } from "./Grid";
import { RunFigure } from "./panels";
import { at, type PanelContext } from "./Result";
import type { Alignment, Estimate, Result, Transfer } from "./types";
import { full, nulled } from "./words";

const said = (e: Estimate, nul: string) => `${full(e, 2, share)}, ${nul} ${nulled(e, 2, share)}, n = ${count(e.n)} documents`;
/** What their nulls are. */
const NULLS = { transfer: "the commonest concept", aligned: "another document’s sentences" };

/** Above where 95 % of the null's draws lie. A single cell has no interval of its own. */
const above = (value: number, { null: nul, null_high: high }: Estimate) => value > (high ?? nul ?? -Infinity);

function cellOf(value: number | undefined, mean: Estimate, nul: string, head: string): GridCell | null {
  if (value === undefined) return null;
  const weak = !above(value, mean);
  return { value, text: share(value), weak, said: `${share(value)}${weak ? ", not above its null" : ""}`, box: <NumberBox head={head} estimate={{ value, null: mean.null }} nullName={nul} /> };
}

/** E: only where the target is the concept. */
export function Across({ context, result }: { context: PanelContext; result: Result }) {
  const { view, set, frame, layer, onMark, answers } = context;
  const here = result.transfer.find((one) => one.layer === layer);
  const last = result.transfer[result.transfer.length - 1];
  if (!last) return null;
  const mean = here && (view.centred ? here.across_centred : here.across);
  const choice = <Switch label="States" value={view.centred ? "centred" : "raw"} onChange={(value) => set({ centred: value === "centred" })} options={[{ value: "raw", label: "As is" }, { value: "centred", label: "Centred", title: "Each language less its own mean" }]} />;
  return (
    <FigurePanel
      {...frame("E")} title="Trained on one language, read in another" aside={choice} height={300} onMark={onMark}
      stored={here === last && answers.selected ? { run: answers.selected.key, name: view.centred ? "transfer_centred" : "transfer" } : null}
      state={here ? undefined : { kind: "absent", why: `Layer ${layer} was not read in other languages.` }}
      caption={here && mean && <>Share of the row’s concepts that a <Term>probe</Term> of layer {layer} still tells in the column’s language, on documents it was not trained on{view.centred ? <>, <Term>centred</Term></> : ""}. Other languages: {said(mean, NULLS.transfer)}; its own: {full(here.within, 2, share)}. No fill: not above the interval of what the commonest concept gives. A cell shows the pair in every layer.</>}
    >
      {here && mean && (
        <Languages label="Accuracy by language trained on and language read" result={result} axes={["trained on", "read in"]} context={context} mean={mean} nul={NULLS.transfer} value={(a, b) => (view.centred ? here.centred : here.raw)[a]?.[b]} />
      )}
    </FigurePanel>
  );
}

interface LanguagesProps {
  label: string;
  result: Result;
  axes: readonly [string, string];
  context: PanelContext;
  /** Over all pairs: what a single cell is held against. */
  mean: Estimate;
  nul: string;
  value: (a: string, b: string) => number | undefined;
  /** A language with itself says nothing. */
  marks?: boolean;
}

function Languages({ label, result: { languages }, axes, context: { view, set }, mean, nul, value, marks }: LanguagesProps) {
  const name = (code: string) => language(code).name;
  return (
    <Grid
      label={label} names={languages} axes={axes} most={1} marks={marks} short={(code) => screenCode(code, languages)} long={name} selected={view.pair} onSelect={(pair) => set({ pair })}
      cell={(a, b) => cellOf(value(a, b), mean, nul, `${name(a)} to ${name(b)}`)}
    >
      <Legend scale="magnitude" low="0" high="1" tick={mean.null === null ? undefined : { at: mean.null, label: `${nul} ${share(mean.null)}` }}>n = {count(mean.n)} documents</Legend>
    </Grid>
  );
}

/** F and G: how alike the layers' states of parallel sentences are. */
export function Aligned({ context }: { context: PanelContext }) {
  return (
    <div className="panels">
      <RunFigure context={context} letter="F" name="retrieval" title="Retrieval, layer by layer" height={230} />
      <RunFigure context={context} letter="G" name="cka" title="CKA, layer by layer" height={230} />
    </div>
  );
}

const BETWEEN = {
  retrieval: { short: "Retrieval", at: 0, mean: (a: Alignment) => a.retrieval, says: <>How often a sentence’s nearest in the other language is its translation (<Term>retrieval</Term>)</> },
  centred: { short: "Centred", at: 1, mean: (a: Alignment) => a.retrieval_centred, says: <>How often a sentence’s nearest in the other language is its translation (<Term>retrieval</Term>, <Term>centred</Term>)</> },
  cka: { short: "CKA", at: 2, mean: (a: Alignment) => a.cka, says: <>How alike two languages arrange the same sentences (linear <Term>CKA</Term>)</> },
} as const;

const pairOf = (alignment: Alignment | undefined, a: string, b: string) => alignment?.by_pair[a]?.[b] ?? alignment?.by_pair[b]?.[a];

/** H: the pairs of a layer; and the chosen one over the layers. */
export function Pairs({ context, result }: { context: PanelContext; result: Result }) {
  const { view, set, layer } = context;
  const here = result.alignment.find((one) => one.layer === layer);
  const { says, at: part, mean: meanOf } = BETWEEN[view.between];
  const mean = here && meanOf(here);
  const known = view.pair && result.languages.includes(view.pair.a) && result.languages.includes(view.pair.b) ? view.pair : null;
  const choice = <Switch label="Measure of the pairs" value={view.between} onChange={(between) => set({ between })} options={(Object.keys(BETWEEN) as (keyof typeof BETWEEN)[]).map((value) => ({ value, label: BETWEEN[value].short }))} />;
  return (
    <Panel
      letter="H" title={`Pair by pair, layer ${layer ?? ""}, ${at(result)}`} aside={choice} className="full-width"
      state={here ? undefined : { kind: "absent", why: "Nothing was aligned in this layer." }}
      caption={mean && <>{says}, in layer {layer}. All pairs: {said(mean, NULLS.aligned)}. No fill: not above where 95 % of those pairings lie. A cell shows the pair in every layer.</>}
    >
      {here && mean && (
        <div className="cell-and-sentences">
          <Languages marks label={`${BETWEEN[view.between].short}, language by language`} result={result} axes={["from", "to"]} context={context} mean={mean} nul={NULLS.aligned} value={(a, b) => pairOf(here, a, b)?.[part]} />
          {known ? <OnePair context={context} result={result} a={known.a} b={known.b} /> : <p className="caption">Choose a pair to see it in every layer.</p>}
        </div>
      )}
    </Panel>
  );
}

interface PairRow {
  layer: number;
  transfer: Transfer | undefined;
  between: readonly [number, number, number] | undefined;
}

function OnePair({ context: { run, set, layer }, result, a, b }: { context: PanelContext; result: Result; a: string; b: string }) {
  const rows = result.alignment.map((one): PairRow => ({ layer: one.layer, transfer: result.transfer.find((t) => t.layer === one.layer), between: pairOf(one, a, b) }));
  const columns: Column<PairRow>[] = [
    { key: "layer", head: "layer", sort: (row) => row.layer, cell: (row) => count(row.layer) },
    ...(result.transfer.length > 0
      ? [
          { key: "raw", head: "transfer", numeric: true, cell: (row: PairRow) => share(row.transfer?.raw[a]?.[b]) },
          { key: "centred", head: "centred", numeric: true, cell: (row: PairRow) => share(row.transfer?.centred[a]?.[b]) },
        ]
      : []),
    { key: "retrieval", head: "retrieval", numeric: true, cell: (row) => share(row.between?.[0]) },
    { key: "retrieval-centred", head: "centred", numeric: true, cell: (row) => share(row.between?.[1]) },
    { key: "cka", head: "CKA", numeric: true, cell: (row) => share(row.between?.[2]) },
  ];
  const corpus = typeof run.params.corpus === "string" ? run.params.corpus : null;
  return (
    <div className="stack">
      <div className="row spread">
        <h3 className="row"><Chip code={a} name /> to <Chip code={b} name /></h3>
        <Button look="quiet" icon="close" label="Unselect the pair" onClick={() => set({ pair: null })} />
      </div>
      <Table label={`${language(a).name} to ${language(b).name}, layer by layer`} columns={columns} rows={rows} rowKey={(row) => String(row.layer)} selected={layer === null ? null : String(layer)} onSelect={(row) => set({ layer: row.layer })} />
      {corpus !== null && <p className="small"><Link href={`/corpora/${encodeURIComponent(corpus)}?languages=${a},${b}#panel-E`}>Sentences in both</Link></p>}
    </div>
  );
}
