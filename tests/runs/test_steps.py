"""Keys, steps and errors by themselves: what needs no worker to be shown."""

import math
import os
import random
import time
from types import SimpleNamespace
from typing import Annotated

import numpy as np
import pytest
from pydantic import BaseModel, TypeAdapter

from isogloss.contract.references import RunRef, of_study, references
from isogloss.contract.study import Inputs
from isogloss.runs.asking.key import run_key, series_key, set_key, stored_run_key
from isogloss.runs.asking.recipe import references_in, replaced
from isogloss.runs.lane import execution, life
from isogloss.runs.lane.failures import StepFailed, failure
from isogloss.runs.lane.hold import takeover_text
from isogloss.runs.lane_context import STEP_BYTES, plain, seed_everything
from isogloss.runs.rows.patience import patiently
from isogloss.runs.worker import lane_process
from isogloss.runs.worker.supervisor import Supervisor
from isogloss.vocabulary.errors import OutOfSpace, Refused, Unavailable
from tests.runs.toy import STUDY, Params


def test_a_key_is_the_same_on_every_machine_and_changes_with_everything_it_stands_for():
    inputs = Inputs(fingerprints=("a",), corpora={"x": "1", "y": "2"})
    key = run_key(STUDY, Params(), inputs)
    assert key == run_key(STUDY, Params(), Inputs(fingerprints=("a",), corpora={"y": "2", "x": "1"}))
    others = [
        run_key(STUDY, Params(seed=1), inputs),
        run_key(STUDY, Params(attention="eager"), inputs),
        run_key(STUDY, Params(), Inputs(fingerprints=("b",), corpora=inputs.corpora)),
        run_key(STUDY, Params(), Inputs(fingerprints=("a",), corpora=inputs.corpora, tokenizer="t")),
        run_key(STUDY, Params(), Inputs(fingerprints=("a",), corpora=inputs.corpora, upstream=("u",))),
        run_key(STUDY, Params(), Inputs(fingerprints=("a",), corpora=inputs.corpora, configs=("c",))),
        series_key(STUDY, [key]),
        set_key([key]),
    ]
    assert len({key, *others}) == 9
    assert series_key(STUDY, ["a", "b"]) != series_key(STUDY, ["b", "a"])


def test_a_run_of_a_version_that_kept_no_configs_has_the_key_it_had():
    """Bundles recompute keys from what is stored: a field that it did not have must not appear in it."""
    kept = {"fingerprints": ["a"], "tokenizer": "t", "bos_policy": "add", "corpora": {}, "concept_sets": {}}
    kept |= {"id_sets": {}, "upstream": []}
    read = TypeAdapter(Inputs).validate_python(kept)
    assert read.as_json() == kept
    assert run_key(STUDY, Params(), read) == stored_run_key(
        STUDY.name, STUDY.version, Params().model_dump(mode="json"), kept
    )


def test_references_are_found_wherever_params_hold_them():
    class Building(BaseModel):
        one: Annotated[RunRef, of_study("toy")]
        some: tuple[Annotated[RunRef, of_study("toy", "probe")], ...] = ()
        maybe: Annotated[RunRef, of_study("toy")] | None = None
        plain: str = "0" * 32

    key, other = "a" * 32, "b" * 32
    found = references(Building(one=key, some=(other, key)))
    assert found == {"one": (key, ("toy",)), "some.0": (other, ("toy", "probe")), "some.1": (key, ("toy", "probe"))}
    with pytest.raises(ValueError, match="pattern"):
        Building(one="no key")


def test_a_step_returns_small_json_as_it_will_come_back():
    assert plain("s", {"a": (1, 2.5), "b": None}) == {"a": [1, 2.5], "b": None}
    with pytest.raises(TypeError, match="save_array"):
        plain("s", "x" * STEP_BYTES)
    with pytest.raises(ValueError, match="JSON"):
        plain("s", math.nan)
    with pytest.raises(TypeError):
        plain("s", np.zeros(3))


def test_a_step_draws_the_same_numbers_whatever_ran_before_it():
    def drawn(before):
        for _ in range(before):
            random.random()
            np.random.random()
        seed_everything("0123456789abcdef")
        return random.random(), np.random.random()

    assert drawn(0) == drawn(7)


def test_foreseen_errors_are_told_and_others_become_a_number(tmp_path):
    assert failure(Refused("no", "No.", hint="Yes."), tmp_path)["message"] == "No."
    assert failure(MemoryError(), tmp_path)["code"] == "out_of_memory"
    assert failure(OSError(28, "No space left", "/secret/file"), tmp_path)["code"] == "out_of_space"
    assert failure(StepFailed({"code": "x", "message": "kept"}), tmp_path) == {"code": "x", "message": "kept"}
    assert not (tmp_path / "logs").exists()
    for error in (ValueError("/secret/file"), OSError(2, "No such file", "/secret/file")):
        told = failure(error, tmp_path)
        assert told["code"] == "incident"
        assert "secret" not in str(told)
    assert (tmp_path / "logs" / "incidents.log").read_text().count("secret") >= 2
    odd = failure(Refused("no", "No.", where=tmp_path), tmp_path)
    assert odd["details"] == {"where": str(tmp_path)}


def test_patience_is_for_what_is_away_only():
    calls = []

    def work():
        calls.append(1)
        if len(calls) < 3:
            raise Unavailable("unavailable", "Away.")
        return "back"

    assert patiently(work) == "back"
    with pytest.raises(Unavailable):
        patiently(lambda: (_ for _ in ()).throw(Unavailable("unavailable", "Away.")), seconds=0.3)
    calls.clear()

    def full():
        calls.append(1)
        raise OutOfSpace("full", "Full.")

    with pytest.raises(OutOfSpace):
        patiently(full)
    assert calls == [1]


def test_a_busy_database_passes_and_what_must_be_mended_does_not(monkeypatch):
    calls = []

    def failing(code):
        def work():
            calls.append(code)
            if calls.count(code) < 2:
                raise Unavailable(code, "Not now.")

        return work

    monkeypatch.setattr(execution, "FINAL_WRITE", 1.0)
    for wait in (patiently, execution.final_write):
        calls.clear()
        wait(failing("busy"))
        assert calls == ["busy", "busy"]
        for code in ("no_rights", "read_only_database", "broken_database", "database_refused", "read_only_folder"):
            with pytest.raises(Unavailable):
                wait(failing(code))
            assert calls.count(code) == 1


def test_a_run_that_begins_has_not_stood_still_as_long_as_the_one_before(monkeypatch):
    """It begins just between the look at what moved and the word of it."""
    said, looks = [], []

    def least(one, other):
        looks.append(one)
        if len(looks) == 2:
            life.moved()
            life._key = "new"
        return one if one < other else other

    def write(_, line):
        said.append(line.decode().split(" "))
        if len(said) == 4:
            raise OSError

    clock = iter(range(0, 100, 2))
    monkeypatch.setattr(life, "_key", "")
    monkeypatch.setattr(life, "min", least, raising=False)
    monkeypatch.setattr(life, "os", SimpleNamespace(write=write))
    monkeypatch.setattr(life, "time", SimpleNamespace(monotonic=lambda: next(clock), sleep=lambda _: None))
    life._give(0)
    assert [float(still) for key, still in said if key == "new"] == [0.0, 2.0]


class Deaf:
    """A process that ends when it is killed only, and whose standard input is broken."""

    def __init__(self):
        self.stdin, self.killed, self.returncode = self, False, None

    def close(self):
        raise BrokenPipeError

    def poll(self):
        return -9 if self.killed else None

    def kill(self):
        self.killed = True

    def wait(self, timeout):
        return -9


def test_lanes_that_do_not_end_by_themselves_get_one_time_of_grace_for_all(monkeypatch):
    monkeypatch.setattr(lane_process, "GRACE", 0.2)
    deaf = [Deaf() for _ in range(5)]
    lanes = [lane_process.LaneProcess(config=None, process=process) for process in deaf]
    began = time.monotonic()
    lane_process.end_all(lanes)
    assert all(process.killed for process in deaf) and not any(lane.process for lane in lanes)
    assert time.monotonic() - began < 0.9, "one after another it would be a second"


def test_a_lane_that_cannot_be_started_leaves_no_pipe_open():
    def pipes():
        return len(os.listdir("/proc/self/fd"))

    lane, before = lane_process.LaneProcess(config=None), pipes()
    for _ in range(3):
        with pytest.raises(FileNotFoundError):
            lane.start(["/no/such/program"], 1)
    assert (pipes(), lane.signs, lane.process) == (before, None, None)


def test_a_worker_says_goodbye_also_where_it_cannot_hand_its_runs_back(capsys):
    def away():
        raise Unavailable("unavailable", "Away.")

    done = []
    worker = object.__new__(Supervisor)
    worker.__dict__ |= {
        "name": "w", "_lanes": {}, "_hand_back": away, "_heart": SimpleNamespace(stop=lambda: done.append("goodbye")),
        "_engine": SimpleNamespace(close=lambda: None), "_store": SimpleNamespace(close=lambda: None),
        "_lock": SimpleNamespace(release=lambda: done.append("released")),
    }  # fmt: skip
    worker._shut_down()
    assert done == ["goodbye", "released"]
    assert "could not hand its runs back: Away." in capsys.readouterr().err


def test_what_is_said_of_a_death():
    said = takeover_text("a-1/batch-1", "b-1/batch-2", 3)
    assert said == "Worker a-1 stopped answering at step 4. Worker b-1 took over. Steps 1 to 3 were kept."
    said = takeover_text("a-1/batch-1", "a-1/batch-1", 0)
    assert said.endswith("stopped answering at step 1. The worker started it again. Nothing was finished yet.")
    assert takeover_text("a-1/batch-1", "b-1/batch-1", 1).endswith("Step 1 was kept.")


def test_references_of_recipes_are_replaced_at_any_depth():
    value = {"a": "${x}", "b": ["${y}", 1, {"c": "${x}-${y}"}], "d": None}
    assert references_in(value) == {"x", "y"}
    assert replaced(value, {"x": "1", "y": "2"}) == {"a": "1", "b": ["2", 1, {"c": "1-2"}], "d": None}
