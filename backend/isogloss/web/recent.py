"""Artifacts read lately, kept in memory by digest, so that a page of pages does not unpack the same array each time."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

_BUDGET = 128 << 20


class Recent:
    """Least recently used bytes under a budget; may be used from many threads."""

    def __init__(self, budget: int = _BUDGET):
        self.budget, self.used = budget, 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: str, read: Callable[[str], bytes]) -> bytes:
        """The bytes of this digest; ``read`` is called when they are not here (twice at worst, by two threads)."""
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
                return self._kept[digest]
        data = read(digest)
        if len(data) <= self.budget // 4:
            self._keep(digest, data)
        return data

    def _keep(self, digest: str, data: bytes) -> None:
        with self._lock:
            if digest not in self._kept:
                self._kept[digest] = data
                self.used += len(data)
            while self.used > self.budget:
                self.used -= len(self._kept.popitem(last=False)[1])
