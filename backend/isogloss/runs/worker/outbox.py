"""What a supervisor does for all runs: hands waiting ones to the engine, takes over those of the dead, and ends those
that the engine has given up."""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from isogloss.runs.durable import NORMAL, SOON, JobEngine, PendingAttempt, workflow_id
from isogloss.runs.rows.reading import alive_workers
from isogloss.runs.rows.state import end, lock, wake
from isogloss.runs.rows.tables import RunChildRow, RunRow, WorkerRow
from isogloss.store.open import Store

#: The engine's states in which it does nothing more for a workflow.
_TOO_OFTEN = "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
_OVER = ("SUCCESS", "ERROR", "CANCELLED", _TOO_OFTEN)

#: Attempts the engine does not have yet. Asked twenty times a second for as long as a worker is idle, and building the
#: statement costs more than asking it: built once. Rows of a series are numbered by key; people read a ladder from its
#: first checkpoint on.
_POSITION = select(func.min(RunChildRow.position)).where(RunChildRow.child_id == RunRow.id).scalar_subquery()
_WAITING = (
    select(RunRow.key, RunRow.attempt, RunRow.lane, RunRow.kind, RunRow.dispatched)
    .where(RunRow.status.in_(("queued", "running")), RunRow.dispatched < RunRow.attempt)
    .order_by(func.coalesce(_POSITION, 0), RunRow.id)
    .limit(200)
)


class Outbox:
    """The rows of runs on one side, the engine on the other."""

    def __init__(self, store: Store, engine: JobEngine):
        self._store, self._engine = store, engine
        self._strays: dict[str, float] = {}
        self._idle: dict[str, float] = {}

    def hand_over(self) -> int:
        """Give the engine every attempt it does not have yet; returns how many."""
        with self._store.app.session() as session:
            found = session.execute(_WAITING).all()
        served = self._served() if any(run.lane == "live" for run in found) else set()
        for run in found:
            lane = run.lane if run.lane in served or run.lane == "batch" else "batch"
            self._engine.hand_over(run.key, run.attempt, lane, SOON if run.kind in ("series", "recipe") else NORMAL)
            handed = update(RunRow).where(RunRow.key == run.key, RunRow.dispatched == run.dispatched)
            with self._store.app.session() as session:
                session.execute(handed.values(dispatched=run.attempt).execution_options(synchronize_session=False))
        return len(found)

    def _served(self) -> set[str]:
        """The kinds of lanes that somebody alive keeps. A live run waits for a live lane where there is one, however
        busy; where there is none it goes to the batch lanes, for nobody else would ever take it."""
        with self._store.app.session() as session:
            lanes = session.scalars(select(WorkerRow.lanes).where(WorkerRow.id.in_(alive_workers(session))))
            return {name.rpartition("-")[0] for of in lanes for name in of}

    def take_over(self, dead: Callable[[str], bool]) -> list[PendingAttempt]:
        """Queue again what dead lanes had begun; returns it."""
        orphans = [attempt for attempt in self._engine.pending() if dead(attempt.executor)]
        if orphans:
            self._engine.take_over(orphans)
        return orphans

    def sweep(self, patience: float = 10.0) -> None:
        """End runs whose workflow is over and who do not know it; hand over again what the engine never got; look again
        at series and recipes that nothing is to happen to any more.

        Each can only follow from a disaster (a jobs database lost or full, a look that died), hence the patience: what
        is just ending looks the same for a moment.
        """
        self._sweep_runs(patience)
        self._sweep_parents(patience)

    def _sweep_runs(self, patience: float) -> None:
        open_runs = select(RunRow.key, RunRow.attempt).where(
            RunRow.status.in_(("queued", "running")),
            RunRow.kind.in_(("run", "intake")),
            RunRow.dispatched == RunRow.attempt,
        )
        with self._store.app.session() as session:
            runs = {workflow_id(run.key, run.attempt): run.key for run in session.execute(open_runs)}
        states = self._engine.states(list(runs)) if runs else {}
        now = time.monotonic()
        strays = {w for w in runs if states.get(w, "MISSING") in (*_OVER, "MISSING")}
        self._strays = {w: self._strays.get(w, now) for w in strays}
        for workflow, since in self._strays.items():
            if now - since >= patience or states.get(workflow) == _TOO_OFTEN:
                self._settle(runs[workflow], workflow, states.get(workflow))

    def _sweep_parents(self, patience: float) -> None:
        """Wake what is open though all of its runs have ended, and whose last look is over."""
        child = aliased(RunRow)
        busy = (
            select(RunChildRow.parent_id)
            .join(child, child.id == RunChildRow.child_id)
            .where(child.status.in_(("queued", "running")))
        )
        idle = select(RunRow.key).where(
            RunRow.status == "running",
            RunRow.kind.in_(("series", "recipe")),
            RunRow.dispatched == RunRow.attempt,
            RunRow.id.not_in(busy),
        )
        with self._store.app.session() as session:
            keys = set(session.scalars(idle))
        now = time.monotonic()
        self._idle = {key: self._idle.get(key, now) for key in keys}
        for key in [key for key, since in self._idle.items() if now - since >= patience]:
            del self._idle[key]
            with self._store.app.writing() as session:
                if (parent := lock(session, [key])[key]).status == "running":
                    wake(parent)

    def _settle(self, key: str, workflow: str, state: str | None) -> None:
        with self._store.app.writing() as session:
            run = lock(session, [key])[key]
            if run.status not in ("queued", "running") or workflow_id(run.key, run.attempt) != workflow:
                return
            if state is None:
                run.dispatched = run.attempt - 1
                return
            if state == _TOO_OFTEN:
                # The engine counts restarts in good order, too; whoever takes it up now counts for us.
                self._engine.take_over([PendingAttempt(workflow, "", run.lane)])
                return
            end(session, run, "failed", "The run ended without saying how.", _lost())


def _lost() -> dict[str, Any]:
    return {
        "code": "run_lost",
        "message": "The run ended without saying how: its worker died over it too often, or its disk was full.",
        "hint": "Ask for it again; what it had finished before may not be kept.",
        "field": None,
        "details": {},
    }
