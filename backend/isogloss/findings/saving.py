"""Keeping findings: what a person saw, written down with the digests of all it stands on; and new words.

A finding's numbers never change: only its words do, and every earlier version of them stays to be read.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss import __version__
from isogloss.contract.study import AnyStudy
from isogloss.findings.by_slug import to_change
from isogloss.findings.sharing.picture import labelled
from isogloss.findings.slugs import new_slug
from isogloss.findings.standing.closure import closure
from isogloss.findings.standing.grounds import grounds
from isogloss.findings.standing.pinning import PINS, take
from isogloss.findings.tables import FindingRevisionRow, FindingRow
from isogloss.findings.wire import AskedFigure, Keep, KeptFigure, Revise, Words
from isogloss.runs.rows.tables import RunArtifactRow, RunRow
from isogloss.store.base import utc_now
from isogloss.store.open import Store
from isogloss.vocabulary.errors import NotFound, Refused


def keep(store: Store, studies: Mapping[str, AnyStudy], asked: Keep) -> FindingRow:
    """Write a finding down; whole or not at all.

    Raises NotFound for an unknown run or figure, Conflict for a run that is not done, Refused for a picture that is
    none, OutOfSpace.
    """
    slug = new_slug(asked.private)
    with store.app.session() as session:
        runs = closure(session, asked.runs, studies)
        pins = take(store, session, runs)
        figures = [_figure(session, figure, runs, i) for i, figure in enumerate(asked.figures)]
        rests_on = grounds(store, session, runs, asked.runs)
    # Artifacts first: without its row nobody misses them, while a row without them would be half a finding.
    picture = (
        None
        if asked.picture is None
        else store.artifacts.put(labelled(asked.picture, slug, asked.runs), kind="picture")
    )
    pinned = store.artifacts.put(pins.packed(), kind=PINS)
    now = utc_now()
    row = FindingRow(
        slug=slug,
        private=asked.private,
        roots=list(asked.runs),
        rests_on=rests_on,
        path=asked.path,
        figures=[figure.model_dump() for figure in figures],
        pins=pinned,
        picture=picture,
        origin="kept",
        made_at=now,
        made_by=__version__,
        added_at=now,
        changed_at=now,
        revision=1,
        **_words(asked),
    )
    with store.app.writing() as session:
        session.add(row)
        session.flush()
        session.add(_revision(row))
        session.flush()
        session.expunge(row)
    return row


def revise(store: Store, slug: str, asked: Revise) -> None:
    """New words. Raises NotFound, Gone, and Conflict where somebody else wrote since: nothing is overwritten."""
    with store.app.writing() as session:
        row = to_change(session, FindingRow, slug, asked.revision)
        words = _words(asked)
        if asked.publish:
            row.private = False
        if all(getattr(row, name) == value for name, value in words.items()):
            return
        if not session.scalar(select(FindingRevisionRow.id).where(FindingRevisionRow.finding == slug).limit(1)):
            session.add(_revision(row))  # an imported finding came without its history
        for name, value in words.items():
            setattr(row, name, value)
        row.revision += 1
        row.changed_at = utc_now()
        session.flush()
        session.add(_revision(row))


def _words(asked: Words) -> dict[str, Any]:
    return {
        "title": asked.title,
        "note": asked.note,
        "tags": list(dict.fromkeys(asked.tags)),
        "kept_by": asked.kept_by,
    }


def _revision(row: FindingRow) -> FindingRevisionRow:
    same = {name: getattr(row, name) for name in ("title", "note", "tags", "kept_by")}
    return FindingRevisionRow(finding=row.slug, number=row.revision, at=row.changed_at, **same)


def _figure(session: Session, asked: AskedFigure, runs: Mapping[str, RunRow], i: int) -> KeptFigure:
    run = runs.get(asked.run)
    if run is None:
        raise Refused(
            "foreign_figure", "A figure is kept with its run, and that is not among the runs.", field=f"figures.{i}.run"
        )
    shown = asked.set or run.finished_set if run.kind == "series" else None
    name = f"{shown}/figure/{asked.name}" if shown else f"figure/{asked.name}"
    digest = session.scalar(
        select(RunArtifactRow.digest).where(RunArtifactRow.run_id == run.id, RunArtifactRow.name == name)
    )
    if digest is None:
        raise NotFound("unknown_figure", f"This run has no figure “{asked.name}”.", field=f"figures.{i}.name")
    return KeptFigure(run=asked.run, name=asked.name, set=shown, title=asked.title, sha256=digest)
