"""What supervisors do for all: signs of life, the outbox, strays. On both databases, against the real engine."""

import sqlite3
import time
from contextlib import closing

import pytest
from sqlalchemy import update

from isogloss.runs import durable
from isogloss.runs.asking import recipe_look
from isogloss.runs.asking.recipe import ask_recipe
from isogloss.runs.asking.requests import ask_run, ask_series
from isogloss.runs.lane.hold import Hold, take_up
from isogloss.runs.rows.reading import status, workers
from isogloss.runs.rows.state import begun, lock, wake
from isogloss.runs.rows.tables import RunRow, WorkerRow
from isogloss.runs.worker.heartbeat import Displaced, Heartbeat
from isogloss.runs.worker.identity import claim_identity
from isogloss.runs.worker.outbox import Outbox
from isogloss.store.open import open_store
from tests.runs.toy import STUDY


@pytest.fixture
def engine(store):
    durable.prepare(store.jobs_url)
    found = durable.JobEngine(store.jobs_url)
    yield found
    found.close()


def age(store, worker, seconds):
    with store.app.session() as session:
        session.execute(update(WorkerRow).where(WorkerRow.id == worker).values(last_seen=WorkerRow.last_seen - seconds))


def test_a_silent_worker_is_lost_and_one_that_speaks_again_is_alive(store):
    one, two = (Heartbeat(store, name, 1, ["batch-1"], 5.0) for name in ("one", "two"))
    one.start()
    two.start()
    assert one.alive() == {"one", "two"}
    age(store, "two", 6)
    assert {w.id: w.state for w in workers(store)} == {"one": "alive", "two": "lost"}
    assert one.alive() == {"one"}
    two.beat()
    assert one.alive() == {"one", "two"}
    two.stop()
    assert one.stopped() == {"two"}
    age(store, "two", 100_000)
    one.alive()
    assert [w.id for w in workers(store)] == ["one"]


def test_a_worker_whose_name_was_taken_notices(store):
    first, second = (Heartbeat(store, "one", 1, [], 5.0) for _ in range(2))
    first.start()
    second.start()
    second.beat()
    with pytest.raises(Displaced):
        first.beat()


def test_nobody_is_blamed_by_one_who_was_silent_itself(store):
    heart = Heartbeat(store, "one", 1, [], 0.4)
    heart.start()
    assert not heart.steady
    for _ in range(5):
        time.sleep(0.06)
        heart.beat()
    assert heart.steady
    time.sleep(0.3)
    heart.beat()
    assert not heart.steady


def test_names_are_unique_while_held_and_the_same_again_afterwards(home):
    first, lock = claim_identity(home)
    second, other = claim_identity(home)
    assert first != second
    lock.release()
    assert claim_identity(home)[0] == first
    other.release()


def test_what_is_asked_reaches_the_engine_once(store, engine):
    outbox = Outbox(store, engine)
    key = ask_run(store, STUDY, {}, "ann").key
    assert outbox.hand_over() == 1
    assert outbox.hand_over() == 0
    assert Outbox(store, engine).hand_over() == 0
    assert engine.states([f"{key}.1", "nothing.1"]) == {f"{key}.1": "ENQUEUED"}
    with store.app.session() as session:
        # As if the process had died between the two databases.
        session.execute(update(RunRow).values(dispatched=0))
    assert outbox.hand_over() == 1
    assert engine.states([f"{key}.1"]) == {f"{key}.1": "ENQUEUED"}


def test_a_series_is_begun_in_the_order_of_its_ladder(store, engine, toy_ladder, monkeypatch):
    orders = [["step0", "step1", "step2", "step3"], ["step3", "step2", "step1", "step0"]]
    for nonce, order in enumerate(orders):
        ask_series(store, STUDY, {"model": "toy", "nonce": nonce}, order, "ann")
        handed: list[str | None] = []
        monkeypatch.setattr(engine, "hand_over", lambda key, *_, to=handed: to.append(status(store, key).checkpoint))
        Outbox(store, engine).hand_over()
        assert [checkpoint for checkpoint in handed if checkpoint] == orders[0], "training order, however it was listed"


def test_a_lost_jobs_database_costs_no_run(store, engine):
    outbox = Outbox(store, engine)
    key = ask_run(store, STUDY, {}, "ann").key
    with store.app.session() as session:
        session.execute(update(RunRow).values(dispatched=1))
    outbox.sweep(patience=0.0)
    assert outbox.hand_over() == 1
    assert engine.states([f"{key}.1"]) == {f"{key}.1": "ENQUEUED"}


def test_a_run_whose_workflow_ended_without_a_word_is_failed_after_a_while(store, engine):
    outbox = Outbox(store, engine)
    key = ask_run(store, STUDY, {}, "ann").key
    outbox.hand_over()
    taken = take_up(store, key, 1, "w/batch-1")
    engine._client.cancel_workflow(f"{key}.1")
    outbox.sweep(patience=60.0)
    assert status(store, key).status == "running", "it may just be ending"
    outbox.sweep(patience=0.0)
    ended = status(store, key)
    assert (ended.status, ended.error.code) == ("failed", "run_lost")
    assert ask_run(store, STUDY, {}, "ann").attempt == 2
    assert taken.run.attempt == 1


def test_news_that_come_while_a_look_has_begun_ask_for_another_look(store, engine):
    """A lane may begin a look before the supervisor has noted that it handed it over."""
    recipe = ask_recipe(store, {"toy": STUDY}, {"runs": [{"study": "toy", "params": {}}]}, "ann").key
    outbox = Outbox(store, engine)
    outbox.hand_over()
    with store.app.writing() as session:
        row = lock(session, [recipe])[recipe]
        attempt, row.dispatched = row.attempt, row.attempt - 1
    begun(store, recipe, attempt)
    with store.app.writing() as session:
        wake(lock(session, [recipe])[recipe])
    assert status(store, recipe).attempt == attempt + 1
    begun(store, recipe, attempt)
    assert outbox.hand_over() == 1


def test_a_recipe_whose_look_died_is_looked_at_again(store, engine):
    recipe = ask_recipe(store, {"toy": STUDY}, {"runs": [{"study": "toy", "params": {}}]}, "ann").key
    outbox = Outbox(store, engine)
    outbox.hand_over()
    outbox.sweep(patience=60.0)
    assert outbox.hand_over() == 0, "it may just be looked at"
    outbox.sweep(patience=0.0)
    assert status(store, recipe).attempt == 2
    assert outbox.hand_over() == 1
    # With a run below that goes on, there is nothing to look at.
    recipe_look.advance(store, recipe, {"toy": STUDY})
    assert [child.status for child in status(store, recipe).children] == ["queued"]
    outbox.hand_over()
    outbox.sweep(patience=0.0)
    assert status(store, recipe).attempt == 2


def test_three_starts_without_a_finished_step_are_enough(store):
    key = ask_run(store, STUDY, {}, "ann").key
    for _ in range(3):
        assert take_up(store, key, 1, "w/batch-1")
    assert take_up(store, key, 1, "w/batch-1") is None
    assert status(store, key).error.code == "deadly_run"
    key = ask_run(store, STUDY, {"nonce": 1}, "ann").key
    for _ in range(6):
        hold = Hold(store, take_up(store, key, 1, "w/batch-1").run.id, 1, "w/batch-1")
        with store.app.session() as session:
            hold.note(session, starts=1, steps_done=1)  # What every finished step writes.
    assert status(store, key).status == "running"


def test_the_engine_forgets_what_ended_long_ago(store, engine):
    key = ask_run(store, STUDY, {}, "ann").key
    Outbox(store, engine).hand_over()
    engine._client.cancel_workflow(f"{key}.1")
    assert engine.forget(3600.0) == 0
    assert engine.forget(-60.0) == 1
    assert engine.states([f"{key}.1"]) == {}


def test_the_engine_keeps_no_pickle_and_writes_ahead(home):
    with closing(open_store(home=home)) as store:
        durable.prepare(store.jobs_url)
        with closing(durable.JobEngine(store.jobs_url)) as engine:
            key = ask_run(store, STUDY, {}, "ann").key
            Outbox(store, engine).hand_over()
    with closing(sqlite3.connect(home / "jobs.sqlite")) as jobs:
        assert jobs.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        kinds = {kind for (kind,) in jobs.execute("SELECT serialization FROM workflow_status")}
        everything = "\n".join(jobs.iterdump())
    assert kinds == {"portable_json"}
    assert key in everything
    # How a pickle begins when it is written as text.
    assert "gASV" not in everything
