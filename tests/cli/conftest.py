"""Calling the command line as a person does."""

import contextlib
import fcntl
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from unittest import mock

import psutil
import pytest

from isogloss.cli import main
from tests.runs.conftest import side_file, workers
from tests.runs.processes import ROOT, environment, until

__all__ = ["side_file", "workers"]

Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def call(home: Path, database_url: str | None) -> Call:
    """``call("run", "toy", ...)`` in the test's house; settings as keywords."""
    return caller(home, database_url)


@pytest.fixture
def call_here(home: Path) -> Call:
    """The same on SQLite alone, for what does not depend on the database."""
    return caller(home, None)


#: They start workers, or are asked how long they take to begin: processes of their own, as at a shell.
_PROCESSES = ("run", "demo", "--help")


def caller(home: Path, database_url: str | None) -> Call:
    """The command line of a house. Where nothing has to live on beside a command it is called in this process, which
    has imported already what a new one would import for seconds."""

    def call(*arguments: str, **settings: Any) -> subprocess.CompletedProcess[str]:
        env = environment(home, database_url, **{"lanes_batch": 1, "lanes_live": 0} | settings)
        return (_process if arguments[0] in _PROCESSES else _here)(arguments, env)

    return call


def _process(arguments: tuple[str, ...], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "isogloss.cli", *arguments]
    with tempfile.TemporaryDirectory() as folder:
        return _ended(command, env, Path(folder))


def _ended(command: list[str], env: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """What a command said, once it has ended and all that it started has. It writes into files: at a pipe, a lane that
    outlives its command looks like a command that does not end."""
    out, err = folder / "out", folder / "err"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        # Held by whoever inherits the file, until the last of them ends.
        fcntl.flock(stderr, fcntl.LOCK_EX)
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, cwd=ROOT)
    try:
        code = process.wait(timeout=150)
    except subprocess.TimeoutExpired:
        family = [one.cmdline() for one in psutil.Process(process.pid).children(recursive=True)]
        process.kill()
        process.wait()
        pytest.fail(f"{command[3:]} did not end. It said: {err.read_text()[-2000:]} It had started: {family}")
    with err.open("rb") as again:
        until(lambda: _free(again), 30, f"the end of all that {command[3:]} started, which itself has ended")
    return subprocess.CompletedProcess(command, code, out.read_text(), err.read_text())


def _free(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _here(arguments: tuple[str, ...], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, env, clear=True),
        mock.patch.object(sys, "argv", ["isogloss", *arguments]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as end,
    ):
        main()
    return subprocess.CompletedProcess(arguments, end.value.code or 0, out.getvalue(), err.getvalue())
