/** Everything the finding said before: its numbers never change, its words may, and earlier ones stay to be read. */
import { useState } from "react";
import { useRevisions } from "../../api/queries";
import type { FindingSummary, Revision } from "../../api/types";
import { dateTime } from "../../lib/format";
import { unturned } from "../../lib/keeper";
import { Markdown } from "../../ui";

export function Revisions({ finding }: { finding: Pick<FindingSummary, "slug" | "revision"> }) {
  const [open, setOpen] = useState(false);
  const [number, setNumber] = useState<number | null>(null);
  const answer = useRevisions(finding.slug, open);
  if (finding.revision < 2) return null;
  const earlier = (answer.data ?? []).filter((one) => one.number !== finding.revision);
  const shown = earlier.find((one) => one.number === number);
  return (
    <details className="run-fold no-print" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Earlier words</summary>
      {answer.error && (
        <p className="refusal" role="alert">
          {answer.error.message} {answer.error.hint}
        </p>
      )}
      <ul className="finding-links">
        {earlier.map((one) => (
          <li key={one.number}>
            <button
              type="button"
              className="linklike"
              aria-expanded={one.number === number}
              onClick={() => setNumber(one.number === number ? null : one.number)}
            >
              Revision {one.number}
            </button>{" "}
            <span className="caption">{dateTime(one.at)}</span>
          </li>
        ))}
      </ul>
      {shown && <Earlier revision={shown} />}
    </details>
  );
}

function Earlier({ revision }: { revision: Revision }) {
  return (
    <div className="earlier">
      <p className="caption">What it said from {dateTime(revision.at)}, until it was revised:</p>
      <p className="earlier-title" dir="auto">
        {unturned(revision.title)}
      </p>
      <Markdown text={revision.note} under={2} />
      <p className="caption">
        <bdi>{unturned(revision.kept_by)}</bdi>
        {revision.kept_by && revision.tags.length > 0 && " · "}
        {revision.tags.map(unturned).join(", ")}
      </p>
    </div>
  );
}
