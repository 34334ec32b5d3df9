"""The workflow engine (DBOS) behind a small face: the only module that knows it.

A workflow is one attempt of one run; its id is ``<key>.<attempt>``, its queue the kind of lane that may work on it.
The engine remembers which steps finished. Which state a run is in, and who may go on with it, is decided by our own
rows alone: a workflow that finds it has nothing to do returns.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer, error
from dbos._migration import ensure_dbos_schema, run_dbos_migrations, should_migrate
from sqlalchemy import Connection, text

from isogloss.store.database import Database
from isogloss.store.failures import speaking_plainly
from isogloss.store.migrate import PATIENCE_S
from isogloss.store.postgres import check_rights, pooled
from isogloss.vocabulary.errors import Unavailable

#: Changes when an attempt begun by older code could not be continued by this one. Never the hash of the source, which
#: would strand every waiting run at each edit.
ENGINE_VERSION = "1"
#: How often a lane looks for work, in seconds: a person waits for a live one.
POLLING = {"batch": 0.2, "live": 0.05}
#: Lower is sooner: looking again at a series goes before starting its next checkpoint.
SOON, NORMAL = 1, 10

_WORKFLOW = "execute"
_NAME = "isogloss"
_SCHEMA = "dbos"

#: Raised in a lane whose attempt was taken from it; no ``except Exception`` catches it.
TakenAway = error.DBOSBaseException


@dataclass(frozen=True)
class PendingAttempt:
    """An attempt that some lane began and has not finished."""

    workflow: str
    executor: str
    lane: str


def prepare(jobs_url: str) -> None:
    """Make the engine's own tables; to be done by one process before lanes start.

    Raises Refused where the database's role may not, Unavailable where the database is away.
    """
    with speaking_plainly():
        _on_postgres(jobs_url, lambda connection: check_rights(connection, jobs=True))
        if not _on_postgres(jobs_url, pooled):
            DBOS.migrate(jobs_url)
            return
        give_up = time.monotonic() + PATIENCE_S
        while not _on_postgres(jobs_url, _migrate_pooled):
            if time.monotonic() > give_up:
                raise Unavailable(
                    "busy", "Another process has been making the engine's tables for minutes.", hint="Try again later."
                )
            time.sleep(0.5)


def _migrate_pooled(connection: Connection) -> bool:
    """What ``DBOS.migrate`` does, for behind a pooler; returns False where another process is at it.

    That one locks its session, and gives it a timeout: a pooler hands both on to others, and the unlocking may meet
    another session. Here the lock is the transaction's, and is asked for again and again: building an index waits for
    whoever waits within a statement.
    """
    lock = text("SELECT pg_try_advisory_xact_lock(hashtextextended('isogloss.engine', 0))")
    if not connection.execute(lock).scalar():
        return False
    if should_migrate(connection.engine, _SCHEMA, use_listen_notify=True):
        ensure_dbos_schema(connection.engine, _SCHEMA)
        run_dbos_migrations(connection.engine, _SCHEMA, use_listen_notify=True)
    return True


def _patience_s(jobs_url: str) -> float:
    """How long the engine's transactions may lie idle before the server ends their session, in seconds.

    The engine sets this on its sessions. Behind a pooler these are handed on to others, whom it would hit: none there.
    """
    return 0.0 if _on_postgres(jobs_url, pooled) else 60.0


def _on_postgres(jobs_url: str, ask: Callable[[Connection], Any]) -> Any:
    """What ``ask`` finds out on a connection of its own; nothing on SQLite."""
    database = Database(jobs_url)
    try:
        if database.dialect == "sqlite":
            return None
        with database.session() as session:
            return ask(session.connection())
    finally:
        database.dispose()


class JobEngine:
    """The side of the engine that hands work out; it runs none. Raises the driver's errors when it is out of reach."""

    def __init__(self, jobs_url: str):
        self._client = DBOSClient(
            system_database_url=jobs_url,
            serializer=DBOSPortableJSONSerializer(),
            system_database_pool_size=3,
            application_name=_NAME,
            retry_connection_errors=False,
            sys_db_idle_transaction_timeout_sec=_patience_s(jobs_url),
        )

    def hand_over(self, key: str, attempt: int, lane: str, priority: int = NORMAL) -> None:
        """Queue an attempt; one that was handed over before stays as it is."""
        self._client.enqueue(
            {
                "workflow_name": _WORKFLOW,
                "queue_name": lane,
                "workflow_id": workflow_id(key, attempt),
                "app_version": ENGINE_VERSION,
                "priority": priority,
            },
            key,
            attempt,
        )

    def pending(self) -> list[PendingAttempt]:
        """Attempts in somebody's hands, alive or dead."""
        found = self._client.list_workflows(status="PENDING", load_input=False, load_output=False)
        return [PendingAttempt(w.workflow_id, w.executor_id or "", w.queue_name or "batch") for w in found]

    def take_over(self, attempts: list[PendingAttempt]) -> None:
        """Put attempts of dead lanes back into the queue they came from; a lane that was not dead is fenced off."""
        for lane in {attempt.lane for attempt in attempts}:
            # Without the queue's name they would go to one that every lane serves.
            self._client.resume_workflows([a.workflow for a in attempts if a.lane == lane], queue_name=lane)

    def states(self, workflows: list[str]) -> dict[str, str]:
        """The engine's own state of these workflows; unknown ones are missing."""
        found = self._client.list_workflows(workflow_ids=workflows, load_input=False, load_output=False)
        return {w.workflow_id: w.status for w in found}

    def forget(self, older_than_s: float) -> int:
        """Delete workflows that ended so long ago (results are ours and stay); returns how many, 500 at most."""
        before = (datetime.now(UTC) - timedelta(seconds=older_than_s)).isoformat()
        ended = ["SUCCESS", "ERROR", "CANCELLED"]
        found = self._client.list_workflows(
            status=ended, completed_before=before, limit=500, load_input=False, load_output=False
        )
        if found:
            self._client.delete_workflows([workflow.workflow_id for workflow in found])
        return len(found)

    def close(self) -> None:
        """Close its connections."""
        self._client.destroy()


def workflow_id(key: str, attempt: int) -> str:
    """The name of one attempt."""
    return f"{key}.{attempt}"


def launch(jobs_url: str, executor: str, lane: str, execute: Callable[[str, int], None]) -> None:
    """Make this process a lane: it takes one attempt at a time from its queue and calls ``execute(key, attempt)``.

    Attempts that an earlier life of the same executor left behind are queued again at once.
    """
    DBOS(
        config={
            "name": _NAME,
            "system_database_url": jobs_url,
            "executor_id": executor,
            "application_version": ENGINE_VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
            "sys_db_pool_size": 4,
            "use_listen_notify": False,
            "run_migrations": False,
            "sys_db_idle_transaction_timeout_sec": _patience_s(jobs_url),
        }
    )

    @DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=3)
    def workflow(key: str, attempt: int) -> str:
        execute(key, attempt)
        return "over"

    DBOS.listen_queues([lane])
    DBOS.launch()
    DBOS.register_queue(lane, worker_concurrency=1, polling_interval_sec=POLLING[lane], on_conflict="always_update")


def step(name: str, work: Callable[[], Any]) -> Any:
    """Do ``work`` within the running workflow, once: an attempt that goes on elsewhere gets the value it returned."""
    return DBOS.run_step({"name": name}, work)
