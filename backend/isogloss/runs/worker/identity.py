"""Who a worker is: a name that no other living worker has, the same again after a restart on the same machine."""

import re
import secrets
import socket
from pathlib import Path

from filelock import FileLock, Timeout

#: More workers than this on one machine and home are a mistake.
MOST_WORKERS = 64


def claim_identity(home: Path) -> tuple[str, FileLock]:
    """The first free name of this machine and home, and the lock that keeps it while the process lives.

    The middle part is drawn once per home folder: two machines may have one host name.
    """
    folder = home / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{_host()}-{_mark(folder)}"
    for number in range(1, MOST_WORKERS + 1):
        name = f"{stem}-{number}"
        lock = FileLock(folder / f"{name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        return name, lock
    raise RuntimeError("too many workers on one machine")


def _host() -> str:
    name = re.sub(r"[^a-z0-9]+", "-", socket.gethostname().partition(".")[0].lower()).strip("-")
    return name[:24] or "worker"


def _mark(folder: Path) -> str:
    file = folder / "mark"
    with FileLock(folder / "mark.lock"):
        if not file.exists():
            file.write_text(secrets.token_hex(2))
        return file.read_text().strip()
