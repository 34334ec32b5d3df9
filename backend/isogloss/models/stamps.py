"""Stamps: what tells that a file is still the one that was read, without reading it.

Size and time can be kept by whoever writes other bytes (``cp -p``, ``rsync -t``, an archive with fixed times); the time
of the last change to the file's own record and its place on the disk cannot. A stamp that differs costs a reading and
says nothing more: on another machine, or after a copy, the bytes may well be the same.
"""

from collections.abc import Iterable
from pathlib import Path

from isogloss.vocabulary.digest import digest_of


def stamp(files: Iterable[Path], beside: object = None) -> str:
    """Names, sizes, times (ns) and places of files, and that those are missing which are, as one digest."""
    return digest_of([[file.name, _record(file)] for file in files] + [beside])


def _record(file: Path) -> list[int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
