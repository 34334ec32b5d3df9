/** Everything that was asked: what runs, what waits, what is done, what failed. */
import { Link } from "wouter";
import { ended, useCancelRun, useHealth, useModels, useRuns, useStudies } from "../../api/queries";
import type { RunState, RunSummary } from "../../api/types";
import { count, dateTime, plural, roughly, shortDigest } from "../../lib/format";
import { flag, oneOf, optional, useViewState } from "../../lib/permalink";
import { Button, Checkbox, Field, Page, Panel, Progress, Select, steps, Table, useToast, type Column } from "../../ui";
import { stateOf } from "../states";
import { runTitle, STATE_WORDS, stepNow } from "../words";

const STATES = ["", "queued", "running", "done", "failed", "cancelled"] as const;
const VIEW = { status: oneOf(STATES, ""), study: optional, model: optional, children: flag };

export default function Runs() {
  const [view, set] = useViewState(VIEW);
  const runs = useRuns({ status: (view.status || null) as RunState | null, study: view.study, model: view.model, children: view.children });
  const studies = useStudies().data ?? [];
  const models = useModels().data ?? [];
  const rows = runs.data?.runs ?? [];
  return (
    <Page
      crumbs={[{ label: "Home", href: "/" }, { label: "Runs" }]}
      name="Runs"
      title="Runs"
      lead="What was asked of this server. Asking the same twice computes once; a result never changes; a run whose process dies is taken up again."
    >
      <Workers />
      <div className="filters">
        <Field label="State" inline>
          {(props) => (
            <Select
              {...props}
              value={view.status}
              onChange={(status) => set({ status: status as (typeof STATES)[number] })}
              options={[{ value: "", label: "any" }, ...STATES.slice(1)]}
            />
          )}
        </Field>
        <Field label="Study" inline>
          {(props) => (
            <Select
              {...props}
              value={view.study ?? ""}
              onChange={(study) => set({ study: study || null })}
              options={[{ value: "", label: "any" }, ...studies.map((s) => ({ value: s.slug, label: s.title }))]}
            />
          )}
        </Field>
        <Field label="Model" inline>
          {(props) => (
            <Select
              {...props}
              value={view.model ?? ""}
              onChange={(model) => set({ model: model || null })}
              options={[{ value: "", label: "any" }, ...models.map((m) => m.id)]}
            />
          )}
        </Field>
        <Checkbox checked={view.children} onChange={(children) => set({ children })}>
          Also each checkpoint of a ladder
        </Checkbox>
      </div>
      <Panel
        title={runs.data ? `${plural(rows.length, "run")}${runs.data.more ? ", newest" : ""}` : "Runs"}
        state={stateOf(runs)}
        height={200}
      >
        <Table
          label="Runs"
          columns={COLUMNS}
          rows={rows}
          rowKey={(r) => r.key}
          empty={
            Object.values(view).some(Boolean) ? (
              "No run is like that."
            ) : (
              <>
                Nobody has asked here yet. <Link href="/studies/concept-neurons">Ask what is shared</Link>
              </>
            )
          }
        />
      </Panel>
    </Page>
  );
}

function Workers() {
  const health = useHealth().data;
  if (!health || health.workers.some((worker) => worker.state === "alive")) return null;
  return (
    <p className="caption" role="status" style={{ marginBottom: 16 }}>
      <b>No worker is running.</b> What is asked waits until there is one: <span className="mono">isogloss worker</span>, or start{" "}
      <span className="mono">isogloss serve</span> again.
    </p>
  );
}

const COLUMNS: readonly Column<RunSummary>[] = [
  {
    key: "run",
    head: "Run",
    cell: (r) => (
      <>
        <Link href={`/runs/${r.key}`}>{runTitle(r)}</Link>
        {r.error && <div className="caption">{r.error.message}</div>}
        <div className="narrow">
          <RowProgress run={r} />
        </div>
      </>
    ),
  },
  {
    key: "key",
    head: "Key",
    cell: (r) => (
      <span className="mono digest" title={r.key}>
        {shortDigest(r.key)}
      </span>
    ),
    wide: true,
  },
  {
    key: "state",
    head: "State",
    cell: (r) => (
      <>
        <span className={`run-state ${r.status}`}>{STATE_WORDS[r.status]}</span>
        {r.failed > 0 && r.status !== "failed" && <div className="caption">{r.failed} failed</div>}
        {r.imported && <div className="caption">imported</div>}
      </>
    ),
    sort: (r) => r.status,
  },
  { key: "progress", head: "Progress", cell: (r) => <RowProgress run={r} />, width: "160px", wide: true },
  { key: "asked", head: "Asked", cell: (r) => <span className="nowrap">{dateTime(r.created)}</span>, sort: (r) => r.created, wide: true },
  { key: "stop", head: <span className="sr-only">Stop</span>, cell: (r) => !ended(r.status) && <Cancel run={r} /> },
];

function RowProgress({ run }: { run: RunSummary }) {
  if (ended(run.status))
    return run.steps_total ? (
      <span className="quiet">
        {count(run.steps_done)} of {count(run.steps_total)} steps
      </span>
    ) : null;
  const words =
    run.status === "queued"
      ? "waits"
      : [steps(stepNow(run), run.steps_total), run.seconds_left !== null && `${roughly(run.seconds_left)} left`]
          .filter(Boolean)
          .join(" · ");
  return (
    <>
      <Progress bare done={run.fraction} total={1} name={`Progress of ${runTitle(run)}`} />
      <span className="small">{words || run.label}</span>
    </>
  );
}

export function Cancel({ run, words = "Cancel" }: { run: Pick<RunSummary, "key">; words?: string }) {
  const cancel = useCancelRun();
  const toast = useToast();
  const stop = () =>
    cancel.mutate(run.key, {
      onSuccess: (now) =>
        toast.say(
          now.status === "cancelled"
            ? "Cancelled. Finished steps are kept."
            : now.askers > 0
              ? "Taken back. Others asked for it too, so it goes on."
              : "It stops within two seconds. Finished steps are kept.",
        ),
      onError: (error) => toast.fail(`${error.message} ${error.hint}`.trim()),
    });
  return (
    <Button look="quiet" icon="stop" busy={cancel.isPending} onClick={stop}>
      {words}
    </Button>
  );
}
