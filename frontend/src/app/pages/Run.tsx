/** A run in any state: what it is, how far it is, what happened to it; and below, what the study answers. */
import { useState } from "react";
import { Link } from "wouter";
import { useLive, type Connection } from "../../api/live";
import { ended, useAgain, useFindings, useMayWrite, useRun, useStudyVersion, useTaken } from "../../api/queries";
import type { RunStatus } from "../../api/types";
import { date, dateTime } from "../../lib/format";
import { useKeys } from "../../lib/keys";
import { flag, href, permalink, text } from "../../lib/permalink";
import { studyView } from "../../studies";
import { Button, Failed, Menu, Page, Panel, useToast } from "../../ui";
import { useKeepPage } from "../keeping/Keeping";
import { Lost, withoutResult } from "../Lost";
import { questionOf } from "../questions";
import { RunDetails } from "../RunDetails";
import { RunProgress } from "../RunProgress";
import { isEarlier, runTitle, studyWords, versionWords } from "../words";
import { Cancel } from "./Runs";
import { Missing } from "./NotFound";

export default function Run({ id }: { id: string }) {
  const answer = useRun(id);
  const run = answer.data;
  const live = useLive(run);
  const crumbs = run ? crumbsOf(run) : [{ label: "Home", href: "/" }, { label: "Runs", href: "/runs" }, { label: id.slice(0, 8) }];
  if (answer.error && !run) return <Missing error={answer.error} crumbs={crumbs} name="Run" retry={() => void answer.refetch()} />;
  if (!run) return <Page crumbs={crumbs} name="Run" title={<span className="quiet">Reading the run</span>} />;
  return <Loaded run={run} live={live} crumbs={crumbs} />;
}

function crumbsOf(run: RunStatus) {
  const last = {
    label: [run.model, run.checkpoint ?? (run.kind === "series" ? "its ladder" : null)].filter(Boolean).join(", ") || run.key.slice(0, 8),
  };
  const slug = run.study.replaceAll("_", "-");
  const question = questionOf(slug);
  if (!question) return [{ label: "Home", href: "/" }, { label: "Runs", href: "/runs" }, last];
  return [
    { label: question.title, href: `/#question-${question.number}` },
    { label: studyWords(run.study), href: `/studies/${slug}` },
    last,
  ];
}

function Loaded({ run, live, crumbs }: { run: RunStatus; live: Connection; crumbs: ReturnType<typeof crumbsOf> }) {
  const toast = useToast();
  const mayWrite = useMayWrite();
  const keepPage = useKeepPage();
  const copy = () => void toast.copy(permalink(), "Link copied. It opens this view.");
  useKeys([{ key: "c", does: "Copy link", run: copy }]);
  const view = run.kind === "intake" ? undefined : studyView(run.study);
  const shows = view && (view.whole || run.status === "done" || run.kind === "series" || run.finished_set !== null);
  const status = (
    <>
      <Status run={run} live={live} />
      <Lost run={run} />
    </>
  );
  return (
    <Page
      crumbs={crumbs}
      name={runTitle(run)}
      title={shows ? undefined : runTitle(run)}
      actions={
        <>
          {view && !view.whole && mayWrite && (
            <Button icon="retry" href={`/studies/${view.slug}?from=${run.key}`}>
              Change and ask again
            </Button>
          )}
          <Button icon="link" onClick={copy}>
            Copy link
          </Button>
          {keepPage && run.status === "done" && (run.kind === "run" || run.kind === "series") && (
            <Button icon="bookmark" onClick={() => keepPage(run)}>
              Keep
            </Button>
          )}
          <Menu label="Export" icon="export" words items={exports(run)} />
          {!ended(run.status) && mayWrite && <Cancel run={run} />}
        </>
      }
    >
      <div className="stack">
        {run.imported && <Imported run={run} />}
        <Earlier run={run} />
        {!view?.whole && status}
        {shows && <view.Result run={run} status={view.whole ? status : undefined} />}
        {!shows && view?.Live && run.kind === "run" && run.started && <view.Live run={run} />}
        {run.kind === "intake" && run.status === "done" && <Added run={run} />}
        <KeptFrom run={run} />
        <RunDetails run={run} live={live} open={!shows} />
      </div>
    </Page>
  );
}

function exports(run: RunStatus) {
  const at = `/api/runs/${run.key}`;
  return [
    { label: "Run, JSON", href: at },
    ...(run.status === "done" ? [{ label: "Result, JSON", href: `${at}/result` }] : []),
    { label: "Log, JSON", href: `${at}/log` },
    ...(run.figures.length > 0 ? ["rule" as const] : []),
    ...run.figures.map((name) => ({ label: `${studyWords(name)}, CSV`, href: `${at}/figures/${name}.csv` })),
  ];
}

/** Findings about this run; nothing where there are none. */
function KeptFrom({ run }: { run: RunStatus }) {
  const found = useFindings({ run: run.key }).data ?? [];
  if (found.length === 0) return null;
  return (
    <Panel title="Kept from this run">
      <ul className="finding-links">
        {found.map((finding) => (
          <li key={finding.slug}>
            <Link href={`/f/${finding.slug}`}>
              <bdi>{finding.title}</bdi>
            </Link>{" "}
            <span className="caption">{[finding.kept_by, date(finding.made_at)].filter(Boolean).join(", ")}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** A run that came with a bundle says where it is from, and what the bundle left out. */
function Imported({ run }: { run: RunStatus }) {
  const said = (run.provenance?.imported ?? {}) as Partial<Record<"from" | "made_by" | "made_at" | "at", string>> & { left_out?: string[] };
  const left = said.left_out ?? [];
  return (
    <p className="caption" role="note">
      <b>Imported.</b> Computed in another installation{said.made_by && ` with Isogloss ${said.made_by}`}; it came here
      {said.at && ` on ${dateTime(said.at)}`} with “<span dir="auto">{said.from}</span>”
      {said.made_at && `, made on ${dateTime(said.made_at)}`}.{left.length > 0 && ` Not in that bundle: ${left.join(", ")}.`}
    </p>
  );
}

/** A run of an earlier version of its study says so: asked again, its numbers may be others. */
function Earlier({ run }: { run: RunStatus }) {
  const now = useStudyVersion(run.study);
  if (!isEarlier(run.study_version, now)) return null;
  return (
    <p className="caption" role="note">
      <b>Earlier version.</b> Computed by {versionWords(run.study_version, now)}. Its numbers stay as they were; asked again, they may be
      others.
    </p>
  );
}

/** What stands above the result while it is not simply done. */
function Status({ run, live }: { run: RunStatus; live: Connection }) {
  const again = useAgain();
  const mayWrite = useMayWrite();
  const toast = useToast();
  const [hidden, setHidden] = useState(false);
  const retry = {
    label: again.isPending ? "Asking" : "Ask again",
    busy: again.isPending,
    run: () => again.mutate(run, { onError: (error) => toast.fail(`${error.message} ${error.hint}`.trim()) }),
  };
  if (!ended(run.status)) return <RunProgress run={run} live={live} />;
  // What its checkpoints failed of is told with them.
  const told = withoutResult(run).length === run.children.length && run.kind === "series";
  if (run.status === "failed" && run.error && !hidden && !told) {
    // What a field is to blame for fails again; where the form stands on the page, its act is the way on.
    const asItWas = Boolean(run.error.field) && studyView(run.study)?.whole === true;
    const kept =
      run.kind === "intake"
        ? "Nothing was taken in."
        : run.steps_done > 0
          ? `${run.steps_done} of ${run.steps_total ?? "its"} steps are kept; asking again goes on from there.`
          : "";
    return (
      <Failed
        message={run.error.message}
        hint={run.error.hint}
        kept={kept}
        retry={asItWas || !mayWrite ? undefined : retry}
        other={run.kind === "intake" && mayWrite ? { label: "Change it", href: changed(run) } : undefined}
        log={`/api/runs/${run.key}/log`}
        report={`run ${run.key}, attempt ${run.attempt}, ${run.error.code}`}
        dismiss={() => setHidden(true)}
      />
    );
  }
  if (run.status === "cancelled") {
    return (
      <div className="state-box">
        <p>
          <b>Cancelled.</b>{" "}
          {run.steps_done > 0 ? `${run.steps_done} steps are kept; asking again goes on from there.` : "Nothing was computed."}
        </p>
        {mayWrite && (
          <Button icon="retry" busy={retry.busy} onClick={retry.run}>
            {retry.label}
          </Button>
        )}
      </div>
    );
  }
  return null;
}

/** Back to the form an intake came from, with what it was given. */
function changed({ study, params }: RunStatus): string {
  if (study !== "add_model" && study !== "add_corpus") return `/corpora/${String(params.corpus)}?add=1`;
  return href(study === "add_model" ? "/models" : "/corpora", { add: flag, source: text() }, { add: true, source: String(params.source) });
}

/** What an intake brought in, and where it is now. */
function Added({ run }: { run: RunStatus }) {
  const answer = useTaken(run.key, run.result_digest);
  const taken = answer.data;
  if (!taken) return answer.error ? <Failed message={answer.error.message} hint={answer.error.hint} /> : null;
  const where = taken.kind === "model" ? `/models/${taken.id}` : `/corpora/${taken.corpus ?? taken.id}`;
  return (
    <div className="state-box">
      <p className="says">{taken.id} is here.</p>
      {(taken.notes ?? []).map((note) => (
        <p key={note} className="caption" dir="auto">
          {note}
        </p>
      ))}
      <div className="row">
        <Button look="primary" icon="arrow" href={where}>
          Open {taken.id}
        </Button>
        <Link href="/">Home</Link>
      </div>
    </div>
  );
}
