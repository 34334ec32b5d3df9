"""A backup: every row and every artifact that is kept, in one file that both kinds of database restore from.

Order is what makes it consistent: the rows are read from one snapshot first, the artifacts after it. Whatever a row
names was safe before the row was written, and what is kept stays, so no reference dangles, whoever writes meanwhile.
What may be evicted is left behind, as are the signs of life of workers and the workflow engine's own tables: they are
made again.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import zstandard
from sqlalchemy import Connection, Table, select
from sqlalchemy.types import TypeEngine

from isogloss import __version__
from isogloss.store.archive import Writer, writing
from isogloss.store.artifacts import compressed
from isogloss.store.base import Base, Float32, Json, UtcDateTime, utc_now
from isogloss.store.failures import speaking_plainly
from isogloss.store.migrate import current
from isogloss.store.open import Store
from isogloss.vocabulary.digest import digest_bytes
from isogloss.vocabulary.errors import IsoglossError, NotFound
from isogloss.vocabulary.progress import Tell

FORMAT, VERSION = "isogloss backup", 1
#: What is left behind: the signs of life of workers, and the index of a cache that does not travel.
LEFT_BEHIND = ("worker", "pooled_cache")
#: What JSON does not have a form of its own for; anything else is ``plain``.
KINDS: dict[str, TypeEngine[Any]] = {"moment": UtcDateTime(), "single": Float32(), "json": Json}
#: Bytes of rows in one part: so much is in memory at a time.
_PORTION = 4_000_000


@dataclass(frozen=True)
class Made:
    """What was written; ``damaged`` are artifacts that are not what their digests say, and were left out."""

    rows: int
    artifacts: int
    damaged: tuple[str, ...]
    bytes: int


def back_up(store: Store, file: Path, tell: Tell) -> Made:
    """Write everything; servers and workers go on. Raises Conflict for a file that exists, OutOfSpace, Unavailable."""
    with writing(file) as archive:
        rows = _write_tables(store, archive, tell)
        kept, damaged = _write_artifacts(store, archive, tell)
    return Made(rows, kept, tuple(damaged), file.stat().st_size)


def tables() -> list[Table]:
    """Those that are backed up, each after those it refers to: of all that were declared by now."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_BEHIND]


def _write_tables(store: Store, archive: Writer, tell: Tell) -> int:
    rows = 0
    with speaking_plainly(), snapshot(store) as connection:
        described = {table.name: _columns(table) for table in tables()}
        head = {"format": FORMAT, "version": VERSION, "made_by": __version__, "made_at": utc_now().isoformat()}
        head |= {"revision": current(connection, "app"), "tables": described}
        archive.add("backup.json", json.dumps(head, indent=1).encode())
        for number, table in enumerate(tables()):
            tell(number, len(described), table.name)
            for part, (portion, count) in enumerate(_portions(connection, table)):
                archive.add(f"tables/{table.name}/{part}.jsonl.zst", zstandard.compress(portion))
                rows += count
    return rows


@contextmanager
def snapshot(store: Store) -> Iterator[Connection]:
    """The app database as it is at one moment; others write on."""
    with store.app.engine.connect() as connection:
        if store.app.dialect == "sqlite":
            # The driver begins by itself only to write; the first reading after this fixes the moment.
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection


def _columns(table: Table) -> dict[str, str]:
    """How each column is written, by name."""
    kinds = [(kind, type(of)) for kind, of in KINDS.items()]
    return {column.name: next((n for n, of in kinds if isinstance(column.type, of)), "plain") for column in table.c}


def _portions(connection: Connection, table: Table) -> Iterator[tuple[bytes, int]]:
    """The rows in the order of their key, one JSON list a line, and how many."""
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=1000)
    lines: list[bytes] = []
    size = 0
    for row in connection.execute(query):
        lines.append(json.dumps(tuple(row), default=_moment, ensure_ascii=False).encode())
        size += len(lines[-1])
        if size > _PORTION:
            yield b"\n".join(lines), len(lines)
            lines, size = [], 0
    if lines:
        yield b"\n".join(lines), len(lines)


def _moment(value: datetime) -> str:
    return value.isoformat()


def _write_artifacts(store: Store, archive: Writer, tell: Tell) -> tuple[int, list[str]]:
    kept, damaged, done = 0, [], 0
    total = store.artifacts.used_bytes(evictable=False)
    for listed in store.artifacts.listed():
        if listed.evictable:
            continue
        done += listed.stored_bytes
        tell(done, max(total, done), "artifacts")
        try:
            data = store.artifacts.get(listed.digest)
        except NotFound:
            continue  # Withdrawn since it was listed.
        except IsoglossError as error:
            if error.code != "damaged_artifact":
                raise
            data = None
        if data is None or digest_bytes(data) != listed.digest:
            damaged.append(listed.digest)
            continue
        archive.add(f"artifacts/{listed.digest}/{listed.kind}.zst", b"".join(compressed(data)))
        kept += 1
    return kept, damaged
