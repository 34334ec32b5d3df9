"""What a supervisor does for all runs: hands waiting ones to the engine, takes over those of the dead, and ends those
that the engine has given up."""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update

from isogloss.runs.durable import NORMAL, SOON, JobEngine, PendingAttempt, workflow_id
from isogloss.runs.state import end, lock
from isogloss.runs.tables import RunRow

#: The engine's states in which it does nothing more for a workflow.
_TOO_OFTEN = "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
_OVER = ("SUCCESS", "ERROR", "CANCELLED", _TOO_OFTEN)


class Outbox:
    """The rows of runs on one side, the engine on the other."""

    def __init__(self, store: Any, engine: JobEngine):
        self._store, self._engine = store, engine
        self._strays: dict[str, float] = {}

    def hand_over(self) -> int:
        """Give the engine every attempt it does not have yet; returns how many."""
        waiting = (
            select(RunRow.key, RunRow.attempt, RunRow.lane, RunRow.kind, RunRow.dispatched)
            .where(RunRow.status.in_(("queued", "running")), RunRow.dispatched < RunRow.attempt)
            .order_by(RunRow.id)
            .limit(200)
        )
        with self._store.app.session() as session:
            found = session.execute(waiting).all()
        for run in found:
            self._engine.hand_over(run.key, run.attempt, run.lane, SOON if run.kind in ("series", "recipe") else NORMAL)
            handed = update(RunRow).where(RunRow.key == run.key, RunRow.dispatched == run.dispatched)
            with self._store.app.session() as session:
                session.execute(handed.values(dispatched=run.attempt).execution_options(synchronize_session=False))
        return len(found)

    def take_over(self, dead: Callable[[str], bool]) -> list[PendingAttempt]:
        """Queue again what dead lanes had begun; returns it."""
        orphans = [attempt for attempt in self._engine.pending() if dead(attempt.executor)]
        if orphans:
            self._engine.take_over(orphans)
        return orphans

    def sweep(self, patience: float = 10.0) -> None:
        """End runs whose workflow is over and who do not know it; hand over again what the engine never got.

        Either can only follow from a disaster (a jobs database lost or full), hence the patience: a run that is just
        ending looks the same for a moment.
        """
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
