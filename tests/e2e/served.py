"""`isogloss` as processes: the server with or without its worker, workers alone, and one-off commands."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
#: The machine may be busy with everything else.
PATIENCE_S = 120.0


def environment(home: Path, **settings: object) -> dict[str, str]:
    """This process's environment with no Isogloss of its own in it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("ISOGLOSS_")}
    # What tests add lies in folders of its own, anywhere.
    plain = {"home": home, "roots": "/", "offline": 1, "device": "cpu", "threads": 1}
    chosen = plain | {"lanes_batch": 1, "lanes_live": 0} | settings
    return env | {f"ISOGLOSS_{name.upper()}": str(value) for name, value in chosen.items()}


def isogloss(home: Path, *arguments: str, **settings: object) -> str:
    """Run one command to its end; returns what it printed. Fails with what it said."""
    command = [sys.executable, "-P", "-m", "isogloss.cli", *arguments]
    done = subprocess.run(
        command, env=environment(home, **settings), capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.returncode == 0, f"isogloss {' '.join(arguments)}: {done.stderr}"
    return done.stdout


def until(look: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
    """Look again and again until it is so."""
    give_up = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < give_up, f"not so after {seconds} s"
        time.sleep(0.1)


class Process:
    """One long-running command with its log."""

    def __init__(self, home: Path, log: Path, *arguments: str, **settings: object):
        self.log = log
        with log.open("wb") as out:
            command = [sys.executable, "-P", "-m", "isogloss.cli", *arguments]
            self.process = subprocess.Popen(
                command, env=environment(home, **settings), stdout=out, stderr=out, stdin=subprocess.DEVNULL
            )

    def said(self, words: str) -> str:
        """The first line with these words, waited for."""
        give_up = time.monotonic() + PATIENCE_S
        while True:
            line = next((line for line in self.log.read_text().splitlines() if words in line), None)
            if line is not None:
                return line
            assert self.process.poll() is None, f"it ended: {self.log.read_text()}"
            assert time.monotonic() < give_up, f"never said “{words}”: {self.log.read_text()}"
            time.sleep(0.1)

    def kill_all(self) -> None:
        """kill -9 of this process and all it started: no handler runs, nothing is put in order."""
        family = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        for process in family:
            process.kill()
        psutil.wait_procs(family, timeout=10)
        self.process.wait(timeout=10)

    def stop(self) -> None:
        """As an interrupt at the terminal does; whatever is left is killed."""
        if self.process.poll() is not None:
            return
        left = psutil.Process(self.process.pid).children(recursive=True)
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        _, alive = psutil.wait_procs(left, timeout=10)
        for process in alive:
            process.kill()


class House:
    """A home folder with its server; ``url`` is where the pages are, ``token`` what it asks for before it writes."""

    def __init__(self, home: Path, server: Process):
        self.home, self.server = home, server
        line = server.said("Isogloss is at ")
        self.url = line.split("Isogloss is at ")[1].split()[0].rstrip("/")
        kept = home / "token"
        self.token = kept.read_text() if kept.is_file() else ""
        self.headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}

    def get(self, path: str) -> Any:
        """A page's JSON twin."""
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            return json.load(answer)

    def ask(self, params: dict[str, Any], checkpoints: Any = None, study: str = "concept-neurons") -> str:
        """Ask for a run as a program would; returns its key."""
        body = json.dumps({"params": params, "checkpoints": checkpoints}).encode()
        request = urllib.request.Request(f"{self.url}/api/studies/{study}/runs", body, self.headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(json.load(answer)["key"])

    def until(self, key: str, *wanted: str, seconds: float = PATIENCE_S) -> dict[str, Any]:
        """Wait for a run to be in one of these states."""
        give_up = time.monotonic() + seconds
        while (now := self.get(f"/api/runs/{key}"))["status"] not in wanted:
            assert time.monotonic() < give_up, f"still {now['status']}: {now['log']}"
            time.sleep(0.2)
        return dict(now)


@contextmanager
def served(home: Path, logs: Path, *options: str, **settings: object) -> Iterator[House]:
    """`isogloss serve` at a free port until the block ends."""
    server = Process(home, logs / f"serve-{home.name}.log", "serve", "--port", "0", *options, **settings)
    try:
        yield House(home, server)
    finally:
        server.stop()
