"""Calling the command line as a person does."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from isogloss.cli import main
from tests.runs.conftest import side_file, workers
from tests.runs.processes import ROOT, environment

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
    return subprocess.run(command, env=env, capture_output=True, text=True, cwd=ROOT, timeout=150)


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
