"""Many numeric rows at once: COPY on Postgres, executemany on SQLite.

The binary COPY format is a row of fields, each with its length before it, big-endian; for rows of numbers that is
one structured array, so that ten million rows are packed without a Python loop.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError, IntegrityError

_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_ROWS = 100_000


def bulk_insert(connection: Connection, table: Table, constants: dict[str, int], rows: np.ndarray) -> None:
    """Insert a structured array (i2, i4, f4 fields named as columns) into ``table``, in the open transaction.

    ``constants`` are 32-bit integers that are the same in every row. NaN becomes NULL. The array's types must be
    those of the columns. Database errors pass as SQLAlchemy would raise them.
    """
    columns = [*constants, *(rows.dtype.names or ())]
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, constants, rows)
        return
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    lead = tuple(constants.values())
    for start in range(0, len(rows), _ROWS):
        # SQLite itself turns NaN into NULL.
        portion = [lead + row for row in rows[start : start + _ROWS].tolist()]
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", portion)


def _copy(
    connection: Connection, table: Table, columns: list[str], constants: dict[str, int], rows: np.ndarray
) -> None:
    statement = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    cursor: Any = connection.connection.cursor()  # psycopg's own, whose COPY no other driver has
    try:
        with cursor.copy(statement) as copy:
            copy.write(_HEADER)
            for start in range(0, len(rows), _ROWS):
                for portion in _by_nulls(rows[start : start + _ROWS]):
                    copy.write(_packed(portion, constants))
            copy.write(_END)
    except connection.dialect.loaded_dbapi.Error as error:
        broken = isinstance(error, connection.dialect.loaded_dbapi.IntegrityError)
        raise (IntegrityError if broken else DBAPIError)(statement, None, error) from error
    finally:
        cursor.close()


def _null_fields(row: np.void) -> set[str]:
    return {name for name in row.dtype.names or () if row.dtype[name].kind == "f" and np.isnan(row[name])}


def _by_nulls(rows: np.ndarray) -> Iterator[np.ndarray]:
    """Portions in each of which all rows have NaN in the same fields: those are packed alike."""
    floats = [name for name in rows.dtype.names or () if rows.dtype[name].kind == "f"]
    pattern = np.zeros(len(rows), dtype=np.int64)
    for bit, name in enumerate(floats):
        pattern |= np.isnan(rows[name]).astype(np.int64) << bit
    for value in np.unique(pattern):
        yield rows[pattern == value]


def _packed(rows: np.ndarray, constants: dict[str, int]) -> bytes:
    """Rows in the binary format; the fields that are NaN in the first row are NULL in all."""
    nulls = _null_fields(rows[0])
    values: dict[str, np.ndarray] = {name: np.asarray(value, dtype=">i4") for name, value in constants.items()}
    values |= {name: rows[name].astype(rows.dtype[name].newbyteorder(">")) for name in rows.dtype.names or ()}
    fields: list[tuple[str, np.dtype | str]] = [("fields", ">i2")]
    for name, value in values.items():
        fields.append((f"{name} length", ">i4"))
        if name not in nulls:
            fields.append((name, value.dtype))
    packed = np.empty(len(rows), dtype=np.dtype(fields))
    packed["fields"] = len(values)
    for name, value in values.items():
        packed[f"{name} length"] = -1 if name in nulls else value.dtype.itemsize
        if name not in nulls:
            packed[name] = value
    return packed.tobytes()
