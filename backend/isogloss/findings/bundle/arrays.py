"""Arrays as safetensors, which every tool of the field reads, and back to the very bytes that they were stored as.

The tensor is called ``array``; the header of the ``.npy`` it was travels as metadata, so that the digest of what is
rebuilt is the digest of what was kept, whatever library writes it.
"""

import base64
import binascii
import json

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from isogloss.store.npy import read_array
from isogloss.vocabulary.errors import Refused

_NAME, _HEADER = "array", "npy_header"
_LONGEST_HEADER = 10_000
#: Kinds that the format has: booleans, integers, floats. Text goes as its bytes.
_NUMBERS = frozenset("?bhilqBHILQefd")


def to_safetensors(npy: bytes) -> bytes:
    """An array as it is stored, as safetensors."""
    array = read_array(npy)
    header = npy[: len(npy) - array.nbytes]
    if array.dtype.char not in _NUMBERS:
        array = np.frombuffer(npy, np.uint8, offset=len(header))
    return bytes(save({_NAME: np.ascontiguousarray(array)}, {_HEADER: base64.b64encode(header).decode()}))


def to_npy(data: bytes) -> bytes:
    """The inverse; raises Refused for anything else than one array with its header."""
    try:
        header = base64.b64decode(_metadata(data), validate=True)
        tensors = load(data)
        array = tensors.pop(_NAME)
        if tensors or len(header) > _LONGEST_HEADER:
            raise ValueError("more than one array")
        return header + array.tobytes()
    except (SafetensorError, KeyError, ValueError, TypeError, binascii.Error) as error:
        raise Refused("no_array", "It is no array of a bundle.", field="file") from error


def _metadata(data: bytes) -> str:
    """The ``.npy`` header in the metadata; the library reads metadata from files only."""
    length = int.from_bytes(data[:8], "little")
    if length > _LONGEST_HEADER * 4:
        raise ValueError("a header of that length")
    return str(json.loads(data[8 : 8 + length])["__metadata__"][_HEADER])
