"""Importing a bundle: everything is checked, then everything is written, or nothing.

Artifacts go first, as evictable ones that nobody misses if this process dies; then the rows, in one transaction (a
corpus that this house makes itself among them), at the end of which the artifacts are made to stay. Importing again
changes nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from isogloss.corpora.tables import CorpusRow
from isogloss.findings.arrival import Arrival, check_sets, compare
from isogloss.findings.checking import Checked, check
from isogloss.findings.homemade import maker
from isogloss.findings.opening import Limits, broken, opened
from isogloss.findings.settling import settle
from isogloss.runs.study import Study
from isogloss.store.artifacts import passing
from isogloss.store.database import Beaten, Within
from isogloss.vocabulary.errors import Refused

#: Another process may import the same bundle at the same time: then its rows are found the second time.
_TRIES = 3


@dataclass(frozen=True)
class Imported:
    """What an import did: ``new`` runs were written, ``known`` ones were here. ``warnings`` are full sentences."""

    slug: str
    title: str
    roots: tuple[str, ...]
    new: int
    known: int
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]


def import_bundle(store: Any, studies: Mapping[str, Study], file: Path, limits: Limits = Limits()) -> Imported:
    """Import a bundle; whole or not at all.

    Raises Refused for what is no sound bundle or cannot be understood here, TooLarge beyond the limits, Conflict where
    this house has other things under the same names, OutOfSpace.
    """
    with opened(file, limits) as zipped:
        checked = check(zipped, studies)
        with _artifacts(store, checked) as stored:
            arrival = _written(store, checked, stored)
    manifest = checked.manifest
    return Imported(
        slug=manifest.slug,
        title=manifest.title,
        roots=manifest.roots,
        new=len(arrival.new) + len(arrival.again),
        known=arrival.known,
        left_out=tuple(sorted({pattern for run in checked.runs.values() for pattern in run.left_out})),
        warnings=tuple(arrival.warnings),
    )


def _make_homemade(session: Session, checked: Checked) -> None:
    """Make the corpora that this house makes itself and has not made yet, in the import's own transaction."""
    for id, corpus in checked.corpora.items():
        if corpus.text == "made" and session.get(CorpusRow, id) is None:
            _make(Within(session), checked, id)


def _make(store: Any, checked: Checked, id: str) -> None:
    make = maker(id)
    if make is None:
        raise broken(
            f"The bundle takes the corpus {id} for one that every house makes.", "It was not made by Isogloss."
        )
    if make(store).digest != checked.corpora[id].digest:
        raise Refused(
            "other_sample",
            f"This Isogloss makes another corpus {id} than the one that these runs read. Nothing was imported.",
            hint=f"The bundle was made with Isogloss {checked.manifest.made_by}: use that version, or a newer bundle.",
            field="file",
        )


def _wanted(store: Any, checked: Checked) -> dict[str, str]:
    """Digest and kind of what has to be stored, once all that can be refused from what is here has been."""
    with store.app.writing() as session:
        looking = session.begin_nested()
        _make_homemade(session, checked)
        wanted = compare(session, checked).artifacts
        check_sets(session, checked)
        looking.rollback()
    return wanted


@contextmanager
def _artifacts(store: Any, checked: Checked) -> Iterator[dict[str, str]]:
    """What has to be stored, stored for the time being; taken away again if the import fails."""
    wanted = _wanted(store, checked)
    with passing(store.artifacts) as put:
        for digest, kind in wanted.items():
            if not store.artifacts.exists(digest):
                put.append(digest)
                _put(store, checked, digest, kind, evictable=True)
        yield wanted


def _put(store: Any, checked: Checked, digest: str, kind: str, *, evictable: bool) -> None:
    store.artifacts.put(checked.artifact(digest), kind=kind, evictable=evictable)


def _written(store: Any, checked: Checked, stored: Mapping[str, str]) -> Arrival:
    for tried in range(1, _TRIES + 1):
        try:
            with store.app.writing() as session:
                _make_homemade(session, checked)
                arrival = compare(session, checked)
                settle(session, checked, arrival)
                session.flush()
                for digest, kind in (arrival.artifacts | dict(stored)).items():
                    if not store.artifacts.keep(digest):
                        _put(store, checked, digest, kind, evictable=False)
                return arrival
        except (IntegrityError, Beaten):
            if tried == _TRIES:
                raise
    raise AssertionError("tried")
