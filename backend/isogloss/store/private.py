"""What only its owner may read: the home folder, and the files in it that hold what people asked and read.

A folder that hands its group on (setgid, as labs set it on what they share) keeps its group's rights; what others may
do is taken away there too.
"""

import os
import stat
from pathlib import Path


def others(folder: Path) -> int:
    """The rights in this folder that nobody but its owner is given."""
    return 0o007 if folder.stat().st_mode & stat.S_ISGID else 0o077


def tightened(path: Path, taken: int) -> bool:
    """Take these rights away; whether any was there. Somebody else's files, and disks that keep no rights, stay."""
    try:
        found = path.stat()
        if found.st_uid != os.geteuid() or not found.st_mode & taken or found.st_mode & stat.S_ISVTX:
            return False
        path.chmod(stat.S_IMODE(found.st_mode) & ~taken)
        return not path.stat().st_mode & taken
    except (OSError, AttributeError):
        return False


def private_file(file: Path, *, flags: int = 0, taken: int = 0o077) -> int:
    """A descriptor of a file to write that others cannot read from its first moment on, made where it is missing."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | flags, 0o666 & ~taken)
    tightened(file, taken)
    return handle


def keep_private(database: Path, taken: int) -> None:
    """Make an SQLite file that others cannot read, or take that from one that is there. SQLite gives the files beside
    it the same rights; a file that cannot be made is SQLite's to speak of."""
    try:
        os.close(private_file(database, taken=taken))
    except OSError:
        return
    for ending in ("-wal", "-shm"):
        tightened(database.with_name(f"{database.name}{ending}"), taken)
