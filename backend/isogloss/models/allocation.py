"""Memory that is kept instead of being given back to the system after every operation.

A study makes and frees the same large tensors again and again. The C library would map each anew, and the system would
clear its pages each time: on a CPU a quarter of a training step of a small model, and up to a third of what it costs to
read text. Only Linux's own C library has the switch; elsewhere nothing changes.
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: The C library's names of what is set: when the end of the heap is given back, and from when on a block is mapped.
_TRIM, _MAP = -1, -3
#: While held, in bytes; and the most the library comes to by itself, since what was set once it adapts no more.
_HELD, _USUAL = 1 << 30, 32 << 20


@contextmanager
def memory_held() -> Iterator[None]:
    """While open, this process keeps what it frees; afterwards it gives it back."""
    library = _library()
    _set(library, _HELD, _HELD)
    try:
        yield
    finally:
        _set(library, 2 * _USUAL, _USUAL)
        if library is not None:
            library.malloc_trim(0)


def _library() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None


def _set(library: ctypes.CDLL | None, trim: int, map_: int) -> None:
    if library is not None:
        library.mallopt(_TRIM, trim)
        library.mallopt(_MAP, map_)
