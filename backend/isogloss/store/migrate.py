"""Bring databases to the newest shape, exactly once however many processes start together.

The app and the artifacts tables have a history each (``migrations/versions/app``, ``.../artifacts``) and a version
table each, so that they may live in one database or in two. A process that finds both at their newest revision, as
every start but the first does, takes no lock and does not even import Alembic.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, inspect, text

from isogloss.store.database import Database
from isogloss.store.failures import busy, speaking_plainly
from isogloss.store.postgres import check_rights
from isogloss.store.resources import migrations_folder
from isogloss.vocabulary.errors import Conflict, Refused

if TYPE_CHECKING:
    from alembic.config import Config

#: Seconds to wait for another process's migration.
PATIENCE_S = 300.0


def version_table(history: str) -> str:
    """The table that names the revision a database has."""
    return f"isogloss_{history}_version"


def newest(history: str) -> str | None:
    """The newest revision of ``app`` or ``artifacts``: files are named ``<revision>_<what>.py``, in order."""
    files = (migrations_folder() / "versions" / history).glob("[0-9]*_*.py")
    return max((file.name.partition("_")[0] for file in files), default=None)


def current(connection: Connection, history: str) -> str | None:
    """The revision a database has; None before the first."""
    table = version_table(history)
    if not inspect(connection).has_table(table):
        return None
    return connection.execute(text(f"SELECT version_num FROM {table}")).scalar()


def migrate(urls: dict[str, str], upto: str | None = None) -> None:
    """Upgrade each history (``{"app": url, "artifacts": url}``) to its newest revision, or a new database ``upto`` one.

    Raises Conflict where a database is newer than this program, Unavailable where it cannot be reached or another
    process has been migrating for five minutes.
    """
    for history, url in urls.items():
        # Foreign keys off: on SQLite a table is changed by writing it anew, and dropping the old one would cascade.
        database = Database(url, foreign_keys=False)
        try:
            with speaking_plainly():
                _migrate_one(database, history, upto or "head")
        finally:
            database.dispose()


def _migrate_one(database: Database, history: str, upto: str) -> None:
    if _is_newest(database, history):
        return
    if database.dialect == "sqlite":
        with _file_lock(database):
            if not _is_newest(database, history):
                _upgrade(database, history, upto)
        return
    with _advisory_lock(database) as connection:
        if not _newest_on(connection, history):
            check_rights(connection)
            _upgrade(database, history, upto, connection)


def _is_newest(database: Database, history: str) -> bool:
    if database.dialect == "sqlite" and not Path(database.engine.url.database or "").exists():
        return False
    with database.engine.connect() as connection:
        return _newest_on(connection, history)


def _newest_on(connection: Connection, history: str) -> bool:
    revision = current(connection, history)
    if revision is not None and revision > (newest(history) or ""):
        raise Conflict(
            "database_is_newer",
            f"The database was last used by a newer Isogloss (revision {revision}).",
            hint="Update this installation, or give it a database of its own.",
        )
    return revision is not None and revision == newest(history)


def check_newest(urls: dict[str, str]) -> None:
    """Refuse databases that a server which writes nothing could not read. Raises Conflict."""
    for history, url in urls.items():
        database = Database(url, only_read=True)
        try:
            with speaking_plainly():
                if _is_newest(database, history):
                    continue
        finally:
            database.dispose()
        raise Conflict(
            "database_is_older",
            "There is no database of this version here, and what only shows makes none.",
            hint="Run “isogloss migrate” once.",
        )


@contextmanager
def _file_lock(database: Database) -> Iterator[None]:
    file = Path(database.engine.url.database or "")
    try:
        # The operating system lets go of it when its process dies.
        with FileLock(f"{file}.lock", timeout=PATIENCE_S):
            _write_ahead(database)
            yield
    except Timeout as error:
        raise busy() from error


def _write_ahead(database: Database) -> None:
    """Readers then never wait for a writer. A property of the file, set once, while nobody else is in it."""
    with database.engine.connect() as connection:
        if connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")


def keep_write_ahead_log(url: str) -> None:
    """Make the SQLite file (a new one if need be) use a write-ahead log."""
    database = Database(url)
    try:
        with speaking_plainly(), _file_lock(database):
            pass
    finally:
        database.dispose()


@contextmanager
def _advisory_lock(database: Database) -> Iterator[Connection]:
    """A transaction that alone may migrate. The lock is the transaction's, not the session's: behind a pooler the next
    statement of a session may meet another connection. What is migrated in it is kept whole, or not at all."""
    with database.engine.begin() as connection:
        schema = connection.execute(text("SELECT current_schema()")).scalar()
        if schema is None:
            raise Refused(
                "no_schema",
                "The schema that the database URL names does not exist, or its role may not use it.",
                hint="Create it first (or GRANT USAGE on it), or take search_path out of the URL.",
                field="database_url",
            )
        connection.execute(text(f"SET LOCAL lock_timeout = {int(PATIENCE_S * 1000)}"))
        # One lock per schema: two installations in one database need not wait for each other.
        key = "hashtextextended('isogloss.migrate.' || current_schema(), 0)"
        connection.execute(text(f"SELECT pg_advisory_xact_lock({key})"))
        yield connection


def alembic_config(engine: Engine, history: str) -> "Config":
    """What ``migrations/env.py`` needs to know: the engine it is to use, and which history it is to apply."""
    from alembic.config import Config  # Not needed by a start that finds everything done.

    config = Config()
    folder = migrations_folder()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("version_locations", str(folder / "versions" / history).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes |= {"engine": engine, "history": history}
    return config


def _upgrade(database: Database, history: str, upto: str, connection: Connection | None = None) -> None:
    """With a connection: in its transaction."""
    from alembic import command

    config = alembic_config(database.engine, history)
    config.attributes["connection"] = connection
    command.upgrade(config, upto)
