"""Digests: one canonical JSON and one hash for keys, artifacts and files."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

#: Hex characters of a run key: 128 bits, short enough for an address bar.
KEY_LENGTH = 32


def canonical_json(value: object) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: equal values have equal bytes.

    Raises ValueError for NaN and infinities, which have no JSON.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest_of(value: object) -> str:
    """SHA-256 (64 hex characters) of a JSON value."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def digest_bytes(parts: bytes | Iterable[bytes]) -> str:
    """SHA-256 of bytes, or of the concatenation of many."""
    sha = hashlib.sha256()
    for part in (parts,) if isinstance(parts, bytes) else parts:
        sha.update(part)
    return sha.hexdigest()


def digest_file(path: Path, block: int = 1 << 20) -> str:
    """SHA-256 of a file's bytes, read in blocks."""
    with path.open("rb") as file:
        return digest_bytes(iter(lambda: file.read(block), b""))


def key_of(value: object) -> str:
    """The short form of :func:`digest_of` that names a run."""
    return digest_of(value)[:KEY_LENGTH]
