/** What is asked, as the address holds it: words and numbers as they were typed, units and prompts as JSON. */
import type { Asked as Params } from "../../api/types";
import { type Fields, fieldsOf, FROM_NOTHING, type Operation } from "../../kit";
import { asWanted, overEarlier, type Wanted } from "../../lib/asked";
import { type Codec, typed } from "../../lib/permalink";

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

export type ScalarName = Exclude<keyof Params<"InterventionsParams">, "units" | "prompts">;
type Scalars = Record<ScalarName, string | null>;

export type Asked = Scalars & { units: readonly AskedSet[]; prompts: readonly AskedPrompt[] };
export type Change = (part: Partial<Asked>) => void;

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

const record = (raw: unknown): Record<string, unknown> =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw) ? (raw as Record<string, unknown>) : {};
const written = (raw: unknown): string => (typeof raw === "string" ? raw : typeof raw === "number" ? String(raw) : "");
const named = (raw: unknown): string | null => (typeof raw === "string" && raw !== "" ? raw : null);
const many = (raw: unknown): unknown[] => (Array.isArray(raw) ? raw : []);

export const OPERATIONS: readonly Operation[] = ["zero", "mean", "resample", "force", "scale", "add"];
export const hasStrength = (operation: Operation): boolean => operation === "force" || operation === "scale" || operation === "add";

export function readSet(raw: unknown): AskedSet {
  const set = record(raw);
  return {
    concept: named(set.concept),
    language: named(set.language),
    shared_by: written(set.shared_by),
    only: set.only === true,
    k: written(set.k),
    addresses: many(set.addresses).map(String),
    operation: OPERATIONS.find((name) => name === set.operation) ?? "zero",
    strength: written(set.strength ?? 1),
    value: set.value === null || set.value === undefined ? null : written(set.value),
  };
}

export function readPrompt(raw: unknown): AskedPrompt {
  const prompt = record(raw);
  return { language: named(prompt.language), text: typeof prompt.text === "string" ? prompt.text : null, item: named(prompt.item) };
}

const readAll =
  <T>(read: (raw: unknown) => T) =>
  (raw: unknown) =>
    many(raw).map(read);

/** A list of numbers as typed, without the brackets an address may give it. */
const numbers: Codec<string | null> = { parse: (raw) => raw?.replace(/^\[|\]$/g, "") ?? null, format: (value) => value };

/** The fields as the server describes them, with what is typed in a way of its own: none ("") is a choice of some. */
export function playgroundFields(
  schema: Parameters<typeof fieldsOf>[0],
): Fields & { scalars: Record<ScalarName, Codec<string | null>>; all: Record<string, Codec<unknown>> } {
  const fields = fieldsOf(schema);
  const own = Object.entries(fields.codecs).filter(([name]) => !["units", "prompts", "checkpoints"].includes(name));
  const scalars = { ...Object.fromEntries(own), checkpoint: typed, concept_run: typed, doses: numbers } as Record<
    ScalarName,
    Codec<string | null>
  >;
  return {
    ...fields,
    words: new Set([...fields.words, "checkpoint"]),
    scalars,
    all: { ...scalars, units: json(readAll(readSet)), prompts: json(readAll(readPrompt)) } as never,
  };
}
export type PlaygroundFields = ReturnType<typeof playgroundFields>;

type View = Scalars & { units: readonly AskedSet[] | null; prompts: readonly AskedPrompt[] | null };

/** The address' values over those that the page began with (an earlier run's params, or none). */
export function merged({ units, prompts, ...scalars }: View, initial: Readonly<Record<string, unknown>>, fields: PlaygroundFields): Asked {
  const list = <T>(own: readonly T[] | null, given: unknown, read: (raw: unknown) => T) =>
    own ?? readAll(read)(typeof given === "string" ? parsed(given) : given);
  const begun = list(prompts, initial.prompts, readPrompt);
  return {
    ...overEarlier(scalars, initial, fields.scalars),
    units: list(units, initial.units, readSet),
    prompts: begun.length > 0 || prompts !== null ? begun : [FROM_NOTHING],
  };
}

const number = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));
const entries = (text: string | null): string[] => (text ?? "").split(/[\s,;]+/).filter(Boolean);

export interface Problem {
  field: string;
  message: string;
  suggestion?: string;
}

const RANGES: Record<string, string> = {
  strength: "Between −100 and 100.",
  value: "A number such as 1.5.",
  k: "A whole number, 1 or more.",
  shared_by: "A whole number, 2 or more.",
  doses: "Numbers with commas between.",
};

/** What cannot be sent, since it is no number. All else is for the server to judge. */
export function problems(asked: Asked, fields: PlaygroundFields): Problem[] {
  const problem = (field: string, text: string): Problem[] => {
    if (Number.isFinite(number(text))) return [];
    const name = field.split(".").pop()!;
    const decimal = text.trim().replace(",", ".");
    const says = text.trim() === "" ? "A number is missing here." : `“${text}” is not a number.`;
    return [
      {
        field,
        message: `${says} ${RANGES[name] ?? fields.limits(name)}`.trim(),
        suggestion: decimal !== text && Number.isFinite(number(decimal)) ? decimal : undefined,
      },
    ];
  };
  const ofSets = asked.units.flatMap((set, i) => [
    ...(hasStrength(set.operation)
      ? set.value !== null
        ? problem(`units.${i}.value`, set.value)
        : problem(`units.${i}.strength`, set.strength)
      : []),
    ...(set.k === "" ? [] : problem(`units.${i}.k`, set.k)),
    ...(set.shared_by === "" ? [] : problem(`units.${i}.shared_by`, set.shared_by)),
  ]);
  const scalars = (Object.keys(fields.scalars) as ScalarName[]).filter(
    (name) => !fields.words.has(name) && name !== "doses" && used(asked, name) && asked[name],
  );
  return [
    ...ofSets,
    ...scalars.flatMap((name) => problem(name, asked[name]!)),
    ...(used(asked, "doses")
      ? entries(asked.doses)
          .flatMap((dose) => problem("doses", dose))
          .slice(0, 1)
      : []),
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

/** The request's body; null while something is missing, or is no number. */
export function request(asked: Asked, fields: PlaygroundFields): Wanted | null {
  const { units, prompts, ...scalars } = asked;
  if (!asked.model || !asked.checkpoint || units.length === 0 || prompts.length === 0 || problems(asked, fields).length > 0) return null;
  const { params } = asWanted({ ...scalars, doses: entries(asked.doses) }, fields.words, (name) => used(asked, name));
  return {
    params: { ...params, units: units.map(setParams), prompts: prompts.map(({ language, text, item }) => ({ language, text, item })) },
    checkpoints: null,
  };
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
    concept: set.concept,
    ...(set.language && { language: set.language }),
    ...(set.shared_by && { shared_by: Number(set.shared_by) }),
    ...(set.only && { only: true }),
    ...(set.k && { k: Number(set.k) }),
    operation,
    ...how,
  };
}

/** Addresses as a person types them: commas, spaces or lines between; each once. */
export const readAddresses = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
