/** That something happened: the values the intervention reached, and how many of them it changed. */
import type { Intervention } from "../../api/types";
import { count, plural } from "../../lib/format";

export function Touched({ result: { touched } }: { result: Intervention }) {
  return (
    <div className="touched">
      <p>
        <b>{count(touched.changed)} values changed</b>
      </p>
      <p className="caption">
        {plural(touched.units, "unit")} × {plural(touched.positions, "position")}: {count(touched.changed)} of the {count(touched.values)}{" "}
        values reached became another. Padding and other rows of the batch: untouched.
      </p>
    </div>
  );
}
