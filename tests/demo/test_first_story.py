"""The demo's first story, run to its end as a script would: it trains, and finds what is shared at every checkpoint.

Here with few of its steps; test_arms.py runs all chapters whole.
"""

import json
import subprocess
import sys
import time

import pytest

from isogloss.cli.house import all_studies
from isogloss.demo.chapters import chapter_named
from isogloss.runs.reading import read_result, status
from isogloss.runs.recipe import key_of
from isogloss.store.open import open_store
from tests.packaging.started import clean_environment

pytestmark = [pytest.mark.processes, pytest.mark.timeout(900)]
STEPS = 16


def run_demo(home, *arguments: str, timeout: float = 800) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "isogloss.cli", "demo", "--no-serve", "--home", str(home), *arguments]
    return subprocess.run(
        command, env=clean_environment(), capture_output=True, text=True, timeout=timeout, check=False
    )


def test_the_first_story_ends_and_is_there_at_once_the_second_time(tmp_path, record_property):
    home, began = tmp_path / "demo", time.monotonic()
    first = run_demo(home, "--steps", str(STEPS))
    assert first.returncode == 0, first.stderr
    chapter = chapter_named("emergence", STEPS)
    assert chapter.title in first.stdout
    record_property("first_story_seconds", time.monotonic() - began)
    store = open_store(home=home)
    recipe = status(store, key_of(chapter.recipe, all_studies()))
    training, neurons = recipe.children
    ladder = [rung["checkpoint"] for rung in json.loads(read_result(store, training.key)[0])["checkpoints"]]
    series = json.loads(read_result(store, neurons.key)[0])
    store.close()
    assert (recipe.status, neurons.kind, neurons.status) == ("done", "series", "done")
    assert [point["checkpoint"] for point in series["points"]] == ladder
    assert [point["step"] for point in series["points"]] == [0, 8, 16]
    began = time.monotonic()
    assert run_demo(home, "--steps", str(STEPS)).returncode == 0
    assert time.monotonic() - began < 30
