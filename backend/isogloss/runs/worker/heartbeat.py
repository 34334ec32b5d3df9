"""Signs of life, by the database's clock, and who of the others has stopped giving them."""

import socket
import time
import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.sql import ColumnElement

from isogloss.runs.rows.tables import WorkerRow, clock
from isogloss.store.base import utc_now
from isogloss.store.open import Store

#: Rows of workers that went are shown this long, in seconds.
REMEMBERED_S = 24 * 3600.0


class Displaced(Exception):
    """Another process gives signs of life under this worker's name: this one must stop."""


def _silence(store: Store) -> ColumnElement[float]:
    """Seconds since a worker's last sign of life, in SQL."""
    return clock(store.app.dialect) - WorkerRow.last_seen


class Heartbeat:
    """One worker's row."""

    def __init__(self, store: Store, worker: str, pid: int, lanes: Sequence[str], dead_after: float):
        self._store, self._worker, self._pid, self._lanes = store, worker, pid, list(lanes)
        self._dead_after = dead_after
        self._session = uuid.uuid4().hex
        self._steady_since: float | None = None
        self._last: float | None = None

    def start(self) -> None:
        """Write the row, in place of an earlier life's."""
        values = {
            "session": self._session,
            "host": socket.gethostname(),
            "pid": self._pid,
            "lanes": self._lanes,
            "state": "alive",
            "started": utc_now(),
            "last_seen": clock(self._store.app.dialect),
        }
        with self._store.app.writing() as session:
            session.execute(delete(WorkerRow).where(WorkerRow.id == self._worker))
            session.execute(WorkerRow.__table__.insert().values(id=self._worker, **values))  # type: ignore[attr-defined]
        self._seen()

    def beat(self) -> None:
        """Give a sign of life. Raises Displaced when the row belongs to another process."""
        with self._store.app.writing() as session:
            mine = update(WorkerRow).where(WorkerRow.id == self._worker, WorkerRow.session == self._session)
            values = {"last_seen": clock(self._store.app.dialect), "state": "alive"}
            if session.execute(mine.values(**values).returning(WorkerRow.id)).one_or_none() is None:
                raise Displaced(self._worker)
        self._seen()

    def _seen(self) -> None:
        now = time.monotonic()
        if self._last is None or now - self._last > 0.6 * self._dead_after:
            self._steady_since = now
        self._last = now

    @property
    def steady(self) -> bool:
        """Whether this worker itself got through lately, so that the silence of others is theirs.

        When a database comes back after a pause, everybody looks dead to whoever wakes first; the others get a moment.
        """
        return self._steady_since is not None and time.monotonic() - self._steady_since >= self._dead_after / 2

    def stopped(self) -> set[str]:
        """The ids of workers that said goodbye."""
        with self._store.app.session() as session:
            return set(session.scalars(select(WorkerRow.id).where(WorkerRow.state == "stopped")))

    def alive(self) -> set[str]:
        """The ids of workers heard of lately, this one among them; long-gone ones are forgotten."""
        with self._store.app.session() as session:
            found = session.execute(
                select(WorkerRow.id, WorkerRow.state, _silence(self._store)).order_by(WorkerRow.id)
            ).all()
        alive = {w for w, state, silent in found if state == "alive" and silent < self._dead_after} | {self._worker}
        lost = [w for w, state, _ in found if state == "alive" and w not in alive]
        forgotten = [w for w, _, silent in found if silent > REMEMBERED_S and w not in alive]
        if lost or forgotten:
            self._write_off(lost, forgotten)
        return alive

    def _write_off(self, lost: list[str], forgotten: list[str]) -> None:
        """Looked at again under the lock: one of them may have spoken since."""
        with self._store.app.writing() as session:
            silent = _silence(self._store)
            gone = (WorkerRow.id.in_(lost), WorkerRow.state == "alive", silent >= self._dead_after)
            session.execute(update(WorkerRow).where(*gone).values(state="lost"))
            session.execute(delete(WorkerRow).where(WorkerRow.id.in_(forgotten), silent > REMEMBERED_S))

    def stop(self) -> None:
        """Say goodbye, so that nobody needs to wait for silence."""
        with self._store.app.writing() as session:
            mine = update(WorkerRow).where(WorkerRow.id == self._worker, WorkerRow.session == self._session)
            session.execute(mine.values(state="stopped"))
