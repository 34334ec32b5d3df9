/** A finding: what somebody saw, as they kept it, with all a reader needs to trust, take and cite it. */
import { useCollections, useFinding } from "../../api/queries";
import type { Finding } from "../../api/types";
import { date } from "../../lib/format";
import { unturned } from "../../lib/keeper";
import { useKeys } from "../../lib/keys";
import { Button, HouseLink, Markdown, Menu, Panel, useSaved, useToast } from "../../ui";
import { Change } from "../finding/Change";
import { Cite } from "../finding/Cite";
import { KeptFigures } from "../finding/KeptFigures";
import { MissingSheet } from "../finding/Missing";
import { Provenance } from "../finding/Provenance";
import { Revisions } from "../finding/Revisions";
import { Sheet } from "../finding/Sheet";
import { exportsOf, Take } from "../finding/Take";

export default function FindingPage({ slug }: { slug: string }) {
  const answer = useFinding(slug);
  if (answer.error && !answer.data) return <MissingSheet error={answer.error} what="finding" retry={() => void answer.refetch()} />;
  if (!answer.data)
    return (
      <Sheet name="Finding">
        <p className="loading caption" role="status">
          Reading, and comparing digests
        </p>
      </Sheet>
    );
  return <Loaded finding={answer.data} />;
}

function Loaded({ finding }: { finding: Finding }) {
  const saved = useSaved();
  return (
    <Sheet name={unturned(finding.title)} json={`/api/findings/${finding.slug}`} actions={saved ? undefined : <Acts finding={finding} />}>
      <div className="sheet-columns">
        <article className="stack finding-main">
          <div>
            <FindingHead finding={finding} level={1} />
            {finding.verified.state === "differs" && (
              <p className="refusal not-kept">
                Some of what is stored is not what was kept. <a href="#provenance">What differs</a>
              </p>
            )}
          </div>
          <div className="finding-figures">
            <KeptFigures finding={finding} url={finding.cite.url} embed={finding.cite.embed} cite={finding.cite.sentence} />
          </div>
          {finding.note.trim() && <Markdown text={finding.note} />}
          <RestsOn finding={finding} />
          <Cite cite={finding.cite} />
          {!saved && <Revisions finding={finding} />}
        </article>
        <aside className="stack">
          <div id="provenance">
            <Provenance finding={finding} />
          </div>
          <Take finding={finding} />
          {!saved && <InCollections slugs={finding.collections} />}
        </aside>
      </div>
    </Sheet>
  );
}

function Acts({ finding }: { finding: Finding }) {
  const toast = useToast();
  const copy = () => void toast.copy(finding.cite.url, "Link copied.");
  useKeys([{ key: "c", does: "Copy link", run: copy }]);
  return (
    <>
      <Button icon="link" onClick={copy}>
        Copy link
      </Button>
      <Menu label="Export" icon="export" words items={exportsOf(finding)} />
      {/^\/(?!\/)/.test(finding.path) && (
        <Button look="primary" icon="right" href={finding.path}>
          Open the live page
        </Button>
      )}
      <Change finding={finding} />
    </>
  );
}

/** Title, by whom, when, tags. In a collection it is a part of the page: one level lower, and a link. */
export function FindingHead({
  finding,
  level,
}: {
  finding: Pick<Finding, "slug" | "title" | "tags" | "kept_by" | "private" | "origin" | "made_at" | "revision" | "changed_at"> & {
    question?: string | null;
  };
  level: 1 | 2;
}) {
  const { slug, question, tags } = finding;
  const title = unturned(finding.title);
  return (
    <header className="finding-head">
      {level === 1 && (
        <p className="caption">
          {question && <>{question} · </>}
          <span className="quiet">
            finding {slug}
            {finding.private && ", private: only who has this link has it"}
          </span>
        </p>
      )}
      {level === 1 ? (
        <h1 dir="auto">{title}</h1>
      ) : (
        <h2 dir="auto" id={slug}>
          <HouseLink href={`/f/${slug}`}>{title}</HouseLink>
        </h2>
      )}
      <p className="kept-line">
        <span>{kept(finding)}</span>
        {tags.map((tag) => (
          <HouseLink key={tag} href={`/findings?tag=${encodeURIComponent(tag)}`}>
            <bdi>{unturned(tag)}</bdi>
          </HouseLink>
        ))}
      </p>
    </header>
  );
}

function kept({
  kept_by,
  made_at,
  revision,
  changed_at,
  origin,
}: Pick<Finding, "kept_by" | "made_at" | "revision" | "changed_at" | "origin">) {
  const times = revision === 2 ? "once" : revision === 3 ? "twice" : `${revision - 1} times`;
  return (
    <>
      Kept{" "}
      {kept_by && (
        <>
          by <bdi>{unturned(kept_by)}</bdi>,{" "}
        </>
      )}
      {date(made_at)}
      {origin === "imported" && ", and imported here"}.{revision > 1 && ` Revised ${times}, ${date(changed_at)}.`}
    </>
  );
}

function RestsOn({ finding }: { finding: Pick<Finding, "rests_on"> }) {
  if (finding.rests_on.length === 0) return null;
  return (
    <section className="rests-on" aria-label="What its numbers stand on">
      <h2>What its numbers stand on</h2>
      <ul>
        {finding.rests_on.map((sentence) => (
          <li key={sentence} dir="auto">
            {unturned(sentence)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function InCollections({ slugs }: { slugs: readonly string[] }) {
  const known = useCollections(slugs.length > 0).data ?? [];
  if (slugs.length === 0) return null;
  return (
    <Panel title="In collections" className="no-print">
      <ul className="finding-links">
        {slugs.map((slug) => (
          <li key={slug}>
            <HouseLink href={`/c/${slug}`}>
              <bdi>{known.find((one) => one.slug === slug)?.title ?? slug}</bdi>
            </HouseLink>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
