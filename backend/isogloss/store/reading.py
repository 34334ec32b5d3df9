"""SQLite files in a folder where nothing may be written: a finished installation on a read-only disk, or a colleague's.

A file with a write-ahead log wants two more files beside it, also to be read. Where they are there (a live one, or
one that was killed) they are read; where they are not and cannot be made, the file is whole without them, and is
opened as one that nobody changes.
"""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from isogloss.vocabulary.errors import Unavailable


class Unchanging(sqlite3.Connection):
    """A connection to a file that nobody changed when it was opened."""


def writable(home: Path) -> bool:
    """Whether this account may write in the folder, as SQLite would have to."""
    return os.access(home, os.W_OK | os.X_OK)


def connect_to_read(file: Path) -> sqlite3.Connection:
    """Open a database to read it, without making a file. Raises Unavailable where its newest part cannot be read."""
    log, index = (file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-shm"))
    if writable(file.parent):
        return _open(file, "mode=rw", sqlite3.Connection)
    if index.exists() and log.exists():
        connection = _open(file, "mode=ro", sqlite3.Connection)
        try:
            connection.execute("PRAGMA schema_version")
            return connection
        except sqlite3.OperationalError as error:
            connection.close()
            raise _unfinished(log) from error
    if log.exists() and log.stat().st_size:
        raise _unfinished(log)
    return _open(file, "immutable=1", Unchanging)


def _unfinished(log: Path) -> Unavailable:
    return Unavailable(
        "unfinished_database",
        f"What was written last stands in {log.name}, and cannot be read where nothing may be written.",
        hint="Open the installation once where it may be written (isogloss migrate), or copy it there whole.",
    )


def _open(file: Path, how: str, kind: type[sqlite3.Connection]) -> sqlite3.Connection:
    # The pool hands connections from thread to thread, one at a time.
    return sqlite3.connect(f"file:{quote(str(file))}?{how}", uri=True, check_same_thread=False, factory=kind)


def still_unchanging(connection: object, file: Path) -> bool:
    """Whether what was opened as unchanging is so: somebody who writes there has a log."""
    return not (isinstance(connection, Unchanging) and file.with_name(f"{file.name}-wal").exists())
