/** The panels that are figures: over the ladder, and of the selected checkpoint; and the numbers of its layers. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import { count, interval, share, value } from "../../lib/format";
import { checkpointInWords, labelsOf, overSteps, stepInWords } from "../../lib/steps";
import { type Estimate as PlotEstimate, FigurePanel, LayerHeat } from "../../plots";
import { type Column, Panel, Switch, Table, Term, Tooltip } from "../../ui";
import { at } from "../../kit";
import type { PanelContext } from "./context";
import { type Over, OVER } from "./context";
import type { Estimate, Result } from "./types";
import { clear, CONTROL, full, nulled } from "./words";

/** A: layer by checkpoint, or another measure over the ladder. One checkpoint has no over. */
export function OverTraining({ context }: { context: PanelContext }) {
  const { run, answers, view, set, frame, onMark } = context;
  const { title, figure } = OVER[view.over];
  const transfers = answers.points?.some((point) => point.transfer.length > 0) ?? false;
  const experts = answers.points?.some((point) => point.experts !== null) ?? false;
  const here: Partial<Record<Over, boolean>> = { transfer: transfers, experts };
  const offered = (Object.keys(OVER) as Over[]).filter((name) => (here[name] ?? true) || view.over === name);
  const choice = (
    <Switch
      label="Measure"
      value={view.over}
      onChange={(over) => set({ over })}
      options={offered.map((name) => ({ value: name, label: OVER[name].short, title: OVER[name].title }))}
    />
  );
  const stored = run.finished_set === null ? null : { run: run.key, name: figure, set: run.finished_set };
  if (view.over !== "layers")
    return (
      <FigurePanel
        {...frame("A")}
        title={title}
        aside={choice}
        height={270}
        selected={answers.selected?.revision}
        stored={stored}
        onMark={onMark}
      />
    );
  return (
    <FigurePanel
      {...frame("A")}
      title={title}
      aside={choice}
      height={220}
      stored={stored}
      onMark={onMark}
      state={answers.points ? undefined : { kind: "loading" }}
      caption={
        <>
          Share of held-out examples on which a layer’s <Term>probe</Term> is right. Dot: the interval reaches <Term>shuffled labels</Term>.
          A cell chooses its checkpoint and layer for all that is below.
        </>
      }
    >
      {answers.points && <LayersByStep context={context} />}
    </FigurePanel>
  );
}

function LayersByStep({ context }: { context: PanelContext }) {
  const { answers, layer, select } = context;
  const points = answers.points!;
  const of = (number: number, revision: string) =>
    points.find((p) => p.checkpoint === revision)?.probes.find((p) => p.layer === number)?.accuracy ?? null;
  const layers = [...new Set(points.flatMap((p) => p.probes.map((probe) => probe.layer)))].sort((a, b) => a - b);
  const labels = labelsOf(answers.rungs);
  const columns = answers.rungs.map((rung, i) => ({
    id: rung.revision,
    label: labels[i]!,
    name: stepInWords(rung),
    toCome: !rung.here,
    lost: rung.lost,
  }));
  const [last] = points.slice(-1);
  const here = answers.selected && layer !== null ? of(layer, answers.selected.revision) : null;
  return (
    <>
      <LayerHeat
        label="Held-out accuracy by layer and checkpoint"
        layers={layers}
        columns={columns}
        axis={overSteps(answers.rungs) ? "step" : "checkpoint"}
        cell={(number, revision) => drawn(of(number, revision))}
        most={1}
        nullName="shuffled labels"
        selected={answers.selected?.revision}
        selectedLayer={layer}
        onSelect={(revision, number) => select(revision, number)}
        n={last && `n = ${count(last.headline.accuracy.n)} documents`}
      />
      {here && answers.selected && (
        <p className="small">
          Layer {layer} at{" "}
          {checkpointInWords({
            checkpoint: answers.selected.revision,
            step: answers.rungs.find((rung) => rung.revision === answers.selected?.revision)?.step ?? null,
          })}
          : {full(here)}, shuffled labels {nulled(here)}, n = {count(here.n)}.{" "}
          <Link href={`/runs/${answers.selected.key}?layer=${layer}`}>Open this run</Link>
        </p>
      )}
    </>
  );
}

/** The shape that plots weigh: weak where `clear` says so. */
export function drawn(e: Estimate | null): PlotEstimate | null {
  if (!e || e.value === null || e.null === null) return e;
  if (!clear(e)) return { ...e, excess_low: 0, excess_high: 0 };
  return e.low === null || e.high === null ? { ...e, excess_low: e.value - e.null, excess_high: e.value - e.null } : e;
}

/** A figure of the selected checkpoint. */
export function RunFigure({
  context,
  letter,
  name,
  title,
  height,
  wide,
  onMark,
}: {
  context: PanelContext;
  letter: string;
  name: string;
  title: string;
  height: number;
  wide?: boolean;
  onMark?: (address: string) => void;
}) {
  const { selected } = context.answers;
  return (
    <FigurePanel
      {...context.frame(letter)}
      title={title}
      height={height}
      wide={wide}
      stored={selected && { run: selected.key, name }}
      onMark={onMark ?? context.onMark}
    />
  );
}

interface LayerRow {
  key: string;
  layer: number | null;
  name: ReactNode;
  accuracy: Estimate;
  loss: number | null;
}

const columns = (surface: number): Column<LayerRow>[] => [
  { key: "name", head: "layer", sort: (row) => row.layer, cell: (row) => row.name },
  {
    key: "accuracy",
    head: "right",
    numeric: true,
    sort: (row) => row.accuracy.value,
    cell: ({ layer, accuracy: e }) => (
      <span className={layer !== null && (!clear(e) || (e.low ?? e.value ?? 0) <= surface) ? "quiet" : undefined}>
        {share(e.value)} <span className="quiet">{interval(e.low, e.high)}</span>
      </span>
    ),
  },
  {
    key: "null",
    head: <Term>shuffled labels</Term>,
    numeric: true,
    cell: ({ accuracy: e }) => (e.null === null ? "" : nulled(e, 2, share)),
  },
  { key: "p", head: "p", numeric: true, wide: true, cell: ({ accuracy: e }) => (e.p == null ? "" : share(e.p, 3)) },
  { key: "loss", head: "loss", numeric: true, wide: true, sort: (row) => row.loss, cell: ({ loss }) => (loss === null ? "" : value(loss)) },
  { key: "n", head: "n", numeric: true, wide: true, cell: ({ accuracy: e }) => count(e.n) },
];

/** C: every layer beside what the surface gives. A row chooses its layer. */
export function Layers({ context, result }: { context: PanelContext; result: Result }) {
  const probes = result.probes.map((probe): LayerRow => ({
    key: String(probe.layer),
    layer: probe.layer,
    name: count(probe.layer),
    accuracy: probe.accuracy,
    loss: probe.loss,
  }));
  const surface = result.baselines.map((row): LayerRow => ({
    key: row.control,
    layer: null,
    name: (
      <Tooltip focusable className="term" content={CONTROL[row.control].says}>
        {CONTROL[row.control].name}
      </Tooltip>
    ),
    accuracy: row.accuracy,
    loss: null,
  }));
  const splits = result.probes[0]?.by_split.length ?? 0;
  return (
    <Panel
      letter="C"
      title={`Layer by layer, ${at(result)}`}
      caption={
        <>
          Right: share of held-out examples, mean over {count(splits)} splits of the documents; brackets: 95 %. Loss in nats an example.
          Below the layers: <Term of="surface baseline">surface baselines</Term>, on the same splits. Faint: not clear of shuffled labels,
          or no more than the best surface baseline. n: documents.
        </>
      }
    >
      <Table
        label="Layers"
        columns={columns(result.headline.surface)}
        rows={[...probes, ...surface]}
        rowKey={(row) => row.key}
        selected={context.layer === null ? null : String(context.layer)}
        onSelect={(row) => row.layer !== null && context.set({ layer: row.layer })}
      />
    </Panel>
  );
}
