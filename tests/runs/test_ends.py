"""How runs end, with a real worker: done, cancelled, failed, and in company. Each test uses params of its own."""

import json
import os
import time

import psutil
import pytest

from isogloss.cli.following import failures
from isogloss.runs.asking.intake import ask_intake
from isogloss.runs.asking.recipe import ask_recipe
from isogloss.runs.asking.requests import ask_run, ask_series, cancel
from isogloss.runs.rows.reading import events_since, read_artifact, read_figure, read_log, read_result, status
from isogloss.vocabulary.errors import NotFound, Refused
from tests.runs.processes import executed, until, until_status
from tests.runs.toy import STUDY

pytestmark = pytest.mark.processes
STUDIES = {"toy": STUDY}


def result_of(store, key):
    return json.loads(read_result(store, key)[0])


def test_a_finished_run_says_how_it_came_about(house):
    asked = ask_run(house.store, STUDY, {"nonce": 1, "seconds": 0.3, "steps": 3}, "ann")
    run = until_status(house.store, asked.key, "done")
    assert (run.steps_done, run.steps_total, run.fraction, run.seconds_left, run.label) == (3, 3, 1.0, None, "")
    assert [(step.name, step.state) for step in run.plan] == [(f"step {i}", "done") for i in (1, 2, 3)]
    assert run.warnings[0].text == "This is only a toy."
    facts = run.provenance
    assert facts["threads"] and facts["isogloss"] and facts["libraries"]["numpy"] and facts["seconds"] > 0.8
    assert os.uname().nodename not in json.dumps(facts)
    assert run.figures == ("line",)
    figure, digest = read_figure(house.store, run.key, "line")
    assert json.loads(figure)["data"][0]["type"] == "scatter"
    assert len(digest) == 64
    texts = [line.text for line in run.log]
    assert texts[0] == "Queued."
    assert texts[1] == f"Started by worker {house.worker.name}."
    assert {"The toy begins.", "This is only a toy.", "Done."} <= set(texts)
    kinds = [event.kind for event in events_since(house.store, 0, [run.key])]
    assert kinds.count("progress") == 1
    assert kinds[-1] == "status"
    with pytest.raises(NotFound, match="nothing called"):
        read_artifact(house.store, run.key, "no such thing")


def test_progress_is_seen_while_it_happens(house):
    key = ask_run(house.store, STUDY, {"nonce": 2, "seconds": 0.8, "steps": 3}, "ann").key
    seen = []

    def look():
        now = status(house.store, key)
        seen.append((now.fraction, now.seconds_left, now.label))
        return now.status == "done"

    until(look, 60)
    fractions = [fraction for fraction, _, _ in seen]
    assert fractions == sorted(fractions)
    assert len(set(fractions)) > 5
    assert {label for _, _, label in seen} >= {"step 1", "step 2", "step 3"}
    left = [seconds for fraction, seconds, _ in seen if seconds is not None and 0.4 < fraction < 0.9]
    assert left
    assert max(left) < 10


def test_a_step_that_heeds_the_stop_ends_at_once_and_its_lane_lives(house, side_file):
    key = ask_run(house.store, STUDY, {"nonce": 3, "seconds": 30, "side_file": str(side_file)}, "ann").key
    until(lambda: executed(side_file), 30)
    lanes = {lane.pid for lane in house.worker.lane_processes()}
    asked = time.monotonic()
    cancel(house.store, key, "ann")
    run = until_status(house.store, key, "cancelled")
    assert time.monotonic() - asked < 2.0
    assert run.error is None
    assert {lane.pid for lane in house.worker.lane_processes()} == lanes


def test_a_deaf_step_is_cancelled_with_its_lane_which_starts_again(house, side_file):
    params = {"nonce": 4, "seconds": 600, "deaf": True, "side_file": str(side_file)}
    key = ask_run(house.store, STUDY, params, "ann").key
    lane = until(lambda: executed(side_file), 30)[0][1]
    asked = time.monotonic()
    cancel(house.store, key, "ann")
    run = until_status(house.store, key, "cancelled")
    assert time.monotonic() - asked < 5.0
    until(lambda: not psutil.pid_exists(lane), 5)
    assert "its process was ended" in run.log[-1].text
    until(lambda: len(house.worker.lane_processes()) == 2, 10)
    # Both lanes work: neither goes on with what was cancelled.
    nonces = iter(range(400, 500))

    def worked():
        key = ask_run(house.store, STUDY, {"nonce": next(nonces), "steps": 1}, "ann").key
        return until_status(house.store, key, "done").worker == run.worker

    until(worked, 30, "the lane that was killed")
    assert executed(side_file) == [(1, lane)]
    assert status(house.store, key).status == "cancelled"


def test_a_refusal_in_a_step_is_shown_as_it_is_and_can_be_mended(house, side_file):
    params = {"nonce": 5, "steps": 3, "fail_at": 2, "side_file": str(side_file)}
    key = ask_run(house.store, STUDY, params, "ann").key
    run = until_status(house.store, key, "failed")
    assert (run.error.code, run.error.message, run.error.hint) == (
        "toy_refuses",
        "The toy refuses this step.",
        "Mend it.",
    )
    assert run.result_digest is None
    side_file.with_name(side_file.name + ".mended").touch()
    again = ask_run(house.store, STUDY, params, "ann")
    assert (again.attempt, again.error) == (2, None)
    assert until_status(house.store, key, "done").attempt == 2


def test_a_full_disk_fails_the_run_in_words(house):
    key = ask_run(house.store, STUDY, {"nonce": 6, "fail_at": 1, "fail_with": "full"}, "ann").key
    assert until_status(house.store, key, "failed").error.code == "out_of_space"


def test_the_unforeseen_is_an_incident_whose_traceback_stays_on_the_machine(house):
    key = ask_run(house.store, STUDY, {"nonce": 7, "fail_at": 1, "fail_with": "bug"}, "ann").key
    run = until_status(house.store, key, "failed")
    assert run.error.code == "incident"
    shown = run.model_dump_json() + "".join(line.text for line in read_log(house.store, key))
    assert "secret" not in shown
    assert "Traceback" not in shown
    kept = (house.home / "logs" / "incidents.log").read_text()
    assert run.error.details["incident"] in kept
    assert "secret path" in kept


def test_a_series_grows_with_its_checkpoints_and_names_those_that_failed(house, side_file):
    params = {"model": "toy", "nonce": 8, "steps": 1}
    first = ask_series(house.store, STUDY, params, ["step0", "step1"], "ann")
    one = until_status(house.store, first.key, "done")
    assert result_of(house.store, one.key)["checkpoints"] == ["step0", "step1"]
    assert one.figures == ("growth",)
    assert len(json.loads(read_figure(house.store, one.key, "growth")[0])["data"][0]["y"]) == 2
    wider = ask_series(house.store, STUDY, params, "all", "ann")
    assert [child.status for child in wider.children][:2] == ["done", "done"]
    assert result_of(house.store, until_status(house.store, wider.key, "done").key)["checkpoints"] == [
        "step0", "step1", "step2", "step3",
    ]  # fmt: skip


def test_a_series_keeps_every_set_it_ever_showed(house, side_file):
    params = {"model": "toy", "nonce": 9, "steps": 1, "seconds": 0.7}
    key = ask_series(house.store, STUDY, params, "all", "ann").key
    sets = {}

    def look():
        now = status(house.store, key)
        if now.finished_set:
            sets[now.finished_set] = now.result_digest
        return now.status == "done"

    until(look, 60)
    assert len(sets) >= 2, "it grew while it was computed"
    for finished_set, digest in sets.items():
        kept = json.loads(house.store.artifacts.get(digest))
        assert len(kept["checkpoints"]) + len(kept["missing"]) == 4
        assert finished_set
    assert result_of(house.store, key)["missing"] == []


def test_a_failed_checkpoint_is_missing_from_its_series_by_name(house, side_file):
    params = {"model": "toy", "nonce": 10, "steps": 2, "side_file": str(side_file)}
    failing = ask_run(house.store, STUDY, params | {"checkpoint": "step1", "fail_at": 2}, "ann")
    assert until_status(house.store, failing.key, "failed")
    series = ask_series(house.store, STUDY, params, ["step0", "step2"], "ann")
    assert until_status(house.store, series.key, "done")
    alone = ask_series(house.store, STUDY, params | {"fail_at": 1}, ["step0", "step2"], "ann")
    ended = until_status(house.store, alone.key, "failed")
    assert ended.error.code == "toy_refuses"
    assert ended.error.message == "No checkpoint was finished. step0: The toy refuses this step."
    assert {child.status for child in ended.children} == {"failed"}
    side_file.with_name(side_file.name + ".mended").touch()
    assert ask_series(house.store, STUDY, params | {"fail_at": 1}, ["step0", "step2"], "ann").status == "running"
    assert until_status(house.store, alone.key, "done").error is None


def figure_of(house, key):
    return json.loads(read_figure(house.store, key, "growth")[0])["layout"]["meta"]


def test_a_checkpoint_that_failed_is_told_drawn_as_failed_and_tried_again(house, side_file):
    params = {"model": "toy", "nonce": 20, "steps": 1, "fail_at": 1, "fail_only": "step2", "side_file": str(side_file)}
    key = ask_series(house.store, STUDY, params, "all", "ann").key
    ended = until_status(house.store, key, "done")
    assert (ended.failed, [child.status for child in ended.children]) == (1, ["done", "done", "failed", "done"])
    assert ended.children[2].error.message == "The toy refuses this step."
    assert "Done with 3 of 4 checkpoints. Failed: step2." in [line.text for line in ended.log]
    assert (figure_of(house, key)["failed"], figure_of(house, key)["to_come"]) == (["step2"], [])
    again = ask_series(house.store, STUDY, params, "all", "ann")
    assert (again.status, again.children[2].status) == ("running", "queued")
    assert until_status(house.store, key, "done").failed == 1
    assert status(house.store, ended.children[2].key).attempt == 2
    side_file.with_name(side_file.name + ".mended").touch()
    # Asked for alone, it wakes the series that had ended without it.
    ask_run(house.store, STUDY, params | {"checkpoint": "step2"}, "bob")
    assert until(lambda: (now := status(house.store, key)).status == "done" and now.failed == 0, 60)
    assert figure_of(house, key)["failed"] == []
    assert result_of(house.store, key)["missing"] == []
    assert status(house.store, key).finished_set != ended.finished_set
    assert ask_series(house.store, STUDY, params, "all", "ann").status == "done"


def test_a_series_is_in_training_order_however_it_was_asked_for(house):
    params = {"model": "toy", "nonce": 21, "steps": 1}
    first = ask_series(house.store, STUDY, params, ["step3", "step1"], "ann")
    assert [child.name for child in first.children] == ["step1", "step3"]
    assert ask_series(house.store, STUDY, params, ["step1", "step3"], "bob").key == first.key
    until_status(house.store, first.key, "done")


def test_a_recipe_asked_for_again_tries_the_checkpoints_its_series_lacks(house, side_file):
    params = {"model": "toy", "nonce": 22, "steps": 1, "fail_at": 1, "fail_only": "step1", "side_file": str(side_file)}
    recipe = {"runs": [{"name": "ladder", "study": "toy", "params": params, "checkpoints": ["step0", "step1"]}]}
    key = ask_recipe(house.store, STUDIES, recipe, "ann").key
    ended = until_status(house.store, key, "done")
    assert [(child.name, child.status, child.failed) for child in ended.children] == [("ladder", "done", 1)]
    assert [(one["name"], one["code"]) for one in failures(house.store, ended)] == [("ladder/step1", "toy_refuses")]
    side_file.with_name(side_file.name + ".mended").touch()
    assert ask_recipe(house.store, STUDIES, recipe, "ann").status == "running"
    assert [child.failed for child in until_status(house.store, key, "done").children] == [0]


def test_a_series_of_which_one_was_cancelled_is_done_without_it(house):
    params = {"model": "toy", "nonce": 11, "steps": 1, "seconds": 1.0}
    series = ask_series(house.store, STUDY, params, "all", "ann")
    last = series.children[-1]
    cancel(house.store, last.key, "ann")
    ended = until_status(house.store, series.key, "done")
    assert result_of(house.store, ended.key)["missing"] == [last.name]
    assert (figure_of(house, ended.key)["cancelled"], figure_of(house, ended.key)["to_come"]) == ([last.name], [])
    assert "Done with 3 of 4 checkpoints." in [line.text for line in ended.log]


def test_a_recipe_builds_runs_on_runs(house):
    recipe = {
        "runs": [
            {"name": "base", "study": "toy", "params": {"nonce": 12, "steps": 2}},
            {
                "name": "ladder",
                "study": "toy",
                "params": {"model": "toy", "nonce": 12, "steps": 1},
                "checkpoints": "all",
            },
            {"name": "top", "study": "toy", "params": {"nonce": 12, "steps": 1, "upstream": "${base}"}},
        ]
    }
    asked = ask_recipe(house.store, STUDIES, recipe, "ann")
    ended = until_status(house.store, asked.key, "done")
    assert [(child.name, child.status) for child in ended.children] == [
        ("base", "done"),
        ("ladder", "done"),
        ("top", "done"),
    ]
    top = status(house.store, ended.children[2].key)
    assert top.params["upstream"] == ended.children[0].key
    assert ask_recipe(house.store, STUDIES, recipe, "bob").status == "done"


def test_a_recipe_names_what_it_had_to_leave_out(house, side_file):
    base = {"nonce": 13, "steps": 1, "fail_at": 1, "side_file": str(side_file)}
    recipe = {
        "runs": [
            {"name": "base", "study": "toy", "params": base},
            {"name": "top", "study": "toy", "params": {"nonce": 13, "upstream": "${base}"}},
            {"name": "other", "study": "toy", "params": {"nonce": 1300, "steps": 1}},
        ]
    }
    key = ask_recipe(house.store, STUDIES, recipe, "ann").key
    ended = until_status(house.store, key, "failed")
    assert ended.error.message == "2 of 3 runs have no result: base, top."
    told = {one["name"]: one["message"] for one in failures(house.store, ended)}
    assert told == {"top": "Left out: it builds on base, which has no result.", "base": "The toy refuses this step."}
    assert any("“top” is left out: it builds on base" in line.text for line in ended.log)
    side_file.with_name(side_file.name + ".mended").touch()
    ask_recipe(house.store, STUDIES, recipe, "ann")
    assert [child.status for child in until_status(house.store, key, "done").children] == ["done"] * 3


def test_a_recipe_that_cannot_be_followed_is_refused_at_once(house):
    def refused(*runs):
        with pytest.raises(Refused) as caught:
            ask_recipe(house.store, STUDIES, {"runs": list(runs)}, "ann")
        return caught.value

    toy = {"study": "toy", "params": {"nonce": 14}}
    assert refused(toy | {"params": {"upstream": "${later}"}}, toy | {"name": "later"}).field == "runs.0.params"
    assert refused(toy | {"name": "a"}, toy | {"name": "a"}).code == "duplicate_name"
    assert refused({"study": "nothing", "params": {}}).code == "unknown_study"
    assert refused(toy | {"params": {"steps": 5000}}).field == "runs.0.params.steps"
    assert refused().code == "bad_params"


def test_an_intake_is_a_run_that_can_be_watched(house, tmp_path):
    rows = [{"id": f"{i}", "language": code, "text": f"{code} {i}"} for i in range(30) for code in ("en", "de")]
    file = tmp_path / "little.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    asked = ask_intake(house.store, "add_corpus", {"source": str(file), "id": "little", "licence": "CC0-1.0"}, "ann")
    assert asked.kind == "intake"
    run = until_status(house.store, asked.key, "done", "failed")
    assert run.status == "done", run.error
    assert result_of(house.store, run.key) == {"kind": "corpus", "id": "little"}
    again = ask_intake(house.store, "add_corpus", {"source": str(file), "id": "little", "licence": "CC0-1.0"}, "ann")
    assert (again.key, again.attempt) == (run.key, 2), "the folder may have changed"
    assert until_status(house.store, run.key, "done", "failed").status == "done"


def test_an_intake_that_fails_says_why(house, tmp_path):
    asked = ask_intake(house.store, "add_corpus", {"source": str(tmp_path / "nothing.tsv"), "licence": "x"}, "ann")
    run = until_status(house.store, asked.key, "failed")
    assert run.error.code != "incident", run.error
    with pytest.raises(Refused, match="cannot be taken in"):
        ask_intake(house.store, "add_everything", {}, "ann")
