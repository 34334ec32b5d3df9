"""What files of findings and collections are made from, in a few rows: while these are the same, so are the files."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from isogloss.findings.by_slug import found
from isogloss.findings.standing.pinning import Pins
from isogloss.findings.tables import CollectionRow, FindingRow
from isogloss.runs.rows.tables import RunArtifactRow, RunRow

_FINDING = ("slug", "revision", "changed_at", "withdrawn_at", "private", "pins", "picture")


def of_finding(session: Session, slug: str, pins: Pins | None) -> tuple[Any, ...]:
    """Of a finding's bundle: its words, its digests, and how the runs it stands on stand here."""
    row = found(session, FindingRow, slug)
    return _findings([row]), _runs(session, {run.key for run in pins.runs} if pins else row.roots)


def of_page(session: Session, slugs: Sequence[str]) -> tuple[Any, ...]:
    """Of a page with these findings on it; each also names the collections that it stands in."""
    rows = session.scalars(select(FindingRow).where(FindingRow.slug.in_(slugs)).order_by(FindingRow.slug)).all()
    named = (CollectionRow.slug, CollectionRow.revision, CollectionRow.private, CollectionRow.withdrawn_at)
    collections = tuple(map(tuple, session.execute(select(*named).order_by(CollectionRow.slug))))
    return _findings(rows), _runs(session, {key for row in rows for key in row.roots}), collections


def _findings(rows: Iterable[FindingRow]) -> tuple[Any, ...]:
    return tuple(tuple(getattr(row, name) for name in _FINDING) for row in rows)


def _runs(session: Session, keys: Iterable[str]) -> tuple[Any, ...]:
    """How these runs stand, and what they kept: one that came with a bundle may gain what an earlier one left out."""
    facts = (RunRow.id, RunRow.attempt, RunRow.finished, RunRow.result_digest, RunRow.finished_set)
    runs = [tuple(run) for run in session.execute(select(*facts).where(RunRow.key.in_(keys)).order_by(RunRow.key))]
    kept = select(func.count(RunArtifactRow.id), func.max(RunArtifactRow.id))
    return tuple(runs), tuple(session.execute(kept.where(RunArtifactRow.run_id.in_([run[0] for run in runs]))).one())
