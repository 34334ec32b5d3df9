/** What a ladder of probes found at its newest checkpoint: the accuracy, its nulls, and what the surface gives alone. */
import { useResult, useRun } from "../../api/queries";
import { plural } from "../../lib/format";
import { checkpointInWords } from "../../lib/steps";
import type { SeriesResult } from "./types";
import { accuracyOf, acrossOf, beside, doubt, full, inBand, lost, TARGETS } from "./words";

export function Found({ run: key }: { run: string }) {
  const set = useRun(key).data?.finished_set ?? null;
  const series = useResult<SeriesResult>(key, set, set !== null).data;
  return series?.points.length ? <p className="found">{said(series)}</p> : null;
}

function said({ points, target }: SeriesResult): string {
  const [first] = points;
  const last = points[points.length - 1]!;
  const { accuracy } = last.headline;
  const { told } = TARGETS.find(({ value }) => value === target)!;
  const across = last.transfer[last.transfer.length - 1];
  return [
    `At ${checkpointInWords(last)} a probe tells ${told} in ${accuracyOf(accuracy, `of what was held out, mean over ${plural(last.probes.length, "layer")},`, inBand(accuracy))}. ${beside(last)}${doubt(last.headline)}`,
    across && `Trained in one language and read in another, each language less its own mean, the last layer gives ${acrossOf(across)}.`,
    !across && lost(last),
    first !== last &&
      `At ${checkpointInWords(first!)} a probe was right in ${full(first!.headline.accuracy)}${across ? `, in another language in ${full(first!.transfer[first!.transfer.length - 1]!)}` : ""}.`,
  ]
    .filter(Boolean)
    .join(" ");
}
