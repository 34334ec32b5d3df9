"""Recipes that go on with each checkpoint of a model while it is made."""

import json

import pytest

from isogloss.runs.asking.recipe import ask_recipe
from isogloss.runs.asking.requests import ask_run, ask_series, cancel
from isogloss.runs.rows.publishing import published
from isogloss.runs.rows.reading import events_since, list_runs, read_figure, read_result, status
from isogloss.vocabulary.errors import Refused
from tests.runs import maker, toy
from tests.runs.processes import until, until_status

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

STUDIES = {"toy": toy.STUDY, "maker": maker.STUDY}


def recipe(nonce, *, follower=None, more=(), **made):
    return {
        "runs": [
            {"name": "model", "study": "maker", "params": {"nonce": nonce, **made}},
            {"name": "neurons", "study": "toy", "follows": "model", "params": {"nonce": nonce, "steps": 1}}
            | (follower or {}),
            *more,
        ]
    }


def child(store, key, name):
    return next((child for child in status(store, key).children if child.name == name), None)


def covers(store, key):
    """The checkpoints that the series in a recipe is over, as far as it is there."""
    found = child(store, key, "neurons")
    return status(store, found.key).params["checkpoints"] if found else []


def test_the_series_grows_while_the_model_is_made_and_its_runs_are_shared(house, tmp_path):
    wanted = tmp_path / "wanted"
    wanted.write_text("0")
    key = ask_recipe(house.store, STUDIES, recipe(1, rungs=3, wait_for=str(wanted)), "ann").key
    until(lambda: covers(house.store, key) == ["step0"], what="a series over the first checkpoint")
    first = child(house.store, key, "neurons")
    until_status(house.store, first.key, "done")
    now = status(house.store, key)
    assert (now.status, child(house.store, key, "model").status) == ("running", "running"), "it goes on"
    assert child(house.store, key, "neurons").growing
    assert now.fraction < 0.7
    assert (now.steps_done, now.steps_total) == (0, 2)
    assert json.loads(read_figure(house.store, first.key, "growth")[0])["data"][0]["y"], "and is drawn already"

    wanted.write_text("1")
    until(lambda: covers(house.store, key) == ["step0", "step1"], what="a series over two")
    second = child(house.store, key, "neurons")
    until_status(house.store, second.key, "done")
    wanted.write_text("2")
    ended = until_status(house.store, key, "done")
    last = child(house.store, key, "neurons")
    assert json.loads(read_result(house.store, last.key)[0])["checkpoints"] == ["step0", "step1", "step2"]
    assert not last.growing
    assert (ended.fraction, ended.steps_done) == (1.0, 2)
    runs = [run for run in list_runs(house.store, model=last.model, children=True) if run.study == "toy"]
    assert len([run for run in runs if run.kind == "run"]) == 3, "one run a checkpoint, whatever the series"
    joined = [e.data["joined"] for e in events_since(house.store, 0, [key], 5000) if e.data and "joined" in e.data]
    assert joined == [[first.key], [second.key], [last.key]]


def test_a_series_that_was_overtaken_is_let_go_and_its_runs_are_not(house, tmp_path):
    wanted = tmp_path / "wanted"
    wanted.write_text("0")
    slow = {"params": {"nonce": 2, "steps": 1, "seconds": 3.0}}
    key = ask_recipe(house.store, STUDIES, recipe(2, follower=slow, rungs=2, wait_for=str(wanted)), "ann").key
    until(lambda: covers(house.store, key) == ["step0"], what="a series over the first checkpoint")
    first = child(house.store, key, "neurons").key
    run = status(house.store, first).children[0].key
    wanted.write_text("1")
    until(lambda: len(covers(house.store, key)) == 2, what="a series over two")
    assert until_status(house.store, first, "cancelled", "done").status
    assert until_status(house.store, key, "done").children[1].status == "done"
    assert status(house.store, run).attempt == 1, "its run was not interrupted"


def test_somebody_else_who_wants_the_shorter_series_keeps_it(house, tmp_path):
    wanted = tmp_path / "wanted"
    wanted.write_text("0")
    slow = {"params": {"nonce": 3, "steps": 1, "seconds": 2.0}}
    key = ask_recipe(house.store, STUDIES, recipe(3, follower=slow, rungs=2, wait_for=str(wanted)), "ann").key
    until(lambda: covers(house.store, key) == ["step0"], what="a series over the first checkpoint")
    first = status(house.store, child(house.store, key, "neurons").key)
    params = {name: value for name, value in first.params.items() if name != "checkpoints"}
    assert ask_series(house.store, toy.STUDY, params, ["step0"], "bob").key == first.key
    wanted.write_text("1")
    assert until_status(house.store, key, "done")
    assert until_status(house.store, first.key, "done", "cancelled").status == "done"


def test_what_was_published_before_a_failure_is_followed_and_the_failure_is_told(house):
    key = ask_recipe(house.store, STUDIES, recipe(4, rungs=4, fail_at=2), "ann").key
    ended = until_status(house.store, key, "failed")
    assert ended.error.message == "1 of 2 runs have no result: model."
    assert covers(house.store, key) == ["step0", "step1"]
    assert child(house.store, key, "neurons").status == "done"


def test_a_run_that_is_tried_again_does_not_publish_twice(house):
    asked = {"nonce": 11, "rungs": 3, "fail_at": 2}
    key = ask_run(house.store, maker.STUDY, asked, "ann").key
    until_status(house.store, key, "failed")
    assert ask_run(house.store, maker.STUDY, asked, "ann").attempt == 2
    until(lambda: (now := status(house.store, key)).status == "failed" and now.attempt == 2, what="another failure")
    events = events_since(house.store, 0, [key], 5000)
    told = [event.data["landed"] for event in events if "landed" in (event.data or {})]
    assert told == ["step0", "step1"]
    with house.store.app.session() as session:
        parts = published(session, run=key)
    assert {(part.kind, part.id, part.part) for part in parts} == {
        ("model", f"made-{key[:8]}", "step0"), ("model", f"made-{key[:8]}", "step1"),
    }  # fmt: skip


def test_a_model_without_a_checkpoint_leaves_its_follower_out(house):
    key = ask_recipe(house.store, STUDIES, recipe(5, rungs=2, fail_at=0), "ann").key
    ended = until_status(house.store, key, "failed")
    assert ended.error.message == "2 of 2 runs have no result: model, neurons."
    assert any("it builds on model, which has no result" in line.text for line in ended.log)


def test_only_some_checkpoints_can_be_followed(house):
    key = ask_recipe(house.store, STUDIES, recipe(6, rungs=4, follower={"checkpoints": ["step0", "step3"]}), "ann").key
    until_status(house.store, key, "done")
    assert covers(house.store, key) == ["step0", "step3"]


def test_asked_for_again_it_is_done_at_once(house):
    asked = recipe(7, rungs=2)
    key = ask_recipe(house.store, STUDIES, asked, "ann").key
    until_status(house.store, key, "done")
    assert ask_recipe(house.store, STUDIES, asked, "bob").status == "done"
    other = ask_recipe(
        house.store, STUDIES, recipe(7, rungs=2, more=[{"study": "toy", "params": {"nonce": 70}}]), "ann"
    )
    assert until_status(house.store, other.key, "done").children[1].key == child(house.store, key, "neurons").key


def test_cancelling_it_stops_the_model_and_what_follows(house):
    key = ask_recipe(house.store, STUDIES, recipe(8, rungs=50, seconds=0.2), "ann").key
    until(lambda: covers(house.store, key), what="a first series")
    cancel(house.store, key, "ann")
    until_status(house.store, key, "cancelled")
    model = until_status(house.store, child(house.store, key, "model").key, "cancelled")
    series = status(house.store, child(house.store, key, "neurons").key)
    assert series.status in ("cancelled", "done")

    def ended() -> bool:
        runs = list_runs(house.store, model=model.model, children=True)
        return {run.status for run in runs} <= {"cancelled", "done"}

    until(ended, 10, "the end of what was running")


def test_one_that_cannot_be_followed_is_refused_at_once(house):
    def refused(follower, **leader):
        runs = [{"name": "model", "study": "maker", "params": {}} | leader, {"study": "toy", "params": {}} | follower]
        with pytest.raises(Refused) as caught:
            ask_recipe(house.store, STUDIES, {"runs": runs}, "ann")
        return caught.value.code, caught.value.field

    assert refused({"follows": "nobody"}) == ("nothing_to_follow", "runs.1.follows")
    assert refused({"follows": "model"}, study="toy") == ("nothing_to_follow", "runs.1.follows")
    assert refused({"follows": "model", "study": "maker"}) == ("no_ladder", "runs.1.follows")
    assert refused({"follows": "model", "params": {"model": "x"}}) == ("given_twice", "runs.1.params.model")
    assert refused({"follows": "model", "params": {"steps": "many"}}) == ("bad_params", "runs.1.params.steps")
    assert refused({"name": "self", "follows": "self"}) == ("nothing_to_follow", "runs.1.follows")


def test_a_study_that_reads_no_checkpoint_has_no_series(house):
    with pytest.raises(Refused, match="no series") as caught:
        ask_series(house.store, maker.STUDY, {"nonce": 9}, "all", "ann")
    assert caught.value.field == "checkpoints"


def test_frames_are_kept_in_order(house):
    key = ask_recipe(house.store, STUDIES, recipe(10, rungs=3), "ann").key
    until_status(house.store, key, "done")
    made = child(house.store, key, "model").key
    frames = [event.data for event in events_since(house.store, 0, [made], 5000) if event.kind == "frame"]
    assert frames == [{"rung": 0}, {"rung": 1}, {"rung": 2}]
