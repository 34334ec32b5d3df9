/** What the pages of concept neurons say: the finding first, then the null, then n. */
import type { Concept, Estimate, Headline, Pair, Result, SeriesPoint } from "../../api/types";
import { count, plural } from "../../lib/format";
import { checkpointInWords } from "../../lib/steps";
import { type Telling, told, verdict } from "../../plots";

const OF_UNITS: Telling = { of: "of their expert units", by: "for meaningless concepts" };

/** The finding at one checkpoint, with its null and n; and what was left at the first of the ladder. */
export function finding(
  at: Pick<SeriesPoint, "checkpoint" | "step" | "headline">,
  pairs: number,
  first?: Pick<SeriesPoint, "checkpoint" | "step" | "headline"> | null,
): string {
  const e = at.headline.overlap;
  const n = `(${plural(e.n, "concept")}, ${plural(pairs, "pair")})`;
  if (e.value === null) return `Overlap could not be measured at ${checkpointInWords(at)} ${n}.`;
  const now = `At ${checkpointInWords(at)} two languages share ${told(e, OF_UNITS)} ${n}.`;
  if (!first || first.checkpoint === at.checkpoint || first.headline.overlap.excess == null) return now;
  return `${now} At ${checkpointInWords(first)}: ${verdict(first.headline.overlap)}.`;
}

/** Names, and what each number is, for the table of all numbers. `bounded`: cannot exceed 1. */
export const MEASURES: readonly { key: keyof Headline; name: string; says: string; bounded: boolean }[] = [
  {
    key: "overlap",
    name: "overlap, disjoint ids",
    bounded: true,
    says: "Share of one language's experts that are experts in another, chosen on documents that are no translations of each other.",
  },
  {
    key: "aligned",
    name: "overlap, aligned ids",
    bounded: true,
    says: "The same with experts of both languages chosen on translations of each other; parallel text raises it by itself.",
  },
  {
    key: "surface_free",
    name: "aligned, no shared surface forms",
    bounded: true,
    says: "Aligned overlap on sentences without digits, names and look-alike words.",
  },
  { key: "held_out", name: "held-out average precision", bounded: true, says: "Of experts, on documents they were not chosen on." },
  {
    key: "transfer",
    name: "experts of A scored on B",
    bounded: true,
    says: "Held-out average precision in one language of experts chosen in another.",
  },
  {
    key: "reliability",
    name: "reliability",
    bounded: true,
    says: "Held-out average precision, over languages, of units that are experts in many.",
  },
  { key: "shared", name: "shared experts", bounded: false, says: "Units that are experts in many languages, mean per concept." },
  {
    key: "compression",
    name: "size of the union",
    bounded: true,
    says: "Units that are experts in any language, over languages times k: 1 where nothing is shared.",
  },
  {
    key: "effective_rank",
    name: "effective rank",
    bounded: false,
    says: "Exp of the entropy of the normalised singular values of sentences by units.",
  },
];

/** The measures of panel A: which figure, and how the title says it. */
export const OVER: Record<
  "overlap" | "aligned" | "reliability" | "held_out" | "transfer",
  { short: string; title: string; headline: keyof Headline }
> = {
  overlap: { short: "Overlap", title: "Overlap of expert sets over training", headline: "overlap" },
  aligned: { short: "Aligned", title: "Overlap on aligned sentences over training", headline: "aligned" },
  held_out: { short: "Precision", title: "Held-out average precision over training", headline: "held_out" },
  transfer: { short: "Transfer", title: "Experts of one language scored on another, over training", headline: "transfer" },
  reliability: { short: "Reliability", title: "Reliability of shared units over training", headline: "reliability" },
};

export const MATRIX: Record<"overlap" | "aligned" | "transfer", { short: string; says: string; symmetric: boolean }> = {
  overlap: { short: "Overlap", symmetric: true, says: "Share of expert units that two languages have in common, on disjoint documents." },
  aligned: { short: "Aligned", symmetric: true, says: "The same on translations of each other, against 200 or so meaningless concepts." },
  transfer: { short: "Transfer", symmetric: false, says: "Held-out average precision of the row's experts on the column's language." },
};

/** What a pair's measure is, read from `a` to `b`. */
export function ofPair(pair: Pair, measure: "overlap" | "aligned" | "transfer", a: string): Estimate {
  if (measure !== "transfer") return pair[measure];
  return pair.a === a ? pair.a_on_b : pair.b_on_a;
}

export function findPair(pairs: readonly Pair[], a: string, b: string): Pair | undefined {
  return pairs.find((p) => (p.a === a && p.b === b) || (p.a === b && p.b === a));
}

/** The concept whose experts a page shows before one is chosen: the one that stands furthest above its null. */
export function clearest(concepts: readonly Concept[]): string | null {
  const shown = concepts.filter((c) => c.shown);
  const best = [...(shown.length > 0 ? shown : concepts)].sort((x, y) => (y.overlap.excess ?? -Infinity) - (x.overlap.excess ?? -Infinity));
  return best[0]?.name ?? null;
}

/** How many concepts by how many languages, on how many sentences. */
export function extent(result: Result): string {
  return `${plural(result.concepts.length, "concept")} × ${plural(result.languages.length, "language")}, n = ${count(result.n_ids)} sentences in ${plural(result.n_documents, "document")}`;
}

export const expertsInWords = (result: Pick<Result, "k" | "units">): string => `best ${count(result.k)} of ${count(result.units)}`;
