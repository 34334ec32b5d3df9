"""Fingerprints: the digest of all of a checkpoint's weights.

SHA-256 over the tensors in order of their names: name, number type, shape, bytes. The same weights have the same
fingerprint however they are split into files, as safetensors or pickled, saved with the head or without: tensors bear
the names they have in the whole model, tied ones count once, and buffers that nothing reads do not count. Torch-free
for safetensors: the format is a length, a JSON header and the bytes.
"""

import hashlib
import json
import math
import mmap
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from isogloss.models.config_digest import deciding
from isogloss.models.families import FAMILIES, Family
from isogloss.models.files import weight_files
from isogloss.models.header import read_header
from isogloss.models.json_file import read_json
from isogloss.models.stamps import stamp
from isogloss.models.tables import WeightDigestRow
from isogloss.store.upsert import insert
from isogloss.vocabulary.errors import Refused

if TYPE_CHECKING:
    from isogloss.store.open import Store

_BLOCK = 1 << 24
#: What the head is called in files: versions of transformers differ, within one family.
_HEADS = ("lm_head.weight", "embed_out.weight")

OnBytes = Callable[[int, int], None]


@dataclass(frozen=True)
class Weights:
    """What a checkpoint's weights are: fingerprint, number of parameters, bytes on disk.

    ``as_stored`` is the digest of every tensor by the name it has in the files, where that is another: earlier versions
    knew checkpoints by it.
    """

    fingerprint: str
    n_parameters: int
    n_bytes: int
    as_stored: str | None = None

    def known_as(self, fingerprint: str) -> bool:
        """Whether a checkpoint that was added under this fingerprint, by this version or an earlier one, is this."""
        return fingerprint in (self.fingerprint, self.as_stored)


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
    pickled: list[StoredTensor] = import_module("isogloss.models.pickled").stored_tensors(file)
    return pickled


def stored_tensors(folder: Path) -> list[StoredTensor]:
    """The tensors in a folder's weight files, in order of their names. Raises Refused where two have one name."""
    found = sorted((tensor for file in weight_files(folder) for tensor in _tensors(file)), key=lambda one: one.name)
    if twice := next((a.name for a, b in pairwise(found) if a.name == b.name), None):
        raise Refused(
            "broken_weights",
            f"The weights in “{folder.name}” hold {twice[:80]!r} twice, in two files.",
            hint="Copy or download them again.",
            field="model",
        )
    return found


def read_weights(folder: Path, on_bytes: OnBytes | None = None) -> Weights:
    """Read all weights of a folder. Raises Refused for missing, broken or unsafe files.

    ``on_bytes(read, total)`` is called between blocks and may raise to stop.
    """
    n_bytes = sum(file.stat().st_size for file in weight_files(folder))
    stored = stored_tensors(folder)
    weights = _weights(folder, stored)
    # Other names stand in another order, so that all is read once for each digest.
    before, as_stored = 0, None
    if weights != stored:
        before, as_stored = n_bytes, _digest(stored, 0, 2 * n_bytes, on_bytes)
    fingerprint = _digest(weights, before, before + n_bytes, on_bytes)
    return Weights(fingerprint, sum(math.prod(tensor.shape) for tensor in weights), n_bytes, as_stored)


def _digest(tensors: list[StoredTensor], done: int, total: int, on_bytes: OnBytes | None) -> str:
    digest = hashlib.sha256()
    for tensor in tensors:
        digest.update(json.dumps([tensor.name, tensor.dtype, list(tensor.shape)]).encode() + b"\n")
        for block in tensor.data():
            digest.update(block)
            done += len(block)
            if on_bytes:
                on_bytes(done, total)
    return digest.hexdigest()


def _tie(folder: Path) -> tuple[Family | None, bool]:
    """The family of the weights, and whether its config ties the head to the embedding."""
    file = folder / "config.json"
    config = deciding(read_json(file)) if file.is_file() else {}
    return FAMILIES.get(str(config.get("model_type"))), config.get("tie_word_embeddings") is True


def whole_tensors(folder: Path, stored: Iterable[StoredTensor], family: Family) -> dict[str, StoredTensor]:
    """The weights among stored tensors, by the names of the whole model; raises Refused where two are one there."""
    found: dict[str, StoredTensor] = {}
    by: dict[str, str] = {}
    for tensor in stored:
        name = whole_name(tensor.name, family)
        if is_buffer(name, family):
            continue
        if name in found:
            raise Refused(
                "broken_weights",
                f"The weights in “{folder.name}” hold {name[:80]!r} twice: as {by[name][:80]!r} and as "
                f"{tensor.name[:80]!r}.",
                hint="Save the model anew, so that each weight has one name.",
                field="model",
            )
        by[name] = tensor.name
        found[name] = tensor if name == tensor.name else replace(tensor, name=name)
    return found


def _weights(folder: Path, stored: list[StoredTensor]) -> list[StoredTensor]:
    """What counts of the tensors that are stored, by the names of the whole model and in order of these."""
    family, tied = _tie(folder)
    if family is None:
        return stored
    found = whole_tensors(folder, stored, family)
    head, embedding = found.get(family.head), found.get(family.prefix + family.embedding)
    if tied and head and embedding and _same(head, embedding):
        del found[family.head]
    elif tied and head and not embedding:
        found[family.prefix + family.embedding] = replace(found.pop(family.head), name=family.prefix + family.embedding)
    return [found[name] for name in sorted(found)]


def whole_name(name: str, family: Family) -> str:
    """A tensor's name in the model with its head; one that was saved without it lacks the prefix."""
    if name in _HEADS:
        return family.head
    return name if name.startswith(family.prefix) else family.prefix + name


def is_buffer(name: str, family: Family) -> bool:
    """Whether a tensor of the whole model's name is one that is written beside the weights and read by nothing."""
    return re.fullmatch(family.buffers, name.removeprefix(family.prefix)) is not None


def _same(a: StoredTensor, b: StoredTensor) -> bool:
    as_one = [_digest([replace(tensor, name="")], 0, 0, None) for tensor in (a, b)]
    return as_one[0] == as_one[1]


def stamp_of(folder: Path) -> str:
    """Names, sizes, times and places of a folder's weight files, and how they are counted, as one digest."""
    family, tied = _tie(folder)
    return stamp(weight_files(folder), ["whole names, tied once", family.name if family else None, tied])


def known_weights(session: Session, folder: Path) -> Weights | None:
    """What was read of a folder's weights before; None where it never was, or they have changed since."""
    known = session.get(WeightDigestRow, str(folder.resolve()))
    if known is None or known.stamp != stamp_of(folder):
        return None
    return Weights(known.fingerprint, known.n_parameters, known.n_bytes, known.as_stored)


def weights_of(store: "Store", folder: Path, on_bytes: OnBytes | None = None) -> Weights:
    """As :func:`read_weights`, but files that were read before and have not changed since are not read again.

    No transaction is open while files are read, which may take minutes.
    """
    with store.app.session() as session:
        known = known_weights(session, folder)
    if known is not None:
        return known
    before = stamp_of(folder)
    weights = read_weights(folder, on_bytes)
    if stamp_of(folder) != before:
        # Written to while it was read: what was read may be neither.
        return weights
    with store.app.session() as session:
        found = {"stamp": before, **asdict(weights)}
        row = insert(session, WeightDigestRow).values(path=str(folder.resolve()), **found)
        # Another process may have read the same folder meanwhile.
        session.execute(row.on_conflict_do_update(index_elements=["path"], set_=found))
    return weights
