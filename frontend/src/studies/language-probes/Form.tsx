/** What is asked: a model's checkpoints, parallel text, what a probe is to tell, what it reads; and what that costs. */
import { defineForm, type FormSpec } from "../../kit";
import { Beside, More, Told, Which, WhatIsRead, WhichText } from "./Asks";
import { type Setting, useSetting } from "./setting";
import type { Params } from "./types";
import "./language-probes.css";

export const FORM: FormSpec<Params, Setting> = {
  slug: "language-probes",
  useSetting,
  isComplete: ({ model, corpus, languages, target, concepts }) =>
    model !== null && corpus !== null && languages.length > 1 && (target !== "concept" || concepts !== null),
  wants: ({ target }, { corpus }) =>
    target === "concept" && corpus && corpus.concept_page.length === 0
      ? "This corpus has no concepts: add a concept set, or let the probes tell the language."
      : `Choose a model, a corpus and two languages or more${target === "concept" ? ", and a concept set" : ""}.`,
  takesPart: ({ target, unit }, name) =>
    name === "concepts" || name === "only_concepts" ? target === "concept" : name !== "tokens" || unit !== "sentence",
  groups: [Which, WhichText, Told, WhatIsRead, Beside, More],
};

export const Form = defineForm(FORM);
