"""Ordered stops, and runs and lanes that do not get on: every way out ends a run or hands it back. Real processes."""

import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from isogloss.runs.asking.requests import ask_run, cancel
from isogloss.runs.rows.reading import status
from isogloss.runs.rows.tables import find_run
from tests.databases import database_url  # noqa: F401 (a fixture): what depends on it is tried in test_takeover.py
from tests.e2e.served import ROOT, Process
from tests.runs.processes import executed, running, until, until_status
from tests.runs.toy import STUDY

pytestmark = pytest.mark.processes


def ask(store, side_file, **params):
    return ask_run(store, STUDY, {"side_file": str(side_file)} | params, "ann").key


def begun(side_file, step, times=1):
    until(lambda: [n for n, _ in executed(side_file)].count(step) >= times, 60, f"step {step}")


def handed_back(store, key):
    """Whether the run waits for a worker as if none had begun it."""
    with store.app.session() as session:
        run = find_run(session, key)
        return (run.status, run.starts) == ("queued", 0)


def family(pid):
    return [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]


def gone(processes):
    return not [process for process in processes if running(process)]


# ---- an ordered stop -----------------------------------------------------------------------------------------------


@pytest.fixture
def serve(tmp_path, home, monkeypatch):
    """Start ``isogloss serve`` with its worker. What is left at the end is stopped."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # where the toy is
    started = []

    def start():
        log = tmp_path / f"serve-{len(started)}.log"
        started.append(Process(home, log, "serve", "--port", "0", "--study", "tests.runs.toy"))
        return started[-1]

    yield start
    for process in started:
        process.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_serve_ends_after_its_worker_did_and_the_run_goes_on_at_the_next_start(store, serve, side_file, number):
    key = ask(store, side_file, steps=3, seconds=1.0)
    server = serve()
    process = server.process
    begun(side_file, 2)
    processes = family(process.pid)
    assert len(processes) == 3, "the server, its worker, one lane"
    process.send_signal(number)
    process.wait(timeout=25)
    assert gone(processes), "nothing outlives the server"
    # 130 tells of an interrupt, where whoever started this process has not told it to ignore them.
    assert process.returncode in ((0,) if number == signal.SIGTERM else (0, 130)), server.log.read_text()
    assert handed_back(store, key)
    now = status(store, key)
    assert now.steps_done == 1
    assert now.log[-1].text == "Its worker was stopped. What it finished is kept, and the run waits for a worker."
    serve()
    until_status(store, key, "done")
    assert [step for step, _ in executed(side_file)] == [1, 2, 2, 3]


@pytest.mark.slow
def test_four_stops_in_one_step_are_no_deaths(store, workers, side_file):
    key = ask(store, side_file, steps=2, seconds=1.0)
    for time_ in range(1, 5):
        worker = workers.start()
        begun(side_file, 1, time_)
        worker.stop()
        assert handed_back(store, key)
    workers.start()
    assert until_status(store, key, "done").attempt == 1


def test_a_stop_that_reaches_every_process_of_a_service_hands_its_run_back(store, workers, side_file):
    key = ask(store, side_file, steps=2, seconds=1.0)
    worker = workers.start()
    begun(side_file, 1)
    processes = family(worker.process.pid)
    for process in reversed(processes):
        process.send_signal(signal.SIGTERM)
    worker.process.wait(timeout=25)
    assert gone(processes)
    assert worker.process.returncode == 0
    assert handed_back(store, key)


@pytest.mark.slow
def test_a_lane_that_cannot_stop_by_itself_is_ended_within_the_time_of_a_stop(store, workers, side_file):
    key = ask(store, side_file, steps=1, seconds=60)
    worker = workers.start()
    begun(side_file, 1)
    os.kill(executed(side_file)[0][1], signal.SIGSTOP)
    processes, asked = family(worker.process.pid), time.monotonic()
    worker.signal(signal.SIGTERM)
    worker.process.wait(timeout=25)
    assert time.monotonic() - asked < 20
    assert gone(processes)
    assert handed_back(store, key)


@pytest.mark.slow
def test_what_was_handed_back_can_be_cancelled_without_a_worker(store, workers, side_file):
    key = ask(store, side_file, steps=2, seconds=1.0)
    worker = workers.start()
    begun(side_file, 1)
    worker.stop()
    assert cancel(store, key, "ann").status == "cancelled"


# ---- every way out -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("way", "code"), [("panic", "library_panic"), ("exit", "incident")])
def test_what_is_no_exception_ends_a_run_too(house, side_file, way, code):
    key = ask_run(house.store, STUDY, {"nonce": 90, "fail_at": 1, "fail_with": way}, "ann").key
    run = until_status(house.store, key, "failed")
    assert run.error.code == code
    assert "secret" not in run.model_dump_json()
    assert "/root/secret" in (house.home / "logs" / "incidents.log").read_text()
    # The lane lives and takes the next one.
    after = ask_run(house.store, STUDY, {"nonce": 91, "steps": 1, "fail_with": way}, "ann").key
    until_status(house.store, after, "done")


def lines(run):
    return [line.text for line in run.log]


def test_a_run_that_gets_no_further_fails_and_its_lane_takes_the_next(store, workers, side_file):
    worker = workers.start(stalled_after_s=2)
    deaf = ask(store, side_file, steps=1, seconds=600, deaf=True)
    telling = ask(store, side_file, nonce=1, steps=1, seconds=4)
    run = until_status(store, deaf, "failed")
    assert run.error.code == "stalled"
    assert "got no further for" in run.error.message
    assert "ISOGLOSS_STALLED_AFTER_S" in run.error.hint
    # One that tells of its progress may take longer than that.
    assert until_status(store, telling, "done").attempt == 1
    assert worker.process.poll() is None
    assert "got no further" in worker.log.read_text()


@pytest.mark.parametrize("how", ["stopped", pytest.param("held", marks=pytest.mark.slow)])
def test_a_lane_without_a_sign_of_life_is_started_again(store, workers, side_file, how):
    worker = workers.start(silent_after_s=5)
    held = {"fail_at": 1, "fail_with": "hold"} if how == "held" else {"seconds": 2}
    key = ask(store, side_file, steps=1, **held)
    begun(side_file, 1)
    if how == "stopped":
        os.kill(executed(side_file)[0][1], signal.SIGSTOP)
    else:
        Path(f"{side_file}.mended").touch()
    run = until_status(store, key, "done", seconds=40)
    assert "no sign of life" in worker.log.read_text()
    assert any("stopped answering at step 1" in text for text in lines(run))
    assert len({pid for _, pid in executed(side_file)}) == 2
