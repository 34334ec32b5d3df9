"""Keeping findings: what a person saw, written down with the digests of all it stands on; new words; withdrawing.

A finding's numbers never change: only its words do, and every earlier version of them stays to be read.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss import __version__
from isogloss.corpora.tables import CorpusRow
from isogloss.findings.closure import closure
from isogloss.findings.homemade import is_homemade
from isogloss.findings.picture import labelled
from isogloss.findings.pinning import PINS, Pins, take
from isogloss.findings.slugs import new_slug
from isogloss.findings.tables import FindingRevisionRow, FindingRow
from isogloss.findings.wire import AskedFigure, Keep, KeptFigure, Revise, Words
from isogloss.runs.study import Study
from isogloss.runs.tables import RunArtifactRow, find_run
from isogloss.store.base import utc_now
from isogloss.vocabulary.errors import Conflict, NotFound, Refused

CONSTRUCTED = "Constructed text: it calibrates the instrument, and says nothing about published models."
#: Sentences that a finding rests on, at most.
_MOST_SAID = 50


class Gone(NotFound):
    """It was here, and was withdrawn."""

    status = 410


def keep(store: Any, studies: Mapping[str, Study], asked: Keep) -> FindingRow:
    """Write a finding down; whole or not at all.

    Raises NotFound for an unknown run or figure, Conflict for a run that is not done, Refused for a picture that is
    none, OutOfSpace.
    """
    slug = new_slug(asked.private)
    with store.app.session() as session:
        pins = take(store, session, asked.runs, studies)
        figures = [_figure(session, figure, pins, i) for i, figure in enumerate(asked.figures)]
        rests_on = _rests_on(store, session, asked.runs, studies)
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


def revise(store: Any, slug: str, asked: Revise) -> None:
    """New words. Raises NotFound, Gone, and Conflict where somebody else wrote since: nothing is overwritten."""
    with store.app.writing() as session:
        row = found(session, slug, lock=True)
        if row.revision != asked.revision:
            raise Conflict(
                "changed_since",
                f"Somebody changed this finding since you opened it (revision {row.revision}). Nothing was written.",
                hint="Copy your words, open the page anew, and put them in.",
                field="revision",
                revision=row.revision,
            )
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


def withdraw(store: Any, slug: str) -> None:
    """Take it out of every list; its address says from now on that it was withdrawn. Its runs stay. Raises NotFound."""
    with store.app.writing() as session:
        found(session, slug, lock=True).withdrawn_at = utc_now()


def found(session: Session, slug: str, *, lock: bool = False) -> FindingRow:
    """The finding of this slug, to be changed with ``lock``; raises NotFound, and Gone for one that was withdrawn."""
    row = session.get(FindingRow, slug, with_for_update=lock or None)
    if row is None:
        raise NotFound("unknown_finding", "There is no such finding here.", hint="Look at the list of findings.")
    if row.withdrawn_at is not None:
        raise Gone(
            "withdrawn",
            f"This finding was withdrawn on {row.withdrawn_at:%d %B %Y}.",
            hint="The runs it was about are still here, where this server computed them.",
        )
    return row


def pins_of(store: Any, row: FindingRow) -> Pins | None:
    """The digests it was kept with; None for one that came without."""
    return None if row.pins is None else Pins.model_validate_json(store.artifacts.get(row.pins))


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


def _figure(session: Session, asked: AskedFigure, pins: Pins, i: int) -> KeptFigure:
    run = find_run(session, asked.run)
    if run is None or asked.run not in {pinned.key for pinned in pins.runs}:
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


def _rests_on(store: Any, session: Session, roots: Sequence[str], studies: Mapping[str, Study]) -> list[str]:
    """What a reader has to know beside the numbers: said by the house and the results, not by the keeper."""
    runs = closure(session, roots, studies)
    read = {corpus for run in runs.values() for corpus in (run.inputs or {}).get("corpora", {})}
    said = []
    if any((row := session.get(CorpusRow, id)) is not None and is_homemade(store, row) for id in sorted(read)):
        said.append(CONSTRUCTED)
    for root in roots:
        if runs[root].result_digest:
            said += _said_by(orjson.loads(store.artifacts.get(runs[root].result_digest)))
    return list(dict.fromkeys(said))[:_MOST_SAID]


def _said_by(result: Any) -> list[str]:
    """The convention: ``contaminated`` is a sentence or None, ``notes`` are sentences a reader must know."""
    if not isinstance(result, dict):
        return []
    found = [result.get("contaminated"), *(result.get("notes") or ())]
    return [sentence for sentence in found if isinstance(sentence, str) and sentence]
