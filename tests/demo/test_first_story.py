"""The demo's first story, run to its end as a script would: it trains, and finds what is shared at every checkpoint."""

import json
import subprocess
import sys
import time

import pytest

from isogloss.cli.house import all_studies
from isogloss.demo.chapters import CHAPTERS
from isogloss.runs.reading import read_result, status
from isogloss.runs.recipe import key_of
from isogloss.store.open import open_store
from tests.packaging.started import clean_environment

pytestmark = [pytest.mark.processes, pytest.mark.timeout(900)]


def run_demo(home, *arguments: str, timeout: float = 800) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "isogloss.cli", "demo", "--no-serve", "--home", str(home), *arguments]
    return subprocess.run(
        command, env=clean_environment(), capture_output=True, text=True, timeout=timeout, check=False
    )


def test_the_first_story_ends_and_is_there_at_once_the_second_time(tmp_path, record_property):
    home, began = tmp_path / "demo", time.monotonic()
    first = run_demo(home)
    assert first.returncode == 0, first.stderr
    assert CHAPTERS[0].title in first.stdout
    record_property("first_story_seconds", time.monotonic() - began)
    store = open_store(home=home)
    recipe = status(store, key_of(CHAPTERS[0].recipe, all_studies()))
    training, neurons = recipe.children
    ladder = [rung["checkpoint"] for rung in json.loads(read_result(store, training.key)[0])["checkpoints"]]
    series = json.loads(read_result(store, neurons.key)[0])
    store.close()
    assert (recipe.status, neurons.kind, neurons.status) == ("done", "series", "done")
    assert [point["checkpoint"] for point in series["points"]] == ladder
    assert len(ladder) > 4
    began = time.monotonic()
    assert run_demo(home).returncode == 0
    assert time.monotonic() - began < 30
