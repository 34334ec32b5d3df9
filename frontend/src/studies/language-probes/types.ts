/** The study's shapes as they travel, under short names: answers are written whole, so every field is there. */
import type { components } from "../../api/schema";

type Schemas = components["schemas"];
type Whole<T> = T extends readonly [unknown, ...unknown[]] ? T : T extends readonly (infer Item)[] ? Whole<Item>[] : T extends object ? { [Name in keyof T]-?: Whole<T[Name]> } : T;
type Answer<Name extends keyof Schemas> = Whole<Schemas[Name]>;

export type Params = Schemas["LanguageProbesParams"];
export type Target = Params["target"];
export type Estimate = Answer<"LanguageProbesEstimate">;
export type Probe = Answer<"LanguageProbesProbe">;
export type Headline = Answer<"LanguageProbesHeadline">;
export type Baseline = Answer<"LanguageProbesBaseline">;
export type Transfer = Answer<"LanguageProbesTransfer">;
export type Pair = Answer<"LanguageProbesPair">;
export type Alignment = Answer<"LanguageProbesAlignment">;
/** Null where no neuron belongs to a language. */
interface Lost {
  own: Estimate | null;
  others: Estimate | null;
}
export type Neurons = Omit<Answer<"LanguageProbesNeurons">, keyof Lost> & Lost;
export type ExpertNeurons = Answer<"LanguageProbesExpertNeurons">;
export type NeuronsAndExperts = Answer<"LanguageProbesNeuronsAndExperts">;
export type LanguageNeuron = Answer<"LanguageProbesLanguageNeuron">;
export type LossChange = Answer<"LanguageProbesLossChange">;
/** Null without a concept run. */
export type Result = Omit<Answer<"LanguageProbesResult">, "neurons" | "experts"> & { neurons: Neurons; experts: NeuronsAndExperts | null };
export type SeriesPoint = Omit<Answer<"LanguageProbesSeriesPoint">, keyof Lost | "experts"> & Lost & { experts: Estimate | null };
export type SeriesResult = Omit<Answer<"LanguageProbesSeriesResult">, "points"> & { points: SeriesPoint[] };
export type Confusion = Answer<"LanguageProbesConfusion">;
export type Mistake = Answer<"LanguageProbesMistake">;
