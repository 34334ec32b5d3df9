"""Reading findings: lists, one whole with its digests compared, its history, its figures. Writes nothing."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.contract.questions import title_of
from isogloss.contract.study import AnyStudy
from isogloss.findings.by_slug import found
from isogloss.findings.sharing.citing import citation, source
from isogloss.findings.standing.pinning import Damaged, Pins, read_pins, verify
from isogloss.findings.tables import CollectionRow, FindingRevisionRow, FindingRow
from isogloss.findings.wire import Finding, FindingRun, FindingSummary, KeptFigure, Revision, Verified
from isogloss.runs.rows.tables import RunRow
from isogloss.store.base import utc_now
from isogloss.store.open import Store
from isogloss.vocabulary.digest import digest_bytes
from isogloss.vocabulary.errors import NotFound, Unavailable

_OWN = (
    "slug", "title", "note", "tags", "kept_by", "private", "rests_on", "figures", "origin", "made_at", "made_by",
    "added_at", "revision", "changed_at",
)  # fmt: skip
_LOOKING = threading.Lock()


def summaries(session: Session, rows: Sequence[FindingRow]) -> list[FindingSummary]:
    """In the order given, each with the runs it is about."""
    keys = {key for row in rows for key in row.roots}
    runs = {run.key: run for run in session.scalars(select(RunRow).where(RunRow.key.in_(keys)))}
    return [_summary(row, runs) for row in rows]


def listed(
    session: Session, *, text: str | None = None, tag: str | None = None, run: str | None = None
) -> list[FindingSummary]:
    """What is neither private nor withdrawn, newest first; every word of ``text`` stands somewhere in it."""
    query = select(FindingRow).where(~FindingRow.private, FindingRow.withdrawn_at.is_(None))
    rows = session.scalars(query.order_by(FindingRow.added_at.desc(), FindingRow.slug)).all()
    words = (text or "").casefold().split()
    # Not in SQL: the databases fold the case of scripts other than Latin differently, or not at all.
    kept = [row for row in rows if _has(row, words) and tag in (None, *row.tags) and (run is None or run in row.roots)]
    return summaries(session, kept)


def _has(row: FindingRow, words: Iterable[str]) -> bool:
    whole = "\n".join((row.title, row.note, row.kept_by, *row.tags)).casefold()
    return all(word in whole for word in words)


def page(store: Store, studies: Mapping[str, AnyStudy], slug: str, base: str, *, whole: bool = False) -> Finding:
    """One finding, and whether its digests still match; ``whole`` takes the time to look at everything.

    ``base`` is the server's address, for the link in its citation. Raises NotFound, Gone.
    """
    with store.app.session() as session:
        row = found(session, FindingRow, slug)
        runs = {run.key: run for run in session.scalars(select(RunRow).where(RunRow.key.in_(row.roots)))}
        sources = [source(session, runs[key], studies) for key in row.roots if key in runs]
        shown_in = [
            found.slug
            for found in session.scalars(select(CollectionRow).where(CollectionRow.withdrawn_at.is_(None)))
            if not found.private and any(item.get("finding") == slug for item in found.items)
        ]
        summary = _summary(row, runs)
    with _one_at_a_time(whole):
        pins, verified = _verified(store, row, summary.figures, whole=whole)
    return Finding(
        **summary.model_dump(),
        path=row.path or (f"/runs/{row.roots[0]}" if row.roots else ""),
        question=_question(sources, studies),
        verified=verified,
        sources=tuple(sources),
        cite=citation(row, sources, base),
        bundle_bytes=pins.bytes if pins else 0,
        collections=tuple(shown_in),
    )


def _verified(
    store: Store, row: FindingRow, figures: Sequence[KeptFigure], *, whole: bool
) -> tuple[Pins | None, Verified]:
    try:
        pins = read_pins(store, row.pins)
    except Damaged:
        wrong = ("the list of its digests",)
        return None, Verified(state="differs", checked=1, of=1, wrong=wrong, n_wrong=1, at=utc_now())
    return pins, verify(store, pins, figures, whole=whole)


@contextmanager
def _one_at_a_time(whole: bool) -> Iterator[None]:
    """Looking at everything may read gigabytes: one does it at a time, others are told. Raises Unavailable."""
    if not whole:
        yield
        return
    if not _LOOKING.acquire(blocking=False):
        raise Unavailable("looking", "Somebody is having everything looked at just now.", hint="Ask again in a while.")
    try:
        yield
    finally:
        _LOOKING.release()


def revisions(session: Session, slug: str) -> list[Revision]:
    """All it said, newest first. Raises NotFound, Gone."""
    row = found(session, FindingRow, slug)
    query = select(FindingRevisionRow).where(FindingRevisionRow.finding == slug)
    rows = session.scalars(query.order_by(FindingRevisionRow.number.desc())).all()
    same = ("title", "note", "tags", "kept_by")
    if not rows:
        return [Revision(number=row.revision, at=row.changed_at, **{name: getattr(row, name) for name in same})]
    return [Revision(number=of.number, at=of.at, **{name: getattr(of, name) for name in same}) for of in rows]


def figure(store: Store, row: FindingRow, number: int) -> tuple[bytes, KeptFigure]:
    """The ``number``-th figure, from 0, as it was kept. Raises NotFound, and Damaged rather than another figure."""
    if not 0 <= number < len(row.figures):
        raise NotFound("unknown_figure", f"There are {len(row.figures)} figures, from 0 on.", field="number")
    kept = KeptFigure.model_validate(row.figures[number])
    data = store.artifacts.get(kept.sha256)
    if digest_bytes(data) != kept.sha256:
        raise Damaged(
            "not_what_was_kept",
            "What is stored is not the figure that was kept: its digest differs. It is not shown.",
            hint="Restore the database, or import a bundle of this finding.",
        )
    return data, kept


def picture(store: Store, session: Session, slug: str) -> tuple[bytes, str]:
    """The picture and its digest; raises NotFound, Gone."""
    row = found(session, FindingRow, slug)
    if row.picture is None:
        raise NotFound("no_picture", "This finding was kept without a picture.")
    return store.artifacts.get(row.picture), row.picture


def _summary(row: FindingRow, runs: Mapping[str, RunRow]) -> FindingSummary:
    named = FindingRun.model_fields
    about = [FindingRun(**{name: getattr(runs[key], name) for name in named}) for key in row.roots if key in runs]
    own = {name: getattr(row, name) for name in _OWN}
    return FindingSummary(**own, runs=tuple(about), picture=row.picture is not None)


def _question(sources: Sequence[Any], studies: Mapping[str, AnyStudy]) -> str | None:
    study = studies.get(sources[0].study) if sources else None
    return title_of(study.question) if study else None
