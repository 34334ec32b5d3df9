"""All of the demo's chapters, run to their end: sharing where words are switched, and nowhere else."""

import json

import pytest

from isogloss.cli.house import all_studies
from isogloss.demo.chapters import CHAPTERS
from isogloss.demo.story import story
from isogloss.runs.reading import read_result
from isogloss.store.open import open_store
from tests.demo.test_first_story import run_demo

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(3600)]


def test_the_instrument_finds_what_was_planted_and_nothing_else(tmp_path):
    ended = run_demo(tmp_path / "demo", "--chapters", "all", timeout=3000)
    assert ended.returncode == 0, ended.stderr
    assert all(chapter.title in ended.stdout for chapter in CHAPTERS)
    store = open_store(home=tmp_path / "demo")
    points = {
        chapter.name: json.loads(read_result(store, chapter.series.key)[0])["points"]
        for chapter in story(store, all_studies()).chapters
    }
    store.close()
    effects = points.pop("effects")
    first = {name: found[0]["headline"]["overlap"] for name, found in points.items()}
    last = {name: found[-1]["headline"]["overlap"] for name, found in points.items()}
    assert all(estimate["excess_low"] <= 0 for estimate in first.values()), "no training, no sharing"
    # The clone is one pair of languages: its interval is wide, and nothing is demanded of it.
    assert {name for name, estimate in last.items() if name != "clone" and estimate["excess_low"] > 0} == {"emergence"}
    # What the units do is measured, and nothing is demanded of it but a null beside every number.
    assert [point["checkpoint"] for point in effects] == [point["checkpoint"] for point in points["emergence"]]
    for point in effects:
        assert point["overall"]["draws"] == 20
        assert set(point["ablation"]) == {"en", "de", "es", "ru", "ar", "tr", "sw"}
