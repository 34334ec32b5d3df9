/** What the playground says: what was done, what came of it, beside what random units do, and n. */
import type { Estimate, Intervention, NewestAnswer } from "../../api/types";
import { count, digitsOf, interval, plural, prose } from "../../lib/format";
import { language } from "../../lib/languages";
import type { Operation } from "../../kit";
import { told } from "../../plots";
import type { AskedSet } from "./asked";

export const OPERATION: Record<Operation, { act: string; done: string; says: string }> = {
  zero: { act: "Switch off", done: "switched off", says: "Their value becomes 0." },
  mean: {
    act: "To the mean",
    done: "set to their mean",
    says: "Their value becomes their mean over all tokens of the concept run’s text.",
  },
  resample: { act: "Resample", done: "resampled", says: "Their value is taken from another sentence, drawn by the seed." },
  force: { act: "Force", done: "forced", says: "Their value becomes this number wherever the intervention reaches." },
  scale: { act: "Scale", done: "scaled", says: "Their value is multiplied by this number." },
  add: { act: "Add", done: "added to", says: "This number is added to their value." },
};

/** What a set is called before a run has named it. */
export function setLabel(set: Pick<AskedSet, "concept" | "language" | "shared_by" | "only" | "addresses">): string {
  if (set.concept === null) return set.addresses.length === 1 ? set.addresses[0]! : `${plural(set.addresses.length, "unit")} by address`;
  if (set.language) return `${language(set.language).name} experts for ${set.concept}${set.only ? ", in no other language" : ""}`;
  return set.shared_by ? `Experts for ${set.concept} in ${set.shared_by} languages or more` : `Experts for ${set.concept}`;
}

/** "0.6 [0.4, 0.8]"; small effects with the decimals they need. */
export const full = (e: Pick<Estimate, "value" | "low" | "high">, digits = 2): string =>
  `${prose(e.value, digits)} ${interval(e.low, e.high, digits, prose)}`.trim();

const LEVEL = 0.05;

/** What random units leave to doubt: they do as much, or there are too few sets of them to tell; else nothing. */
export function doubt({ value, null_low: low, null_high: high, p = null, draws = 0 }: Estimate): string | null {
  const inside = value !== null && low !== null && high !== null && value >= low && value <= high;
  if (inside || (p !== null && p > LEVEL && 1 / (draws + 1) <= LEVEL)) return "random units do as much";
  return p !== null && p > LEVEL ? `${plural(draws, "draw")} are too few to be sure` : null;
}

/** A number against random units; without them as what it is. */
const besideRandom = (e: Estimate, of: string, digits = 2): string =>
  e.null === null
    ? `${full(e, digits)} ${of}; no random units were asked for`
    : told(e, { of, digits, by: "with random units", doubt: doubt(e) });

const done = (result: Intervention): string => {
  const kinds = [...new Set(result.sets.map((set) => OPERATION[set.operation].done))];
  return kinds.length === 1 ? kinds[0]! : "changed";
};

/** The finding: words of the concept where they were looked for, then what moved, beside random units. */
export function lead(result: Intervention): string {
  const units = plural(result.touched.units, "unit");
  const how = done(result);
  const begin = `${how[0]!.toUpperCase()}${how.slice(1)}, ${units}`;
  const n = `(${plural(result.prompts.length, "prompt")}, ${plural(result.kl.draws ?? 0, "draw")} of random units)`;
  const { kl } = result;
  const moved = `the next token by ${besideRandom(kl, "nats", digitsOf(kl.value, kl.null))} ${n}.`;
  const { changed, plain, random } = result.on_concept;
  if (!changed) return `${begin} move ${moved}`;
  const e = { ...changed, null: changed.null ?? random?.value ?? null };
  // Of none a share says less than how many there were.
  const written =
    e.value === 0 && plain?.value === 0 && e.null === 0
      ? `put a word of the concept into 0 of ${plural(e.n, "text")}; unchanged and random units did the same.`
      : `bring a word of the concept into ${besideRandom(e, `of ${plural(e.n, "text")}`)}; without the change ${prose(plain?.value)}.`;
  return `${begin} ${written} They move ${moved}`;
}

/** Texts in another language than their prompt's, and those of none; null where no prompt means a language. */
export function elsewhere(result: Intervention): { other: number; undetermined: number; n: number } | null {
  const texts = result.outputs.filter((o) => o.pane === "changed" && result.prompts[o.prompt]?.language);
  if (texts.length === 0) return null;
  const undetermined = texts.filter((o) => o.language === null).length;
  return {
    undetermined,
    other: texts.filter((o) => o.language !== null && o.language !== result.prompts[o.prompt]!.language).length,
    n: texts.length,
  };
}

export function elsewhereInWords(result: Intervention): string {
  const found = elsewhere(result);
  if (!found) return "";
  const told = found.n - found.undetermined;
  if (told === 0) return `The language of ${plural(found.n, "changed text")} could not be told.`;
  const left =
    found.other === 0
      ? `${told === 1 ? "The 1 changed text" : `All ${plural(told, "changed text")}`} that could be told stayed in the language of the prompt`
      : `${count(found.other)} of ${plural(found.n, "changed text")} left the language of the prompt`;
  return `${left}${found.undetermined > 0 ? `; ${count(found.undetermined)} undetermined` : ""}.`;
}

/** For the home page. */
export function sentence({ number: e, label, checkpoint, model }: NewestAnswer): string {
  const where = [model, checkpoint].filter(Boolean).join(" at ");
  const digits = label === "on concept" ? 2 : digitsOf(e.value, e.null);
  const [on, of] = label === "on concept" ? ["the concept’s words come up in", "of texts"] : ["the next token moves by", "nats"];
  return `With its units changed${where ? ` in ${where}` : ""}, ${on} ${told(e, { of, digits, by: "with random units" })} (n = ${count(e.n)}).`;
}
