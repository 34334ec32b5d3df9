"""One file of named parts, sealed: a plain tar whose last member is the digest of every byte before it.

A file that has its name is whole (``new_file``). A reader believes nothing of it before the seal was checked.
"""

import hashlib
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from isogloss.store.new_file import new_file, refuse_existing
from isogloss.vocabulary.errors import NotFound, Refused

_BLOCK = 512
_SEAL = "sha256"
#: The seal's header, its 64 characters in a block, and the two empty blocks that end a tar.
_TAIL = 4 * _BLOCK


class Writer:
    """Takes parts one after the other."""

    def __init__(self, file: IO[bytes]):
        self._file, self._sha = file, hashlib.sha256()

    def add(self, name: str, data: bytes) -> None:
        """One part, whole."""
        for piece in _framed(name, data):
            self._sha.update(piece)
            self._file.write(piece)

    def seal(self) -> None:
        """Nothing more can be added."""
        self._file.write(_tail(self._sha.hexdigest()))


def _framed(name: str, data: bytes) -> Iterator[bytes]:
    # No times and no owners: equal parts make equal bytes.
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    yield info.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")
    yield data
    yield bytes(-len(data) % _BLOCK)


def _tail(digest: str) -> bytes:
    return b"".join(_framed(_SEAL, digest.encode())) + bytes(2 * _BLOCK)


@contextmanager
def writing(file: Path) -> Iterator[Writer]:
    """An archive that gets its name when the block ends well. Only its owner may read it.

    Raises Conflict where the name is taken, NotFound without its folder, OutOfSpace, Refused.
    """
    refuse_existing(file)
    if not file.parent.is_dir():
        raise NotFound("no_folder", f"There is no folder {file.parent}.", hint="Make it first.", field="file")
    with new_file(file, "the backup", taken=0o077) as out:
        writer = Writer(out)
        yield writer
        writer.seal()


def check(file: Path) -> Iterator[int]:
    """Read it whole, yielding how many bytes were; raises Refused where a byte of it is not what was written."""
    length, sha, read = file.stat().st_size - _TAIL, hashlib.sha256(), 0
    with file.open("rb") as source:
        while read < length and (piece := source.read(min(1 << 20, length - read))):
            sha.update(piece)
            read += len(piece)
            yield read
        tail = source.read()
    if length <= 0 or not tail.startswith(_framed_name()):
        raise no_backup(file)
    if tail != _tail(sha.hexdigest()):
        raise Refused(
            "damaged_backup",
            f"{file} is damaged: its digest differs. Nothing was restored.",
            hint="Copy it anew from where it was written, or take an earlier one.",
            field="file",
        )


def no_backup(file: Path) -> Refused:
    """It is something else, or was cut."""
    return Refused(
        "no_backup",
        f"{file} is no backup of Isogloss, or not all of one.",
        hint="Choose a file that “isogloss backup” wrote. Nothing was restored.",
        field="file",
    )


def _framed_name() -> bytes:
    return _SEAL.encode() + b"\0"


def parts(file: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of each part, in the order they were added; of a checked file only."""
    end = file.stat().st_size - _TAIL
    with file.open("rb") as source:
        while source.tell() < end:
            info = tarfile.TarInfo.frombuf(source.read(_BLOCK), "utf-8", "strict")
            yield info.name, source.read(info.size)
            source.seek(-info.size % _BLOCK, os.SEEK_CUR)
