/** The study's shapes as they travel, under short names: answers are written whole, so every field is there. */
import type { Answer, Asked, Estimate } from "../../api/types";

export type { Estimate };
export type Params = Asked<"ConceptEffectsParams">;
export type Pane = ForcedText["pane"];
export type ForcedText = Answer<"ConceptEffectsForcedText">;
export type Ablation = Answer<"ConceptEffectsAblation">;
/** A pane that wrote no word of any concept is left out. */
type ByPane = Partial<Record<Pane, Estimate>>;
export type ConceptForcing = Omit<Answer<"ConceptEffectsConceptForcing">, "on_concept"> & { on_concept: ByPane };
export type Result = Omit<Answer<"ConceptEffectsResult">, "on_concept" | "forced"> & { on_concept: ByPane; forced: ConceptForcing[] };
export type SeriesPoint = Omit<Answer<"ConceptEffectsSeriesPoint">, "on_concept"> & { on_concept: ByPane };
export type SeriesResult = Omit<Answer<"ConceptEffectsSeriesResult">, "points"> & { points: SeriesPoint[] };
