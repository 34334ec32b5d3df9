/** An error as a refusal beside the field it names. */
import type { ApiError } from "../api/client";
import type { Refusal } from "./Field";

/** The refusal of this field, or of a part of it ("units" of "params.units.0.strength"); null where the error names
 * another, or none. `details.suggestion` is offered. */
export function refusalOf(error: ApiError | null, name: string): Refusal | null {
  if (!error?.field) return null;
  const field = error.field.replace(/^params\./, "");
  if (field !== name && field.split(".")[0] !== name) return null;
  const { suggestion, nearest } = error.details;
  const offered = typeof suggestion === "string" ? suggestion : typeof nearest === "string" ? nearest : undefined;
  return { message: error.message, hint: error.hint || undefined, suggestion: offered };
}
