"""Arrays of numbers as ``.npy`` bytes and back, by many threads at once.

NumPy reads a header with Python's own parser, and before Python 3.11.8 two threads in that parser spoil each other's
count of its depth ("SystemError: AST constructor recursion depth mismatch", gh-106905): one page in some ten thousand
failed. Here one thread reads a header at a time, and a header that was read is known.
"""

from functools import lru_cache
from io import BytesIO
from threading import Lock
from tokenize import TokenError
from typing import NamedTuple

import numpy as np

from isogloss.vocabulary.errors import Refused

_MAGIC = 6
_LONGEST_HEADER = 10_000
_ONE_AT_A_TIME = Lock()


class Header(NamedTuple):
    """What stands before the numbers; ``size`` is its own length in bytes."""

    shape: tuple[int, ...]
    fortran_order: bool
    dtype: np.dtype
    size: int


def framed(array: np.ndarray) -> bytes:
    """The ``.npy`` bytes: C order, little-endian, so that the digest depends on the numbers alone."""
    if array.dtype.hasobject:
        raise Refused("not_numbers", "Only arrays of numbers or fixed-width text can be stored.", field="array")
    # tobytes order: ascontiguousarray would turn a scalar array into one of one dimension.
    plain = np.asarray(array, order="C").astype(array.dtype.newbyteorder("<"), copy=False)
    frame = BytesIO()
    np.save(frame, plain, allow_pickle=False)
    return frame.getvalue()


def header_of(data: bytes) -> Header:
    """What the header says, which need not be true of the rest. Raises ValueError for what is no ``.npy``."""
    counts = {1: 2, 2: 4}.get(data[_MAGIC] if len(data) > _MAGIC else 0, 0)
    start = _MAGIC + 2 + counts
    size = start + int.from_bytes(data[_MAGIC + 2 : start], "little")
    if not counts or not start < size <= min(len(data), _LONGEST_HEADER):
        raise ValueError("no header of an array")
    return _read(data[:size])


@lru_cache(maxsize=256)
def _read(header: bytes) -> Header:
    stream = BytesIO(header)
    read = {1: np.lib.format.read_array_header_1_0, 2: np.lib.format.read_array_header_2_0}[header[_MAGIC]]
    try:
        np.lib.format.read_magic(stream)
        with _ONE_AT_A_TIME:
            shape, fortran_order, dtype = read(stream)
    except (SyntaxError, TokenError, TypeError, KeyError, RecursionError, MemoryError) as error:
        raise ValueError("no header of an array") from error
    if min(shape, default=0) < 0:
        raise ValueError("fewer than no numbers")
    return Header(shape, fortran_order, dtype, len(header))


def read_array(data: bytes) -> np.ndarray:
    """The array, writable, in the order it was written in. Raises ValueError for what is none of numbers or text."""
    shape, fortran_order, dtype, size = header_of(data)
    if dtype.hasobject:
        raise ValueError("objects are never unpickled")
    try:
        return np.ndarray(shape, dtype, data, size, order="F" if fortran_order else "C").copy(order="K")
    except TypeError as error:
        raise ValueError("fewer numbers than the header says") from error
