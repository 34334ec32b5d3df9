"""Artifacts in a folder that machines may share: one ``.zst`` file each, named by its digest.

``kept/ab/<digest>.zst`` and ``evictable/ab/<digest>.zst`` hold the whole ones, ``unfinished/`` what is being written.
A file is written beside, flushed to the disk, then renamed: the rename is the moment it exists. Its modification
time is its last use. After the zstd frame stands a second, skippable one with the kind, which ``zstd -d`` ignores.
``isogloss-artifacts`` marks the folder: where it is gone, so is the disk behind it, and nothing is written beside it.
"""

import os
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from isogloss.store.artifacts import Arrays, Listed, compressed, expanded, missing
from isogloss.store.failures import speaking_plainly_of_files, unavailable
from isogloss.vocabulary.digest import digest_bytes
from isogloss.vocabulary.errors import OutOfSpace, Unavailable

ABANDONED_S = 3600.0

_SKIPPABLE = b"\x50\x2a\x4d\x18"


class FolderArtifacts(Arrays):
    """See :class:`isogloss.store.artifacts.Artifacts`. A reading is noted at most every ``touch_s`` seconds."""

    def __init__(self, folder: Path, *, touch_s: float = 60.0, make: bool = True):
        self.folder = folder
        self.touch_s = touch_s
        self._mark = folder / "isogloss-artifacts"
        if not make:
            return
        with speaking_plainly_of_files():
            folder.mkdir(parents=True, exist_ok=True)
            self._mark.touch()

    def _check_that_it_is_there(self) -> None:
        if not self._mark.is_file():
            raise unavailable("the artifact folder")

    def _file(self, digest: str, evictable: bool) -> Path:
        return self.folder / ("evictable" if evictable else "kept") / digest[:2] / f"{digest}.zst"

    def _find(self, digest: str) -> Path | None:
        """Kept ones first. Looked for twice: one may be promoted while we look."""
        for evictable in (False, True, False):
            file = self._file(digest, evictable)
            if file.is_file():
                return file
        return None

    def put(self, data: bytes, *, kind: str, evictable: bool = False) -> str:
        digest = digest_bytes(data)
        self._check_that_it_is_there()
        with speaking_plainly_of_files():
            if not self._found_again(digest, evictable):
                self._write(data, self._file(digest, evictable), kind)
        return digest

    def _found_again(self, digest: str, evictable: bool) -> bool:
        """Whether it is there already; if so it counts as used, and as kept if it is now to be."""
        kept, cached = self._file(digest, False), self._file(digest, True)
        if kept.is_file():
            return True
        try:
            if not evictable:
                _move(cached, kept)
                return True
            os.utime(cached)
            return True
        except FileNotFoundError:
            return False

    def _write(self, data: bytes, file: Path, kind: str) -> None:
        name = kind.encode()
        beside = self.folder / "unfinished" / uuid.uuid4().hex
        beside.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("xb") as out:
                for piece in compressed(data):
                    out.write(piece)
                out.write(_SKIPPABLE + len(name).to_bytes(4, "little") + name)
                out.flush()
                os.fsync(out.fileno())
            _move(beside, file)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def get(self, digest: str) -> bytes:
        with speaking_plainly_of_files():
            file = self._find(digest)
            try:
                data = None if file is None else file.read_bytes()
            except FileNotFoundError:
                data = None
        if file is None or data is None:
            self._check_that_it_is_there()
            raise missing(digest)
        self._touch(file)
        return expanded(digest, [data])

    def _touch(self, file: Path) -> None:
        try:
            with speaking_plainly_of_files():
                if time.time() - file.stat().st_mtime >= self.touch_s:
                    os.utime(file)
        except (FileNotFoundError, OutOfSpace, Unavailable):
            pass  # What was read was read.

    def exists(self, digest: str) -> bool:
        found = self._find(digest) is not None
        if not found:
            self._check_that_it_is_there()
        return found

    def listed(self) -> Iterator[Listed]:
        self._check_that_it_is_there()
        for evictable in (False, True):
            with speaking_plainly_of_files():
                for _, size, file in self._files("evictable" if evictable else "kept"):
                    if file == self._file(file.stem, evictable):
                        yield Listed(file.stem, _kind_of(file), evictable, size)

    def delete(self, digest: str) -> None:
        with speaking_plainly_of_files():
            for evictable in (True, False):
                self._file(digest, evictable).unlink(missing_ok=True)

    def kept_among(self, digests: Iterable[str]) -> set[str]:
        self._check_that_it_is_there()
        return {digest for digest in digests if self._file(digest, False).is_file()}

    def keep(self, digest: str) -> bool:
        self._check_that_it_is_there()
        with speaking_plainly_of_files():
            return self._found_again(digest, evictable=False)

    def drop(self, digest: str) -> None:
        with speaking_plainly_of_files():
            self._file(digest, True).unlink(missing_ok=True)

    def _files(self, which: str) -> Iterator[tuple[float, int, Path]]:
        """(last use, bytes, file) of all in one subfolder; files that go away meanwhile are left out."""
        for file in (self.folder / which).rglob("*"):
            try:
                if file.is_file():
                    stat = file.stat()
                    yield stat.st_mtime_ns / 1e9, stat.st_size, file
            except FileNotFoundError:
                continue

    def used_bytes(self, evictable: bool) -> int:
        with speaking_plainly_of_files():
            return sum(size for _, size, _ in self._files("evictable" if evictable else "kept"))

    def evict(self, budget_bytes: int) -> int:
        self.sweep()
        with speaking_plainly_of_files():
            files = sorted(self._files("evictable"))
            excess = sum(size for _, size, _ in files) - budget_bytes
            freed = 0
            for _, size, file in files:
                if freed >= excess:
                    break
                file.unlink(missing_ok=True)
                freed += size
        return freed

    def sweep(self, older_than_s: float = ABANDONED_S) -> int:
        before = time.time() - older_than_s
        with speaking_plainly_of_files():
            abandoned = [file for used, _, file in self._files("unfinished") if used <= before]
            for file in abandoned:
                file.unlink(missing_ok=True)
        return len(abandoned)


def _kind_of(file: Path) -> str:
    """The kind in the frame at the file's end; empty where that is damaged."""
    try:
        with file.open("rb") as source:
            source.seek(max(0, file.stat().st_size - 60))
            _, mark, rest = source.read().rpartition(_SKIPPABLE)
            return rest[4:].decode(errors="ignore") if mark else ""
    except FileNotFoundError:
        return ""


def _move(source: Path, target: Path) -> None:
    """Rename, and make the rename itself survive a power cut where the system can."""
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, target)
    if os.name == "posix":
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
