"""The demo's story: its chapters can be asked for, and a house that is no demo has none."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from isogloss.app import app_over
from isogloss.cli.installation import all_studies
from isogloss.corpora.sample import add_sample
from isogloss.demo.api import router
from isogloss.demo.chapters import CHAPTERS, EFFECTS, NEURONS, PROBES, TRAINING, chapter_named, chapters
from isogloss.demo.story import Story, story
from isogloss.runs.asking.recipe import Recipe, key_of
from isogloss.runs.catalogue import StoredCatalogue
from isogloss.runs.rows.wire import ChildStatus, PublicError
from isogloss.settings import Settings
from isogloss.store.open import Store, open_store
from isogloss.studies.concept_effects.schema import Params as Effects
from isogloss.studies.concept_neurons.schema import Params as Neurons
from isogloss.studies.language_probes.schema import Params as Probes
from isogloss.studies.language_probes.study import resolve
from isogloss.studies.pretraining.schema import Params as Training
from isogloss.web.reader import Reader

#: What each of these chapters' probes is to tell.
PROBED = {"probes": "language", "meaning": "concept"}
#: Chapters of the first one's very model.
SAME_MODEL = {"effects", *PROBED}
MADE = {"model": "made", "checkpoint": "step0"}


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
    training, *followers = Recipe.model_validate(chapter.recipe).runs
    assert training.name == TRAINING
    assert Training.model_validate(training.params).seed == 0
    assert {follower.follows for follower in followers} == {TRAINING}
    if chapter.name in PROBED:
        assert [follower.name for follower in followers] == [PROBES]
        return
    neurons, *rest = followers
    assert neurons.name == NEURONS
    Neurons.model_validate(neurons.params | MADE)
    for effects in rest:
        assert effects.name == EFFECTS
        asked = Effects.model_validate(effects.params | MADE | {"concept_run": "0" * 32})
        assert (asked.draws, asked.sentences, asked.texts) == (20, 40, 60)


def test_the_shortest_story_that_may_be_asked_for_is_one():
    (least,) = (limit.ge for limit in Settings.model_fields["demo_steps"].metadata if hasattr(limit, "ge"))
    for chapter in chapters(least):
        Training.model_validate(chapter.recipe["runs"][0]["params"])


class Unmade(StoredCatalogue):
    """The catalogue of a house whose model is still to be trained."""

    def model(self, model_id: str) -> Any:
        sizes = {"hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "vocab_size": 2048}
        config = {"model_type": "gpt_neox", "max_position_embeddings": 128} | sizes
        return SimpleNamespace(id=model_id, config=config)

    def checkpoint(self, model_id: str, revision: str) -> Any:
        return SimpleNamespace(revision=revision)


@pytest.mark.parametrize(("chapter", "target"), PROBED.items())
def test_the_probes_are_asked_for_as_was_written_down_and_the_sample_text_can_be_split_so(furnished, chapter, target):
    training, probes = chapter_named(chapter).recipe["runs"]
    assert training == CHAPTERS[0].recipe["runs"][0]
    asked = Probes.model_validate(probes["params"] | MADE)
    assert (asked.target, asked.unit) == (target, {"language": "token", "concept": "sentence"}[target])
    assert (asked.tokens, asked.splits, asked.draws, asked.c) == (4, 3, 20, 1.0)
    assert (asked.entropy_share, asked.loss_sentences, asked.sentences) == (0.04, 20, None)
    # The model is made by the story; of it a plan reads its size only.
    plan = resolve(asked, Unmade(furnished))
    found, corpus, held_out = plan.told, plan.corpus, plan.held_out
    assert (len(found.ids), len(found.classes), found.left_out) == (
        360,
        len(asked.languages) if target == "language" else 12,
        {},
    )
    assert held_out.shape == (3, 360)
    for out in held_out:
        sides = [
            {corpus.documents[i] for i, mine in zip(found.ids, out, strict=True) if mine == side} for side in (0, 1)
        ]
        assert not sides[0] & sides[1]


def test_the_effects_are_those_of_the_first_chapters_very_runs():
    first, effects = CHAPTERS[0].recipe["runs"], chapter_named("effects").recipe["runs"]
    assert effects[:2] == first


def test_the_arms_differ_in_nothing_but_what_they_are_named_for():
    first = Training.model_validate(CHAPTERS[0].recipe["runs"][0]["params"])
    arms = [chapter for chapter in CHAPTERS[1:] if chapter.name not in SAME_MODEL]
    for chapter, changed in zip(
        arms, ({"switch"}, {"switch", "clone", "languages", "vocabulary"}, {"placebo"}), strict=True
    ):
        other = Training.model_validate(chapter.recipe["runs"][0]["params"])
        differ = {name for name in Training.model_fields if getattr(first, name) != getattr(other, name)}
        assert differ == changed
    assert len({key_of(chapter.recipe, all_studies()) for chapter in CHAPTERS}) == len(CHAPTERS)


def test_fewer_steps_are_the_same_story_as_other_recipes():
    for short, whole in zip(chapters(32), CHAPTERS, strict=True):
        training, *followers = short.recipe["runs"]
        assert training["params"] == whole.recipe["runs"][0]["params"] | {"steps": 32, "checkpoint_steps": [8, 16]}
        assert followers == whole.recipe["runs"][1:]
    assert chapters() == CHAPTERS


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


def test_why_a_chapter_failed_is_told_without_this_machines_folders(furnished, monkeypatch):
    said = PublicError(code="gone", message="No file “/srv/ana/x.bin”.", hint="In /srv/ana/.", field=None, details={})

    def failed(*given):
        told = {"key": "0" * 32, "study": "pretraining", "kind": "run", "status": "failed", "error": said}
        run = ChildStatus.model_construct(**told, name=TRAINING, label="a training")
        first, *rest = story(*given).chapters
        return Story(chapters=(first.model_copy(update={"training": run, "series": run}), *rest))

    monkeypatch.setattr("isogloss.demo.api.story", failed)
    [route] = [route for route in router(Reader(furnished, tuple(all_studies().values())), on=True).routes
               if route.name == "get_demo"]  # fmt: skip
    first = route.endpoint().chapters[0]
    assert [run.error.message for run in (first.training, first.series)] == ["No file “x.bin”."] * 2
    assert first.training.error.hint == "In ."
