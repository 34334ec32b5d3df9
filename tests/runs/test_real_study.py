"""The study on a real model, killed again and again: what it keeps is the same to the last bit as undisturbed."""

import contextlib
import time

import pytest
from sqlalchemy import select

from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.imports import import_corpus
from isogloss.models.ladder import add_model
from isogloss.runs.asking.requests import ask_run
from isogloss.runs.rows.reading import status
from isogloss.runs.rows.state import emit, lock, reopen
from isogloss.runs.rows.tables import RunArtifactRow, RunRow, find_run
from isogloss.store.open import open_store
from isogloss.studies.concept_neurons.study import STUDY
from tests.runs.processes import kill, until, until_status, workers_of

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(900)]

PARAMS = {
    "model": "mini-ladder",
    "checkpoint": "step1000",
    "corpus": "pud",
    "concepts": "pud-concepts",
    "languages": ["en", "de"],
    "sentences": 200,
    "halvings": 2,
    "pseudo_concepts": 20,
    "set_sizes": 2,
}


def furnish(store, shared_data):
    add_model(store, str(shared_data / "models" / "mini-ladder"), revisions=["step1000"])
    import_corpus(store, shared_data / "ud" / "pud", id="pud", languages=["en", "de"])
    concepts = shared_data / "concepts" / "pud_concepts.json"
    import_concepts(store, concepts, corpus="pud", id="pud-concepts", licence="CC BY-SA 4.0")


def kept(store, key):
    """Everything the run kept, by name: digests of content."""
    with store.app.session() as session:
        run = find_run(session, key)
        rows = session.scalars(select(RunArtifactRow).where(RunArtifactRow.run_id == run.id))
        return {row.name: row.digest for row in rows}


def wait_for_steps(store, key, steps):
    def far_enough():
        now = status(store, key)
        assert now.status != "failed", now.error
        return now.steps_done >= steps or now.status == "done"

    until(far_enough, 120, f"{steps} steps")
    return status(store, key)


def test_a_real_run_that_is_killed_three_times_keeps_the_same_bits(tmp_path, home, database_url, shared_data):
    with (
        contextlib.closing(open_store(home=home, database_url=database_url)) as store,
        workers_of(tmp_path, home, database_url) as workers,
    ):
        furnish(store, shared_data)
        workers.start(threads=1)
        key = ask_run(store, STUDY, PARAMS, "ann").key
        assert until_status(store, key, "done", "failed", seconds=400).error is None
        undisturbed = kept(store, key)
        with store.app.writing() as session:
            session.query(RunArtifactRow).delete()
            run = lock(session, [key])[key]
            reopen(session, run)
            emit(session, run.id, "log", "Once more, this time disturbed.")
        for steps in (1, 3):
            now = wait_for_steps(store, key, steps)
            lane = next(iter(workers.all[0].lane_processes()))
            if now.status != "done":
                kill(lane.pid)
            time.sleep(0.5)
        workers.start(threads=1)
        assert workers.all[1].name
        if wait_for_steps(store, key, 5).status != "done":
            kill(workers.all[0].process.pid)
        run = until_status(store, key, "done", "failed", seconds=400)
        assert run.error is None
        assert kept(store, key) == undisturbed
        deaths = [line.text for line in run.log if "stopped answering" in line.text]
        assert deaths, "it was disturbed"
        with store.app.session() as session:
            assert session.scalars(select(RunRow.attempt)).one() == 2
