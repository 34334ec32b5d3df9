"""Calling the command line as a person does: as a process."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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


def caller(home: Path, database_url: str | None) -> Call:
    def run(*arguments: str, **settings: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-m", "isogloss.cli", *arguments]
        env = environment(home, database_url, **{"lanes_batch": 1, "lanes_live": 0} | settings)
        return subprocess.run(command, env=env, capture_output=True, text=True, cwd=ROOT, timeout=150)

    return run
