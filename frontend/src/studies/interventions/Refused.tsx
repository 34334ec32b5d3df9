/** A refusal of a part that is no single control. */
import type { Refusal } from "../../ui";

export function Refused({ by }: { by: Refusal | null }) {
  return by && <p className="refusal" role="alert">{by.message} {by.hint}</p>;
}
