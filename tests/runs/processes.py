"""Real workers for tests: started by the command line's own command, watched through the store, killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psutil

from isogloss.runs.rows.reading import status
from isogloss.runs.rows.wire import RunStatus
from isogloss.store.open import Store

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")


def until(look: Callable[[], T], seconds: float = 60.0, what: str = "") -> T:
    """Look again and again until there is something true; how long it took matters to no test but those that say so."""
    give_up = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < give_up, f"nothing after {seconds} s: {what}"
        time.sleep(0.02)
    return found


def running(process: psutil.Process) -> bool:
    """Whether it still does something: one that ended may stay listed until whoever inherited it looks."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def until_status(store: Store, key: str, *wanted: str, seconds: float = 60.0) -> RunStatus:
    give_up = time.monotonic() + seconds
    while (now := status(store, key)).status not in wanted:
        assert time.monotonic() < give_up, f"still {now.status} after {seconds} s: {now.log}"
        time.sleep(0.05)
    return now


def executed(side_file: Path) -> list[tuple[int, int]]:
    """(step, pid) of every execution so far."""
    if not side_file.exists():
        return []
    return [(int(a), int(b)) for a, b in (line.split() for line in side_file.read_text().splitlines())]


def environment(home: Path, database_url: str | None, **settings: object) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("ISOGLOSS_")}
    env |= {"ISOGLOSS_HOME": str(home), "PYTHONPATH": str(ROOT)}
    if database_url:
        env["ISOGLOSS_DATABASE_URL"] = database_url
    return env | {f"ISOGLOSS_{name.upper()}": str(value) for name, value in settings.items()}


@dataclass
class Worker:
    """One worker process with its name and what it said."""

    process: subprocess.Popen[bytes]
    log: Path
    lanes: list[psutil.Process] = field(default_factory=list)

    @property
    def name(self) -> str:
        def said() -> str | None:
            assert self.process.poll() is None, self.log.read_text()
            return next((line.split()[1] for line in self.log.read_text().splitlines() if "is ready" in line), None)

        return str(until(said, 60, "a worker that is ready"))

    def lane_processes(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)


class Workers:
    """Workers of one house; all are gone when the test ends."""

    def __init__(self, folder: Path, home: Path, database_url: str | None):
        self._folder, self.home, self.database_url = folder, home, database_url
        self.all: list[Worker] = []

    def start(self, home: Path | None = None, prefix: tuple[str, ...] = (), **settings: Any) -> Worker:
        log = self._folder / f"worker-{len(self.all)}.log"
        studies = [part for name in ("toy", "maker") for part in ("--study", f"tests.runs.{name}")]
        command = [*prefix, sys.executable, "-m", "isogloss.cli", "worker", *studies]
        env = environment(home or self.home, self.database_url, **{"lanes_batch": 1, "lanes_live": 0} | settings)
        with log.open("wb") as out:
            process = subprocess.Popen(command, env=env, stderr=out, stdout=out, stdin=subprocess.DEVNULL, cwd=ROOT)
        worker = Worker(process, log)
        self.all.append(worker)
        return worker

    def end(self) -> None:
        for worker in self.all:
            if worker.process.poll() is None:
                worker.signal(signal.SIGCONT)
                worker.stop()


@contextmanager
def workers_of(folder: Path, home: Path, database_url: str | None) -> Iterator[Workers]:
    workers = Workers(folder, home, database_url)
    try:
        yield workers
    finally:
        workers.end()


def kill(pid: int) -> float:
    """kill -9; returns the moment."""
    os.kill(pid, signal.SIGKILL)
    return time.monotonic()
