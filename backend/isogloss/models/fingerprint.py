"""Fingerprints: the digest of all of a checkpoint's weights.

SHA-256 over the tensors in order of their names: name, number type, shape, bytes. The same weights have the same
fingerprint however they are split into files, as safetensors or pickled. Torch-free for safetensors: the format is a
length, a JSON header and the bytes.
"""

import hashlib
import json
import math
import mmap
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path

from sqlalchemy.orm import Session

from isogloss.models.files import weight_files
from isogloss.models.header import read_header
from isogloss.models.tables import WeightDigestRow
from isogloss.store.upsert import insert
from isogloss.vocabulary.digest import digest_of
from isogloss.vocabulary.errors import Refused

_BLOCK = 1 << 24

OnBytes = Callable[[int, int], None]


@dataclass(frozen=True)
class Weights:
    """What a checkpoint's weights are: fingerprint, number of parameters, bytes on disk."""

    fingerprint: str
    n_parameters: int
    n_bytes: int


@dataclass(frozen=True)
class StoredTensor:
    """One tensor as it lies on disk; ``data`` yields its little-endian bytes in blocks."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    data: Callable[[], Iterator[bytes | memoryview]]


def _safetensors(file: Path) -> list[StoredTensor]:
    header, base = read_header(file)

    def reader(low: int, high: int) -> Callable[[], Iterator[memoryview]]:
        def blocks() -> Iterator[memoryview]:
            with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
                for start in range(base + low, base + high, _BLOCK):
                    with memoryview(mapped)[start : min(start + _BLOCK, base + high)] as block:
                        yield block

        return blocks

    return [
        StoredTensor(name, entry["dtype"], tuple(entry["shape"]), reader(*entry["data_offsets"]))
        for name, entry in header.items()
    ]


def _tensors(file: Path) -> list[StoredTensor]:
    if file.suffix == ".safetensors":
        return _safetensors(file)
    # Torch is wanted only where a checkpoint is nothing but pickles, and then not in a process that serves pages:
    # found by name, so that importing this module never brings it in.
    return import_module("isogloss.models.pickled").stored_tensors(file)


def read_weights(folder: Path, on_bytes: OnBytes | None = None) -> Weights:
    """Read all weights of a folder once. Raises Refused for missing, broken or unsafe files.

    ``on_bytes(read, total)`` is called between blocks and may raise to stop.
    """
    files = weight_files(folder)
    total = sum(file.stat().st_size for file in files)
    tensors = sorted((tensor for file in files for tensor in _tensors(file)), key=lambda tensor: tensor.name)
    if twice := next((a.name for a, b in pairwise(tensors) if a.name == b.name), None):
        raise Refused(
            "broken_weights",
            f"The weights in “{folder.name}” hold {twice[:80]!r} twice, in two files.",
            hint="Copy or download them again.",
            field="model",
        )
    digest, done, parameters = hashlib.sha256(), 0, 0
    for tensor in tensors:
        digest.update(json.dumps([tensor.name, tensor.dtype, list(tensor.shape)]).encode() + b"\n")
        parameters += math.prod(tensor.shape)
        for block in tensor.data():
            digest.update(block)
            done += len(block)
            if on_bytes:
                on_bytes(done, total)
    return Weights(digest.hexdigest(), parameters, total)


def stamp_of(folder: Path) -> str:
    """Names, sizes and times of a folder's weight files, as one digest."""
    stats = [(file.name, file.stat()) for file in weight_files(folder)]
    return digest_of([[name, stat.st_size, stat.st_mtime_ns] for name, stat in stats])


def weights_of(session: Session, folder: Path, on_bytes: OnBytes | None = None) -> Weights:
    """As :func:`read_weights`, but files that were read before and have not changed since are not read again."""
    path, stamp = str(folder.resolve()), stamp_of(folder)
    known = session.get(WeightDigestRow, path)
    if known is not None and known.stamp == stamp:
        return Weights(known.fingerprint, known.n_parameters, known.n_bytes)
    weights = read_weights(folder, on_bytes)
    row = insert(session, WeightDigestRow).values(path=path, stamp=stamp, **asdict(weights))
    # Another process may have read the same folder meanwhile.
    session.execute(row.on_conflict_do_update(index_elements=["path"], set_={"stamp": stamp, **asdict(weights)}))
    return weights
