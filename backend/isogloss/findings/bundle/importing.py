"""Importing a bundle: everything is checked, then everything is written, or nothing.

Artifacts go first, as evictable ones that nobody misses if this process dies; then the rows, in one transaction (a
corpus that this installation makes itself among them), at the end of which the artifacts are made to stay.
Importing again changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from isogloss.contract.study import AnyStudy
from isogloss.corpora.tables import CorpusRow
from isogloss.findings.bundle.arrival import Arrival, check_sets, compare
from isogloss.findings.bundle.checks.whole import Checked, check
from isogloss.findings.bundle.opening import Limits, broken, opened
from isogloss.findings.bundle.settling import settle
from isogloss.findings.standing.homemade import made
from isogloss.store.artifacts import passing
from isogloss.store.database import Within
from isogloss.store.open import AnyStore, Store
from isogloss.vocabulary.errors import Refused


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


def import_bundle(store: Store, studies: Mapping[str, AnyStudy], file: Path, limits: Limits = Limits()) -> Imported:
    """Import a bundle; whole or not at all.

    Raises Refused for what is no sound bundle or cannot be understood here, TooLarge beyond the limits, Conflict where
    this installation has other things under the same names, OutOfSpace.
    """
    with opened(file, limits) as zipped:
        checked = check(zipped, studies)
        corpora = _made(store, checked)
        with _artifacts(store, checked, corpora) as stored:
            arrival = _written(store, checked, stored, corpora)
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


#: What stores a corpus that this installation makes itself, by its id.
Made = Mapping[str, Callable[[AnyStore], CorpusRow]]


def _made(store: Store, checked: Checked) -> Made:
    """The corpora that are made here and are not here yet, made: before anything keeps others from writing."""
    wanted = [id for id, corpus in checked.corpora.items() if corpus.text == "made"]
    with store.app.session() as session:
        absent = [id for id in wanted if session.get(CorpusRow, id) is None]
    found = {id: made(id) for id in absent}
    if strange := next((id for id, keep in found.items() if keep is None), None):
        raise broken(
            f"The bundle takes the corpus {strange} for one that every installation makes.",
            "It was not made by Isogloss.",
        )
    return {id: keep for id, keep in found.items() if keep is not None}


def _keep_made(store: AnyStore, checked: Checked, corpora: Made) -> None:
    for id, keep in corpora.items():
        if keep(store).digest != checked.corpora[id].digest:
            version = checked.manifest.made_by
            raise Refused(
                "other_sample",
                f"This Isogloss makes another corpus {id} than the one that these runs read. Nothing was imported.",
                hint=f"The bundle was made with Isogloss {version}: use that version, or a newer bundle.",
                field="file",
            )


def _wanted(store: Store, checked: Checked, corpora: Made) -> dict[str, str]:
    """Digest and kind of what has to be stored, once all that can be refused from what is here has been."""

    def look(within: Within) -> dict[str, str]:
        with within.session() as session:
            looking = session.begin_nested()
            _keep_made(within, checked, corpora)
            wanted = compare(session, checked).artifacts
            check_sets(session, checked)
            looking.rollback()
        return wanted

    found: dict[str, str] = store.app.whole(look)
    return found


@contextmanager
def _artifacts(store: Store, checked: Checked, corpora: Made) -> Iterator[dict[str, str]]:
    """What has to be stored, stored for the time being; taken away again if the import fails."""
    wanted = _wanted(store, checked, corpora)
    with passing(store.artifacts) as put:
        for digest, kind in wanted.items():
            if not store.artifacts.exists(digest):
                put.append(digest)
                _put(store, checked, digest, kind, evictable=True)
        yield wanted


def _put(store: Store, checked: Checked, digest: str, kind: str, *, evictable: bool) -> None:
    store.artifacts.put(checked.artifact(digest), kind=kind, evictable=evictable)


def _written(store: Store, checked: Checked, stored: Mapping[str, str], corpora: Made) -> Arrival:
    def write(within: Within) -> Arrival:
        with within.session() as session:
            _keep_made(within, checked, corpora)
            arrival = compare(session, checked)
            settle(session, checked, arrival)
            session.flush()
            for digest, kind in (arrival.artifacts | dict(stored)).items():
                if not store.artifacts.keep(digest):
                    _put(store, checked, digest, kind, evictable=False)
        return arrival

    arrival: Arrival = store.app.whole(write)
    return arrival
