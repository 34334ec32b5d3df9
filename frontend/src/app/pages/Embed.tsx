/** A finding inside another page: its figures, its title, and one line that says whether it is what was kept. */
import { useEffect } from "react";
import { useFinding } from "../../api/queries";
import type { Finding } from "../../api/types";
import { shortDigest } from "../../lib/format";
import { unturned } from "../../lib/keeper";
import { Failed } from "../../ui";
import { digestsInShort } from "../finding/Digests";
import { KeptFigures } from "../finding/KeptFigures";
import "../finding/finding.css";

export default function Embed({ slug }: { slug: string }) {
  const answer = useFinding(slug);
  const finding = answer.data;
  useEffect(() => {
    document.title = finding ? `${unturned(finding.title)} · Isogloss` : "Isogloss";
  }, [finding]);
  return (
    <main id="content" className="embed" tabIndex={-1}>
      {answer.error && !finding && (
        <Failed
          message={answer.error.message}
          hint={answer.error.status === 410 ? "" : answer.error.hint}
          retry={answer.error.passing ? { label: "Ask again", run: () => void answer.refetch() } : undefined}
        />
      )}
      {!finding && !answer.error && (
        <p className="loading caption" role="status">
          Reading
        </p>
      )}
      {finding && <Framed finding={finding} />}
    </main>
  );
}

function Framed({ finding }: { finding: Finding }) {
  const check = digestsInShort(finding.verified);
  const [source] = finding.sources;
  // The frame's own page may not navigate: all links open beside the page it stands in.
  return (
    <>
      <h1 dir="auto">
        <a href={`/f/${finding.slug}`} target="_blank" rel="noopener">
          {unturned(finding.title)}
        </a>
      </h1>
      <KeptFigures
        finding={finding}
        url={finding.cite.url}
        embed={finding.cite.embed}
        cite={finding.cite.sentence}
        height={finding.figures.length > 1 ? 220 : 290}
      />
      <p className="embed-line caption">
        <span>
          <span className={check.look}>
            {check.look === "good" && "✓ "}
            {check.text}
          </span>
          {source && (
            <>
              {" "}
              · <bdi>{source.model ?? source.study_title}</bdi>, run <span className="mono">{shortDigest(source.run)}</span>
            </>
          )}
          {finding.kept_by && (
            <>
              {" "}
              · <bdi>{unturned(finding.kept_by)}</bdi>
            </>
          )}
        </span>
        <a href={`/f/${finding.slug}`} target="_blank" rel="noopener">
          Isogloss finding {finding.slug}
        </a>
      </p>
    </>
  );
}
