/** The right column: the finding, how the run stands, the texts side by side, and what was measured. */
import type { ReactNode } from "react";
import { ended, useRun } from "../../api/queries";
import type { Intervention, Prompt, RunStatus } from "../../api/types";
import { count, shortDigest } from "../../lib/format";
import { useViewState } from "../../lib/permalink";
import { Failed, Ladder, ProvenanceChip } from "../../ui";
import { finishedRows, seedsOf, writingRows } from "./rows";
import { UNTOUCHED } from "./refusals";
import { type Shown, VIEW } from "./shown";
import { Measured } from "./Measured";
import { FIGURES, OverTraining } from "./OverTraining";
import { TextTable } from "./TextTable";
import { Touched } from "./Touched";
import { elsewhereInWords, lead } from "./words";

interface Props {
  /** The run's, or what is asked. */
  params: Readonly<Record<string, unknown>>;
  run?: RunStatus;
  status?: ReactNode;
  shown: Shown | null;
}

export function Answer({ params, run, status, shown }: Props) {
  const [view, set] = useViewState(VIEW);
  const result = shown?.result;
  const prompts = result?.prompts ?? ((params.prompts ?? []) as readonly Prompt[]);
  const draws = Number(params.draws ?? 5);
  // A greedy run writes one text a prompt; what it wrote is known only from itself.
  const seeds = seedsOf(params);
  // Text that nothing was done to is no finding, however it reads.
  const writing = (run?.error?.code !== UNTOUCHED && shown?.writing) || NOTHING;
  const groups = result
    ? finishedRows(prompts, result.outputs)
    : writingRows(prompts, seeds, writing, draws === 0 ? ["plain", "changed"] : undefined);
  const going = shown !== null && !ended(shown.status);
  return (
    <div className="answer stack">
      <Head run={run} child={shown?.key} result={result} />
      {status}
      {run?.kind === "series" && <OverTraining run={run} shown={shown!} view={view} set={set} />}
      {run?.kind === "series" && (
        <div className="controls-line">
          <span className="caption">Texts at</span>
          <Ladder rungs={shown!.rungs} selected={shown!.checkpoint} onSelect={(at) => set({ at })} />
        </div>
      )}
      {shown?.error && <Failed message={shown.error.message} hint={shown.error.hint} retry={{ label: "Ask again", run: shown.retry }} />}
      <TextTable
        groups={groups}
        run={run}
        going={going}
        status={shown?.status ?? null}
        writing={writing}
        result={result}
        draws={draws}
        all={view.all}
        onAll={(all) => set({ all })}
      />
      {result && shown && <Touched result={result} />}
      {result && shown && (
        <Measured run={shown.key} result={result} view={view} set={set} after={run?.kind === "series" ? FIGURES.length : 0} />
      )}
    </div>
  );
}

const NOTHING = { texts: new Map<string, string>(), active: new Set<string>(), written: 0, of: 0 };

/** The finding as a sentence, then where it comes from. A form has its title from its page. */
function Head({ run, child = "", result }: { run?: RunStatus; child?: string; result?: Intervention }) {
  // A ladder reads nothing itself: what was read, and by which version, is the checkpoint's own.
  const own = useRun(child, run?.kind === "series" && child !== "").data ?? run;
  if (!run) return null;
  const version = (own?.provenance?.isogloss ?? own?.provenance?.version) as string | undefined;
  return (
    <div className="stack result-head">
      <h1>Playground</h1>
      {result && (
        <p className="lead" aria-live="polite">
          {lead(result)} {elsewhereInWords(result)}
        </p>
      )}
      {result && (
        <ProvenanceChip
          kind="run"
          cells={[
            `${result.model} at ${result.step === null ? result.checkpoint : count(result.step)}, ${shortDigest(result.fingerprint)}`,
            result.concept_run && `units from concept run ${shortDigest(result.concept_run)}`,
            ...Object.entries((own?.inputs.corpora ?? {}) as Record<string, string>).map(
              ([name, digest]) => `${name} ${shortDigest(digest)}`,
            ),
            `seed ${String(run.params.seed ?? 0)}`,
            version && `isogloss ${version}`,
          ]}
        />
      )}
    </div>
  );
}
