/** E to H: between languages. Probes trained on one and read in another, retrieval and CKA; and one pair, layer by layer. */
import { Link } from "wouter";
import { count, interval, share } from "../../lib/format";
import { language, screenCode } from "../../lib/languages";
import { FigurePanel, NumberBox } from "../../plots";
import { Button, Chip, type Column, Legend, Switch, Table, Term } from "../../ui";
import { Grid, type GridCell } from "./Grid";
import { RunFigure } from "./panels";
import { at } from "../../kit";
import type { PanelContext } from "./context";
import type { Alignment, Estimate, Pair, Result, Transfer } from "./types";
import { clear, full, nulled } from "./words";

const said = (e: Estimate, nul: string) => `${full(e, 2, share)}, ${nul} ${nulled(e, 2, share)}, n = ${count(e.n)} documents`;
/** What their nulls are. */
const NULLS = { transfer: "another document’s concept", aligned: "another document’s sentences" };

/** Clear of its null, and on the side of more. */
const above = (e: Estimate) => clear(e) && (e.value ?? -Infinity) > (e.null ?? -Infinity);

function cellOf(e: Estimate | undefined, nul: string, head: string): GridCell | null {
  if (!e || e.value === null) return null;
  const weak = !above(e);
  return {
    value: e.value,
    text: share(e.value),
    weak,
    said: `${full(e, 2, share)}${weak ? ", not above its null" : ""}`,
    box: <NumberBox head={head} estimate={e} nullName={nul} />,
  };
}

/** E: only where the target is the concept. */
export function Across({ context, result }: { context: PanelContext; result: Result }) {
  const { view, set, frame, layer, onMark, answers } = context;
  const here = result.transfer.find((one) => one.layer === layer);
  const last = result.transfer[result.transfer.length - 1];
  if (!last) return null;
  const mean = here && (view.centred ? here.across_centred : here.across);
  const choice = (
    <Switch
      label="States"
      value={view.centred ? "centred" : "raw"}
      onChange={(value) => set({ centred: value === "centred" })}
      options={[
        { value: "raw", label: "As is" },
        { value: "centred", label: "Centred", title: "Each language less its own mean" },
      ]}
    />
  );
  return (
    <FigurePanel
      {...frame("E")}
      title="Trained on one language, read in another"
      aside={choice}
      height={300}
      onMark={onMark}
      stored={
        here === last && answers.selected ? { run: answers.selected.key, name: view.centred ? "transfer_centred" : "transfer" } : null
      }
      state={here ? undefined : { kind: "absent", why: `Layer ${layer} was not read in other languages.` }}
      caption={
        here &&
        mean && (
          <>
            Share of the row’s concepts that a <Term>probe</Term> of layer {layer} still tells in the column’s language, on documents it was
            not trained on
            {view.centred ? (
              <>
                , <Term>centred</Term>
              </>
            ) : (
              ""
            )}
            . Other languages: {said(mean, NULLS.transfer)}; its own: {full(here.within, 2, share)}. No fill: not above what the same
            answers give beside another document’s concepts, with the cell’s own interval. A cell shows the pair in every layer.
          </>
        )
      }
    >
      {here && mean && (
        <Languages
          label="Accuracy by language trained on and language read"
          result={result}
          axes={["trained on", "read in"]}
          context={context}
          mean={mean}
          nul={NULLS.transfer}
          of={(a, b) => (view.centred ? here.centred : here.raw)[a]?.[b]}
        />
      )}
    </FigurePanel>
  );
}

interface LanguagesProps {
  label: string;
  result: Result;
  axes: readonly [string, string];
  context: PanelContext;
  /** Over all pairs. */
  mean: Estimate;
  nul: string;
  of: (a: string, b: string) => Estimate | undefined;
  /** A language with itself says nothing. */
  marks?: boolean;
}

function Languages({ label, result: { languages }, axes, context: { view, set }, mean, nul, of, marks }: LanguagesProps) {
  const name = (code: string) => language(code).name;
  return (
    <Grid
      label={label}
      names={languages}
      axes={axes}
      most={1}
      marks={marks}
      short={(code) => screenCode(code, languages)}
      long={name}
      selected={view.pair}
      onSelect={(pair) => set({ pair })}
      cell={(a, b) => cellOf(of(a, b), nul, `${name(a)} to ${name(b)}`)}
    >
      <Legend
        scale="magnitude"
        low="0"
        high="1"
        tick={mean.null === null ? undefined : { at: mean.null, label: `${nul} ${share(mean.null)}` }}
      >
        n = {count(mean.n)} documents
      </Legend>
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
  retrieval: {
    short: "Retrieval",
    measure: "retrieval",
    says: (
      <>
        How often a sentence’s nearest in the other language is its translation (<Term>retrieval</Term>)
      </>
    ),
  },
  centred: {
    short: "Centred",
    measure: "retrieval_centred",
    says: (
      <>
        How often a sentence’s nearest in the other language is its translation (<Term>retrieval</Term>, <Term>centred</Term>)
      </>
    ),
  },
  cka: {
    short: "CKA",
    measure: "cka",
    says: (
      <>
        How alike two languages arrange the same sentences (linear <Term>CKA</Term>)
      </>
    ),
  },
} as const;

const pairOf = (alignment: Alignment | undefined, a: string, b: string) => alignment?.by_pair[a]?.[b] ?? alignment?.by_pair[b]?.[a];

/** H: the pairs of a layer; and the chosen one over the layers. */
export function Pairs({ context, result }: { context: PanelContext; result: Result }) {
  const { view, set, frame, layer, onMark, answers } = context;
  const here = result.alignment.find((one) => one.layer === layer);
  const last = result.alignment[result.alignment.length - 1];
  const { says, measure } = BETWEEN[view.between];
  const mean = here?.[measure];
  const known = view.pair && result.languages.includes(view.pair.a) && result.languages.includes(view.pair.b) ? view.pair : null;
  const choice = (
    <Switch
      label="Measure of the pairs"
      value={view.between}
      onChange={(between) => set({ between })}
      options={(Object.keys(BETWEEN) as (keyof typeof BETWEEN)[]).map((value) => ({ value, label: BETWEEN[value].short }))}
    />
  );
  return (
    <FigurePanel
      {...frame("H")}
      wide
      onFull={undefined}
      title={`Pair by pair, layer ${layer ?? ""}, ${at(result)}`}
      aside={choice}
      height={300}
      onMark={onMark}
      stored={here && here === last && answers.selected ? { run: answers.selected.key, name: `${measure}_pairs` } : null}
      state={here ? undefined : { kind: "absent", why: "Nothing was aligned in this layer." }}
      caption={
        mean && (
          <>
            {says}, in layer {layer}. All pairs: {said(mean, NULLS.aligned)}. No fill: not above what those pairings give, with the cell’s
            own interval. A cell shows the pair in every layer.
          </>
        )
      }
    >
      {here && mean && (
        <div className="cell-and-sentences">
          <Languages
            marks
            label={`${BETWEEN[view.between].short}, language by language`}
            result={result}
            axes={["from", "to"]}
            context={context}
            mean={mean}
            nul={NULLS.aligned}
            of={(a, b) => pairOf(here, a, b)?.[measure]}
          />
          {known ? (
            <OnePair context={context} result={result} a={known.a} b={known.b} />
          ) : (
            <p className="caption">Choose a pair to see it in every layer.</p>
          )}
        </div>
      )}
    </FigurePanel>
  );
}

interface PairRow {
  layer: number;
  transfer: Transfer | undefined;
  between: Pair | undefined;
}

const Shown = ({ e }: { e: Estimate | undefined }) =>
  e && (
    <span className={above(e) ? undefined : "quiet"}>
      {share(e.value)} <span className="quiet">{interval(e.low, e.high)}</span>
    </span>
  );

function OnePair({ context: { run, set, layer }, result, a, b }: { context: PanelContext; result: Result; a: string; b: string }) {
  const rows = result.alignment.map((one): PairRow => ({
    layer: one.layer,
    transfer: result.transfer.find((t) => t.layer === one.layer),
    between: pairOf(one, a, b),
  }));
  const columns: Column<PairRow>[] = [
    { key: "layer", head: "layer", sort: (row) => row.layer, cell: (row) => count(row.layer) },
    ...(result.transfer.length > 0
      ? [
          { key: "raw", head: "transfer", numeric: true, cell: (row: PairRow) => <Shown e={row.transfer?.raw[a]?.[b]} /> },
          { key: "centred", head: "centred", numeric: true, cell: (row: PairRow) => <Shown e={row.transfer?.centred[a]?.[b]} /> },
        ]
      : []),
    { key: "retrieval", head: "retrieval", numeric: true, cell: (row) => <Shown e={row.between?.retrieval} /> },
    { key: "retrieval-centred", head: "centred", numeric: true, cell: (row) => <Shown e={row.between?.retrieval_centred} /> },
    { key: "cka", head: "CKA", numeric: true, cell: (row) => <Shown e={row.between?.cka} /> },
  ];
  const corpus = typeof run.params.corpus === "string" ? run.params.corpus : null;
  return (
    <div className="stack">
      <div className="row spread">
        <h3 className="row">
          <Chip code={a} name /> to <Chip code={b} name />
        </h3>
        <Button look="quiet" icon="close" label="Unselect the pair" onClick={() => set({ pair: null })} />
      </div>
      <Table
        label={`${language(a).name} to ${language(b).name}, layer by layer`}
        columns={columns}
        rows={rows}
        rowKey={(row) => String(row.layer)}
        selected={layer === null ? null : String(layer)}
        onSelect={(row) => set({ layer: row.layer })}
      />
      {corpus !== null && (
        <p className="small">
          <Link href={`/corpora/${encodeURIComponent(corpus)}?languages=${a},${b}#panel-E`}>Sentences in both</Link>
        </p>
      )}
    </div>
  );
}
