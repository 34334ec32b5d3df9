/** What was kept here: findings, newest first, and the collections made of them. */
import { useState, type FormEvent } from "react";
import { Link, useLocation } from "wouter";
import { useCollect, useCollections, useFindings, useMayWrite } from "../../api/queries";
import type { FindingSummary } from "../../api/types";
import { count, date, plural } from "../../lib/format";
import { forget, keptBy, remember, remembered, rememberKeptBy, unturned } from "../../lib/keeper";
import { optional, text, useViewState } from "../../lib/permalink";
import { Button, Checkbox, Dialog, Failed, Field, Input, Page, Panel, useSettled, WithSide } from "../../ui";
import { aboutOf, pictureOf } from "../Findings";
import { elsewhere, refusalAt } from "../keeping/words";
import { stateOf } from "../states";
import "../finding/finding.css";

const VIEW = { q: text(), tag: optional };

export default function Findings() {
  const [view, set] = useViewState(VIEW);
  const asked = useSettled(view.q) ?? "";
  const answer = useFindings({ text: asked.trim() || null, tag: view.tag });
  const every = useFindings().data ?? [];
  const tags = [...new Set([...every.flatMap((finding) => finding.tags), ...(view.tag ? [view.tag] : [])])].sort();
  const found = answer.data ?? [];
  const filtered = asked.trim() !== "" || view.tag !== null;
  return (
    <Page
      crumbs={[{ label: "Home", href: "/" }, { label: "Findings" }]}
      name="Findings"
      title="Findings"
      lead="What somebody saw and kept: its words, its figures, and the digests of all they stand on. Opened a year later, a finding says whether its numbers are still those."
    >
      <WithSide side={<Side />}>
        <div className="stack">
          <div className="filters" role="search">
            <div className="find-words">
              <Field label="With the words" inline>
                {(props) => (
                  <Input
                    {...props}
                    type="search"
                    dir="auto"
                    maxLength={200}
                    value={view.q}
                    onChange={(event) => set({ q: event.target.value }, { replace: true })}
                  />
                )}
              </Field>
            </div>
            {tags.length > 0 && (
              <div className="tag-list" role="group" aria-label="Tags">
                {tags.map((tag) => (
                  <button
                    key={tag}
                    type="button"
                    className="linklike"
                    aria-pressed={view.tag === tag}
                    onClick={() => set({ tag: view.tag === tag ? null : tag })}
                  >
                    <bdi>{unturned(tag)}</bdi>
                  </button>
                ))}
              </div>
            )}
          </div>
          <Panel
            title={answer.data ? plural(found.length, "finding") : "Findings"}
            height={160}
            state={stateOf(
              answer,
              found.length > 0
                ? { kind: "ready" }
                : filtered
                  ? {
                      kind: "empty",
                      says: "Nothing that was kept is like that.",
                      acts: [{ label: "Show all", run: () => set({ q: "", tag: null }) }],
                    }
                  : {
                      kind: "empty",
                      says: "Nobody has kept anything here yet.",
                      detail: "On a run’s page, or in a figure’s menu, “Keep” pins what you see to the runs that made it.",
                      acts: [{ label: "Look at the runs", href: "/runs" }],
                    },
            )}
          >
            <ul className="finding-list">
              {found.map((finding) => (
                <One key={finding.slug} finding={finding} />
              ))}
            </ul>
          </Panel>
        </div>
      </WithSide>
    </Page>
  );
}

function One({ finding }: { finding: FindingSummary }) {
  return (
    <li>
      <div>
        <h3>
          <Link href={`/f/${finding.slug}`}>
            <bdi>{unturned(finding.title)}</bdi>
          </Link>
        </h3>
        {finding.note && (
          <p className="excerpt" dir="auto">
            {excerpt(finding.note)}
          </p>
        )}
        <p className="kept-line">
          <span>
            {finding.kept_by && (
              <>
                <bdi>{unturned(finding.kept_by)}</bdi>,{" "}
              </>
            )}
            {aboutOf(finding)}
            {finding.origin === "imported" && " · imported"}
          </span>
          {finding.tags.map((tag) => (
            <Link key={tag} href={`/findings?tag=${encodeURIComponent(tag)}`}>
              <bdi>{unturned(tag)}</bdi>
            </Link>
          ))}
        </p>
      </div>
      {finding.picture && (
        <Link href={`/f/${finding.slug}`} aria-hidden="true" tabIndex={-1}>
          <img src={pictureOf(finding)} alt="" loading="lazy" />
        </Link>
      )}
    </li>
  );
}

/** The note's first words, without the signs of Markdown. */
export const excerpt = (note: string): string =>
  unturned(note.slice(0, 600))
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^[#>\s*+-]+/gm, "")
    .replace(/[*_`]+/g, "")
    .replace(/\s+/g, " ")
    .trim();

function Side() {
  return (
    <>
      <Collections />
      <Private />
    </>
  );
}

function Collections() {
  const answer = useCollections();
  const mayWrite = useMayWrite();
  const [making, setMaking] = useState(false);
  const all = answer.data ?? [];
  return (
    <Panel
      title="Collections"
      state={stateOf(answer)}
      aside={
        mayWrite && (
          <Button icon="plus" onClick={() => setMaking(true)}>
            New collection
          </Button>
        )
      }
    >
      {all.length === 0 && (
        <p className="caption">A collection is findings in an order with text between them: a small report, with an address of its own.</p>
      )}
      <ul className="finding-links">
        {all.map((one) => (
          <li key={one.slug}>
            <Link href={`/c/${one.slug}`}>
              <bdi>{unturned(one.title)}</bdi>
            </Link>{" "}
            <span className="caption">{[plural(one.findings, "finding"), date(one.changed_at)].join(", ")}</span>
          </li>
        ))}
      </ul>
      <Dialog title="A new collection" open={making} onClose={() => setMaking(false)}>
        <New onClose={() => setMaking(false)} />
      </Dialog>
    </Panel>
  );
}

function New({ onClose }: { onClose: () => void }) {
  const [title, setTitle] = useState("");
  const [names, setNames] = useState(keptBy);
  const [hidden, setHidden] = useState(false);
  const collect = useCollect();
  const [, navigate] = useLocation();
  const rest = elsewhere(collect.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rememberKeptBy(names.trim());
    collect.mutate(
      { title: title.trim(), kept_by: names.trim(), items: [], private: hidden },
      {
        onSuccess: (made) => {
          if (made.private) remember({ slug: made.slug, title: made.title, kind: "collection" });
          navigate(`/c/${made.slug}?edit=1`);
        },
      },
    );
  };
  return (
    <form className="add-form" onSubmit={submit}>
      <Field label="Title" error={refusalAt(collect.error, "title")}>
        {(props) => (
          <Input
            {...props}
            dir="auto"
            required
            maxLength={200}
            data-first
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        )}
      </Field>
      <Field label="By" hint="Names with commas between them. May stay empty." error={refusalAt(collect.error, "kept_by")}>
        {(props) => <Input {...props} dir="auto" maxLength={200} value={names} onChange={(event) => setNames(event.target.value)} />}
      </Field>
      <Checkbox checked={hidden} onChange={setHidden}>
        Private: in no list; only who has the link has it
      </Checkbox>
      {rest && <Failed message={rest.message} hint={rest.hint} />}
      <div className="row end">
        <Button onClick={onClose}>Not now</Button>
        <Button look="primary" type="submit" busy={collect.isPending} disabled={!title.trim()}>
          Make it, and put findings in
        </Button>
      </div>
    </form>
  );
}

/** Private ones are in no list of the server: this browser alone remembers those that were kept with it. */
function Private() {
  const [mine, setMine] = useState(remembered);
  if (mine.length === 0) return null;
  return (
    <Panel
      title="Private, known to this browser"
      caption={`${count(mine.length)} kept from here as private. The server lists them nowhere; forgotten here, only their links lead there.`}
    >
      <ul className="finding-links">
        {mine.map((one) => (
          <li key={one.slug} className="row spread">
            <Link href={`/${one.kind === "collection" ? "c" : "f"}/${one.slug}`}>
              <bdi>{unturned(one.title)}</bdi>
            </Link>
            <Button
              look="quiet"
              icon="close"
              label={`Forget “${one.title}” here`}
              onClick={() => {
                forget(one.slug);
                setMine(remembered());
              }}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
