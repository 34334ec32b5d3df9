/** Language probes: what each layer knows of language and of meaning, and which neurons belong to one language. */
import type { StudyView } from "../../kit";
import { Form } from "./Form";
import { Found } from "./Found";
import { Result } from "./Result";
import { OVER } from "./context";
import { sentence } from "./words";

export const languageProbes: StudyView = {
  slug: "language-probes",
  Form,
  Result,
  Found,
  sentence,
  seriesFigure: { name: OVER.layers.figure, title: "Held-out accuracy by layer and step" },
};
