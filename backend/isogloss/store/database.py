"""One database: an engine set up for many processes, and sessions that fail in our words.

On SQLite a transaction begins with its first *write*, at once as a writer (``BEGIN IMMEDIATE``), so that two writers
wait for each other instead of failing; reads before it see what is committed, as they do on Postgres.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Engine, Pool, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError, IntegrityError
from sqlalchemy.orm import Session

from isogloss.store.failures import speaking_plainly
from isogloss.store.postgres import connect_options
from isogloss.store.reading import connect_to_read, still_unchanging
from isogloss.vocabulary.errors import Refused

T = TypeVar("T")

#: How often something that is written whole is tried while other processes write the same.
_TRIES = 3
#: How long a writer waits for another one, in seconds.
BUSY_SECONDS = 30


def sqlite_url(file: Path) -> str:
    """The address of an SQLite file."""
    return URL.create("sqlite", database=str(file.absolute())).render_as_string(hide_password=False)


def postgres_url(url: str) -> str:
    """A Postgres address with our driver in it, whatever common spelling it came in; Refused for other databases."""
    try:
        parsed = make_url(url)
    except Exception as error:
        raise _not_postgres() from error
    if parsed.drivername.partition("+")[0] not in ("postgresql", "postgres"):
        raise _not_postgres()
    if not (parsed.database or {"dbname", "service"} & parsed.query.keys() or "PGDATABASE" in os.environ):
        raise Refused(
            "unknown_database",
            "The database URL names a server, and no database on it.",
            hint="Give postgresql://user@host/name.",
            field="database_url",
        )
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _not_postgres() -> Refused:
    # The address itself is not repeated: it may hold a password.
    return Refused(
        "unknown_database",
        "The database URL is not a Postgres address.",
        hint="Give postgresql://user@host/name, or nothing, to use SQLite files in the home folder.",
        field="database_url",
    )


def _dump_json(value: object) -> str:
    """NaN and infinities raise ValueError: Postgres has no JSON for them, so SQLite shall not either."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _prepare_sqlite(connection: sqlite3.Connection, *, foreign_keys: bool) -> None:
    connection.isolation_level = "IMMEDIATE"
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    # Wait for the disk at every commit, as Postgres and the workflow engine's file do: a run that the engine holds
    # for finished must not have lost its rows in a power cut. Measured: 1,900 commits a second instead of 10,000.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.execute("PRAGMA cache_size=-32000")
    cursor.execute("PRAGMA journal_size_limit=67108864")
    cursor.close()


@event.listens_for(Pool, "connect")
def _never_prepare(connection: object, _record: object) -> None:
    """Behind a pooler that hands out transactions (pgbouncer), a statement prepared in one is unknown, or known twice,
    in the next. For all of this process, since the workflow engine makes connections of its own."""
    if hasattr(connection, "prepare_threshold"):  # psycopg's, which houses on SQLite never import
        connection.prepare_threshold = None


def _sqlite_engine(url: str, foreign_keys: bool, only_read: bool) -> Engine:
    file = Path(make_url(url).database or "")
    options: dict[str, Any] = {"creator": lambda: connect_to_read(file)} if only_read else {}  # create_engine takes Any
    engine = create_engine(url, json_serializer=_dump_json, pool_size=10, max_overflow=40, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        _prepare_sqlite(connection, foreign_keys=foreign_keys)

    @event.listens_for(engine, "checkout")
    def look_again(connection: object, _record: object, _proxy: object) -> None:
        if not still_unchanging(connection, file):
            raise DisconnectionError  # The pool opens another.

    return engine


def _postgres_engine(url: str) -> Engine:
    return create_engine(
        postgres_url(url),
        json_serializer=_dump_json,
        # A server takes a hundred connections by default, and a lab has several processes.
        pool_size=5,
        max_overflow=15,
        pool_timeout=10,
        # A server that went away and came back: dead connections are found before they are used.
        pool_pre_ping=True,
        connect_args=connect_options(make_url(url)),
    )


class Database:
    """One database, opened lazily: making one connects to nothing.

    ``foreign_keys`` is off only while migrating (SQLite). With ``only_read`` an SQLite file is neither made nor in need
    of a folder where something may be written.
    """

    def __init__(self, url: str, *, foreign_keys: bool = True, only_read: bool = False):
        sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url, foreign_keys, only_read) if sqlite else _postgres_engine(url)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction: committed at the end, rolled back by any error.

        Rows stay readable after it. Raises OutOfSpace and Unavailable; constraint violations pass as they are.
        """
        with speaking_plainly(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is the only writer from its start (SQLite), for reading what one is about to change.

        On Postgres it is a plain session: lock the rows (``with_for_update``).
        """
        with self.session() as session:
            if self.dialect == "sqlite":
                session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            yield session

    def whole(self, work: Callable[["Within"], T]) -> T:
        """Do work that writes in several places, each with a session of its own, in one transaction: it is handed a
        store all of whose sessions are one, and whatever ends it midway, a kill too, leaves nothing of it. Where
        another process writes the same at the same time it is done again, and then finds that."""
        for tried in range(1, _TRIES + 1):
            try:
                with self.writing() as session:
                    return work(Within(session))
            except (IntegrityError, Beaten):
                if tried == _TRIES:
                    raise
        raise AssertionError("tried")

    def dispose(self) -> None:
        """Close all connections; the next use opens new ones."""
        self.engine.dispose()


class Beaten(Exception):
    """Another process wrote the same thing at the same time: the transaction is void, and is to be tried again."""


class Within:
    """A store inside one transaction: all of its sessions are that one."""

    def __init__(self, session: Session):
        self._session = session
        self.app = self

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The one session; what was added to it is sent at the end, and committed with all the rest."""
        try:
            yield self._session
            self._session.flush()
        except IntegrityError as error:
            raise Beaten from error

    writing = session

    def whole(self, work: Callable[["Within"], T]) -> T:
        """It is whole already."""
        return work(self)
