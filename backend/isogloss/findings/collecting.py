"""Collections: findings in an order with text between them, a small report."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.findings.by_slug import found, to_change
from isogloss.findings.reading import summaries
from isogloss.findings.slugs import new_slug
from isogloss.findings.tables import CollectionRow, FindingRow
from isogloss.findings.wire import (
    Collect,
    Collection,
    CollectionItem,
    CollectionSummary,
    FindingItem,
    Items,
    Recollect,
)
from isogloss.store.base import utc_now
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Refused


def collect(store: Store, asked: Collect) -> str:
    """A new collection; its slug. Raises Refused for a finding that is not here, or that must not be listed."""
    with store.app.writing() as session:
        _check(session, asked.items, private=asked.private)
        row = CollectionRow(
            slug=new_slug(asked.private),
            title=asked.title,
            kept_by=asked.kept_by,
            private=asked.private,
            items=[item.model_dump() for item in asked.items],
        )
        session.add(row)
        session.flush()
        return row.slug


def recollect(store: Store, slug: str, asked: Recollect) -> None:
    """Change it. Raises NotFound, Gone, Refused as above, and Conflict where somebody changed it since."""
    with store.app.writing() as session:
        row = to_change(session, CollectionRow, slug, asked.revision)
        _check(session, asked.items, private=row.private)
        row.title, row.kept_by = asked.title, asked.kept_by
        row.items = [item.model_dump() for item in asked.items]
        row.revision += 1
        row.changed_at = utc_now()


def listed(session: Session) -> list[CollectionSummary]:
    """What is neither private nor withdrawn, newest first."""
    query = select(CollectionRow).where(~CollectionRow.private, CollectionRow.withdrawn_at.is_(None))
    rows = session.scalars(query.order_by(CollectionRow.changed_at.desc(), CollectionRow.slug)).all()
    return [_summary(row) for row in rows]


def page(session: Session, slug: str, base: str) -> Collection:
    """A collection with its findings; a finding that went says so in its place. Raises NotFound, Gone."""
    row = found(session, CollectionRow, slug)
    slugs = [item["finding"] for item in row.items if "finding" in item]
    rows = {of.slug: of for of in session.scalars(select(FindingRow).where(FindingRow.slug.in_(slugs)))}
    here = [of for of in rows.values() if of.withdrawn_at is None]
    shown = {summary.slug: summary for summary in summaries(session, here)}

    def item(of: dict[str, Any]) -> CollectionItem:
        if "text" in of:
            return CollectionItem(text=of["text"])
        slug = of["finding"]
        gone = None if slug in shown else "This finding was withdrawn." if slug in rows else "This finding is not here."
        return CollectionItem(slug=slug, finding=shown.get(slug), gone=gone)

    return Collection(**_summary(row).model_dump(), url=f"{base}/c/{slug}", items=tuple(map(item, row.items)))


def _summary(row: CollectionRow) -> CollectionSummary:
    named = CollectionSummary.model_fields.keys() - {"findings"}
    count = sum("finding" in item for item in row.items)
    return CollectionSummary(**{name: getattr(row, name) for name in named}, findings=count)


def _check(session: Session, items: Items, *, private: bool) -> None:
    wanted = [(i, item.finding) for i, item in enumerate(items) if isinstance(item, FindingItem)]
    slugs: Sequence[str] = [slug for _, slug in wanted]
    rows = {row.slug: row for row in session.scalars(select(FindingRow).where(FindingRow.slug.in_(slugs)))}
    for i, slug in wanted:
        if slug not in rows or rows[slug].withdrawn_at is not None:
            raise Refused("unknown_finding", "There is no such finding here.", field=f"items.{i}.finding")
        if rows[slug].private and not private:
            raise Refused(
                "private_finding",
                "This finding is private, and a collection in the lists would show it to everybody.",
                hint="Publish the finding first, or make the collection private.",
                field=f"items.{i}.finding",
            )
