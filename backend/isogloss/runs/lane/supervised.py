"""Living no longer than one's supervisor: it holds this process's standard input open, and a kill -9 closes it.

Imports nothing of ours but what gives signs of life, so that it is on guard before the long imports of a lane begin.
"""

import os
import signal
import sys
import threading

from isogloss.runs.lane.life import give_signs

#: The exit code of a lane whose supervisor is gone.
ORPHANED = 3


def first_line() -> bytes:
    """The line a supervisor writes first; from then on this process ends when standard input does."""
    for number in (signal.SIGTERM, signal.SIGINT):
        # Who stops a service sends these to all of its processes; when a lane ends is for its supervisor to say.
        signal.signal(number, signal.SIG_IGN)
    line = sys.stdin.buffer.readline()
    if not line:
        os._exit(ORPHANED)
    give_signs()
    threading.Thread(target=_exit_at_the_end, name="supervisor-watch", daemon=True).start()
    return line


def _exit_at_the_end() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    # At once, whatever is going on: what was finished is stored, and what was not is somebody else's now.
    os._exit(ORPHANED)
