/** What was made: how well it predicts, language by language, beside what frequencies alone would give; and its ladder. */
import { Link } from "wouter";
import { useMayWrite, useResult } from "../../api/queries";
import type { LanguageLoss, RunStatus, Training } from "../../api/types";
import { Notes, PANEL_CODECS } from "../../kit";
import { count, interval, plural, roughly, shortDigest, value } from "../../lib/format";
import { useViewState } from "../../lib/permalink";
import { FigurePanel } from "../../plots";
import { Button, Chip, type Column, framing, Panel, ProvenanceChip, State, Table } from "../../ui";

export function Result({ run }: { run: RunStatus }) {
  const answer = useResult<Training>(run.key, null, run.status === "done");
  const [view, set] = useViewState(PANEL_CODECS);
  const result = answer.data;
  if (answer.error)
    return (
      <State
        state={{
          kind: "failed",
          message: answer.error.message,
          hint: answer.error.hint,
          retry: { label: "Ask again", run: () => void answer.refetch() },
        }}
      />
    );
  if (!result) return <State state={{ kind: "loading" }} />;
  const frame = framing(view, set);
  return (
    <div className="stack">
      <Head run={run} result={result} />
      <FigurePanel
        {...frame("A")}
        title="Loss over training"
        height={320}
        wide
        onFull={undefined}
        stored={{ run: run.key, name: "loss" }}
      />
      <div className="panels">
        <FigurePanel {...frame("B")} title="Held-out text, by language" height={260} stored={{ run: run.key, name: "held_out" }} />
        <Panel
          letter="C"
          title="By language"
          caption="Brackets: 95 % intervals over held-out documents. Nats and bits of different languages do not compare: their tokens and scripts differ."
        >
          <Table label="By language" columns={LANGUAGES} rows={result.languages} rowKey={(row) => row.language} />
        </Panel>
      </div>
      <Panel letter="D" title={`The ladder: ${plural(result.checkpoints.length, "checkpoint")}`}>
        <Table label="Checkpoints" columns={CHECKPOINTS} rows={result.checkpoints} rowKey={(row) => row.checkpoint} />
      </Panel>
      <Notes notes={result.notes} />
    </div>
  );
}

function Head({ run, result }: { run: RunStatus; result: Training }) {
  const { held_out: e } = result.headline;
  const mayWrite = useMayWrite();
  const version = run.provenance?.isogloss as string | undefined;
  return (
    <div className="stack result-head">
      <h1>{result.model}, trained here</h1>
      <p className="lead" aria-live="polite">
        After {plural(result.steps, "step")} it predicts held-out text at {value(e.value)} {interval(e.low, e.high, 2, (x) => value(x))}{" "}
        nats a token; token frequencies alone give {value(e.null)} ({count(e.n)} tokens, {plural(result.languages.length, "language")}).
      </p>
      <div className="row">
        {result.constructed && (
          <ProvenanceChip
            kind="constructed"
            cells={[result.text]}
            title="Written to calibrate the instrument: it says nothing about published models."
          />
        )}
        <ProvenanceChip
          kind="run"
          cells={[
            `${result.architecture}, ${count(result.n_parameters)} parameters`,
            `${count(result.vocabulary)} tokens, ${shortDigest(result.tokenizer_digest)}`,
            `${count(result.tokens)} tokens of ${result.text}`,
            `seed ${String(run.params.seed ?? 0)}`,
            roughly(result.seconds),
            version && `isogloss ${version}`,
          ]}
        />
      </div>
      <div className="row">
        {mayWrite && (
          <Button look="primary" icon="arrow" href={`/studies/concept-neurons?checkpoints=all&model=${encodeURIComponent(result.model)}`}>
            Look for concept neurons along its ladder
          </Button>
        )}
        <Link href={`/models/${result.model}`}>The model</Link>
      </div>
    </div>
  );
}

const LANGUAGES: Column<LanguageLoss>[] = [
  { key: "language", head: "language", cell: (row) => <Chip code={row.language} name /> },
  {
    key: "loss",
    head: "nats a token",
    numeric: true,
    sort: (row) => row.held_out.value,
    cell: ({ held_out: e }) => (
      <>
        {value(e.value)} <span className="quiet">{interval(e.low, e.high, 2, (x) => value(x))}</span>
      </>
    ),
  },
  { key: "null", head: "token frequencies", numeric: true, cell: (row) => value(row.held_out.null) },
  { key: "bytes", head: "byte frequencies", numeric: true, wide: true, cell: (row) => value(row.byte_unigram) },
  { key: "bits", head: "bits a byte", numeric: true, wide: true, cell: (row) => value(row.bits.value) },
  { key: "tokens", head: "trained on", numeric: true, wide: true, cell: (row) => `${count(row.tokens)} tokens` },
  { key: "n", head: "n", numeric: true, wide: true, cell: (row) => count(row.held_out.n) },
];

const CHECKPOINTS: Column<Training["checkpoints"][number]>[] = [
  { key: "checkpoint", head: "checkpoint", cell: (row) => <span className="mono">{row.checkpoint}</span> },
  { key: "tokens", head: "tokens seen", numeric: true, cell: (row) => count(row.tokens_seen) },
  { key: "training", head: "training loss", numeric: true, cell: (row) => value(row.training_loss) },
  {
    key: "held",
    head: "held out, mean",
    numeric: true,
    cell: (row) => value(average(Object.values(row.held_out).flatMap((e) => e.value ?? []))),
  },
  { key: "weights", head: "weights", wide: true, cell: (row) => <span className="mono">{shortDigest(row.fingerprint)}</span> },
];

const average = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
