"""A lane's own sign of life: what it works on, and for how long it has not got on.

The signs go to the supervisor through a pipe, from a thread of their own. A lane that is stopped, or whose interpreter
one call holds, sends none; one that computes in a library sends that it lives and when its run last moved. Imports
nothing of ours: it is at work before the long imports of a lane begin.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: The number of the pipe's end, in the environment of a lane.
PIPE = "ISOGLOSS_LANE_PIPE"
#: Seconds between two signs.
EVERY = 0.5

#: At most so many seconds between two looks count: a machine that slept, or a container that was paused, is no death.
MOST = 2.0

_key = ""
_moves = 0


def moved() -> None:
    """The run got on: a step began or ended, progress was told, a stop was looked for, something was kept."""
    global _moves
    _moves += 1


@contextmanager
def working_on(key: str) -> Iterator[None]:
    """What this lane works on until the block ends."""
    global _key
    moved()
    _key = key
    try:
        yield
    finally:
        _key = ""


def give_signs() -> None:
    """Give signs of life to the supervisor, where there is one that listens."""
    if pipe := os.environ.pop(PIPE, None):
        threading.Thread(target=_give, args=(int(pipe),), name="signs-of-life", daemon=True).start()


def _give(pipe: int) -> None:
    still, moves, looked = 0.0, _moves, time.monotonic()
    while True:
        # Read once, the key first: a run that begins meanwhile has not stood still as long as the one before.
        key, seen, now = _key, _moves, time.monotonic()
        still = 0.0 if seen != moves else still + min(MOST, now - looked)
        moves, looked = seen, now
        try:
            os.write(pipe, f"{key} {still:.1f}\n".encode())
        except OSError:
            return  # Nobody listens; that its supervisor is gone the lane learns elsewhere (``supervised``).
        time.sleep(EVERY)


class Signs:
    """A supervisor's end of the pipe: what a lane works on (``key``), for how long that has not moved (``still``), and
    for how long the lane has been ``silent``, in seconds."""

    def __init__(self) -> None:
        self._read, self.write = os.pipe()
        os.set_blocking(self._read, False)
        self.key, self.still, self.silent = "", 0.0, 0.0
        self._looked = time.monotonic()

    def look(self) -> None:
        """Take in what was said since the last look."""
        now = time.monotonic()
        self.silent += min(MOST, now - self._looked)
        self._looked = now
        while said := self._said():
            key, _, still = said.decode().rstrip("\n").rpartition("\n")[2].rpartition(" ")
            self.key, self.still, self.silent = key, float(still) if key else 0.0, 0.0

    def _said(self) -> bytes:
        try:
            return os.read(self._read, 65536)
        except BlockingIOError:
            return b""

    def started(self) -> None:
        """The lane has its end of the pipe now; ours of that end is closed, or its death would go unnoticed."""
        os.close(self.write)

    def close(self) -> None:
        """Listen no more."""
        os.close(self._read)
