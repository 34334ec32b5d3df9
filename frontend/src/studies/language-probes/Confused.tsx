/** D: what a layer's probe takes for what, and the sentences behind a cell. */
import { Link } from "wouter";
import { count, plural, share } from "../../lib/format";
import { languagesInOrder, language, screenCode } from "../../lib/languages";
import { FigurePanel, NumberBox, type PlotlyFigure } from "../../plots";
import { Button, Chip, Field, Legend, Select, State, TokenText } from "../../ui";
import { type Cell, useConfusion } from "./data";
import { Grid } from "./Grid";
import type { PanelContext } from "./context";
import type { Confusion, Mistake, Result } from "./types";
import { className } from "./words";

const FEW = 20;
const ALL = 200;

export function Confused({ context, result }: { context: PanelContext; result: Result }) {
  const { answers, view, set, frame, onMark, layer } = context;
  const key = answers.selected!.key;
  const query = useConfusion(key, layer ?? 0, null, FEW, layer !== null);
  const counts = query.data;
  const last = result.probes[result.probes.length - 1]?.layer;
  const probe = result.probes.find((p) => p.layer === layer);
  const cell =
    result.classes.includes(view.truth ?? "") && result.classes.includes(view.predicted ?? "")
      ? { truth: view.truth!, predicted: view.predicted! }
      : null;
  const name = (of: string) => className(result.target, of);
  const picker = (
    <Field label="Layer" inline>
      {(field) => (
        <Select
          {...field}
          value={String(layer)}
          options={result.probes.map((p) => ({ value: String(p.layer), label: `${p.layer}: ${share(p.accuracy.value)}` }))}
          onChange={(chosen) => set({ layer: Number(chosen) })}
        />
      )}
    </Field>
  );
  return (
    <FigurePanel
      {...frame("D")}
      wide
      onFull={undefined}
      title="What is taken for what"
      aside={picker}
      height={260}
      onMark={onMark}
      // The stored figure is that of the last layer; of another one the page draws its own.
      stored={layer === last ? { run: key, name: "confusion" } : null}
      figure={layer !== last && counts ? figureOf(counts, result) : undefined}
      state={
        counts
          ? undefined
          : query.error
            ? {
                kind: "failed",
                message: query.error.message,
                hint: query.error.hint,
                retry: { label: "Ask again", run: () => void query.refetch() },
              }
            : { kind: "loading" }
      }
      caption={
        <>
          Of a class’s held-out examples in layer {layer}, the share that is taken for each; a row sums to 1. Counted over all splits, so
          there is no interval here: that of the accuracy is in C.
          {probe && ` All together ${share(probe.accuracy.value)} are right, with shuffled labels ${share(probe.accuracy.null)}.`} A cell
          shows its sentences.{grouped(result)}
        </>
      }
    >
      {counts && (
        <div className="cell-and-sentences">
          <Counts counts={counts} result={result} cell={cell} onCell={(truth, predicted) => set({ truth, predicted, all: false })} />
          {cell && layer !== null ? (
            <Sentences context={context} run={key} layer={layer} cell={cell} total={counted(counts, cell)} name={name} />
          ) : (
            <p className="caption">Choose a cell to read its sentences.</p>
          )}
        </div>
      )}
    </FigurePanel>
  );
}

/** Which languages make a class, where that is not plain. */
function grouped({ target, classes, class_of: of }: Result): string {
  if (target !== "script" && target !== "family") return "";
  return ` ${classes
    .map(
      (one) =>
        `${className(target, one)}: ${languagesInOrder(Object.keys(of).filter((code) => of[code] === one))
          .map((code) => language(code).name)
          .join(", ")}`,
    )
    .join("; ")}.`;
}

const rowSum = (counts: Confusion, truth: string) => (counts.counts[counts.classes.indexOf(truth)] ?? []).reduce((s, x) => s + x, 0);
const counted = (counts: Confusion, { truth, predicted }: Cell) =>
  counts.counts[counts.classes.indexOf(truth)]?.[counts.classes.indexOf(predicted)] ?? 0;

function Counts({
  counts,
  result,
  cell,
  onCell,
}: {
  counts: Confusion;
  result: Result;
  cell: Cell | null;
  onCell: (truth: string, predicted: string) => void;
}) {
  const { target } = result;
  const name = (of: string) => className(target, of);
  const total = counts.counts.flat().reduce((s, x) => s + x, 0);
  return (
    <Grid
      label="What is taken for what"
      names={counts.classes}
      words={target !== "language"}
      axes={["truth", "taken for"]}
      most={1}
      selected={cell && { a: cell.truth, b: cell.predicted }}
      short={(of) => (target === "language" ? screenCode(of, counts.classes) : name(of))}
      long={name}
      onSelect={({ a, b }) => onCell(a, b)}
      cell={(truth, predicted) => {
        const [n, of] = [counted(counts, { truth, predicted }), rowSum(counts, truth)];
        const part = of > 0 ? n / of : 0;
        return {
          value: part,
          weak: n === 0,
          text: n === 0 ? "0" : share(part),
          said: `${share(part)}, ${count(n)} of ${count(of)}`,
          box: (
            <NumberBox head={`${name(truth)} taken for ${name(predicted)}`} estimate={{ value: part }}>
              {count(n)} of {count(of)} held-out examples
            </NumberBox>
          ),
        };
      }}
    >
      <Legend scale="magnitude" low="0" high="1">
        n = {count(total)} held-out examples
      </Legend>
    </Grid>
  );
}

/** The same as a figure, for the table, the files and the picture of a layer whose figure is not stored. */
function figureOf(counts: Confusion, { target }: Result): PlotlyFigure {
  const { classes, layer } = counts;
  const names = classes.map((of) => className(target, of));
  return {
    data: [
      {
        type: "heatmap",
        x: names,
        y: names,
        zmin: 0,
        zmax: 1,
        meta: { role: "heat", scale: "sequential" },
        z: counts.counts.map((row, i) => row.map((n) => n / Math.max(1, rowSum(counts, classes[i]!)))),
        customdata: counts.counts.map((row, i) => row.map((n, j) => ({ address: `class:${classes[i]}:${classes[j]}`, n }))),
      },
    ],
    layout: {
      xaxis: { title: { text: "taken for" } },
      yaxis: { title: { text: "truth" }, autorange: "reversed" },
      meta: {
        format: "share",
        range: [0, 1],
        n: [{ count: counts.counts.flat().reduce((s, x) => s + x, 0), of: "held-out examples" }],
        caption: `Of a class’s held-out examples in layer ${layer}, the share that is taken for each.`,
      },
    },
  };
}

function Sentences({
  context: { run, view, set },
  run: key,
  layer,
  cell,
  total,
  name,
}: {
  context: PanelContext;
  run: string;
  layer: number;
  cell: Cell;
  total: number;
  name: (of: string) => string;
}) {
  const query = useConfusion(key, layer, cell, view.all ? ALL : FEW);
  const examples = query.data?.examples ?? [];
  const corpus = typeof run.params.corpus === "string" ? run.params.corpus : null;
  return (
    <div className="stack cell-sentences">
      <div className="row spread">
        <h3>
          {cell.truth === cell.predicted ? `${name(cell.truth)}, told right` : `${name(cell.truth)} taken for ${name(cell.predicted)}`},{" "}
          {count(total)}
        </h3>
        <Button look="quiet" icon="close" label="Unselect the cell" onClick={() => set({ truth: null, predicted: null, all: false })} />
      </div>
      {query.error ? (
        <State
          state={{
            kind: "failed",
            message: query.error.message,
            hint: query.error.hint,
            retry: { label: "Ask again", run: () => void query.refetch() },
          }}
        />
      ) : !query.data ? (
        <State state={{ kind: "loading" }} />
      ) : examples.length === 0 ? (
        <p className="caption">
          {total === 0 ? "No held-out example was taken so." : "The sentences are not here: they came without their corpus."}
        </p>
      ) : (
        <>
          <ol className="mistakes">
            {examples.map((one) => (
              <Sentence key={`${one.id} ${one.language} ${one.start}`} corpus={corpus} one={one} />
            ))}
          </ol>
          <p className="caption">
            The surest first, {count(examples.length)} shown, each once; the number on a line is the probe’s probability.{" "}
            {examples[0]!.start !== null && "In colour: the token that was read. "}
            {!view.all && examples.length === FEW && (
              <button type="button" className="linklike" onClick={() => set({ all: true })}>
                Up to {plural(ALL, "sentence")}
              </button>
            )}
          </p>
        </>
      )}
    </div>
  );
}

/** Offsets of the server count characters; the browser counts UTF-16 units. */
const unitsBefore = (text: string, characters: number) => [...text].slice(0, characters).join("").length;

function Sentence({ corpus, one }: { corpus: string | null; one: Mistake }) {
  const { text, start, end } = one;
  const spans =
    start === null || end === null ? [] : [{ start: unitsBefore(text, start), end: unitsBefore(text, end), value: one.probability }];
  return (
    <li>
      <Chip code={one.language} />
      <TokenText dense text={text} language={one.language} spans={spans} clamp={one.probability} />
      <span className="small">
        <span className="number">{share(one.probability)}</span>{" "}
        {corpus === null ? (
          <span className="mono">{one.id}</span>
        ) : (
          <Link
            className="mono"
            href={`/corpora/${encodeURIComponent(corpus)}?ids=${encodeURIComponent(one.id)}#panel-E`}
            title="This sentence in all its languages"
          >
            {one.id}
          </Link>
        )}
      </span>
    </li>
  );
}
