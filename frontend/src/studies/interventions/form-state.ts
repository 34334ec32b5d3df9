/** What is asked, as the address holds it: words and numbers as they were typed, units and prompts as JSON. */
import type { Codec, optional } from "../../lib/permalink";
import { FROM_NOTHING, type Operation } from "../../lib/playground";

/** A unit set while it is being set up: numbers are text as typed, so that a wrong one can be said to be wrong. */
export interface AskedSet {
  concept: string | null;
  language: string | null;
  shared_by: string;
  only: boolean;
  k: string;
  addresses: readonly string[];
  operation: Operation;
  strength: string;
  /** Null: by strength, times the median. */
  value: string | null;
}

export interface AskedPrompt {
  language: string | null;
  /** Null: from nothing. */
  text: string | null;
  item: string | null;
}

const SCALARS = ["model", "checkpoint", "concept_run", "where", "from_position", "texts", "length", "sampling", "temperature", "top_p", "draws", "doses", "keywords", "held_out", "seed", "dtype", "attention"] as const;
export type ScalarName = (typeof SCALARS)[number];
const WORDS = new Set<ScalarName>(["model", "checkpoint", "concept_run", "where", "sampling", "dtype", "attention"]);

export type Asked = Record<ScalarName, string | null> & { units: readonly AskedSet[]; prompts: readonly AskedPrompt[] };
export type Change = (part: Partial<Asked>) => void;

/** As typed: emptied is not the same as never touched. */
const typed: Codec<string | null> = { parse: (raw) => raw, format: (value) => value };

const json = <T>(read: (raw: unknown) => T): Codec<T | null> => ({
  parse: (raw) => (raw === null ? null : read(parsed(raw))),
  format: (value) => (value === null ? null : JSON.stringify(value)),
});

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}

const record = (raw: unknown): Record<string, unknown> => (typeof raw === "object" && raw !== null && !Array.isArray(raw) ? (raw as Record<string, unknown>) : {});
const written = (raw: unknown): string => (typeof raw === "string" ? raw : typeof raw === "number" ? String(raw) : "");
const named = (raw: unknown): string | null => (typeof raw === "string" && raw !== "" ? raw : null);
const many = (raw: unknown): unknown[] => (Array.isArray(raw) ? raw : []);

export const OPERATIONS: readonly Operation[] = ["zero", "mean", "resample", "force", "scale", "add"];
export const hasStrength = (operation: Operation): boolean => operation === "force" || operation === "scale" || operation === "add";

export function readSet(raw: unknown): AskedSet {
  const set = record(raw);
  return {
    concept: named(set.concept), language: named(set.language), shared_by: written(set.shared_by), only: set.only === true, k: written(set.k),
    addresses: many(set.addresses).map(String),
    operation: OPERATIONS.find((name) => name === set.operation) ?? "zero",
    strength: written(set.strength ?? 1), value: set.value === null || set.value === undefined ? null : written(set.value),
  };
}

export function readPrompt(raw: unknown): AskedPrompt {
  const prompt = record(raw);
  return { language: named(prompt.language), text: typeof prompt.text === "string" ? prompt.text : null, item: named(prompt.item) };
}

const readAll = <T>(read: (raw: unknown) => T) => (raw: unknown) => many(raw).map(read);

export const FIELDS = {
  ...(Object.fromEntries(SCALARS.map((name) => [name, typed])) as Record<ScalarName, typeof optional>),
  units: json(readAll(readSet)),
  prompts: json(readAll(readPrompt)),
};

type View = Record<ScalarName, string | null> & { units: readonly AskedSet[] | null; prompts: readonly AskedPrompt[] | null };

/** The address' values over those that the page began with (an earlier run's params, or none). */
export function merged(view: View, initial: Readonly<Record<string, unknown>>): Asked {
  const scalar = (name: ScalarName) => {
    const given = initial[name];
    if (view[name] !== null) return name === "doses" ? bare(view[name]) : view[name];
    if (given === null || given === undefined) return null;
    return Array.isArray(given) ? given.join(", ") : bare(String(given));
  };
  const list = <T>(own: readonly T[] | null, given: unknown, read: (raw: unknown) => T) => own ?? (typeof given === "string" ? readAll(read)(parsed(given)) : readAll(read)(given));
  const prompts = list(view.prompts, initial.prompts, readPrompt);
  return {
    ...(Object.fromEntries(SCALARS.map((name) => [name, scalar(name)])) as Record<ScalarName, string | null>),
    units: list(view.units, initial.units, readSet),
    prompts: prompts.length > 0 || view.prompts !== null ? prompts : [FROM_NOTHING],
  };
}

/** A list of numbers without the brackets an address may give it. */
const bare = (text: string) => text.replace(/^\[|\]$/g, "");

const number = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));
const entries = (text: string | null): string[] => (text ?? "").split(/[\s,;]+/).filter(Boolean);

export interface Problem {
  field: string;
  message: string;
  suggestion?: string;
}

const RANGES: Record<string, string> = {
  strength: "Between −100 and 100.", value: "A number such as 1.5.", k: "A whole number, 1 or more.", shared_by: "A whole number, 2 or more.",
  from_position: "A whole number, counted from 0.", texts: "A whole number, 1 to 200.", length: "A whole number, 1 to 256.", temperature: "Above 0, up to 5.",
  top_p: "Above 0, up to 1.", draws: "A whole number, 0 to 200.", doses: "Numbers with commas between.", keywords: "A whole number, 0 to 100.", held_out: "A whole number, 0 to 400.", seed: "A whole number, 0 or more.",
};

function problem(field: string, text: string): Problem[] {
  if (Number.isFinite(number(text))) return [];
  const decimal = text.trim().replace(",", ".");
  const says = text.trim() === "" ? "A number is missing here." : `“${text}” is not a number.`;
  return [{ field, message: `${says} ${RANGES[field.split(".").pop()!] ?? ""}`.trim(), suggestion: decimal !== text && Number.isFinite(number(decimal)) ? decimal : undefined }];
}

/** What cannot be sent, since it is no number. All else is for the server to judge. */
export function problems(asked: Asked): Problem[] {
  const ofSets = asked.units.flatMap((set, i) => [
    ...(hasStrength(set.operation) ? (set.value !== null ? problem(`units.${i}.value`, set.value) : problem(`units.${i}.strength`, set.strength)) : []),
    ...(set.k === "" ? [] : problem(`units.${i}.k`, set.k)),
    ...(set.shared_by === "" ? [] : problem(`units.${i}.shared_by`, set.shared_by)),
  ]);
  const scalars = SCALARS.filter((name) => !WORDS.has(name) && name !== "doses" && used(asked, name) && (asked[name] !== null && asked[name] !== ""));
  return [
    ...ofSets,
    ...scalars.flatMap((name) => problem(name, asked[name]!)),
    ...(used(asked, "doses") ? entries(asked.doses).flatMap((dose) => problem("doses", dose)).slice(0, 1) : []),
    ...(asked.where === "from" && !asked.from_position ? problem("from_position", "") : []),
  ];
}

/** Whether a setting takes part at all; one that does not is left out, so that it cannot make another run. */
function used(asked: Asked, name: ScalarName): boolean {
  if (name === "from_position") return asked.where === "from";
  if (name === "temperature" || name === "top_p") return asked.sampling === "sample";
  if (name === "doses") return asked.units.some((set) => hasStrength(set.operation));
  return true;
}

export interface Wanted {
  params: Record<string, unknown>;
  checkpoints: string[] | "all" | null;
}

/** The request's body; null while something is missing, or is no number. */
export function request(asked: Asked): Wanted | null {
  if (!asked.model || !asked.checkpoint || asked.units.length === 0 || asked.prompts.length === 0 || problems(asked).length > 0) return null;
  const params: Record<string, unknown> = {};
  for (const name of SCALARS) {
    const value = asked[name];
    if (!used(asked, name) || value === null || value === "") continue;
    params[name] = name === "doses" ? entries(value).map(Number) : WORDS.has(name) ? value : Number(value);
  }
  return { params: { ...params, units: asked.units.map(setParams), prompts: asked.prompts.map(({ language, text, item }) => ({ language, text, item })) }, checkpoints: null };
}

/** The same along a ladder, whose concept run is the series. */
export function alongLadder(wanted: Wanted, ladder: { series: string | null; checkpoints: string[] | "all" }): Wanted {
  const params = { ...wanted.params };
  delete params.checkpoint;
  return { params: { ...params, ...(ladder.series && { concept_run: ladder.series }) }, checkpoints: ladder.checkpoints };
}

function setParams(set: AskedSet): Record<string, unknown> {
  const { operation } = set;
  const how = !hasStrength(operation) ? {} : set.value !== null ? { value: Number(set.value) } : { strength: Number(set.strength) };
  if (set.addresses.length > 0 || set.concept === null) return { addresses: set.addresses, operation, ...how };
  return {
    concept: set.concept, ...(set.language && { language: set.language }), ...(set.shared_by && { shared_by: Number(set.shared_by) }), ...(set.only && { only: true }),
    ...(set.k && { k: Number(set.k) }), operation, ...how,
  };
}

/** Addresses as a person types them: commas, spaces or lines between; each once. */
export const readAddresses = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
