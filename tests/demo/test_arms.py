"""All of the demo's chapters, run to their end: sharing where words are switched, and nowhere else."""

import json

import pytest

from isogloss.cli.installation import all_studies
from isogloss.demo.chapters import CHAPTERS
from isogloss.demo.story import story
from isogloss.runs.rows.reading import read_result
from isogloss.store.open import open_store
from tests.demo.command import run_demo

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(4500)]


def test_the_instrument_finds_what_was_planted_and_nothing_else(tmp_path):
    ended = run_demo(tmp_path / "demo", "--chapters", "all", timeout=4000)
    assert ended.returncode == 0, ended.stderr
    assert all(chapter.title in ended.stdout for chapter in CHAPTERS)
    store = open_store(home=tmp_path / "demo")
    points = {
        chapter.name: json.loads(read_result(store, chapter.series.key)[0])["points"]
        for chapter in story(store, all_studies()).chapters
    }
    store.close()
    assert [point["step"] for point in points["emergence"]] == [0, 8, 16, 32, 64, 128, 256, 512]
    effects, language, concept = points.pop("effects"), points.pop("probes"), points.pop("meaning")
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
    for probed in (language, concept):
        assert [point["checkpoint"] for point in probed] == [point["checkpoint"] for point in points["emergence"]]
        for point in probed:
            assert {one["control"] for one in point["baselines"]} == {"majority", "bytes", "length"}
            measured = [probe["accuracy"] for probe in point["probes"]] + [point["headline"]["accuracy"]]
            for row in point["alignment"]:
                measured += [row["retrieval"], row["retrieval_centred"], row["cka"]]
            measured += [estimate for estimate in (*point["transfer"], point["own"], point["others"]) if estimate]
            assert all(estimate["null"] is not None and estimate["n"] > 0 for estimate in measured)
    assert [len(point["transfer"]) for point in concept] == [3] * len(concept)
    # The languages are written in words of their own: a probe that cannot tell them from shuffled ones is broken.
    last_probe = language[-1]["headline"]["accuracy"]
    assert last_probe["low"] > max(last_probe["null"], last_probe["null_high"])
