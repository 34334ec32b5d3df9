/** Checkpoints of a series that ended without a result: which, why, and the way to try them again. */
import { Link } from "wouter";
import { ended, useAgain, useMayWrite } from "../api/queries";
import type { RunChild, RunStatus } from "../api/types";
import { plural } from "../lib/format";
import { Button, useToast } from "../ui";

/** Those that failed; cancelled ones once nothing more is on its way, unless the whole was cancelled. */
export function withoutResult(run: RunStatus): readonly RunChild[] {
  if (run.kind !== "series" || run.status === "cancelled") return [];
  return run.children.filter((child) => child.status === "failed" || (child.status === "cancelled" && ended(run.status)));
}

export function Lost({ run }: { run: RunStatus }) {
  const again = useAgain();
  const toast = useToast();
  const mayWrite = useMayWrite();
  const lost = withoutResult(run);
  if (lost.length === 0) return null;
  const none = ended(run.status) && !run.children.some((child) => child.status === "done");
  const retry = () => again.mutate(run, { onError: (error) => toast.fail(`${error.message} ${error.hint}`.trim()) });
  return (
    <section className="failure" aria-label="Checkpoints without a result">
      <p>
        <b>
          {none
            ? "No checkpoint was finished: there is no result."
            : `${lost.length} of ${plural(run.children.length, "checkpoint")} ${lost.length === 1 ? "has" : "have"} no result.`}
        </b>
      </p>
      <ul className="lost">
        {byReason(lost).map(([reason, { hint, runs }]) => (
          <li key={reason}>
            {runs.map((child, i) => (
              <span key={child.key}>
                {i > 0 && ", "}
                <Link href={`/runs/${child.key}`}>
                  <bdi>{child.name}</bdi>
                </Link>
              </span>
            ))}
            {": "}
            <span dir="auto">{reason}</span>{" "}
            {hint && (
              <span className="quiet" dir="auto">
                {hint}
              </span>
            )}
          </li>
        ))}
      </ul>
      {mayWrite && (
        <div className="row">
          <Button look="bad" icon="retry" busy={again.isPending} onClick={retry}>
            {lost.length === 1 ? "Try it again" : "Try them again"}
          </Button>
        </div>
      )}
    </section>
  );
}

/** One reason is said once, however many checkpoints share it. */
function byReason(lost: readonly RunChild[]): [string, { hint: string; runs: RunChild[] }][] {
  const found = new Map<string, { hint: string; runs: RunChild[] }>();
  for (const child of lost) {
    const reason = child.error?.message ?? (child.status === "cancelled" ? "cancelled." : "failed.");
    const same = found.get(reason) ?? { hint: child.error?.hint ?? "", runs: [] };
    found.set(reason, { ...same, runs: [...same.runs, child] });
  }
  return [...found];
}
