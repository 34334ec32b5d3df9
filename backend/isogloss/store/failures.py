"""What went wrong underneath, in our words: a full disk, a lost connection."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from isogloss.store.postgres import FULL, STARTING, no_room, refusing, starting
from isogloss.vocabulary.errors import FULL_DISK, IsoglossError, OutOfSpace, Unavailable

#: SQLITE_FULL; SQLITE_IOERR_WRITE, which a file-size limit raises; and those of a database out of reach.
_SQLITE_FULL = {13, 778}
_SQLITE_BUSY = {5, 6}
_SQLITE_READ_ONLY = 8
_SQLITE_AWAY = {10, 14}
_SQLITE_BROKEN = {11, 26}
#: lock_not_available, deadlock_detected, serialization_failure.
_POSTGRES_BUSY = {"55P03", "40P01", "40001"}
_ERRNO_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}


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
        hint="Try again once that is back; servers and workers go on by themselves.",
    )


def busy() -> Unavailable:
    """The database is there, but others kept it too long."""
    return Unavailable("busy", "The database is busy with what others write.", hint="Try again in a moment.")


def read_only() -> Unavailable:
    """The database is there to be read only."""
    return Unavailable(
        "read_only_database",
        "The database here can be read, and not written to.",
        hint="Give this account the right to write to the home folder and its files, or only show what is there: "
        "isogloss serve --read-only.",
    )


def broken() -> Unavailable:
    """The file is damaged, or was never a database."""
    return Unavailable(
        "broken_database",
        "A database file in the home folder is damaged, or is no database.",
        hint="Put a backup in its place, or set ISOGLOSS_HOME to another folder.",
    )


def no_rights(words: str) -> Unavailable:
    """The role lacks a right; ``words`` are the server's own."""
    return Unavailable(
        "no_rights",
        f"The database's role may not do what Isogloss does ({words}).",
        hint="Have an administrator make it the owner of Isogloss' tables, or GRANT it what is named.",
    )


def _of_sqlite(code: int) -> IsoglossError | None:
    if code in _SQLITE_FULL:
        return out_of_space("the database")
    # Extended codes carry the primary one in their low byte.
    primary = code & 0xFF
    if primary in _SQLITE_BUSY:
        return busy()
    if primary in _SQLITE_BROKEN:
        return broken()
    if primary == _SQLITE_READ_ONLY:
        return read_only()
    return unavailable("the database") if primary in _SQLITE_AWAY else None


def _of_postgres(error: BaseException | None, lost: bool) -> IsoglossError | None:
    state, words = getattr(error, "sqlstate", None), str(error)
    if state == "53100":
        return out_of_space("the database")
    if state in _POSTGRES_BUSY:
        return busy()
    if state == "42501":
        return no_rights(words.splitlines()[0])
    if state == "53300" or (lost and FULL.search(words)):
        return no_room()
    if lost and STARTING.search(words):
        return starting()
    if state is None and lost and refusing(words):
        # Said without names, for it may stand on a page: who starts Isogloss is told more (store.postgres).
        return _locked_out()
    # connection_exception, operator_intervention (but no timeouts), read_only_sql_transaction.
    away = state is not None and (state[:2] == "08" or state[:3] == "57P" or state == "25006")
    return unavailable("the database") if away or lost else None


def _locked_out() -> Unavailable:
    return Unavailable(
        "database_refused",
        "The database lets Isogloss in no more.",
        hint="“isogloss migrate” on its machine says why; then start it again.",
    )


def translated(error: DBAPIError) -> IsoglossError | None:
    """The public error a database error stands for, or None where it is a mistake of ours (or a constraint)."""
    cause = error.orig
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return _of_sqlite(code)
    if "Could not decode to UTF-8" in str(cause):
        return broken()  # Python's own words for a text in an SQLite file that is none any more.
    # psycopg raises OperationalError without a state when there is no server to give one.
    stateless = getattr(cause, "sqlstate", None) is None and type(cause).__name__ == "OperationalError"
    return _of_postgres(cause, error.connection_invalidated or stateless)


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
        if error.errno in _ERRNO_READ_ONLY:
            raise Unavailable(
                "read_only_folder",
                "This account may not use the artifact folder as it would have to.",
                hint="Give it the right to read and write there, or set ISOGLOSS_ARTIFACTS_FOLDER to another folder.",
            ) from error
        full = error.errno in FULL_DISK
        raise (out_of_space if full else unavailable)("the artifact folder") from error
