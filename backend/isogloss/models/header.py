"""The header of a safetensors file, checked: a length, a JSON object that says where each tensor lies, the bytes.

Every byte of the data belongs to one tensor, of the length that its type and shape ask for: a header that lies could
give two tensors the same weights, or read what is not the file's.
"""

import json
import math
import struct
from pathlib import Path
from typing import Any, TypeGuard

from isogloss.vocabulary.errors import Refused

#: Bytes; sixty thousand tensors have a header of about so many.
_LARGEST = 8 << 20
#: The bits of one value of each number type.
_BITS = {
    "BOOL": 8,
    "U8": 8,
    "I8": 8,
    "U16": 16,
    "I16": 16,
    "F16": 16,
    "BF16": 16,
    "U32": 32,
    "I32": 32,
    "F32": 32,
    "U64": 64,
    "I64": 64,
    "F64": 64,
    "C64": 64,
    "F8_E4M3": 8,
    "F8_E5M2": 8,
    "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8,
    "F8_E5M2FNUZ": 8,
    "F6_E2M3": 6,
    "F6_E3M2": 6,
    "F4": 4,
}
#: A size of a shape, and a place in a file, beyond which none lies.
_MOST = 1 << 62


def read_header(file: Path) -> tuple[dict[str, dict[str, Any]], int]:
    """The entry of each tensor (dtype, shape, data_offsets) and where the data begins; raises Refused, saying what is
    wrong, for a file that is not as its header says."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        start = stream.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if not 2 <= length <= size - 8:
            raise _broken(file)
        if length > _LARGEST:
            raise _broken(file, f"its header has {length:,} bytes, and {_LARGEST:,} are read at most")
        text = stream.read(length)
    try:
        header = json.loads(text)
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise _broken(file)
    said = header.pop("__metadata__", None) or {}
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise _broken(file, "its __metadata__ is no table of texts")
    if not header:
        raise _broken(file, "it holds no tensor")
    spans = sorted((*_span(file, name, entry), name) for name, entry in header.items())
    end = 0
    for low, high, name in spans:
        if low != end:
            raise _broken(file, f"{name[:80]!r} {'overlaps another tensor' if low < end else 'leaves a gap before it'}")
        end = high
    if 8 + length + end != size:
        raise _broken(file)
    return header, 8 + length


def _span(file: Path, name: str, entry: object) -> tuple[int, int]:
    """Where a tensor lies, from the beginning of the data; raises Refused where that is not what it needs."""
    said = entry if isinstance(entry, dict) else {}
    dtype, shape, offsets = said.get("dtype"), said.get("shape"), said.get("data_offsets")
    if not isinstance(dtype, str) or dtype not in _BITS:
        raise _broken(file, f"{name[:80]!r} is of the number type {str(dtype)[:40]!r}, which is none")
    if not _sizes(shape) or not _sizes(offsets) or len(offsets) != 2:
        raise _broken(file, f"the shape or place of {name[:80]!r} cannot be")
    low, high = offsets
    if (high - low) * 8 != math.prod(shape) * _BITS[dtype]:
        raise _broken(file, f"{name[:80]!r} has other bytes than its shape asks for")
    return low, high


def _sizes(value: object) -> TypeGuard[list[int]]:
    return isinstance(value, list) and len(value) <= 16 and all(type(n) is int and 0 <= n < _MOST for n in value)


def _broken(file: Path, why: str = "") -> Refused:
    return Refused(
        "broken_weights",
        f"{file.name} in “{file.parent.name}” is not whole, or not safetensors{': ' + why if why else ''}.",
        hint="Copy or download it again.",
        field="model",
    )
