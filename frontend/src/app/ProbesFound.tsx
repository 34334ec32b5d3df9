/** What a chapter of probes found at its newest checkpoint: the accuracy, its nulls, and what the surface gives alone. */
import { useResult, useRun } from "../api/queries";
import { plural, prose } from "../lib/format";
import type { SeriesResult } from "../studies/language-probes/types";
import { best, checkpointInWords, CONTROL, doubt, full, lost, TARGETS } from "../studies/language-probes/words";

/** Nothing until a checkpoint is read. */
export function ProbesFound({ run: key }: { run: string }) {
  const set = useRun(key).data?.finished_set ?? null;
  const series = useResult<SeriesResult>(key, set, set !== null).data;
  return series?.points.length ? <p className="found">{said(series)}</p> : null;
}

function said({ points, target, classes }: SeriesResult): string {
  const [first] = points;
  const last = points[points.length - 1]!;
  const { accuracy, surface } = last.headline;
  const { told } = TARGETS.find(({ value }) => value === target)!;
  const control = best(last.baselines);
  const across = last.transfer[last.transfer.length - 1];
  // Where all concepts are as common, the commonest of those learned from is the rarest of those held out: a guess is the bar.
  const guess = Math.max(1 / classes.length, across?.null ?? 0);
  return [
    `At ${checkpointInWords(last)} a probe tells ${told} in ${full(accuracy)} of what was held out, mean over ${plural(last.probes.length, "layer")}; with shuffled labels ${prose(accuracy.null)}, from ${control ? CONTROL[control.control].name : "the surface"} alone ${prose(surface)} (${plural(accuracy.n, "document")}).${doubt(last.headline)}`,
    across && `Trained in one language and read in another, each language less its own mean, the last layer gives ${full(across)}; a guess among ${classes.length} gives ${prose(guess)}.${(across.low ?? across.value) > guess ? "" : " The transfer may be nothing."}`,
    !across && lost(last),
    first !== last && `At ${checkpointInWords(first!)} a probe was right in ${full(first!.headline.accuracy)}${across ? `, in another language in ${full(first!.transfer[first!.transfer.length - 1]!)}` : ""}.`,
  ].filter(Boolean).join(" ");
}
