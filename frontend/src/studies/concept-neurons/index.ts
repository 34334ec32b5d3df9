/** Concept neurons: which units know a concept, in which languages, and since when. */
import type { StudyView } from "../../kit";
import { Form } from "./Form";
import { Result } from "./Result";
import { UnitPage } from "./UnitPage";

export const conceptNeurons: StudyView = {
  slug: "concept-neurons",
  Form,
  Result,
  UnitPage,
  seriesFigure: { name: "overlap_over_training", title: "Share of expert units two languages have in common" },
};
