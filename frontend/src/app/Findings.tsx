/** Findings on the front page: those that came with a bundle, whole; those that were kept here, in a short list. */
import { Link } from "wouter";
import { useFindings } from "../api/queries";
import type { FindingSummary } from "../api/types";
import { count, date, dateTime } from "../lib/format";
import { unturned } from "../lib/keeper";
import { Markdown, Panel } from "../ui";
import { KeptFigures } from "./finding/KeptFigures";
import { stateOf } from "./states";
import { studyWords } from "./words";
import "./finding/finding.css";

/** Each whole one takes a screen. */
const MOST_WHOLE = 3;
const MOST_SHORT = 5;

/** What came with a bundle. Nothing where there is none. */
export function Findings({ title }: { title: string }) {
  const query = useFindings();
  const findings = (query.data ?? []).filter(({ origin }) => origin === "imported");
  if (query.error && !query.data) return <Panel title={title} height={96} state={stateOf(query)} />;
  if (findings.length === 0) return null;
  return (
    <section className="stack findings" aria-label={title}>
      {findings.slice(0, MOST_WHOLE).map((finding) => (
        <One key={finding.slug} finding={finding} aside={title} />
      ))}
      {findings.length > MOST_WHOLE && (
        <p>
          <Link href="/findings">All {count(query.data?.length)} findings</Link>
        </p>
      )}
    </section>
  );
}

function One({ finding, aside }: { finding: FindingSummary; aside: string }) {
  return (
    <Panel
      title={unturned(finding.title)}
      aside={
        <>
          <span className="caption">
            {aside}, {dateTime(finding.made_at)}
          </span>
          <Link href={`/f/${finding.slug}`}>Finding</Link>
        </>
      }
    >
      <div className="stack">
        <Markdown text={finding.note} under={2} />
        {finding.rests_on.length > 0 && <p className="small">{finding.rests_on.join(" ")}</p>}
        <KeptFigures finding={finding} url={`${window.location.origin}/f/${finding.slug}`} height={230} letters={false} />
      </div>
    </Panel>
  );
}

/** What was kept here lately. Nothing where nothing was. */
export function RecentFindings() {
  const all = useFindings().data ?? [];
  const findings = all.filter(({ origin }) => origin === "kept");
  if (findings.length === 0) return null;
  return (
    <Panel title="Recent findings" aside={<Link href="/findings">All {count(all.length)}</Link>}>
      <ul className="recent-findings">
        {findings.slice(0, MOST_SHORT).map((finding) => (
          <li key={finding.slug}>
            <div>
              <Link href={`/f/${finding.slug}`}>
                <bdi>{unturned(finding.title)}</bdi>
              </Link>
              <p className="small">{aboutOf(finding)}</p>
            </div>
            {finding.picture && <img src={pictureOf(finding)} alt="" width={84} height={44} loading="lazy" />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export const pictureOf = ({ slug }: Pick<FindingSummary, "slug">): string => `/f/${slug}.png`;

/** "14 May 2026 · concept neurons · mini-ladder" */
export const aboutOf = ({ made_at, runs }: Pick<FindingSummary, "made_at" | "runs">): string =>
  [date(made_at), ...new Set(runs.map(({ study }) => studyWords(study))), ...new Set(runs.map(({ model }) => model))]
    .filter(Boolean)
    .join(" · ");
