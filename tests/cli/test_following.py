"""Who works while a run is followed, and what is waited for meanwhile: without a worker."""

import sys
import time
from contextlib import contextmanager
from types import SimpleNamespace

import psutil
import pytest

from isogloss.cli import following, installation
from isogloss.runs.rows import reading
from isogloss.settings import Settings
from isogloss.vocabulary.errors import Refused, Unavailable
from tests.runs.processes import running, until

KEY = "0" * 32


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "house", dead_after_s=0.5)


class Workers:
    """Workers that are there or not, as a test says, and how often one was started for the command."""

    def __init__(self):
        self.there, self.started, self.code = 0, 0, None

    @contextmanager
    def child(self, *_):
        self.started += 1
        yield self

    def poll(self):
        return self.code


@pytest.fixture
def hands(monkeypatch):
    found = Workers()
    monkeypatch.setattr(reading, "workers", lambda *_: [SimpleNamespace(state="alive")] * found.there)
    monkeypatch.setattr(installation, "worker_child", found.child)
    return found


def watched(settings, monkeypatch, answers):
    """What ``follow`` returns where the status is each of these in turn."""
    answers = iter(answers)

    def status(*_):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(status=answer, children=[SimpleNamespace(name="", checkpoint="", study="toy", label="",
            fraction=0.0, seconds_left=None, status=answer)])  # fmt: skip

    monkeypatch.setattr(following, "status", status)
    monkeypatch.setattr(following, "time", SimpleNamespace(sleep=lambda _: time.sleep(0.01)))
    asked = SimpleNamespace(status="queued", cost=None, key=KEY, lane="batch")
    return following.follow(None, settings, asked, "me").status


def test_a_database_that_is_away_is_waited_for_and_one_that_must_be_mended_is_not(settings, hands, monkeypatch):
    away = [Unavailable("unavailable", "Away."), Unavailable("busy", "Busy.")]
    assert watched(settings, monkeypatch, [*away, "done"]) == "done"
    with pytest.raises(Unavailable, match="No rights"):
        watched(settings, monkeypatch, [Unavailable("no_rights", "No rights."), "done"])


def test_a_worker_that_died_before_the_run_was_done_is_replaced(settings, hands, monkeypatch):
    hands.there = 1
    with installation.WorkerIfNone(None, settings) as worker:
        worker.look()
        assert hands.started == 0
        hands.there = 0  # its row was believed for a while, and then nobody is there
        until(lambda: worker.look() or hands.started, 10)
        worker.look()
        assert hands.started == 1


def test_all_who_were_silent_for_a_moment_are_not_taken_for_dead(settings, hands):
    hands.there = 1
    with installation.WorkerIfNone(None, settings) as worker:
        for there in (0, 1, 0, 1):
            hands.there = there
            worker.look()
            time.sleep(0.55)
    assert hands.started == 0


def test_a_worker_of_our_own_that_ends_is_said(settings, hands):
    with installation.WorkerIfNone(None, settings) as worker:
        assert hands.started == 1
        hands.code = 1
        with pytest.raises(Refused, match="has ended") as refused:
            until(lambda: worker.look(), 10)
    assert refused.value.code == "no_worker"


def test_what_a_left_out_run_is_left_out_for_ends_in_one_full_stop():
    run = SimpleNamespace(provenance={"left_out": {"top": "It builds on base."}}, children=[])
    assert following.failures(None, run)[0]["message"] == "Left out: It builds on base."


#: A worker that prints, starts a lane in a session of its own, and hears nothing.
DEAF = """
import subprocess, sys, time
lane = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print("a lane prints", lane.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.processes
def test_what_a_worker_prints_is_no_result_and_one_that_hears_nothing_is_ended_with_its_lanes(
    settings, monkeypatch, tmp_path, capfd
):
    monkeypatch.setattr(installation, "own_command", lambda: [sys.executable, "-c", DEAF])
    monkeypatch.setattr(installation, "STOPPING_S", 0.2)
    with installation.worker_child(settings) as child:
        lane = until(lambda: next(iter(psutil.Process(child.pid).children()), None), 20)
        said = ""
        while "a lane prints" not in said:
            read = capfd.readouterr()
            assert read.out == ""
            said += read.err
            time.sleep(0.05)
    assert child.returncode == -9
    until(lambda: not running(lane), 10, "the lane's end")
