/** An error as a refusal beside the field it names. */
import type { ApiError } from "../api/client";
import type { Refusal } from "../ui";

/** The refusal of this field; null where the error names another, or none. `details.suggestion` is offered. */
export function refusalOf(error: ApiError | null, field: string): Refusal | null {
  if (!error?.field || (error.field !== field && error.field.split(".").pop() !== field)) return null;
  const { suggestion, nearest } = error.details;
  const offered = typeof suggestion === "string" ? suggestion : typeof nearest === "string" ? nearest : undefined;
  return { message: error.message, hint: error.hint || undefined, suggestion: offered };
}
