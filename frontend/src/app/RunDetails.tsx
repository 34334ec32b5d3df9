/** Under a result: checkpoints, plan, log as it is written, cost, provenance and params. Open while there is no result. */
import { useEffect, useRef } from "react";
import { Link } from "wouter";
import type { Connection } from "../api/live";
import type { RunChild, RunStatus } from "../api/types";
import { bytes, clock, count, dateTime, duration, roughly, shortDigest } from "../lib/format";
import { Facts, Panel, Progress, steps, Table, type Column, type Fact } from "../ui";
import { STATE_WORDS } from "./words";

export function RunDetails({ run, live, open }: { run: RunStatus; live: Connection; open: boolean }) {
  return (
    <details className="run-fold" open={open}>
      <summary>The run: log, cost, provenance, params</summary>
      <div className="stack" style={{ marginTop: 12 }}>
        {run.children.length > 0 && (
          <Panel title={run.kind === "series" ? "Checkpoints" : "Runs of this recipe"}>
            <Table label="Checkpoints" columns={CHILDREN} rows={run.children} rowKey={(c) => c.key} />
          </Panel>
        )}
        <div className="columns">
          {run.plan.length > 0 && (
            <Panel title="Steps">
              <Plan run={run} />
            </Panel>
          )}
          <Panel
            title="Log"
            aside={<a href={`/api/runs/${run.key}/log`}>All</a>}
            caption={live === "open" ? "Written as it happens." : undefined}
          >
            <Log run={run} />
          </Panel>
        </div>
        <div className="columns">
          <Panel title="This run">
            <Facts facts={facts(run)} />
          </Panel>
          {run.provenance && (
            <Panel title="Provenance">
              <Facts
                facts={Object.entries(run.provenance)
                  .filter(([name]) => name !== "imported")
                  .map(
                    ([name, value]) =>
                      [name.replaceAll("_", " "), typeof value === "object" ? JSON.stringify(value) : String(value)] as const,
                  )}
              />
            </Panel>
          )}
          <Panel title="Params">
            <pre className="params" tabIndex={0} aria-label="Params">
              {JSON.stringify(run.params, null, 2)}
            </pre>
          </Panel>
        </div>
      </div>
    </details>
  );
}

const CHILDREN: readonly Column<RunChild>[] = [
  { key: "name", head: "Checkpoint", cell: (c) => <Link href={`/runs/${c.key}`}>{c.name}</Link> },
  { key: "state", head: "State", cell: (c) => <span className={`run-state ${c.status}`}>{STATE_WORDS[c.status]}</span> },
  {
    key: "progress",
    head: "Progress",
    width: "160px",
    cell: (c) =>
      c.status === "running" ? (
        <>
          <Progress bare done={c.fraction} total={1} name={`Progress of ${c.name}`} />
          <span className="small">
            {[c.label, c.seconds_left !== null && `${roughly(c.seconds_left)} left`].filter(Boolean).join(" · ")}
          </span>
        </>
      ) : c.error ? (
        <span className="caption">{c.error.message}</span>
      ) : (
        <span className="quiet">{steps(c.steps_done, c.steps_total)}</span>
      ),
  },
  { key: "key", head: "Key", cell: (c) => <span className="mono digest">{shortDigest(c.key)}</span>, wide: true },
];

function Plan({ run }: { run: RunStatus }) {
  return (
    <ol className="plan">
      {run.plan.map(({ name, state }, i) => (
        <li key={i} className={state} aria-current={state === "now" ? "step" : undefined}>
          <span aria-hidden="true">{state === "done" ? "✓" : state === "now" ? "→" : ""}</span>
          <span>
            {name}
            <span className="sr-only">{state === "done" ? ", done" : state === "now" ? ", now" : ", to come"}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The log's last lines. It follows what is written, unless a person has scrolled up to read. */
function Log({ run }: { run: RunStatus }) {
  const box = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    if (follows.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [run.log]);
  if (run.log.length === 0) return <p className="caption">Nothing was written yet.</p>;
  return (
    <ol
      className="log"
      ref={box}
      tabIndex={0}
      aria-label="Log"
      onScroll={({ currentTarget: el }) => {
        follows.current = el.scrollHeight - el.scrollTop - el.clientHeight < 24;
      }}
    >
      {run.log.map((line, i) => (
        <li key={i}>
          <span>{clock(line.at)}</span>
          <span dir="auto">{line.text}</span>
        </li>
      ))}
    </ol>
  );
}

function facts(run: RunStatus): readonly Fact[] {
  const took = run.started && run.finished ? (Date.parse(run.finished) - Date.parse(run.started)) / 1000 : null;
  return [
    ["State", STATE_WORDS[run.status]],
    [
      "Key",
      <span key="k" className="mono">
        {run.key}
      </span>,
    ],
    ["Study version", count(run.study_version)],
    run.attempt > 1 && ["Attempt", count(run.attempt)],
    ["Asked", dateTime(run.created)],
    run.finished && ["Finished", dateTime(run.finished)],
    took !== null && ["Took", duration(took)],
    run.cost && ["Estimated", `${roughly(run.cost.seconds)}, ${bytes(run.cost.bytes)}`],
    run.worker && [
      "Worker",
      <span key="w" className="mono">
        {run.worker}
      </span>,
    ],
    ["Asked by", run.askers === 1 ? (run.mine ? "you" : "one other") : `${count(run.askers)}${run.mine ? ", you among them" : ""}`],
    run.result_digest && [
      "Result digest",
      <span key="r" className="mono digest" title={run.result_digest}>
        {shortDigest(run.result_digest)}
      </span>,
    ],
    ...run.warnings.map((warning) => ["Caveat", warning.text] as Fact),
  ];
}
