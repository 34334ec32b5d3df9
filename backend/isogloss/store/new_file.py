"""A new file under a name of somebody's choice: there whole, or not at all.

It is written beside and gets its name at the end, so that a file that has its name is whole: a full disk, an
interruption or an error leaves nothing.
"""

import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from isogloss.store.failures import out_of_space
from isogloss.store.private import private_file
from isogloss.vocabulary.errors import FULL_DISK, Conflict, Refused

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer  # collections.abc has it from Python 3.12 on


def refuse_existing(file: Path) -> None:
    """Raise Conflict where the name is taken: before what is to be written is computed."""
    if file.exists():
        raise _taken(file)


def _taken(file: Path) -> Conflict:
    return Conflict("file_exists", f"{file} exists already.", hint="Name a file that does not.", field="file")


@contextmanager
def new_file(file: Path, what: str, *, taken: int = 0) -> Iterator[IO[bytes]]:
    """A file to write, which gets its name when the block ends well; folders above it are made. ``what`` it is stands
    in errors (“the backup”), ``taken`` are rights that nobody has on it from its first moment on.

    Raises Conflict where the name is taken, OutOfSpace, and Refused where the file cannot be written. Whatever else
    goes wrong in the block passes.
    """
    refuse_existing(file)
    beside = file.with_name(f".{file.name[:200]}.{secrets.token_hex(4)}")
    try:
        with _Raw(file, what, beside, taken) as raw:
            # Not closed itself: after an error nothing more is to be written.
            out = io.BufferedWriter(raw)
            yield out
            out.flush()
            with _saying(file, what):
                os.fsync(raw.fileno())
        with _saying(file, what):
            _name(beside, file)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


class _Raw(io.FileIO):
    """The file beside. That it cannot be written is said here, for what else fails in the block is no fault of it."""

    def __init__(self, file: Path, what: str, beside: Path, taken: int):
        self._of = file, what
        with _saying(*self._of):
            file.parent.mkdir(parents=True, exist_ok=True)
            super().__init__(private_file(beside, flags=os.O_EXCL, taken=taken), "wb")

    def write(self, data: "Buffer", /) -> int:
        with _saying(*self._of):
            return super().write(data)


@contextmanager
def _saying(file: Path, what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL_DISK:
            raise out_of_space(what) from error
        raise Refused("cannot_write", f"{file} cannot be written: {error.strerror}.", field="file") from error


def _name(beside: Path, file: Path) -> None:
    try:
        # A link, unlike a rename, does not take the place of what somebody put there meanwhile.
        os.link(beside, file)
    except FileExistsError as error:
        raise _taken(file) from error
    except OSError:
        # Not every disk has links.
        os.replace(beside, file)
