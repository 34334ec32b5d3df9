/** Interventions: the playground. Units are switched off, forced or scaled, and the model writes in every language. */
import type { StudyView } from "../../kit";
import { Form } from "./Form";
import { Result } from "./Result";
import { sentence } from "./words";

export const interventions: StudyView = {
  slug: "interventions",
  Form,
  Result,
  whole: true,
  sentence,
  seriesFigure: { name: "languages_over_training", title: "Languages of the texts, plain and intervened" },
};
