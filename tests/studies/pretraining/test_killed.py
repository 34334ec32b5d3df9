"""A training whose processes are killed, and a recipe that follows it: with real workers, on real models."""

import contextlib
import json

import pytest
from safetensors import safe_open
from sqlalchemy import select

from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.imports import import_corpus
from isogloss.runs.asking.recipe import ask_recipe
from isogloss.runs.asking.requests import ask_run, cancel
from isogloss.runs.rows.reading import frames, read_result, status
from isogloss.runs.rows.tables import RunArtifactRow, find_run
from isogloss.store.open import open_store
from isogloss.studies import STUDIES
from isogloss.studies.pretraining.study import STUDY
from tests.e2e import material as e2e
from tests.runs.processes import kill, until, until_status, workers_of
from tests.studies.pretraining.material import params, write_text

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]


def kept(store, key):
    """What the run kept, by name; the result holds how long it took."""
    with store.app.session() as session:
        run = find_run(session, key)
        rows = session.scalars(select(RunArtifactRow).where(RunArtifactRow.run_id == run.id))
        return {row.name: row.digest for row in rows if row.name != "result"}


def ladder(home, key):
    """The bytes of all files of the ladder that are its weights or its tokenizer."""
    root = home / "ladders" / key
    return {str(f.relative_to(root)): f.read_bytes() for f in sorted(root.glob("step*/*"))}


def step_kept(home, key):
    """How many updates the state on the disk has behind it."""
    file = home / "ladders" / key / ".work" / "state.safetensors"
    if not file.exists():
        return 0
    with safe_open(file, framework="np") as state:
        return len(state.get_tensor("losses"))


@contextlib.contextmanager
def house(folder, **settings):
    folder.mkdir()
    with (
        contextlib.closing(open_store(home=folder / "home")) as store,
        workers_of(folder, folder / "home", None) as workers,
    ):
        workers.start(threads=1, **settings)
        yield store, workers


@pytest.mark.slow
def test_killed_again_and_again_it_ends_with_the_same_bits(tmp_path):
    asked = params(
        write_text(tmp_path / "text"), steps=1600, width=64, batch=48, context=32, checkpoint_steps=(20,), heads=4
    )
    with house(tmp_path / "a") as (whole, _), house(tmp_path / "b") as (broken, workers):
        key = ask_run(whole, STUDY, asked, "ann").key
        assert ask_run(broken, STUDY, asked, "ann").key == key
        home = tmp_path / "b" / "home"
        # Inside the long stretch from step 20 to the end, once a state of its own was kept.
        first = until(lambda: (s := step_kept(home, key)) > 20 and s, 120, "a state inside a stretch")
        assert first < 1600, "killed too late to show anything"
        kill(workers.all[0].lane_processes()[0].pid)
        second = until(lambda: (s := step_kept(home, key)) > first and s, 120, "a later state")
        assert second < 1600, "killed too late to show anything"
        kill(workers.all[0].process.pid)
        workers.start(threads=1)
        run = until_status(broken, key, "done", "failed", seconds=300)
        assert run.error is None
        assert until_status(whole, key, "done", "failed", seconds=300).error is None
        assert len([line for line in run.log if "stopped answering" in line.text]) >= 2
        assert ladder(home, key) == ladder(tmp_path / "a" / "home", key)
        assert kept(broken, key) == kept(whole, key)
        one, two = (json.loads(read_result(store, key)[0]) for store in (whole, broken))
        assert one | {"seconds": 0} == two | {"seconds": 0}
        told = [point for frame in frames(broken, key) for point in frame.data.get("losses", [])]
        assert {step for step, _ in told} >= {1, 420}


def test_cancelled_and_asked_for_again_it_goes_on_where_it_was(tmp_path):
    asked = params(write_text(tmp_path / "text"), steps=400, width=64, batch=48, context=32, checkpoint_steps=(10,))
    with house(tmp_path / "a") as (store, _):
        key = ask_run(store, STUDY, asked, "ann").key
        until(lambda: step_kept(tmp_path / "a" / "home", key) >= 10, 120, "the first checkpoint")
        cancel(store, key, "ann")
        stopped = until_status(store, key, "cancelled")
        before = step_kept(tmp_path / "a" / "home", key)
        assert 10 <= before < 400
        weights = ladder(tmp_path / "a" / "home", key)
        assert ask_run(store, STUDY, asked, "ann").attempt == stopped.attempt + 1
        assert until_status(store, key, "done", "failed", seconds=200).error is None
        after = ladder(tmp_path / "a" / "home", key)
        assert weights.items() <= after.items(), "what was published is what it was"
        result = json.loads(read_result(store, key)[0])
        assert [rung["step"] for rung in result["checkpoints"]] == [0, 10, 400]


def test_concept_neurons_follow_the_training_checkpoint_by_checkpoint(tmp_path):
    studies = {study.name: study for study in STUDIES}
    small = {"width": 32, "batch": 32, "context": 32, "steps": 30, "checkpoint_steps": (4, 8, 15)}
    asked = params(write_text(tmp_path / "text"), **small)
    neurons = {name: value for name, value in e2e.PARAMS.items() if name not in ("model", "checkpoint")}
    neurons |= {"max_tokens": 32}
    recipe = {
        "runs": [
            {"name": "training", "study": "pretraining", "params": asked.model_dump(mode="json")},
            {"name": "neurons", "study": "concept-neurons", "follows": "training", "params": neurons},
        ]
    }
    with house(tmp_path / "a", lanes_batch=2) as (store, _):
        import_corpus(store, e2e.write_corpus(tmp_path / "c.jsonl"), id=e2e.CORPUS, licence="CC0-1.0")
        import_concepts(
            store, e2e.write_concepts(tmp_path / "c.json"), corpus=e2e.CORPUS, id=e2e.CONCEPTS, licence="CC0-1.0"
        )
        key = ask_recipe(store, studies, recipe, "ann").key
        grown = []

        def look():
            now = status(store, key)
            series = next((child for child in now.children if child.name == "neurons"), None)
            if series and (drawn := status(store, series.key)).finished_set and drawn.finished_set not in grown:
                grown.append(drawn.finished_set)
            return now if now.status in ("done", "failed") else None

        ended = until(look, 400, "the recipe's end")
        assert ended.status == "done", ended.error
        assert len(grown) > 2, "it grew while it was computed"
        training, series = ended.children
        result = json.loads(read_result(store, series.key)[0])
        assert [point["step"] for point in result["points"]] == [0, 4, 8, 15, 30]
        assert {point["fingerprint"] for point in result["points"]} == {
            rung["fingerprint"] for rung in json.loads(read_result(store, training.key)[0])["checkpoints"]
        }
