/** Concept effects: what the experts of every concept do when they are switched off or forced, along the ladder. */
import type { StudyView } from "../../kit";
import { Form } from "./Form";
import { Result } from "./Result";
import { OVER } from "./context";
import { sentence } from "./words";

export const conceptEffects: StudyView = {
  slug: "concept-effects",
  Form,
  Result,
  sentence,
  seriesFigure: { name: OVER.forced.figure, title: "Forced: share of concept words that are the concept’s own" },
};
