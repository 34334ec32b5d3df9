/** What is asked: whose experts, what is switched off and forced, on which text, beside how many random units; its cost. */
import { defineForm } from "../../kit";
import { wholeLadder } from "../../lib/asked";
import { Forced, Measured, RandomUnits, SwitchedOff } from "./Measured";
import { type Setting, useSetting } from "./setting";
import { Source } from "./Source";
import type { Params } from "./types";
import "./concept-effects.css";

export const Form = defineForm<Params, Setting>({
  slug: "concept-effects",
  useSetting,
  isComplete: (asked, { checkpoints }) =>
    asked.model !== null &&
    asked.concept_run !== null &&
    asked.language !== null &&
    (wholeLadder(asked) ? checkpoints : asked.checkpoints).length > 0,
  wants: () => "Choose a concept run, a checkpoint and a language.",
  // No others can be asked for than the concept run has, so the whole ladder is said by name.
  known: ({ checkpoints }) => checkpoints,
  groups: [Source, SwitchedOff, Forced, RandomUnits, Measured],
});
