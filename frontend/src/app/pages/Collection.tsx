/** A collection: findings in an order with text between them, as a small report. */
import { useState } from "react";
import { useCollection, useFinding, useMayWrite, useWithdrawCollection } from "../../api/queries";
import type { Collection, CollectionItem, FindingSummary } from "../../api/types";
import { date, plural } from "../../lib/format";
import { forget, unturned } from "../../lib/keeper";
import { useKeys } from "../../lib/keys";
import { flag, useViewState } from "../../lib/permalink";
import { Button, Confirm, HouseLink, Markdown, Menu, useSaved, useToast } from "../../ui";
import { Editor } from "../collection/Editor";
import { Digests } from "../finding/Digests";
import { KeptFigures } from "../finding/KeptFigures";
import { MissingSheet } from "../finding/Missing";
import { Sheet } from "../finding/Sheet";
import { FindingHead } from "./Finding";
import "../keeping/keeping.css";

const VIEW = { edit: flag };
/** More findings than this have a table of contents. */
const FEW = 3;

export default function CollectionPage({ slug }: { slug: string }) {
  const answer = useCollection(slug);
  if (answer.error && !answer.data) return <MissingSheet error={answer.error} what="collection" retry={() => void answer.refetch()} />;
  if (!answer.data)
    return (
      <Sheet name="Collection">
        <p className="loading caption" role="status">
          Reading
        </p>
      </Sheet>
    );
  return <Loaded collection={answer.data} />;
}

function Loaded({ collection }: { collection: Collection }) {
  const saved = useSaved();
  const mayWrite = useMayWrite();
  const [view, set] = useViewState(VIEW);
  const editing = view.edit && mayWrite && !saved;
  return (
    <Sheet
      name={unturned(collection.title)}
      json={`/api/collections/${collection.slug}`}
      actions={saved ? undefined : <Acts collection={collection} editing={editing} onEdit={() => set({ edit: true })} />}
    >
      {editing ? (
        <Editor collection={collection} onDone={() => set({ edit: false })} />
      ) : (
        <Shown collection={collection} onEdit={mayWrite && !saved ? () => set({ edit: true }) : undefined} />
      )}
    </Sheet>
  );
}

function Shown({ collection, onEdit }: { collection: Collection; onEdit?: () => void }) {
  const { title, kept_by, items } = collection;
  const found = items.flatMap(({ finding }) => finding ?? []);
  return (
    <article className="collection">
      <header className="finding-head">
        <p className="caption">
          <span className="quiet">
            collection {collection.slug}
            {collection.private && ", private: only who has this link has it"}
          </span>
        </p>
        <h1 dir="auto">{unturned(title)}</h1>
        <p className="kept-line">
          <span>
            {kept_by && (
              <>
                <bdi>{unturned(kept_by)}</bdi>,{" "}
              </>
            )}
            {date(collection.changed_at)}. {plural(found.length, "finding")}.
          </span>
        </p>
      </header>
      {found.length > FEW && (
        <nav className="contents" aria-label="Contents">
          <ol>
            {found.map(({ slug, title: words }) => (
              <li key={slug}>
                <a href={`#${slug}`}>
                  <bdi>{unturned(words)}</bdi>
                </a>
              </li>
            ))}
          </ol>
        </nav>
      )}
      {items.length === 0 && (
        <div className="state-box">
          <p className="says">Nothing is in it yet.</p>
          {onEdit && (
            <Button look="primary" icon="plus" onClick={onEdit}>
              Put findings and text in
            </Button>
          )}
        </div>
      )}
      {items.map((item, i) => (
        <Item key={i} item={item} />
      ))}
    </article>
  );
}

function Item({ item }: { item: CollectionItem }) {
  if (item.text !== null) return <Markdown text={item.text} />;
  if (!item.finding)
    return (
      <p className="gone" id={item.slug ?? undefined}>
        {item.gone} <span className="mono">{item.slug}</span>
      </p>
    );
  return <One finding={item.finding} />;
}

function One({ finding }: { finding: FindingSummary }) {
  const saved = useSaved();
  // A saved file holds what was compared when it was made. A server compares on a finding's own page: a report of
  // thirty findings would take half a minute to open.
  const whole = useFinding(finding.slug, saved !== null).data;
  return (
    <section className="collection-finding" aria-labelledby={finding.slug}>
      <FindingHead finding={finding} level={2} />
      <KeptFigures finding={finding} url={whole?.cite.url ?? `${window.location.origin}/f/${finding.slug}`} letters={false} height={270} />
      {finding.note.trim() && <Markdown text={finding.note} under={2} />}
      {finding.rests_on.length > 0 && <p className="caption">{finding.rests_on.map(unturned).join(" ")}</p>}
      {saved && whole ? (
        <Digests slug={finding.slug} verified={whole.verified} />
      ) : (
        <p className="caption">
          <HouseLink href={`/f/${finding.slug}`}>Where its numbers come from, and whether they still are those that were kept</HouseLink>
        </p>
      )}
    </section>
  );
}

function Acts({ collection, editing, onEdit }: { collection: Collection; editing: boolean; onEdit: () => void }) {
  const toast = useToast();
  const mayWrite = useMayWrite();
  const [withdrawing, setWithdrawing] = useState(false);
  const copy = () => void toast.copy(collection.url, "Link copied.");
  useKeys([{ key: "c", does: "Copy link", run: copy }]);
  return (
    <>
      <Button icon="link" onClick={copy}>
        Copy link
      </Button>
      <Button icon="export" href={`/api/collections/${collection.slug}/page.html`} download={`isogloss-${collection.slug}.html`}>
        One HTML file
      </Button>
      {mayWrite && !editing && (
        <Button look="primary" onClick={onEdit}>
          Edit
        </Button>
      )}
      {mayWrite && <Menu label="Change this collection" items={[{ label: "Withdraw", onSelect: () => setWithdrawing(true) }]} />}
      <Withdraw slug={collection.slug} open={withdrawing} onClose={() => setWithdrawing(false)} />
    </>
  );
}

function Withdraw({ slug, open, onClose }: { slug: string; open: boolean; onClose: () => void }) {
  const withdraw = useWithdrawCollection(slug);
  const take = () =>
    withdraw.mutate(null, {
      onSuccess: () => {
        forget(slug);
        onClose();
      },
    });
  return (
    <Confirm
      title="Withdraw this collection?"
      act="Withdraw"
      look="bad"
      leave="Leave it"
      open={open}
      onClose={onClose}
      busy={withdraw.isPending}
      error={withdraw.error}
      onConfirm={take}
    >
      It leaves the list, and its address says from then on that it was withdrawn. Its findings stay. There is no way back.
    </Confirm>
  );
}
