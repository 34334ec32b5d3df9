/** Where a refusal stands: beside the control that it is about. */
import type { PublicError } from "../../api/types";
import type { Refusal } from "../../ui";
import type { Asked, Problem } from "./asked";

/** The server's word for an intervention that reached no position of any text. */
export const UNTOUCHED = "touched_nothing";

/** Settings without a control of their own. */
const UNDRAWN = ["dtype", "attention"];

/**
 * The place on the page for an error's field: `units.0.strength`, `units.0.which`, `units.0`, `prompts.2`, a setting's
 * name, or `rest` for what has no control.
 */
export function placeOf(field: string, asked: Asked): string {
  const [head, index, name] = field.replace(/^params\./, "").split(".");
  if (head === "units") {
    if (index === undefined || asked.units[Number(index)] === undefined) return "units";
    if (name === "strength" || name === "value") return `units.${index}.strength`;
    if (name === undefined || name === "operation") return `units.${index}`;
    return `units.${index}.which`;
  }
  if (head === "prompts") return index === undefined || asked.prompts[Number(index)] === undefined ? "prompts" : `prompts.${index}`;
  return UNDRAWN.includes(head!) || !(head! in asked) ? "rest" : head!;
}

export type RefusedAt = (place: string) => Refusal | null;

/** What to say at each place: numbers that cannot be read, then what the server refused. */
export function refusalsOf(asked: Asked, wrong: readonly Problem[], error: PublicError | null): RefusedAt {
  const said = new Map<string, Refusal>();
  if (error?.field) {
    const { suggestion, nearest } = error.details as Record<string, unknown>;
    const offered = typeof suggestion === "string" ? suggestion : typeof nearest === "string" ? nearest : undefined;
    said.set(placeOf(error.field, asked), { message: error.message, hint: error.hint || undefined, suggestion: offered });
  }
  for (const { field, message, suggestion } of wrong) said.set(placeOf(field, asked), { message, suggestion });
  return (place) => said.get(place) ?? null;
}
