/** Language probes: what each layer knows of language and of meaning, and which neurons belong to one language. */
import type { StudyView } from "../register";
import { Form } from "./Form";
import { Result } from "./Result";
import { sentence } from "./words";

export const languageProbes: StudyView = { slug: "language-probes", Form, Result, seriesFigure: "layers_over_training", sentence };
