"""How a run changes state. Every change happens here, under the row's lock, and tells watchers and parents.

Locks are taken from children to parents (runs, series, recipes), and among equals by key, so that no two changes can
wait for each other. Who changes several at once locks all that this can touch first (``lock_family``).
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from isogloss.runs.rows.tables import (
    ENDED,
    RunAskRow,
    RunEventRow,
    RunRow,
    above,
    below,
    claims,
    clock,
    parents_of,
)
from isogloss.store.base import Base, utc_now
from isogloss.store.open import Store
from isogloss.store.upsert import insert
from isogloss.vocabulary.errors import Refused

#: A log is for reading: longer lines are cut, further lines are dropped.
LOG_LINE, LOG_LINES = 2_000, 2_000


def insert_missing(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert rows that are not there yet; those that are stay as they are, also when two processes insert at once."""
    if rows:
        session.execute(insert(session, table).on_conflict_do_nothing(), rows)


def insert_runs(session: Session, rows: list[dict[str, Any]]) -> set[str]:
    """The same for runs; returns the keys that were not there."""
    statement = insert(session, RunRow).on_conflict_do_nothing().returning(RunRow.key)
    return set(session.execute(statement, rows).scalars()) if rows else set()


def lock(session: Session, keys: Iterable[str]) -> dict[str, RunRow]:
    """The runs of these keys, locked from children to parents, and among equals in the order of their keys."""
    level = case({"series": 1, "recipe": 2}, value=RunRow.kind, else_=0)
    query = select(RunRow).where(RunRow.key.in_(sorted(keys))).order_by(level, RunRow.key).with_for_update()
    return {row.key: row for row in session.scalars(query.execution_options(populate_existing=True))}


def lock_family(session: Session, runs: Iterable[RunRow], *more: str) -> dict[str, RunRow]:
    """These runs, everything they are made of, and everything that any of that is part of, locked at once.

    Letting go of a series or a recipe can end what is below, and that wakes whatever else it is part of. A family that
    grew while its locks were waited for is let go (with a savepoint) and locked anew: taking the new ones on top would
    be against the order.
    """
    ids = {run.id for run in runs}
    keys = _family(session, ids)
    while True:
        savepoint = session.begin_nested()
        locked = lock(session, keys | set(more))
        now = _family(session, ids)
        if now <= locked.keys():
            savepoint.commit()
            return locked
        savepoint.rollback()
        keys = now


def _family(session: Session, ids: Iterable[int]) -> set[str]:
    """The keys of these runs, of all below them, and of all that any of those is part of."""
    found = {run.id: run.key for run in session.scalars(select(RunRow).where(RunRow.id.in_(list(ids))))}
    for neighbours in (below, above):
        waiting = list(found)
        while waiting:
            new = {run.id: run.key for run in neighbours(session, waiting) if run.id not in found}
            found |= new
            waiting = list(new)
    return set(found.values())


def emit(session: Session, run_id: int, kind: str, text: str = "", data: dict[str, Any] | None = None) -> None:
    """Tell watchers. Of progress only the latest is kept."""
    event = RunEventRow(run_id=run_id, kind=kind, text=text[:LOG_LINE], data=data)
    session.add(event)
    session.flush()
    if kind == "progress":
        older = (RunEventRow.run_id == run_id, RunEventRow.kind == "progress", RunEventRow.id < event.id)
        session.execute(delete(RunEventRow).where(*older))


def log(session: Session, run_id: int, text: str) -> None:
    """Add lines to a run's log, up to its limit."""
    of_run = (RunEventRow.run_id == run_id, RunEventRow.kind == "log")
    room = LOG_LINES - (session.scalar(select(func.count()).select_from(RunEventRow).where(*of_run)) or 0)
    lines = [line for line in text.splitlines() if line.strip()]
    for line in lines[: max(0, room)]:
        emit(session, run_id, "log", line)
    if 0 < room <= len(lines):
        emit(session, run_id, "log", f"The log is full ({LOG_LINES} lines); what follows is not kept.")


def claim(session: Session, run: RunRow, asker: str) -> None:
    """Note that the asker wants the run; open it (again) if nobody is working on it."""
    insert_missing(session, RunAskRow, [{"run_id": run.id, "asker": asker, "at": utc_now()}])
    if run.status in ("failed", "cancelled"):
        reopen(session, run)


def reopen(session: Session, run: RunRow) -> None:
    """Queue another attempt."""
    run.attempt += 1
    run.status, run.starts, run.worker, run.stop_asked = "queued", 0, None, None
    run.started = run.finished = run.error = run.seconds_left = None
    run.steps_done, run.fraction, run.label = 0, 0.0, ""
    emit(session, run.id, "status", f"Asked for again: attempt {run.attempt}.", {"status": "queued"})


def end(session: Session, run: RunRow, status: str, text: str, error: dict[str, Any] | None = None) -> None:
    """Finish a run one way or the other, and wake what it is part of.

    One that was stopped while somebody asked for it anew goes back into the queue.
    """
    run.status, run.error, run.finished = status, error, utc_now()
    run.stop_asked = run.seconds_left = None
    run.label = ""
    if status == "done":
        run.fraction, run.steps_done = 1.0, run.steps_total or run.steps_done
    emit(session, run.id, "status", text, {"status": status, "error": error})
    if status == "cancelled" and claims(session, run.id):
        reopen(session, run)
    wake_parents(session, run.id)


def hand_back(session: Session, run: RunRow) -> None:
    """A running run waits again, since its worker was stopped in order: whoever takes it up goes on after the last step
    that was finished. One that nobody wants any more has ended."""
    if run.stop_asked is not None:
        return end(session, run, "cancelled", "Cancelled.")
    run.status, run.worker, run.starts, run.seconds_left = "queued", None, max(0, run.starts - 1), None
    text = "Its worker was stopped. What it finished is kept, and the run waits for a worker."
    emit(session, run.id, "status", text, {"status": "queued"})


def wake_parents(session: Session, run_id: int) -> None:
    """Have the series and recipes of a run looked at again: something in them changed."""
    for parent in lock(session, [parent.key for parent in parents_of(session, run_id)]).values():
        if parent.status != "cancelled":
            wake(parent)


def wake(parent: RunRow) -> None:
    """Queue one more look at a series or recipe; one that is queued already and not yet begun is enough."""
    if parent.dispatched >= parent.attempt:
        parent.attempt += 1
    if parent.status in ENDED:
        parent.status, parent.finished = "running", None


def begun(store: Store, key: str, attempt: int) -> None:
    """Note that a queued look has begun, before it looks: what happens from now on needs another one.

    The supervisor notes it, too, but after handing the look over: a lane may be faster.
    """
    late = (RunRow.key == key, RunRow.dispatched < attempt)
    with store.app.session() as session:
        noted = update(RunRow).where(*late).values(dispatched=attempt)
        session.execute(noted.execution_options(synchronize_session=False))


def release(session: Session, run: RunRow, asker: str) -> bool:
    """Take back the asker's claim; stop the run if it was the last. Returns whether the asker had one.

    A queued run is over at once; a running one is asked to stop, and its supervisor sees to it.
    """
    had = session.execute(delete(RunAskRow).where(RunAskRow.run_id == run.id, RunAskRow.asker == asker)).rowcount  # type: ignore[attr-defined]
    if had and run.status not in ENDED and not claims(session, run.id):
        stop(session, run)
    return bool(had)


def stop(session: Session, run: RunRow) -> None:
    """Stop a run that nobody wants any more."""
    if run.status == "queued" or run.kind in ("series", "recipe"):
        end(session, run, "cancelled", "Cancelled.")
    elif run.stop_asked is None:
        now = clock(session.get_bind().dialect.name)
        session.execute(update(RunRow).where(RunRow.id == run.id).values(stop_asked=now))
        emit(session, run.id, "status", "Asked to stop.", {"status": run.status, "stopping": True})


def clean_asker(asker: str) -> str:
    """An asker's id as it is kept; raises Refused for one that is empty or too long."""
    if not asker.strip() or len(asker) > 80 or not asker.isprintable():
        raise Refused("bad_asker", "The asker's id must be 1 to 80 printable characters.", field="asker")
    return asker.strip()
