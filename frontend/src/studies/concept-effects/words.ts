/** What the pages of concept effects say: the finding first, then its null, then n. */
import type { NewestAnswer } from "../../api/types";
import { count, interval, listing, plural, prose, share } from "../../lib/format";
import { language } from "../../lib/languages";
import { checkpointInWords } from "../../lib/steps";
import { type Sayable, type Telling, told } from "../../plots";
import type { Estimate, Pane, Result, SeriesPoint } from "./types";

export const PANES: readonly Pane[] = ["plain", "forced", "random", "other"];

export const PANE: Record<Pane, { name: string; says: string }> = {
  plain: { name: "plain", says: "Nothing changed." },
  forced: { name: "forced", says: "The concept’s experts, each at its median over the concept’s sentences times the strength." },
  random: { name: "random units", says: "Random units that are matched to the experts, each at its own median: the null." },
  other: { name: "another concept", says: "Another concept’s experts at the same norm: what any such push does." },
};

type Write = typeof share;
/** Two decimals of a small p would hide how near it is to its least value. */
export const written = (p: number | null, write: Write = share): string => write(p, p !== null && p < 0.1 ? 3 : 2);

const LEVEL = 0.05;

/** Whether an effect may be called one: its interval is clear of the null, and p (after Holm, where there is one) is small. */
export function shows(e: Estimate): boolean {
  const p = e.p_holm ?? e.p ?? null;
  if (e.null === null || e.low === null || e.high === null || p === null) return false;
  return (e.low > e.null || e.high < e.null) && p <= LEVEL;
}

type Value = Pick<Estimate, "value" | "low" | "high">;
/** Nats a token are small: three decimals. */
export const nats = (e: Value, write: Write = prose): string => `${write(e.value, 3)} ${interval(e.low, e.high, 3, write)}`.trim();
const full = (e: Value) => `${prose(e.value)} ${interval(e.low, e.high, 2, prose)}`.trim();

const p = (e: Estimate) => (e.p == null ? "" : `, p = ${written(e.p, prose)}`);

/** Where the sets of random units lie, and p. */
function spread(e: Estimate, digits: number): string {
  const middle = interval(e.null_low, e.null_high, digits, prose);
  return middle ? `95 % of ${plural(e.draws ?? 0, "set")} in ${middle}${p(e)}` : "none was measured";
}

/** Why an effect is not called one though its interval is clear. */
const doubt = (e: Estimate) =>
  shows(e) ? null : e.p == null ? "no p to show it" : `p = ${written(e.p_holm ?? e.p, prose)} does not show it`;
/** What switching off does, over what random units do: the value is the excess. */
const off = (e: Sayable, weighed: string | null) =>
  told(e, {
    digits: 3,
    isExcess: true,
    of: "nats a token more to its own sentences than to others’, beyond what random units add",
    doubt: weighed,
    n: "concept",
  });
const on = (e: Sayable, n: Telling["n"], weighed: string | null) =>
  told(e, { of: "of the concept words are the concept’s own", by: "with random units", doubt: weighed, n });

export function switchedOff({ overall: e, ...at }: Pick<Result, "overall" | "checkpoint" | "step">): string {
  return `At ${checkpointInWords(at)}, switching off a concept’s shared experts adds ${off(e, doubt(e))}. Random units: ${spread(e, 3)}.`;
}

/** Which single languages show it, after Holm. None is called an effect that does not. */
export function inLanguages({ ablation, draws }: Pick<Result, "ablation" | "draws">): string {
  const total = ablation.length;
  const named = (rows: typeof ablation) => listing(rows.map((row) => language(row.language).name));
  const found = ablation.filter((row) => shows(row.effect));
  const [more, less] = [found.filter((row) => (row.effect.value ?? 0) > 0), found.filter((row) => (row.effect.value ?? 0) <= 0)];
  if (found.length === 0 && total / (draws + 1) > LEVEL)
    return `${plural(draws, "set")} of random units are too few to tell single languages apart.`;
  if (found.length === 0) return `After Holm no effect is shown in any of ${plural(total, "language")}.`;
  const where = `After Holm an effect is shown in ${count(more.length)} of ${plural(total, "language")}${more.length > 0 ? `: ${named(more)}` : ""}.`;
  return less.length > 0 ? `${where} The other way round, after Holm too: ${named(less)}.` : where;
}

export function forced({ on_concept: by, language: code }: Pick<Result, "on_concept" | "language">): string {
  const e = by.forced;
  const how = `Forced from nothing, its ${language(code).name} experts`;
  if (!e) return `${how} bring up no word of any concept.`;
  const plain = by.plain ? ` Plain ${prose(by.plain.value)}.` : "";
  const random = e.null === null ? "Random units bring up no word of any concept." : `Random units: ${spread(e, 2)}.`;
  return `${how} write texts in which ${on(e, ["text with a concept word", "texts with a concept word"], doubt(e))}.${plain} ${random}`;
}

/** The findings at one checkpoint, switched off and forced; and how each was at the first of the ladder. */
export function leads(result: Result, first?: SeriesPoint | null): [off: string, on: string] {
  const off = `${switchedOff(result)} ${inLanguages(result)}`;
  if (!first || first.checkpoint === result.checkpoint) return [off, forced(result)];
  const at = checkpointInWords(first);
  const { forced: then } = first.on_concept;
  const before = then
    ? `At ${at} it was ${full(then)}${then.null === null ? "" : `, random units ${prose(then.null)}`}.`
    : `At ${at} no word of any concept came up.`;
  return [`${off} At ${at} it was ${nats(first.overall)} nats a token.`, `${forced(result)} ${before}`];
}

/** For the home page, where p is not at hand. */
export function sentence({ number: e, label, checkpoint, model, trajectory }: NewestAnswer): string {
  const last = trajectory[trajectory.length - 1];
  const at = last ? checkpointInWords(last) : checkpoint;
  const where = [model, at].filter(Boolean).join(" at ");
  const of = where && ` in ${where}`;
  if (/forced|on concept/.test(label)) return `With a concept’s experts forced${of}, ${on(e, "text", null)}.`;
  return `Switched off${of}, a concept’s shared experts add ${off(e, null)}.`;
}
