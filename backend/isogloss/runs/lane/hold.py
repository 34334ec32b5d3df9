"""A lane's hold on a run: taking it up, showing that it still has it, and letting go.

The row says who works on the run. A lane that was taken for dead and was not finds another name there: every write of
its own is refused, and it drops the run. So a wrong guess about a death costs time, never a result.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from isogloss.runs.rows.reading import worker_of
from isogloss.runs.rows.state import emit, end, lock
from isogloss.runs.rows.tables import RunRow
from isogloss.store.base import utc_now
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Cancelled

#: A run that ended its lane this often at the same step is not started again by itself.
MOST_STARTS = 3


class LeaseLost(BaseException):
    """The run was given to another lane, or ended by its supervisor; whatever this lane still does is in vain."""


def cancelled() -> Cancelled:
    """Nobody wants the run any more."""
    return Cancelled("cancelled", "The run was cancelled.", hint="Ask for it again to start it anew.")


@dataclass(frozen=True)
class Taken:
    """A run as it was taken up; ``left_by`` is the lane that died over it, if one did."""

    run: RunRow
    left_by: str | None


def take_up(store: Store, key: str, attempt: int, executor: str, plan: dict[str, Any] | None = None) -> Taken | None:
    """Begin an attempt, or go on with it. None where there is nothing to do: it ended, or a later attempt exists."""
    with store.app.writing() as session:
        run = lock(session, [key]).get(key)
        if run is None or run.attempt != attempt or run.status not in ("queued", "running"):
            return None
        if run.stop_asked is not None:
            end(session, run, "cancelled", "Cancelled.")
            return None
        if run.starts >= MOST_STARTS:
            end(session, run, "failed", "Given up.", _deadly(run))
            return None
        left_by = run.worker if run.status == "running" else None
        run.status, run.worker, run.starts = "running", executor, run.starts + 1
        if left_by is None:
            # One that a worker handed back, told to stop, began before.
            name = worker_of(executor)
            said = f"Worker {name} took over." if run.started else f"Started by worker {name}."
            run.started = run.started or utc_now()
            emit(session, run.id, "status", said, {"status": "running"})
        return Taken(run, left_by)


def _deadly(run: RunRow) -> dict[str, Any]:
    return {
        "code": "deadly_run",
        "message": f"The worker's process ended {run.starts} times at the same step of this run.",
        "hint": "It may need more memory than there is: ask for a smaller run, or free memory and ask again.",
        "field": None,
        "details": {},
    }


def takeover_text(left_by: str, executor: str, kept: int) -> str:
    """What the log says of a death: who went silent where, who goes on, and what was kept."""
    steps = {0: "Nothing was finished yet.", 1: "Step 1 was kept."}.get(kept, f"Steps 1 to {kept} were kept.")
    dead, new = worker_of(left_by), worker_of(executor)
    if dead != new:
        return f"Worker {dead} stopped answering at step {kept + 1}. Worker {new} took over. {steps}"
    lane = left_by.rpartition("/")[2]
    return f"Lane {lane} of worker {dead} stopped answering at step {kept + 1}. The worker started it again. {steps}"


@dataclass(frozen=True)
class Hold:
    """One attempt in the hands of one lane."""

    store: Store
    run_id: int
    attempt: int
    executor: str

    def _mine(self) -> tuple[Any, ...]:
        return (
            RunRow.id == self.run_id,
            RunRow.attempt == self.attempt,
            RunRow.worker == self.executor,
            RunRow.status == "running",
        )

    def note(self, session: Session, **values: Any) -> None:
        """Write columns of the run. Raises LeaseLost when another lane has it, Cancelled when it is to stop."""
        statement = update(RunRow).where(*self._mine()).values(**values).returning(RunRow.stop_asked)
        found = session.execute(statement.execution_options(synchronize_session=False)).one_or_none()
        if found is None:
            raise LeaseLost
        if found[0] is not None:
            raise cancelled()

    def check(self) -> None:
        """Raises like :meth:`note`; writes nothing."""
        with self.store.app.session() as session:
            found = session.execute(select(RunRow.stop_asked).where(*self._mine())).one_or_none()
        if found is None:
            raise LeaseLost
        if found[0] is not None:
            raise cancelled()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that only commits while the run is this lane's; raises LeaseLost otherwise."""
        with self.store.app.writing() as session:
            mine = select(RunRow.id).where(*self._mine()).with_for_update()
            if session.execute(mine).one_or_none() is None:
                raise LeaseLost
            yield session

    def let_go(self, status: str, text: str, error: dict[str, Any] | None = None, **values: Any) -> None:
        """End the run; raises LeaseLost when it is not this lane's to end."""
        with self.writing() as session:
            run = session.get_one(RunRow, self.run_id, populate_existing=True)
            for name, value in values.items():
                setattr(run, name, value)
            end(session, run, status, text, error)
