"""A command started as a process of its own, read line by line, and always ended."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|localhost):\d+")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


def clean_environment(**extra: str) -> dict[str, str]:
    """This process's environment without anything that points Isogloss, Python or pytest somewhere."""
    dropped = ("ISOGLOSS_", "PYTEST", "PYTHON", "VIRTUAL_ENV", "COVERAGE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {**kept, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1", **extra}


@contextmanager
def started(command: list[str], *, folder: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    """The running process, with ``log`` the file of what it says; it and its children are ended afterwards."""
    log = folder / f"{Path(command[0]).name}-{command[1]}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    process.log = log
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def wait_until(true, *, process: subprocess.Popen, seconds: float = 60):
    """The first truthy answer of ``true()``; fails with what the process said when it ends or time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := true():
            return answer
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"exit code {process.poll()}; it said:\n{process.log.read_text()[-4000:]}")


def healthy(url: str) -> bool:
    """Whether a server answers /api/health there."""
    try:
        return httpx.get(f"{url}/api/health", timeout=5).is_success
    except httpx.HTTPError:
        return False


def address_said(process: subprocess.Popen) -> str | None:
    """The address a server printed when it was ready."""
    match = ADDRESS.search(process.log.read_text())
    return match[0] if match else None
