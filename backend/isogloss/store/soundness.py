"""Whether SQLite files are sound as files: every page in its place, every reference to a row that is there."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from isogloss.store.reading import connect_to_read
from isogloss.vocabulary.errors import IsoglossError

#: How many faults of one file are told.
_MOST = 20
_TREE = re.compile(r"\bTree (\d+)\b")


def file_faults(file: Path) -> list[str]:
    """What SQLite itself finds wrong, in its words, with the tables' names; empty for a file that is sound.

    Nothing is written. Ctrl-C ends it within a moment, also in a large file.
    """
    try:
        with closing(connect_to_read(file)) as connection:
            connection.text_factory = lambda data: data.decode(errors="replace")
            # Python looks for signals whenever it is asked, also in the middle of a statement.
            connection.set_progress_handler(lambda: 0, 100_000)
            return _faults(connection)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise KeyboardInterrupt from error
        return [str(error)]
    except IsoglossError as error:
        return [error.message]


def _faults(connection: sqlite3.Connection) -> list[str]:
    found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_MOST})")]
    if found != ["ok"]:
        return [_with_table(connection, line) for text in found for line in text.splitlines()][:_MOST]
    dangling = connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST)
    return [f"A row of {table} refers to a row of {other} that is not there." for table, _, other, _ in dangling]


def _with_table(connection: sqlite3.Connection, line: str) -> str:
    tree = _TREE.search(line)
    try:
        query = "SELECT tbl_name FROM sqlite_master WHERE rootpage = ?"
        row = connection.execute(query, (int(tree[1]),)).fetchone() if tree else None
    except sqlite3.DatabaseError:
        row = None
    return f"{line} (table {row[0]})" if row else line
