"""The demo's story: its chapters can be asked for, and a house that is no demo has none."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from isogloss.app import app_over
from isogloss.cli.house import all_studies
from isogloss.corpora.sample import add_sample
from isogloss.demo.chapters import CHAPTERS, EFFECTS, NEURONS, TRAINING, chapter_named
from isogloss.runs.recipe import Recipe, key_of
from isogloss.store.open import Store, open_store
from isogloss.studies.concept_effects.schema import Params as Effects
from isogloss.studies.concept_neurons.schema import Params as Neurons
from isogloss.studies.pretraining.schema import Params as Training


@pytest.fixture(scope="module")
def furnished(tmp_path_factory) -> Iterator[Store]:
    store = open_store(home=tmp_path_factory.mktemp("demo"))
    add_sample(store)
    yield store
    store.close()


def client(store: Store, *, demo: bool) -> TestClient:
    return TestClient(app_over(store, demo=demo), base_url="http://127.0.0.1")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_every_chapter_trains_a_model_and_follows_its_checkpoints(chapter):
    training, neurons, *rest = Recipe.model_validate(chapter.recipe).runs
    assert (training.name, neurons.name, neurons.follows) == (TRAINING, NEURONS, TRAINING)
    asked = Training.model_validate(training.params)
    assert asked.seed == 0
    Neurons.model_validate(neurons.params | {"model": "made", "checkpoint": "step0"})
    for effects in rest:
        assert (effects.name, effects.follows) == (EFFECTS, TRAINING)
        made = {"model": "made", "checkpoint": "step0", "concept_run": "0" * 32}
        asked = Effects.model_validate(effects.params | made)
        assert (asked.draws, asked.sentences, asked.texts) == (20, 40, 60)


def test_the_effects_are_those_of_the_first_chapters_very_runs():
    first, effects = CHAPTERS[0].recipe["runs"], chapter_named("effects").recipe["runs"]
    assert effects[:2] == first


def test_the_arms_differ_in_nothing_but_what_they_are_named_for():
    first = Training.model_validate(CHAPTERS[0].recipe["runs"][0]["params"])
    arms = [chapter for chapter in CHAPTERS[1:] if chapter.name != "effects"]
    for chapter, changed in zip(
        arms, ({"switch"}, {"switch", "clone", "languages", "vocabulary"}, {"placebo"}), strict=True
    ):
        other = Training.model_validate(chapter.recipe["runs"][0]["params"])
        differ = {name for name in Training.model_fields if getattr(first, name) != getattr(other, name)}
        assert differ == changed
    assert len({key_of(chapter.recipe, all_studies()) for chapter in CHAPTERS}) == len(CHAPTERS)


def test_a_house_that_is_no_demo_has_no_chapters(furnished):
    with client(furnished, demo=False) as browser:
        assert browser.get("/api/demo").json() == {"chapters": []}
        refused = browser.post("/api/demo/emergence")
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "no_demo")


def test_a_chapter_is_asked_for_once_and_then_says_how_it_stands(furnished):
    with client(furnished, demo=True) as browser:
        before = browser.get("/api/demo").json()["chapters"]
        assert [chapter["status"] for chapter in before] == ["not asked"] * len(CHAPTERS)
        first = browser.post("/api/demo/control")
        assert first.status_code == 202
        assert browser.post("/api/demo/control").json()["key"] == first.json()["key"]
        after = {chapter["name"]: chapter for chapter in browser.get("/api/demo").json()["chapters"]}
        assert after["control"]["key"] == first.json()["key"]
        assert after["control"]["status"] in ("queued", "running")
        assert after["emergence"]["status"] == "not asked"
        unknown = browser.post("/api/demo/everything").json()["error"]
    assert unknown["code"] == "unknown_chapter"
    assert "emergence" in unknown["hint"]
