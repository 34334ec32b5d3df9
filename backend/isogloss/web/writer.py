"""Routes of studies that write: what they are handed, and what they must be to be mounted.

The gateway looks at every request before a route is looked for: whoever sends another method than those that read must
be one of this server's pages or a program (Origin), name the server (Host), have its token, and keep to the limits. So
a study's route that writes needs no lock of its own, and has none to forget.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter
from fastapi.routing import APIRoute

from isogloss.contract.study import AnyStudy
from isogloss.runs.rows.study_records import StudyRecords
from isogloss.store.open import Store
from isogloss.web.errors import declared
from isogloss.web.security import SAFE_METHODS

#: What every study has at its own address by being in the register.
_TAKEN = ("/estimate", "/runs")


class StudyWriter:
    """The :class:`isogloss.contract.records.Writer` of one study; safe to use from many threads."""

    def __init__(self, store: Store, study: AnyStudy):
        self._store, self._study = store, study.name

    @contextmanager
    def writing(self) -> Iterator[StudyRecords]:
        """A transaction: committed at the end, rolled back by any error."""
        with self._store.app.writing() as session:
            yield StudyRecords(session, self._study)


def only_reads(study: AnyStudy, routes: APIRouter) -> APIRouter:
    """The routes of a study's ``router``; raises ValueError where one of them writes: it was handed no writer."""
    for route in routes.routes:
        if not isinstance(route, APIRoute) or not (route.methods or set()) <= set(SAFE_METHODS):
            raise ValueError(f"{study.name}: {_said(route)} does not only read; put it into api.writing(read, write)")
    return routes


def only_writes(study: AnyStudy, routes: APIRouter) -> APIRouter:
    """The routes of a study's ``writing``, below the study's own address; raises ValueError for what does not belong
    there: a route that reads, or one at an address that every study has."""
    for route in routes.routes:
        if not isinstance(route, APIRoute) or not (route.methods or set()).isdisjoint(SAFE_METHODS):
            raise ValueError(f"{study.name}: {_said(route)} does not only write; put it into api.router(read)")
        if any(route.path == taken or route.path.startswith(f"{taken}/") for taken in _TAKEN):
            raise ValueError(f"{study.name}: {_said(route)} is an address that every study has; choose another")
    mounted = APIRouter()
    mounted.include_router(routes, prefix=f"/studies/{study.slug}", responses=declared(404, 409, 415, 422, 507))
    return mounted


def _said(route: object) -> str:
    methods = " ".join(sorted(getattr(route, "methods", None) or ()))
    return f"{methods} {getattr(route, 'path', route)}".strip()
