/** The register of studies, one line each. */
import { conceptEffects } from "./concept-effects";
import { conceptNeurons } from "./concept-neurons";
import { interventions } from "./interventions";
import { languageProbes } from "./language-probes";
import { pretraining } from "./pretraining";
import type { StudyView } from "./register";

export const STUDIES: readonly StudyView[] = [conceptNeurons, languageProbes, interventions, conceptEffects, pretraining];

/** By its slug, or by its name as runs carry it (`concept_neurons`). */
export const studyView = (name: string | null | undefined): StudyView | undefined => STUDIES.find((study) => study.slug === name?.replaceAll("_", "-"));
