/** The register of studies, one line each. */
export { conceptEffects } from "./concept-effects";
export { conceptNeurons } from "./concept-neurons";
export { interventions } from "./interventions";
export { languageProbes } from "./language-probes";
export { pretraining } from "./pretraining";
