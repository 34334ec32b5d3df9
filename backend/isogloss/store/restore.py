"""Restoring a backup into an installation that is empty: all of it, or nothing, on either kind of database.

The database gets the shape that the backup's has, then the rows, then whatever shape is newest. Artifacts go in first,
as ones that may be evicted, and are made to stay at the end of the one transaction that writes the rows: whatever
ends before that leaves an empty installation, and bytes that eviction takes.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import zstandard
from sqlalchemy import ColumnClause, Connection, column, func, insert, inspect, literal_column, select, table
from sqlalchemy.types import NullType

from isogloss.store.archive import check, no_backup, parts
from isogloss.store.artifacts import expanded, passing
from isogloss.store.backup import FORMAT, KINDS, VERSION
from isogloss.store.database import Database
from isogloss.store.migrate import current, migrate, newest
from isogloss.store.open import Store, make_home, urls_of
from isogloss.store.postgres import check_server
from isogloss.vocabulary.errors import Conflict, Refused, Unavailable
from isogloss.vocabulary.progress import Tell


@dataclass(frozen=True)
class Restored:
    """What is here now, and by which version and when the backup was made."""

    rows: int
    artifacts: int
    made_by: str
    made_at: str


def open_backup(file: Path, tell: Tell) -> dict[str, Any]:
    """What the backup says of itself; raises Refused where it is damaged, or newer than this program."""
    size = file.stat().st_size
    for read in check(file):
        tell(read, size, "Reading the backup")
    head = json.loads(next(parts(file))[1])
    if head.get("format") != FORMAT:
        raise no_backup(file)
    if head["version"] > VERSION or head["revision"] > (newest("app") or ""):
        raise Refused(
            "newer_backup",
            f"The backup was made by Isogloss {head.get('made_by')}, which is newer than this one.",
            hint="Update Isogloss here, then restore it again.",
            field="file",
        )
    return dict(head)


def make_room(head: dict[str, Any], home: Path, database_url: str | None) -> None:
    """Databases of the backup's shape; raises Conflict for one that is not empty, or has another shape."""
    urls = urls_of(home, database_url)
    if database_url is None:
        make_home(home)
    else:
        check_server(urls["app"], writing=True)
    migrate({"artifacts": urls["artifacts"]})
    migrate({"app": urls["app"]}, upto=head["revision"])
    database = Database(urls["app"])
    try:
        with database.engine.connect() as connection:
            _check_empty(connection, head)
    finally:
        database.dispose()


def _check_empty(connection: Connection, head: dict[str, Any]) -> None:
    for name in head["tables"]:
        if (
            inspect(connection).has_table(name)
            and connection.execute(select(literal_column("1")).select_from(table(name)).limit(1)).first()
        ):
            raise Conflict(
                "not_empty",
                "A backup is restored into an empty installation only; this one holds something. Nothing was changed.",
                hint="Name a new folder (--home) or a new database (ISOGLOSS_DATABASE_URL).",
            )
    if current(connection, "app") != head["revision"]:
        raise Conflict(
            "newer_house",
            "The backup is of an earlier Isogloss than this database. Nothing was changed.",
            hint="Name a new folder (--home) or a new database (ISOGLOSS_DATABASE_URL): that is brought up to date.",
        )


def restore(store: Store, file: Path, head: dict[str, Any], tell: Tell) -> Restored:
    """Write everything; the app database was made by :func:`make_room`. Raises OutOfSpace, Unavailable, Conflict."""
    with passing(store.artifacts) as put:
        put.extend(_artifacts(store, file, tell))
        with store.app.writing() as session:
            _check_empty(session.connection(), head)
            rows = _write_rows(session.connection(), file, head, tell)
            if not all(store.artifacts.keep(digest) for digest in put):
                raise Unavailable("evicted", "Another process cleared away what came first.", hint="Restore it again.")
    return Restored(rows, len(put), head["made_by"], head["made_at"])


def _artifacts(store: Store, file: Path, tell: Tell) -> Iterator[str]:
    size, read = file.stat().st_size, 0
    for name, data in parts(file):
        read += len(data)
        if name.startswith("artifacts/"):
            tell(read, size, "artifacts")
            _, digest, kind = name.split("/", 2)
            yield store.artifacts.put(expanded(digest, [data]), kind=kind.removesuffix(".zst"), evictable=True)


def _write_rows(connection: Connection, file: Path, head: dict[str, Any], tell: Tell) -> int:
    count = 0
    for name, data in parts(file):
        if name.startswith("tables/"):
            table_name = name.split("/")[1]
            tell(count, 0, table_name)
            lines = zstandard.decompress(data).split(b"\n")
            _insert(connection, table_name, head["tables"][table_name], [json.loads(line) for line in lines])
            count += len(lines)
    for table_name in head["tables"]:
        _count_on(connection, table_name)
    return count


def _insert(connection: Connection, name: str, kinds: dict[str, str], rows: list[list[object]]) -> None:
    """By COPY on Postgres. Columns are the backup's, which may be older than this program's."""
    made = table(name, *(column(field, KINDS.get(kind, NullType())) for field, kind in kinds.items()))
    read = [_READ.get(kind, _as_it_is) for kind in kinds.values()]
    values = [[None if v is None else of(v) for of, v in zip(read, row, strict=True)] for row in rows]
    if connection.dialect.name != "postgresql":
        connection.execute(insert(made), [dict(zip(kinds, row, strict=True)) for row in values])
        return
    quoted = connection.dialect.identifier_preparer.quote
    processors = [c.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for c in made.columns]
    cursor: Any = connection.connection.cursor()  # psycopg's own, whose COPY no other driver has
    with cursor.copy(f"COPY {quoted(name)} ({', '.join(map(quoted, kinds))}) FROM STDIN") as copy:
        for row in values:
            copy.write_row([v if v is None or p is None else p(v) for p, v in zip(processors, row, strict=True)])


def _as_it_is(value: object) -> object:
    return value


_READ: dict[str, Callable[[Any], object]] = {
    "moment": datetime.fromisoformat,
    "single": lambda value: float(np.float32(value)),
}


def _count_on(connection: Connection, name: str) -> None:
    """Postgres numbers new rows after the restored ones; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    keys = inspect(connection).get_pk_constraint(name)["constrained_columns"]
    if len(keys) == 1:
        key: ColumnClause[int] = literal_column(connection.dialect.identifier_preparer.quote(keys[0]))
        counter = connection.scalar(select(func.pg_get_serial_sequence(name, keys[0])))
        if counter and (most := connection.scalar(select(func.max(key)).select_from(table(name)))):
            connection.execute(select(func.setval(counter, most)))
