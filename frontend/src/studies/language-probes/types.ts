/** The study's shapes as they travel, under short names: answers are written whole, so every field is there. */
import type { Answer, Asked, Estimate } from "../../api/types";

export type { Estimate };
export type Params = Asked<"LanguageProbesParams">;
export type Target = Params["target"];
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
