/** One model: its ladder, what it is, where its units are. */
import { Link } from "wouter";
import { useMayWrite, useModel } from "../../api/queries";
import type { Checkpoint, Model as ModelFacts } from "../../api/types";
import { bytes, compact, count, dateTime, listing, shortDigest } from "../../lib/format";
import { languagesInOrder, language } from "../../lib/languages";
import { optional, useViewState } from "../../lib/permalink";
import { Button, Chip, Facts, Ladder, Page, Panel, Table, Term, type Column, type Fact } from "../../ui";
import { stateOf } from "../states";
import { Missing } from "./NotFound";

const VIEW = { step: optional };

export default function Model({ id }: { id: string }) {
  const answer = useModel(id);
  const mayWrite = useMayWrite();
  const [view, set] = useViewState(VIEW);
  const crumbs = [{ label: "Home", href: "/" }, { label: "Models and ladders", href: "/models" }, { label: id }];
  if (answer.error && !answer.data) return <Missing error={answer.error} crumbs={crumbs} name={id} retry={() => void answer.refetch()} />;
  const model = answer.data;
  const elsewhere = model?.checkpoints.filter((c) => !c.here) ?? [];
  const ask = mayWrite && (
    <Button look="primary" icon="play" href={`/studies/concept-neurons?model=${encodeURIComponent(id)}`}>
      Ask what is shared
    </Button>
  );
  return (
    <Page crumbs={crumbs} name={id} title={id} lead={model && leadOf(model)} actions={ask} bar={ask}>
      <div className="stack">
        {model && elsewhere.length > 0 && <Elsewhere model={model} revisions={elsewhere.map((c) => c.revision)} />}
        <Panel letter="A" title="Ladder" state={stateOf(answer)} height={150} caption={model && ladderCaption(model)}>
          {model && (
            <>
              <Ladder
                label="Checkpoints of the ladder"
                rungs={model.checkpoints.map((c) => ({
                  revision: c.revision,
                  step: c.step,
                  stage: c.stage,
                  here: c.here,
                  duplicateOf: c.duplicate_of,
                }))}
                selected={view.step ?? model.checkpoints.at(-1)?.revision}
                onSelect={(step) => set({ step }, { replace: true })}
              />
              <Table
                label="Checkpoints"
                columns={columns(model)}
                rows={model.checkpoints}
                rowKey={(c) => c.revision}
                selected={view.step ?? model.checkpoints.at(-1)?.revision}
                onSelect={(c) => set({ step: c.revision }, { replace: true })}
              />
              {model.steps_wanted && mayWrite && model.kind !== "imported" && (
                <p className="caption">
                  If you know the steps, add it again with them:{" "}
                  <span className="mono">
                    isogloss models add {model.kind === "hub" ? model.source : "FOLDER"} --id {model.id} {model.steps_wanted}
                  </span>
                </p>
              )}
            </>
          )}
        </Panel>
        {model && (
          <div className="columns">
            <Panel letter="B" title="What it is">
              <Facts facts={facts(model)} />
            </Panel>
            <Panel letter="C" title="Languages">
              {languagesOf(model)}
            </Panel>
            <Panel letter="D" title="Where its units are" caption="An address is a place and a unit’s number: mlp_act.0.12.">
              <Places places={model.places} />
            </Panel>
          </div>
        )}
        {model && (model.note || model.trained_on != null) && (
          <Panel letter="E" title="Notes and training text">
            {model.note && <p className="caption">{model.note}</p>}
            {model.trained_on != null && <TrainedOn what={model.trained_on} />}
          </Panel>
        )}
      </div>
    </Page>
  );
}

/** What came with a bundle is known by its results: no study can read weights that are somewhere else. */
function Elsewhere({ model, revisions }: { model: ModelFacts; revisions: readonly string[] }) {
  const which = revisions.length === model.checkpoints.length ? "of this model" : `at ${listing(revisions)}`;
  return (
    <div className="state-box" role="note">
      <p>
        <b>The weights {which} are not in this installation.</b> It came with a bundle, which holds results only. What was computed on it is
        here; nothing new can be computed until its folder is added under the same id.
      </p>
      <p className="mono">isogloss models add FOLDER --id {model.id}</p>
    </div>
  );
}

function leadOf(model: ModelFacts): string {
  const ladder =
    model.n_checkpoints === 1
      ? "one checkpoint"
      : `${count(model.n_checkpoints)} checkpoints${model.first_step !== null && model.last_step !== null ? `, step ${count(model.first_step)} to ${count(model.last_step)}` : ""}`;
  return `${model.family}, ${compact(model.n_parameters)} parameters, ${count(model.n_layers)} layers; ${ladder}.`;
}

function ladderCaption(model: ModelFacts): string {
  const same = model.duplicates.map((group) => `${listing(group)} are the same weights: every plot marks them, and means count them once.`);
  return ["A fingerprint is the digest of all weights.", ...same, ...model.order].join(" ");
}

const columns = (model: ModelFacts): readonly Column<Checkpoint>[] => [
  { key: "revision", head: <Term>Revision</Term>, cell: (c) => <span className="mono">{c.revision}</span> },
  { key: "step", head: "Step", numeric: true, cell: (c) => count(c.step) },
  { key: "tokens", head: "Tokens seen", numeric: true, cell: (c) => compact(c.tokens_seen), wide: true },
  {
    key: "fingerprint",
    head: <Term>Fingerprint</Term>,
    cell: (c) => (
      <span className="mono digest" title={c.fingerprint ?? undefined}>
        {shortDigest(c.fingerprint)}
      </span>
    ),
  },
  ...(model.duplicates.length > 0
    ? [{ key: "same", head: "Same weights as", cell: (c: Checkpoint) => <span className="mono">{c.duplicate_of}</span> }]
    : []),
  { key: "bytes", head: "Size", numeric: true, cell: (c) => bytes(c.n_bytes), wide: true },
  {
    key: "ask",
    head: <span className="sr-only">Ask</span>,
    cell: (c) =>
      c.here ? (
        <Link href={`/studies/concept-neurons?model=${encodeURIComponent(model.id)}&checkpoint=${encodeURIComponent(c.revision)}`}>
          Ask
        </Link>
      ) : (
        <span className="quiet nowrap">weights not here</span>
      ),
  },
];

function facts(model: ModelFacts): readonly Fact[] {
  return [
    ["Family", `${model.family}, ${model.architecture}`],
    ["Parameters", count(model.n_parameters)],
    ["Layers", count(model.n_layers)],
    ["Width", count(model.d_model)],
    [<Term key="t">BOS</Term>, model.bos_policy],
    [
      "Tokenizer",
      <span key="k" className="mono digest" title={model.tokenizer_digest}>
        {shortDigest(model.tokenizer_digest)}
      </span>,
    ],
    [
      "Licence",
      model.licence ?? (
        <span key="l" className="quiet">
          not declared
        </span>
      ),
    ],
    [
      "Source",
      <span key="s" className="mono">
        {model.source}
      </span>,
    ],
    ["Added", dateTime(model.added_at)],
  ];
}

function languagesOf(model: ModelFacts) {
  if (!model.languages || model.languages.length === 0)
    return <p className="caption">Its files do not declare the languages it was trained on. That is not none.</p>;
  return (
    <ul className="row" style={{ gap: "6px 16px" }}>
      {languagesInOrder(model.languages).map((code) => (
        <li key={code}>
          <Chip code={code} name /> <span className="quiet">{language(code).code}</span>
        </li>
      ))}
    </ul>
  );
}

interface Role {
  role: string;
  layers: number;
  width: number;
}

/** Places of one role and width in one row: mlp_act, 6 layers, 768 units each. */
export function roles(places: ModelFacts["places"]): Role[] {
  const found = new Map<string, Role>();
  for (const { address, width } of places) {
    const role = address.split(".")[0]!;
    const key = `${role} ${width}`;
    found.set(key, { role, width, layers: (found.get(key)?.layers ?? 0) + 1 });
  }
  return [...found.values()];
}

function Places({ places }: { places: ModelFacts["places"] }) {
  return (
    <Table
      label="Places"
      rows={roles(places)}
      rowKey={(r) => `${r.role}.${r.width}`}
      columns={[
        { key: "role", head: <Term>Place</Term>, cell: (r) => <span className="mono">{r.role}</span> },
        { key: "layers", head: "Layers", numeric: true, cell: (r) => count(r.layers) },
        { key: "width", head: "Units in each", numeric: true, cell: (r) => count(r.width) },
      ]}
    />
  );
}

/** What was declared of the training text: each text by name, long lists counted, and the whole behind a fold. */
function TrainedOn({ what }: { what: unknown }) {
  if (typeof what !== "object" || what === null) return <p className="caption">{String(what)}</p>;
  return (
    <>
      <Facts facts={Object.entries(what).map(([name, value]) => [name, told(value)] as const)} />
      <details>
        <summary className="caption">As it was declared</summary>
        <pre className="params" tabIndex={0} aria-label="Training text as declared">
          {JSON.stringify(what, null, 1)}
        </pre>
      </details>
    </>
  );
}

/** A declared value in one line: a list of more than eight is counted. */
export function told(value: unknown): string {
  if (Array.isArray(value)) return value.length > 8 ? `${count(value.length)} in all` : value.join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => (name === "note" ? told(inner) : `${name.replaceAll("_", " ")}: ${told(inner)}`))
    .join("; ");
}
