/** What the pages of language probes say: the finding first, then its null, what the surface gives, then n. */
import type { NewestAnswer } from "../../api/types";
import { interval, plural, prose } from "../../lib/format";
import { language } from "../../lib/languages";
import { checkpointInWords } from "../../lib/steps";
import { type Sayable, told } from "../../plots";
import type { Baseline, Estimate, Headline, NeuronsAndExperts, Result, SeriesPoint, Target } from "./types";

export const TARGETS: readonly { value: Target; label: string; says: string; told: string }[] = [
  { value: "language", label: "Language", told: "the language", says: "Which language is this?" },
  { value: "script", label: "Script", told: "the script", says: "Which script is it written in? The languages need two or more." },
  { value: "family", label: "Family", told: "the family", says: "Which language family is it of? The languages need two or more." },
  {
    value: "concept",
    label: "Concept",
    told: "the concept",
    says: "Which concept is this about? Probes trained on one language are then read in the others too.",
  },
];

export const CONTROL: Record<Baseline["control"], { name: string; says: string }> = {
  majority: { name: "the commonest class", says: "Always the class that most examples have." },
  bytes: { name: "the bytes of the text", says: "How often each byte occurs in the text, and no model." },
  length: { name: "the length of the text", says: "How long the text is, and no more." },
};

export const ROLE: Record<string, string> = {
  resid_post: "each layer’s output",
  mlp_act: "each layer’s neurons",
  attn_out: "the output of each layer’s attention",
};

/** A class as people say it: a language or a script by its name, the rest as it is. */
export function className(target: Target, of: string): string {
  if (target === "language") return language(of).name;
  if (target !== "script") return of;
  try {
    return new Intl.DisplayNames(["en"], { type: "script" }).of(of) ?? of;
  } catch {
    return of;
  }
}

type Value = Pick<Estimate, "value" | "low" | "high">;
type Write = typeof prose;
export const full = (e: Value, digits = 2, write: Write = prose): string =>
  `${write(e.value, digits)} ${interval(e.low, e.high, digits, write)}`.trim();

/** What a number's null is: its middle, and where 95 % of the draws lie. */
export const nulled = (e: Estimate, digits = 2, write: Write = prose): string =>
  e.null === null ? write(null) : `${write(e.null, digits)} ${interval(e.null_low, e.null_high, digits, write)}`.trim();

/** Whether a number is clear of its null: its own interval is, and it lies outside the null's where that is known. */
export function clear(e: Estimate): boolean {
  if (e.value === null || e.null === null) return false;
  const outside = e.null_low === null || e.null_high === null ? null : e.value < e.null_low || e.value > e.null_high;
  if (e.low === null || e.high === null) return outside === true;
  return (e.low > e.null || e.high < e.null) && outside !== false;
}

/** The surface baseline that gives most, of those that were measured. */
export const best = (baselines: readonly Baseline[]): Baseline | undefined =>
  baselines.filter(({ accuracy }) => accuracy.value !== null).sort((a, b) => b.accuracy.value! - a.accuracy.value!)[0];

/** Why a number is not found though its interval is clear of its null: the null's own band holds it. */
export const inBand = (e: Estimate): string | null =>
  clear(e) ? null : `within 95 % of the null ${interval(e.null_low, e.null_high, 2, prose)}`.trim();

/** A probe's accuracy, with shuffled labels as its null. */
export const accuracyOf = (e: Sayable, of: string, doubt: string | null = null): string =>
  told(e, { of, by: "with shuffled labels", n: "document", doubt });
/** What is read in another language, with another document as its null. */
export const acrossOf = (e: Estimate): string => told(e, { by: "for another document", n: "document", doubt: inBand(e) });

/** What else takes the finding away, if something does: shuffled labels are told with the number. */
export function doubt({ accuracy, over_surface: over }: Headline): string {
  if (!clear(accuracy) || (accuracy.value ?? -Infinity) <= (accuracy.null ?? -Infinity)) return "";
  // Example by example: both are right and wrong on the same documents.
  return (over.low ?? over.value ?? 0) <= 0 ? " That is no more than the surface gives." : "";
}

type At = Pick<SeriesPoint, "checkpoint" | "step" | "headline" | "baselines">;

/** "From the bytes of the text alone it is 0.60." */
export function beside({ headline: { surface }, baselines }: Pick<At, "headline" | "baselines">): string {
  const control = best(baselines)?.control;
  return `From ${control ? CONTROL[control].name : "the surface"} alone it is ${prose(surface)}.`;
}

/** The finding at one checkpoint, and how it was at the first of the ladder. */
export function lead(result: Pick<Result, "target" | "unit" | "transfer" | "probes"> & At, first?: At | null): string {
  const { accuracy } = result.headline;
  const { told: what } = TARGETS.find(({ value }) => value === result.target)!;
  const found = accuracyOf(
    accuracy,
    `of the held-out ${result.unit}s, mean over ${plural(result.probes.length, "layer")},`,
    inBand(accuracy),
  );
  const said = `At ${checkpointInWords(result)} a probe tells ${what} of ${found}. ${beside(result)}${doubt(result.headline)}${across(result.transfer)}`;
  if (!first || first.checkpoint === result.checkpoint) return said;
  return `${said} At ${checkpointInWords(first)} it was ${full(first.headline.accuracy)}, from the surface alone ${prose(first.headline.surface)}.`;
}

/** Concepts only: trained on one language and read in another, at the last layer. */
function across(transfer: Result["transfer"]): string {
  const last = transfer[transfer.length - 1];
  if (!last) return "";
  return ` Trained on one language and read in another, centred, layer ${last.layer} gives ${acrossOf(last.across_centred)}; read in its own ${prose(last.within.value)}.`;
}

/** What is lost with a language's neurons, in it and in the others. */
export function lost({ own, others }: Pick<SeriesPoint, "own" | "others">): string {
  if (!own || !others) return "No neuron belongs to one language, so that nothing was switched off.";
  const random = (e: Estimate) => ({ digits: 3, by: "with random units", doubt: inBand(e) });
  const on = told(own, { ...random(own), of: "nats a token are added to the loss on it", n: "language" });
  return `With a language’s own neurons switched off, ${on}. On the others it is ${told(others, { ...random(others), n: "pair" })}.`;
}

/** How many language-specific neurons are experts of a concept, beside random units. */
export function amongExperts({ total: { neurons, experts, shared, single } }: NeuronsAndExperts): string {
  const said = (e: Estimate, of: string) =>
    `${told(e, { of, by: "of random units", doubt: inBand(e) })}${e.p === null ? "" : `, p = ${prose(e.p, 3)}`}`;
  return `Of ${plural(neurons, "language-specific neuron")}, ${said(experts, "are experts")}. In several languages ${said(shared, "are")}; in one alone ${said(single, "are")}.`;
}

/** For the home page. What the surface gives is not in the newest answer's number, so that a page says it, and this does not. */
export function sentence({ number: e, checkpoint, model, trajectory }: NewestAnswer): string {
  const last = trajectory[trajectory.length - 1];
  const at = last ? checkpointInWords(last) : checkpoint;
  const where = [model, at].filter(Boolean).join(" at ");
  const [first] = trajectory;
  const before =
    first && last && first.checkpoint !== last.checkpoint ? ` At ${checkpointInWords(first)} it was ${full(first.number)}.` : "";
  return `A probe${where && ` of ${where}`} is right on ${accuracyOf(e, "of what was held out, mean over layers,")}.${before}`;
}
