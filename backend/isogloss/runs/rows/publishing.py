"""Publishing: what a run gave to others, by kind, id and part, and the rules that hold for every kind.

- *Whole or not at all.* A part is read and checked first (``Kind.ready``); its rows, this record, what the run says of
  it and the waking of recipes are one transaction, which commits only while the run is its lane's.
- *Once.* A run that is retried comes to the same parts again: what is recorded with the same digest is left alone, and
  nobody is told twice.
- *Never changed.* An id belongs to the run that published it first, and a part to its digest: anything else is refused.

What lies outside the database (files, artifacts) is there before its record, and means nothing without it.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.contract.publication import AnyKind, Part, Ready
from isogloss.runs.rows.state import emit, wake_parents
from isogloss.runs.rows.tables import PublicationRow, RunRow
from isogloss.runs.rows.wire import PublishedPart
from isogloss.store.database import Beaten, Within
from isogloss.store.upsert import insert
from isogloss.vocabulary.digest import canonical_json
from isogloss.vocabulary.errors import Conflict

#: Facts of one part, as JSON: what is larger belongs into an artifact.
FACTS_BYTES = 16 * 1024
#: How often a transaction is tried while other processes write the same rows.
_TRIES = 3


def publish(
    writing: Callable[[], AbstractContextManager[Session]],
    run_id: int,
    kind: AnyKind,
    id: str,
    part: Part,
    ready: Ready,
) -> bool:
    """Publish a part that is ready, in a transaction that ``writing`` opens; False where it was published before.

    Raises Conflict where the id is another run's or the part is there with other contents, TypeError for facts that are
    no small JSON, and what the kind raises; then nothing is written.
    """
    facts = _small(ready.facts)
    row = {"kind": kind.name, "id": id, "part": part.name, "run_id": run_id, "digest": ready.digest, "facts": facts}
    for tried in range(1, _TRIES + 1):
        try:
            with writing() as session:
                return _written(session, run_id, kind, part, ready, row)
        except Beaten:
            if tried == _TRIES:
                raise
    raise AssertionError("tried")


def _written(session: Session, run_id: int, kind: AnyKind, part: Part, ready: Ready, row: dict[str, Any]) -> bool:
    """The same within a transaction, all of which is void if anything here is raised."""
    id = row["id"]
    # One statement, so that two runs at one id wait for each other.
    new = insert(session, PublicationRow).values(row).on_conflict_do_nothing().returning(PublicationRow.part)
    added = session.execute(new).first() is not None
    _refuse_others(session, run_id, kind, id)
    if not added:
        there = session.get_one(PublicationRow, (kind.name, id, part.name))
        if there.digest not in (ready.digest, *ready.earlier):
            raise _changed(kind, id, part)
        return False
    ready.add(Within(session))
    said: dict[str, Any] = {"status": "running", "published": {"kind": kind.name, "id": id, "part": part.name}}
    if kind.has_checkpoints:
        # Stored events have said ``landed`` from the first: the field keeps its name.
        said["landed"] = part.name
    emit(session, run_id, "status", f"{part.name} is here.", said)
    wake_parents(session, run_id)
    return True


def _small(facts: Mapping[str, Any]) -> dict[str, Any]:
    if len(canonical_json(facts)) > FACTS_BYTES:
        raise TypeError(f"facts of a published part are larger than {FACTS_BYTES} bytes: keep them as an artifact")
    return dict(facts)


def _refuse_others(session: Session, run_id: int, kind: AnyKind, id: str) -> None:
    mine = (PublicationRow.kind == kind.name, PublicationRow.id == id, PublicationRow.run_id != run_id)
    query = select(RunRow.key).join(PublicationRow, PublicationRow.run_id == RunRow.id).where(*mine).limit(1)
    key = session.scalar(query)
    if key is not None:
        raise Conflict(
            "published_by_another",
            f"The {kind.name} “{id}” was published by another run, {key}.",
            hint="Ask for this run under another id.",
        )


def _changed(kind: AnyKind, id: str, part: Part) -> Conflict:
    return Conflict(
        "published_otherwise",
        f"{part.name} of the {kind.name} “{id}” was published with other contents than it has now.",
        hint="What was published never changes: ask for the new one under another id.",
    )


def published(
    session: Session, *, kind: str | None = None, id: str | None = None, run: str | None = None, limit: int = 500
) -> list[PublishedPart]:
    """What was published, newest first: of one kind, under one id, by the run of one key."""
    query = select(PublicationRow, RunRow).join(RunRow, RunRow.id == PublicationRow.run_id)
    wanted = ((PublicationRow.kind, kind), (PublicationRow.id, id), (RunRow.key, run))
    query = query.where(*(column == value for column, value in wanted if value is not None))
    order = (PublicationRow.at.desc(), PublicationRow.id, PublicationRow.part)
    return [
        PublishedPart(
            kind=row.kind, id=row.id, part=row.part, digest=row.digest, facts=row.facts, run=by.key, study=by.study,
            at=row.at,
        )
        for row, by in session.execute(query.order_by(*order).limit(limit))
    ]  # fmt: skip
