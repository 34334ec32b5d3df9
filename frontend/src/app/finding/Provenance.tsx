/** Where the numbers come from: the digest check, and the facts of every run that the finding is about. */
import type { Finding, Source } from "../../api/types";
import { useStudyVersion } from "../../api/queries";
import { count, dateTime, duration, shortDigest } from "../../lib/format";
import { HouseLink, type Fact, Panel } from "../../ui";
import { versionWords } from "../words";
import { Digests } from "./Digests";

export function Provenance({ finding }: { finding: Finding }) {
  return (
    <Panel title="Provenance">
      <Digests slug={finding.slug} verified={finding.verified} />
      {finding.sources.map((source) => (
        <SourceFacts key={source.run} source={source} named={finding.sources.length > 1} />
      ))}
    </Panel>
  );
}

export function SourceFacts({ source, named }: { source: Source; named?: boolean }) {
  const now = useStudyVersion(source.study);
  const facts = factsOf(source, now).filter((fact): fact is readonly [string, React.ReactNode] => Boolean(fact));
  return (
    <div className="source">
      {named && (
        <h3>
          <bdi>{source.model ?? source.study_title}</bdi>
        </h3>
      )}
      <dl className="source-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <details className="settings no-print">
        <summary>Settings</summary>
        <dl className="source-facts">
          {Object.entries(source.params).map(([name, value]) => (
            <div key={name}>
              <dt>{name.replaceAll("_", " ")}</dt>
              <dd className="mono">{written(value)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

const digest = (value: string) => (
  <span className="mono digest" title={value}>
    {shortDigest(value)}
  </span>
);

function factsOf(s: Source, now: number | undefined): Fact[] {
  const [first, last] = [s.checkpoints[0], s.checkpoints[s.checkpoints.length - 1]];
  const rungs =
    s.checkpoints.length === 0
      ? ""
      : s.checkpoints.length === 1
        ? `, ${first}`
        : `, ${count(s.checkpoints.length)} checkpoints, ${first} to ${last}`;
  const corpora = Object.entries(s.corpora);
  const prints = s.fingerprints;
  return [
    ["Study", `${s.study_title}, ${versionWords(s.study_version, now)}`],
    ["Run", <HouseLink key="run" href={`/runs/${s.run}`} className="mono">{`${s.run.slice(0, 4)} ${s.run.slice(4, 8)}`}</HouseLink>],
    s.model !== null && [
      "Model",
      <>
        <bdi>{s.model}</bdi>
        {rungs}
      </>,
    ],
    prints.length > 0 && [
      "Fingerprint",
      <>
        {digest(prints[prints.length - 1]!)}
        {prints.length > 1 && (
          <>
            {" "}
            at the last; <span title={prints.join("\n")}>{count(prints.length)} in all</span>
          </>
        )}
      </>,
    ],
    corpora.length > 0 && [
      corpora.length === 1 ? "Corpus" : "Corpora",
      <span key="corpora" className="lines">
        {corpora.map(([id, value]) => (
          <span key={id}>
            <bdi>{id}</bdi> {digest(value)}
          </span>
        ))}
      </span>,
    ],
    s.seed !== null && ["Seed", String(s.seed)],
    s.code !== null && ["Code", `isogloss ${s.code}`],
    s.device !== null && [
      "Device",
      [s.device, s.dtype, s.threads !== null && `${s.threads} ${s.threads === 1 ? "thread" : "threads"}`].filter(Boolean).join(", "),
    ],
    s.computed !== null && ["Computed", [dateTime(s.computed), s.seconds !== null && duration(s.seconds)].filter(Boolean).join("; ")],
    s.result_digest !== null && ["Result digest", digest(s.result_digest)],
  ];
}

function written(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ") || "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
