/** The panels A to G of a result. */
import { RunFigure } from "../../kit";
import { useMemo } from "react";
import type { Result } from "../../api/types";
import { count, plural } from "../../lib/format";
import { language } from "../../lib/languages";
import { labelsOf, overSteps, stepInWords } from "../../lib/steps";
import {
  ConceptTable,
  FigurePanel,
  grid,
  isWeak,
  LayerHeat,
  Matrix,
  marksOf,
  numbers,
  type Estimate,
  type PlotlyFigure,
} from "../../plots";
import { Switch } from "../../ui";
import { type PanelContext, selectedPair, useLadderFigure } from "./context";
import { findPair, MATRIX, OVER, ofPair } from "./words";

/** A: one measure over the ladder, with its null. One checkpoint has no over: then what a ladder would show. */
export function OverTraining({ context }: { context: PanelContext }) {
  const { run, answers, view, set } = context;
  const { title } = OVER[view.over];
  const choice = (
    <Switch
      label="Measure"
      value={view.over}
      onChange={(over) => set({ over })}
      options={Object.entries(OVER).map(([value, { short, title: long }]) => ({
        value: value as keyof typeof OVER,
        label: short,
        title: long,
      }))}
    />
  );
  if (run.kind !== "series") {
    return (
      <FigurePanel
        letter="A"
        title={title}
        height={120}
        state={{
          kind: "empty",
          says: "How much is shared over training, with its null.",
          ...(run.parents[0] ? inLadder(run.parents[0], run.checkpoint) : alone(run.key)),
        }}
      />
    );
  }
  return (
    <FigurePanel
      {...context.frame("A")}
      title={title}
      aside={choice}
      height={270}
      stored={run.finished_set === null ? null : { run: run.key, name: `${view.over}_over_training`, set: run.finished_set }}
      selected={answers.selected?.revision}
      pinned={answers.pinned?.revision}
      onMark={context.onMark}
    />
  );
}

const inLadder = (series: string, checkpoint: string | null) => ({
  detail: "This run is one checkpoint of a ladder.",
  acts: [{ label: "See the ladder", href: `/runs/${series}${checkpoint ? `?at=${encodeURIComponent(checkpoint)}` : ""}` }],
});

const alone = (key: string) => ({
  detail: "This run is one checkpoint. Asked for its ladder, the others are computed and this one is kept.",
  acts: [{ label: "Ask for the ladder", href: `/studies/concept-neurons?checkpoints=all&from=${key}` }],
});

/** B: language by language. Below the diagonal the selected checkpoint, above it the pinned one. */
export function MatrixPanel({ context }: { context: PanelContext }) {
  const { answers, view, set } = context;
  const { selected, pinned, languages } = answers;
  const { symmetric, says } = MATRIX[view.matrix];
  const result = selected?.result;
  const pair = selectedPair(context);
  const of = (from: Result | undefined) => (a: string, b: string) => {
    const pair = from && findPair(from.pairs, a, b);
    return pair ? ofPair(pair, view.matrix, a) : null;
  };
  const choice = (
    <Switch
      quiet
      label="Measure of the matrix"
      value={view.matrix}
      onChange={(matrix) => set({ matrix })}
      options={Object.entries(MATRIX).map(([value, { short, says: title }]) => ({
        value: value as keyof typeof MATRIX,
        label: short,
        title,
      }))}
    />
  );
  const halves = symmetric ? (
    <>
      Below the diagonal: <b>{selected?.name}</b>.{" "}
      {pinned ? (
        <>
          Above: the pinned <b>{pinned.name}</b>.
        </>
      ) : (
        "Above: the null of the same pair."
      )}
    </>
  ) : (
    <>
      All cells: <b>{selected?.name}</b>
      {pinned && <>; the pinned {pinned.name} is in the box of a cell</>}.
    </>
  );
  return (
    <FigurePanel
      {...context.frame("B")}
      title="Language by language"
      aside={choice}
      height={380}
      stored={selected && { run: selected.key, name: view.matrix === "transfer" ? "transfer_matrix" : "overlap_matrix" }}
      onMark={context.onMark}
      state={result ? undefined : { kind: "loading" }}
      caption={
        <>
          {says} {halves} No fill: the interval of the excess reaches zero.
          {pair && (
            <>
              {" "}
              <a className="to-side" href="#beside">
                What {language(pair.a).name} and {language(pair.b).name} share
              </a>
            </>
          )}
        </>
      }
    >
      {result && (
        <Matrix
          label={`${MATRIX[view.matrix].short}, language by language`}
          languages={languages}
          symmetric={symmetric}
          cell={of(result)}
          pinnedCell={pinned?.result ? of(pinned.result) : null}
          name={selected.name}
          pinnedName={pinned?.name}
          selected={pair}
          onSelect={(pair) => set({ pair, unit: null })}
          onOpen={(pair) => set({ pair, unit: null })}
        />
      )}
    </FigurePanel>
  );
}

/** A heat map's cells by layer and checkpoint: the panel draws the same stored figure that its files hold. */
export function cellsOf(figure: PlotlyFigure | undefined): { layers: number[]; cells: Map<string, Estimate>; most?: number } {
  const heat = figure?.data.find((t) => t.z);
  const cells = new Map<string, Estimate>();
  if (!heat) return { layers: [], cells };
  const marks = marksOf(heat.customdata);
  grid(heat.z).forEach((row, i) =>
    row.forEach((value, j) => {
      const { address, n, ...said } = marks[i]?.[j] ?? {};
      if (value === null || !address?.startsWith("layer:")) return;
      cells.set(address.slice(6), { ...said, value, n: n ?? 0, excess: said.null == null ? null : value - said.null });
    }),
  );
  return { layers: numbers(heat.y).map(Number), cells, most: figure?.layout.meta?.range?.[1] };
}

/** C over a ladder: layer by checkpoint. */
export function WhereInTheModel({ context }: { context: PanelContext }) {
  const { run, answers, view } = context;
  const figure = useLadderFigure(context, "layers_over_training");
  const { layers, cells, most } = useMemo(() => cellsOf(figure.data), [figure.data]);
  const labels = labelsOf(answers.rungs);
  const columns = answers.rungs.map((rung, i) => ({
    id: rung.revision,
    label: labels[i]!,
    name: stepInWords(rung),
    toCome: !rung.here,
    lost: rung.lost,
  }));
  const ns = [...cells.values()].map((e) => e.n);
  return (
    <FigurePanel
      {...context.frame("C")}
      title="Where in the model"
      height={220}
      stored={run.finished_set === null ? null : { run: run.key, name: "layers_over_training", set: run.finished_set }}
      onMark={context.onMark}
      state={
        figure.data
          ? undefined
          : figure.error
            ? {
                kind: "failed",
                message: figure.error.message,
                hint: figure.error.hint,
                retry: { label: "Ask again", run: () => void figure.refetch() },
              }
            : { kind: "loading" }
      }
      caption="Of the experts that lie in a layer, the share two languages have in common. Dot: the interval of the excess reaches zero."
    >
      {layers.length > 0 && (
        <LayerHeat
          label="Overlap by layer and checkpoint"
          layers={layers}
          columns={columns}
          most={most}
          axis={overSteps(answers.rungs) ? "step" : "checkpoint"}
          cell={(layer, id) => cells.get(`${layer}@${id}`) ?? null}
          selected={answers.selected?.revision}
          pinned={answers.pinned?.revision}
          selectedLayer={view.layer}
          onSelect={(revision, layer) => context.onMark(`layer:${layer}@${revision}`, { pin: false })}
          onPin={context.pinCheckpoint}
          n={ns.length > 0 ? `n = ${count(Math.max(...ns))}` : undefined}
        />
      )}
    </FigurePanel>
  );
}

/** C of one checkpoint: overlap by layer. */
export const LayersPanel = ({ context }: { context: PanelContext }) => (
  <RunFigure context={context} letter="C" name="layer_overlap" title="Where in the model" height={210} />
);

/** D: shared and single-language experts by layer. */
export function SharedPanel({ context }: { context: PanelContext }) {
  return <RunFigure context={context} letter="D" name="layers" title="Shared and single-language experts" height={210} />;
}

/** E: held-out average precision, concept by language. */
export function ConceptsPanel({ context }: { context: PanelContext }) {
  const { answers, view, set, concept } = context;
  const { selected, languages } = answers;
  const result = selected?.result;
  const rows = useMemo(() => {
    const shown = (result?.concepts ?? [])
      .filter((c) => c.shown)
      .map((c) => {
        const cells = Object.fromEntries(c.per_language.map((l) => [l.language, l.held_out]));
        const nulls = c.per_language.map((l) => l.held_out.null).filter((x): x is number => x !== null);
        return {
          name: c.name,
          positives: c.positives,
          null: nulls.length > 0 ? nulls.reduce((s, x) => s + x, 0) / nulls.length : c.chance,
          cells,
          excess: c.overlap.excess ?? -1,
        };
      });
    return view.best ? shown.sort((x, y) => y.excess - x.excess) : shown.sort((x, y) => x.name.localeCompare(y.name));
  }, [result, view.best]);
  const hidden = result?.concepts.filter((c) => !c.shown) ?? [];
  const weak = rows.flatMap((row) => Object.values(row.cells)).filter(isWeak).length;
  const order = (
    <Switch
      quiet
      label="Order"
      value={view.best ? "best" : "name"}
      onChange={(value) => set({ best: value === "best" })}
      options={[
        { value: "name", label: "By name" },
        { value: "best", label: "By overlap" },
      ]}
    />
  );
  return (
    <FigurePanel
      {...context.frame("E")}
      wide
      onFull={undefined}
      title="How well concepts are known"
      aside={order}
      height={280}
      stored={selected && { run: selected.key, name: "concepts" }}
      onMark={context.onMark}
      state={result ? undefined : { kind: "loading" }}
      caption={`Average precision of a language's experts for a concept on documents they were not chosen on, at ${selected?.name}. Right: the null. No fill: the interval reaches it (${count(weak)} of ${count(rows.length * languages.length)}).`}
    >
      {result && (
        <ConceptTable
          label="Concepts by languages"
          rows={rows}
          languages={languages}
          measure="held-out average precision"
          limit={14}
          selected={concept}
          onSelect={(name) => set({ concept: name, unit: null })}
          after={
            hidden.length > 0 && (
              <p className="caption">
                Counted in means only, with fewer than 25 positives: {hidden.map((c) => `${c.name} (${count(c.positives)})`).join(", ")}.{" "}
                {plural(rows.length, "concept")} shown.
              </p>
            )
          }
        />
      )}
    </FigurePanel>
  );
}
