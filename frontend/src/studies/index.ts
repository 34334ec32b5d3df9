/** The studies, in the order in which pages offer them. */
import type { StudyView } from "../kit";
import * as register from "./register";

export const STUDIES: readonly StudyView[] = Object.values(register);

/** By its slug, or by its name as runs carry it (`concept_neurons`). */
export const studyView = (name: string | null | undefined): StudyView | undefined =>
  STUDIES.find((study) => study.slug === name?.replaceAll("_", "-"));
