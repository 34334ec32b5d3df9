/** Concept effects: what the experts of every concept do when they are switched off or forced, along the ladder. */
import type { StudyView } from "../register";
import { Form } from "./Form";
import { Result } from "./Result";
import { sentence } from "./words";

export const conceptEffects: StudyView = { slug: "concept-effects", Form, Result, seriesFigure: "on_concept_over_training", sentence };
