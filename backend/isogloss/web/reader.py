"""What routes work with: the store, the register of studies, finished runs with what they kept, and what one process
remembers between requests.

A study that needs more than the generic routes has an ``api.py`` that exports

    def router(read: Reader) -> APIRouter

The app includes it under ``/api``, so its paths begin with ``/runs/{key}/...`` (use ``inputs.RunKey`` for the key).
Handlers are plain ``def``; they fetch the run with :meth:`Reader.finished`, what it kept with :meth:`Reader.kept`, and
return ``answers.unchanging(body, tag)``, or ``answers.assembled`` for what they put together themselves: from then on
the bytes are served from memory without calling the handler.
Declare the answer's type with ``response_model=``; public errors are raised, and declared with ``errors.declared``.
Routes that write are another function of ``api.py`` (:mod:`isogloss.contract.records`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.contract.records import Records
from isogloss.contract.study import AnyStudy
from isogloss.runs.asking.quota import Addresses
from isogloss.runs.rows.study_records import StudyRecords
from isogloss.runs.rows.tables import RunArtifactRow, RunRow, find_run
from isogloss.store.npy import read_array
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Conflict, NotFound
from isogloss.web.costly import Costly
from isogloss.web.headline import Stated
from isogloss.web.moments import Moment, Moments, moment
from isogloss.web.recent import Recent
from isogloss.web.roots import Roots


def left_out(run: RunRow, name: str) -> bool:
    """Whether the bundle that brought this run here leaves out what it kept under this name."""
    imported = (run.provenance or {}).get("imported", {})
    own = name.removeprefix(f"{run.finished_set}/")
    return any(fnmatchcase(own, pattern) for pattern in imported.get("left_out", ()))


def not_in_bundle(name: str) -> NotFound:
    """The run has it where it was computed, and the bundle that brought it here leaves it out."""
    return NotFound(
        "not_in_bundle",
        f"This run came with a bundle, which leaves out “{name[:80]}”.",
        hint="Ask its maker for a bundle with nothing left out, and import that one too.",
        field="name",
    )


@dataclass(frozen=True, eq=False)
class Reader:
    """What every route is handed. It writes nothing; beside the reading lies what one process remembers between two
    requests (answers lately made, who asked how much) and the folders that paths may be named in, so that all routes go
    by the same. Safe to use from many threads, but for ``costly``, which is the event loop's.
    """

    store: Store
    studies: tuple[AnyStudy, ...]
    recent: Recent = field(default_factory=Recent)
    costly: Costly = field(default_factory=Costly)
    addresses: Addresses = field(default_factory=Addresses)
    stated: dict[tuple[str, bool], Stated | None] = field(default_factory=dict)
    moments: Moments = field(default_factory=Moments)
    roots: Roots = field(default_factory=Roots)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction on the app database."""
        with self.store.app.session() as session:
            yield session

    def moment(self, key: str | None = None) -> Moment:
        """How things stand, in numbers; with ``key`` also who wants that run."""
        with self.session() as session:
            return moment(session, key)

    @contextmanager
    def records(self, study: str) -> Iterator[Records]:
        """What a study's routes that write have written, within one transaction."""
        with self.session() as session:
            yield StudyRecords(session, study)

    def study(self, slug: str) -> AnyStudy:
        """The study of this slug (or name); raises NotFound naming those there are."""
        for study in self.studies:
            if slug in (study.slug, study.name):
                return study
        known = ", ".join(study.slug for study in self.studies)
        raise NotFound("unknown_study", f"There is no study “{slug[:60]}”.", hint=f"There is: {known}.", field="slug")

    def run(self, session: Session, key: str) -> RunRow:
        """The run of this key in any state; raises NotFound."""
        row = find_run(session, key)
        if row is None:
            raise NotFound(
                "unknown_run",
                f"There is no run {key} here.",
                hint="A run is known only to the server that computed it; ask for it here with the same params.",
                field="key",
            )
        return row

    def finished(self, session: Session, key: str, study: str | None = None) -> RunRow:
        """A run that is done; raises NotFound (also where it is another study's), Conflict while it is not done."""
        row = self.run(session, key)
        if study is not None and row.study != study:
            raise NotFound("wrong_study", f"The run {key} belongs to the study {row.study}.", field="key")
        if row.status != "done":
            raise Conflict(
                "not_done",
                f"The run {key} is {row.status}; it has no result yet.",
                hint="Its page shows how far it is.",
                field="key",
                status=row.status,
            )
        return row

    def kept_digest_or_none(self, session: Session, run_id: int, name: str) -> str | None:
        """The digest of what a run kept under a name, or None."""
        query = select(RunArtifactRow.digest).where(RunArtifactRow.run_id == run_id, RunArtifactRow.name == name)
        return session.scalar(query)

    def kept_digest(self, session: Session, run_id: int, name: str) -> str:
        """The digest of what a run kept under a name; raises NotFound, which says so where a bundle left it out."""
        digest = self.kept_digest_or_none(session, run_id, name)
        if digest is None:
            run = session.get(RunRow, run_id)
            raise (
                not_in_bundle(name)
                if run is not None and left_out(run, name)
                else NotFound("not_kept", f"This run kept nothing named “{name[:80]}”.", field="name")
            )
        return digest

    def bytes_of(self, digest: str) -> bytes:
        """An artifact, from memory where it was read lately: a digest's bytes never change. Raises NotFound."""
        return self.recent.get(digest, self.store.artifacts.get)

    def kept(self, session: Session, run_id: int, name: str) -> bytes:
        """The bytes a run kept under a name; raises NotFound."""
        return self.bytes_of(self.kept_digest(session, run_id, name))

    def kept_array(self, session: Session, run_id: int, name: str) -> np.ndarray:
        """The array a run kept under a name; raises NotFound."""
        return read_array(self.kept(session, run_id, name))
