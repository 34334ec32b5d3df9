"""Waiting for what is away for a moment: a database that restarts must not cost a run its work."""

import time
from collections.abc import Callable
from typing import TypeVar

from isogloss.vocabulary.errors import Unavailable

T = TypeVar("T")

#: How long a run waits for a database that went away, in seconds, before it fails with a clear error.
PATIENCE = 30.0


def passes(error: Unavailable) -> bool:
    """Whether it will be over in a moment: a database or a folder that is away, or a database that others keep busy. A
    right that is lacking, a damaged file, a hub or weights that were moved wait for somebody to mend them."""
    return error.code in ("unavailable", "busy")


def patiently(work: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Do the work, and again while a database or a shared folder is away, for so long; then let Unavailable through.

    Work that is done patiently must bear being done again. What does not pass in a moment is raised at once.
    """
    give_up = time.monotonic() + seconds
    pause = 0.1
    while True:
        try:
            return work()
        except Unavailable as error:
            if not passes(error) or time.monotonic() + pause > give_up:
                raise
            time.sleep(pause)
            pause = min(2.0, pause * 2)
