"""What went wrong underneath, in our words: a full disk, a lost connection."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from isogloss.vocabulary.errors import IsoglossError, OutOfSpace, Unavailable

#: SQLITE_FULL; SQLITE_IOERR_WRITE, which a file-size limit raises; and those of a database out of reach.
_SQLITE_FULL = {13, 778}
_SQLITE_BUSY = {5, 6}
_SQLITE_AWAY = {8, 10, 14}
#: lock_not_available, deadlock_detected, serialization_failure, too_many_connections.
_POSTGRES_BUSY = {"55P03", "40P01", "40001", "53300"}
_ERRNO_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def out_of_space(where: str) -> OutOfSpace:
    """``where`` is what a person would make room in: “the database”, “the artifact folder”."""
    return OutOfSpace(
        "out_of_space",
        f"There is no space left for {where}. What was being written was not kept; everything before it is.",
        hint="Make room on its disk (or lower the cache budget), then try again.",
    )


def unavailable(where: str) -> Unavailable:
    """See :func:`out_of_space`."""
    return Unavailable(
        "unavailable",
        f"Isogloss cannot reach {where} now.",
        hint="It goes on by itself once that is back; try again.",
    )


def busy() -> Unavailable:
    """The database is there, but others kept it too long."""
    return Unavailable("busy", "The database is busy with what others write.", hint="Try again in a moment.")


def _of_sqlite(code: int) -> IsoglossError | None:
    if code in _SQLITE_FULL:
        return out_of_space("the database")
    # Extended codes carry the primary one in their low byte.
    if code & 0xFF in _SQLITE_BUSY:
        return busy()
    return unavailable("the database") if code & 0xFF in _SQLITE_AWAY else None


def _of_postgres(state: str | None, lost: bool) -> IsoglossError | None:
    if state == "53100":
        return out_of_space("the database")
    if state in _POSTGRES_BUSY:
        return busy()
    # connection_exception, operator_intervention (but no timeouts), read_only_sql_transaction.
    away = state is not None and (state[:2] == "08" or state[:3] == "57P" or state == "25006")
    return unavailable("the database") if away or lost else None


def translated(error: DBAPIError) -> IsoglossError | None:
    """The public error a database error stands for, or None where it is a mistake of ours (or a constraint)."""
    cause = error.orig
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return _of_sqlite(code)
    state = getattr(cause, "sqlstate", None)
    # psycopg raises OperationalError without a state when there is no server to give one.
    lost = error.connection_invalidated or (state is None and type(cause).__name__ == "OperationalError")
    return _of_postgres(state, lost)


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """Raise OutOfSpace or Unavailable in place of the database errors they stand for; others pass."""
    try:
        yield
    except DBAPIError as error:
        public = translated(error)
        if public is None:
            raise
        raise public from error
    except PoolTimeout as error:
        raise busy() from error


@contextmanager
def speaking_plainly_of_files() -> Iterator[None]:
    """The same for files; FileNotFoundError passes, for it is an answer."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        full = error.errno in _ERRNO_FULL
        raise (out_of_space if full else unavailable)("the artifact folder") from error
