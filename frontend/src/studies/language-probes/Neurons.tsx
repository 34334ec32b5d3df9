/** I to M: the neurons that belong to one language, where they lie, what is lost without them, and which are experts. */
import { Link } from "wouter";
import { count, interval, plural, prose, share, signed } from "../../lib/format";
import { languagesInOrder, language, screenCode } from "../../lib/languages";
import { readAddress } from "../../lib/marks";
import { FigurePanel, NumberBox, told } from "../../plots";
import { Button, Chip, type Column, Field, Legend, Panel, Select, Table, Term } from "../../ui";
import { Experts } from "./Experts";
import { Grid } from "./Grid";
import { RunFigure } from "./panels";
import { MOST_UNITS, usePlayground } from "./playground";
import { at } from "../../kit";
import type { PanelContext } from "./context";
import type { Estimate, LanguageNeuron, Result } from "./types";
import { clear, inBand, lost } from "./words";

const FEW = 20;
const MANY = 500;

export type ToPlayground = ReturnType<typeof usePlayground>;

export function NeuronPanels({ context, result }: { context: PanelContext; result: Result }) {
  const to = usePlayground(context.run, result);
  return (
    <>
      <div className="panels">
        <ByLanguage result={result} to={to} />
        <RunFigure
          context={context}
          letter="J"
          name="neuron_layers"
          title="Where they lie"
          height={230}
          onMark={(address) => keep(context, address)}
        />
      </div>
      <List context={context} result={result} to={to} />
      <Losses context={context} result={result} to={to} />
      <Experts context={context} result={result} />
    </>
  );
}

/** A bar keeps its language's neurons of its layer (`neurons:de:3`); the layer of the probes is another choice. */
function keep({ set, onMark }: PanelContext, address: string) {
  const { kind, value } = readAddress(address);
  const [code, layer] = value.split(":");
  if (kind === "neurons" && code && /^\d+$/.test(layer ?? "")) set({ of: code, in: Number(layer), more: false });
  else onMark(address);
}

/** Where not all of them can go along: how many do. An answer lists only so many, and an address holds only so many. */
const some = (units: readonly unknown[], all: number): string | null =>
  Math.min(units.length, MOST_UNITS) < all ? `the first ${count(Math.min(units.length, MOST_UNITS))} of ${count(all)}` : null;

const off = (units: readonly unknown[], all: number) => `Switch ${some(units, all) ?? "them"} off`;

interface LanguageRow {
  code: string;
  number: Estimate;
  own: Estimate | undefined;
  units: readonly string[];
}

/** I: how many belong to each language, beside what permuted languages give; all of them lead to the playground. */
function ByLanguage({ result, to }: { result: Result; to: ToPlayground }) {
  const { neurons } = result;
  const rows = languagesInOrder(Object.keys(neurons.by_language)).map((code): LanguageRow => ({
    code,
    number: neurons.by_language[code]!,
    own: neurons.loss.find((one) => one.switched_off === code && one.read === code)?.change,
    units: neurons.units[code] ?? [],
  }));
  const columns: Column<LanguageRow>[] = [
    { key: "language", head: "language", cell: ({ code }) => <Chip code={code} name /> },
    {
      key: "number",
      head: "neurons",
      numeric: true,
      sort: (row) => row.number.value,
      cell: ({ number: e }) => <span className={clear(e) ? undefined : "quiet"}>{count(e.value)}</span>,
    },
    {
      key: "null",
      head: "by chance",
      numeric: true,
      cell: ({ number: e }) =>
        e.null === null ? (
          ""
        ) : (
          <>
            {prose(e.null, 1)} <span className="quiet">{interval(e.null_low, e.null_high, 1, prose)}</span>
          </>
        ),
    },
    {
      key: "own",
      head: "loss without",
      numeric: true,
      wide: true,
      sort: (row) => row.own?.value,
      cell: ({ own: e }) => (e ? <span className={clear(e) ? undefined : "quiet"}>{signed(e.value, 3)}</span> : ""),
    },
    ...(to
      ? [
          {
            key: "off",
            head: "",
            cell: ({ code, units, number }: LanguageRow) =>
              units.length === 0 ? (
                ""
              ) : (
                <Link href={to(units)} aria-label={`${off(units, number.value ?? 0)} in the playground: ${language(code).name}`}>
                  {off(units, number.value ?? 0)}
                </Link>
              ),
          },
        ]
      : []),
  ];
  return (
    <Panel
      letter="I"
      title={`Neurons of one language, ${at(result)}`}
      caption={
        <>
          {count(neurons.selected)} of {plural(neurons.n_units, "neuron")} are <Term of="language-specific neuron">language-specific</Term>:
          those whose activity differs most between languages. One belongs to a language if it is active on more than{" "}
          {share(neurons.threshold)} of its tokens; it may belong to several. Active: {neurons.gate}. By chance: languages exchanged, with
          where 95 % of {count(rows[0]?.number.n ?? 0)} draws lie. Loss without: nats a token that switching them off adds in the language
          itself. Faint: not clear of its null. n = {plural(neurons.n_sentences, "sentence")} a language.
        </>
      }
    >
      <Table label="Neurons by language" columns={columns} rows={rows} rowKey={(row) => row.code} empty="No neuron was selected." />
    </Panel>
  );
}

/** K: the neurons themselves. */
function List({ context: { view, set }, result, to }: { context: PanelContext; result: Result; to: ToPlayground }) {
  const { neurons } = result;
  const codes = languagesInOrder(Object.keys(neurons.by_language));
  const of = codes.includes(view.of ?? "") ? view.of : null;
  const found = neurons.neurons.filter(
    (one) => (of === null || one.languages.includes(of)) && (view.in === null || one.unit.split(".")[1] === String(view.in)),
  );
  const rows = found.slice(0, view.more ? MANY : FEW);
  const listed =
    neurons.neurons.length < neurons.selected
      ? `Of ${count(neurons.selected)} the ${count(neurons.neurons.length)} of the lowest entropy are listed. `
      : "";
  const columns: Column<LanguageNeuron>[] = [
    {
      key: "unit",
      head: "neuron",
      cell: ({ unit }) =>
        to ? (
          <Link className="mono" href={to([unit])} title="Switch it off in the playground">
            {unit}
          </Link>
        ) : (
          <span className="mono">{unit}</span>
        ),
    },
    {
      key: "languages",
      head: "belongs to",
      cell: ({ languages }) =>
        languages.length === 0 ? (
          <span className="quiet">none</span>
        ) : (
          <span className="row">
            {languagesInOrder(languages).map((code) => (
              <Chip key={code} code={code} present={codes} />
            ))}
          </span>
        ),
    },
    { key: "entropy", head: "entropy", numeric: true, sort: (row) => row.entropy, cell: ({ entropy }) => prose(entropy) },
    ...codes.map((code): Column<LanguageNeuron> => ({
      key: code,
      head: screenCode(code, codes),
      numeric: true,
      wide: true,
      sort: (row) => row.active[code],
      cell: ({ active, languages }) => (languages.includes(code) ? <b>{share(active[code])}</b> : share(active[code])),
    })),
  ];
  return (
    <Panel
      letter="K"
      title={`The neurons, ${at(result)}`}
      caption={
        <>
          {listed}Entropy in nats: 0 where a neuron is active in one language alone, {prose(Math.log(Math.max(1, codes.length)))} where in
          all alike. Under a language: the share of its tokens on which the neuron is active; bold where it belongs to it.
          {to && " A neuron’s address opens the playground with it switched off."}
        </>
      }
    >
      <div className="row">
        <Field label="Of" inline>
          {(field) => (
            <Select
              {...field}
              value={of ?? ""}
              options={[{ value: "", label: "all languages" }, ...codes.map((code) => ({ value: code, label: language(code).name }))]}
              onChange={(code) => set({ of: code || null, more: false })}
            />
          )}
        </Field>
        <Field label="In" inline>
          {(field) => (
            <Select
              {...field}
              value={view.in === null ? "" : String(view.in)}
              options={[
                { value: "", label: "all layers" },
                ...neurons.layers.map((one) => ({ value: String(one.layer), label: `layer ${one.layer}, ${count(one.any)}` })),
              ]}
              onChange={(layer) => set({ in: layer ? Number(layer) : null, more: false })}
            />
          )}
        </Field>
        {to && of !== null && found.length > 0 && (
          <Button icon="play" href={to(found.map((one) => one.unit))}>
            Switch {some(found, found.length) ?? `these ${count(found.length)}`} off in the playground
          </Button>
        )}
      </div>
      <Table label="Language-specific neurons" columns={columns} rows={rows} rowKey={(row) => row.unit} empty="None of these." />
      {!view.more && found.length > FEW && (
        <p className="small">
          <button type="button" className="linklike" onClick={() => set({ more: true })}>
            {count(Math.min(MANY, found.length))} of {count(found.length)}
          </button>
        </p>
      )}
    </Panel>
  );
}

/** L: what each language loses when another's neurons are switched off. */
function Losses({ context, result, to }: { context: PanelContext; result: Result; to: ToPlayground }) {
  const { answers, view, set, frame, onMark } = context;
  const { neurons } = result;
  const of = (off: string, read: string) => neurons.loss.find((one) => one.switched_off === off && one.read === read)?.change;
  const codes = result.languages.filter((code) => neurons.loss.some((one) => one.switched_off === code || one.read === code));
  const most = Math.max(1e-6, ...neurons.loss.map((one) => Math.abs(one.change.value ?? 0)));
  const chosen = view.off && of(view.off.a, view.off.b);
  const units = view.off ? (neurons.units[view.off.a] ?? []) : [];
  const write = (x: number) => signed(x, 3);
  return (
    <FigurePanel
      {...frame("L")}
      wide
      onFull={undefined}
      title="What is lost without a language’s neurons"
      height={300}
      onMark={onMark}
      stored={answers.selected && { run: answers.selected.key, name: "loss_change" }}
      state={codes.length > 0 ? undefined : { kind: "absent", why: "No language has neurons of its own that could be switched off." }}
      caption={
        <>
          Nats a token that are added to the loss on sentences of the column’s language, of documents that no neuron was chosen on, when the
          row’s <Term of="language-specific neuron">neurons</Term> are set to 0. {lost(neurons)} No fill: not clear of as many random units.
        </>
      }
    >
      <div className="cell-and-sentences">
        <Grid
          label="Loss added, neurons switched off by language read"
          names={codes}
          axes={["switched off", "read"]}
          signed
          most={most}
          short={(code) => screenCode(code, codes)}
          long={(code) => language(code).name}
          selected={view.off}
          onSelect={(off) => set({ off })}
          cell={(a, b) => {
            const e = of(a, b);
            if (!e || e.value === null) return null;
            const weak = !clear(e);
            return {
              value: e.value,
              weak,
              text: signed(e.value, Math.abs(e.value) < 0.1 ? 3 : 2),
              said: `${write(e.value)} ${interval(e.low, e.high, 3)}, random units ${share(e.null, 3)}${weak ? ", not clear of them" : ""}`,
              box: (
                <NumberBox
                  head={`${language(a).name} off, ${language(b).name} read`}
                  estimate={e}
                  nullName="random units"
                  write={(x) => share(x, 3)}
                />
              ),
            };
          }}
        >
          <Legend scale="signed" low={write(-most)} high={write(most)}>
            n = {plural(neurons.n_sentences, "sentence")} a language
          </Legend>
        </Grid>
        {view.off && chosen ? (
          <div className="stack">
            <div className="row spread">
              <h3 className="row">
                <Chip code={view.off.a} name /> off, <Chip code={view.off.b} name /> read
              </h3>
              <Button look="quiet" icon="close" label="Unselect the cell" onClick={() => set({ off: null })} />
            </div>
            <p>
              Adds {told(chosen, { digits: 3, of: "nats a token", by: "with random units", doubt: inBand(chosen), n: "document" })}
              {chosen.p !== null && `, p = ${prose(chosen.p, 3)}`}.
            </p>
            {to && units.length > 0 && (
              <div className="row">
                <Button icon="play" href={to(units)}>
                  Switch{" "}
                  {some(units, neurons.by_language[view.off.a]?.value ?? 0) ?? `${language(view.off.a).name}’s ${count(units.length)}`} off
                  in the playground
                </Button>
              </div>
            )}
          </div>
        ) : (
          <p className="caption">Choose a cell to read its numbers, and to switch its neurons off yourself.</p>
        )}
      </div>
    </FigurePanel>
  );
}
