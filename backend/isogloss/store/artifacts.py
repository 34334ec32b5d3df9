"""Artifacts: bytes kept under the digest of their content, compressed, in the database or in a shared folder.

An artifact is either *kept* (results, figures: never removed by itself) or *evictable* (pooled activations: removed,
least recently used first, when they outgrow their budget). Both backends give the same digests and the same promise:
an artifact is there whole or not at all.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple, Protocol

import numpy as np
import zstandard

from isogloss.store.npy import framed, read_array
from isogloss.vocabulary.errors import IsoglossError, NotFound

#: Compressed bytes per write transaction.
CHUNK = 1 << 20

_LEVEL = 3


class Listed(NamedTuple):
    """One artifact as it is listed: nothing of its content was looked at."""

    digest: str
    kind: str
    evictable: bool
    stored_bytes: int


class Artifacts(Protocol):
    """What both backends do. ``digest`` is always the SHA-256 (64 hex characters) of the content. A reading is noted at
    most every ``touch_s`` seconds."""

    touch_s: float

    def put(self, data: bytes, *, kind: str, evictable: bool = False) -> str:
        """Keep ``data`` and return its digest; again is once.

        ``kind`` says what it is (``figure``, ``pooled``). Kept once, an artifact stays kept: putting an evictable one
        again as not evictable promotes it, never the reverse. Raises OutOfSpace, Unavailable.
        """
        ...

    def get(self, digest: str) -> bytes:
        """The content; raises NotFound."""
        ...

    def exists(self, digest: str) -> bool:
        """Whether the whole of it is here."""
        ...

    def listed(self) -> Iterator[Listed]:
        """All that are here whole, each once, in no order that means anything."""
        ...

    def delete(self, digest: str) -> None:
        """Remove it; removing what is not there is no error."""
        ...

    def kept_among(self, digests: Iterable[str]) -> set[str]:
        """Those of them that are here whole and are never evicted."""
        ...

    def keep(self, digest: str) -> bool:
        """Have it never evicted from now on; False where it is not here (any more)."""
        ...

    def drop(self, digest: str) -> None:
        """Remove it if it is evictable: what is kept may by now be somebody else's too."""
        ...

    def put_array(self, array: np.ndarray, *, kind: str, evictable: bool = False) -> str:
        """Keep an array of numbers as ``.npy``; equal arrays have equal digests, whatever their memory order."""
        ...

    def get_array(self, digest: str) -> np.ndarray:
        """The array put, in C order, writable; raises NotFound."""
        ...

    def used_bytes(self, evictable: bool) -> int:
        """Stored (compressed) bytes of the evictable artifacts, or of the kept ones."""
        ...

    def evict(self, budget_bytes: int) -> int:
        """Remove evictable artifacts, least recently used first, until they fit the budget; returns bytes freed.

        It also clears what processes left behind that died while putting.
        """
        ...

    def sweep(self, older_than_s: float = ...) -> int:
        """Clear unfinished puts that nobody has touched for so long; returns how many."""
        ...


@contextmanager
def passing(artifacts: Artifacts) -> Iterator[list[str]]:
    """A list for the digests of what is put as evictable until the rows that name it are written; where the block fails
    it is dropped again. What cannot be dropped hides no error: eviction takes it."""
    put: list[str] = []
    try:
        yield put
    except BaseException:
        for digest in put:
            with suppress(Exception):
                artifacts.drop(digest)
        raise


class Arrays:
    """Arrays on top of bytes, the same for both backends."""

    def put_array(self: Artifacts, array: np.ndarray, *, kind: str, evictable: bool = False) -> str:
        return self.put(framed(array), kind=kind, evictable=evictable)

    def get_array(self: Artifacts, digest: str) -> np.ndarray:
        return read_array(self.get(digest))


def compressed(data: bytes) -> Iterator[bytes]:
    """One zstd frame with a checksum, in pieces of ``CHUNK`` bytes (the last is shorter)."""
    chunker = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).chunker(size=len(data), chunk_size=CHUNK)
    yield from chunker.compress(data)
    yield from chunker.finish()


def expanded(digest: str, pieces: Iterable[bytes]) -> bytes:
    """The inverse; bytes after the frame are ignored. A frame that is damaged or cut raises: it is never handed out."""
    try:
        return zstandard.ZstdDecompressor().decompress(b"".join(pieces))
    except zstandard.ZstdError as error:
        raise IsoglossError(
            "damaged_artifact",
            f"The stored artifact {digest[:12]} is damaged.",
            hint="Check the disk it is on, delete the run it belongs to, and run it again.",
            digest=digest,
        ) from error


def missing(digest: str) -> NotFound:
    """No artifact has this digest (any more)."""
    return NotFound("no_artifact", f"There is no artifact {digest[:12]}.", digest=digest)
