"""What dies in the middle of a run: a lane, a worker, everything. Real processes, kill -9."""

import json
import os
import signal
import time

import psutil
import pytest

from isogloss.runs.asking.requests import ask_run
from isogloss.runs.rows.reading import alive_workers, read_result, status
from isogloss.runs.rows.reading import workers as worker_states
from tests.databases import POSTGRES_SLOW
from tests.runs.processes import executed, kill, running, until, until_status
from tests.runs.toy import STUDY

pytestmark = pytest.mark.processes

STEPS = 6


def result_of(store, key):
    return json.loads(read_result(store, key)[0])


def ask_slow(store, side_file, seconds=0.4):
    return ask_run(store, STUDY, {"steps": STEPS, "seconds": seconds, "side_file": str(side_file)}, "someone").key


def step_begun(side_file, step):
    until(lambda: any(number == step for number, _ in executed(side_file)), 60, f"step {step}")
    return executed(side_file)[-1][1]


def counts(side_file):
    steps = [step for step, _ in executed(side_file)]
    return {step: steps.count(step) for step in sorted(set(steps))}


def test_a_killed_lane_starts_again_and_recomputes_only_the_step_it_died_in(store, workers, side_file, record_property):
    worker = workers.start()
    key = ask_slow(store, side_file)
    killed = kill(step_begun(side_file, 4))
    until(lambda: len(executed(side_file)) > 4, 30, "the step again")
    record_property("seconds", time.monotonic() - killed)
    run = until_status(store, key, "done")
    assert counts(side_file) == {1: 1, 2: 1, 3: 1, 4: 2, 5: 1, 6: 1}
    text = f"Lane batch-1 of worker {worker.name} stopped answering at step 4. The worker started it again."
    assert f"{text} Steps 1 to 3 were kept." in [line.text for line in run.log]
    assert result_of(store, key)["digests"] == recomputed(store, workers, run)


def recomputed(store, workers, run):
    """The same run from scratch, undisturbed: asked for under another attempt, its digests must be the same bits."""
    from isogloss.runs.rows.state import lock, reopen

    with store.app.writing() as session:
        reopen(session, lock(session, [run.key])[run.key])
    until_status(store, run.key, "done")
    return result_of(store, run.key)["digests"]


def test_another_worker_takes_over_from_a_killed_one_within_ten_seconds(store, workers, side_file, record_property):
    workers.start(), workers.start()
    key = ask_slow(store, side_file)
    lane = step_begun(side_file, 3)
    first, second = who_has(store, workers, key)
    dead, alive = first.name, second.name
    killed = kill(first.process.pid)
    died_in = executed(side_file)[-1][0]
    until(lambda: not psutil.pid_exists(lane) or not running(psutil.Process(lane)), 5, "the lane's end")
    assert time.monotonic() - killed < 1.5
    until(lambda: executed(side_file)[-1][1] != lane, 30, "another lane")
    took = time.monotonic() - killed
    record_property("takeover_seconds", took)
    print(f"TAKEOVER {store.app.dialect} {took:.2f}")
    assert took < 10
    run = until_status(store, key, "done")
    repeated = [step for step, n in counts(side_file).items() if n > 1]
    assert counts(side_file).keys() == set(range(1, STEPS + 1))
    assert len(repeated) <= 1, "finished steps are not computed again"
    again = executed(side_file)[[pid for _, pid in executed(side_file)].index(executed(side_file)[-1][1])][0]
    said = f"Worker {dead} stopped answering at step {again}. Worker {alive} took over."
    assert any(line.text.startswith(said) for line in run.log), [line.text for line in run.log]
    assert again in (died_in, died_in + 1)
    assert {w.id: w.state for w in worker_states(store)} == {dead: "lost", alive: "alive"}
    assert result_of(store, key)["digests"] == recomputed(store, workers, run)


def who_has(store, workers, key):
    """(the worker that has the run, the other one)."""
    owner = status(store, key).worker.partition("/")[0]
    first = next(worker for worker in workers.all if worker.name == owner)
    return first, next(worker for worker in workers.all if worker is not first)


@POSTGRES_SLOW
def test_a_worker_that_starts_again_goes_on_under_its_old_name(store, workers, side_file):
    first = workers.start()
    name = first.name
    key = ask_slow(store, side_file)
    step_begun(side_file, 3)
    kill(first.process.pid)
    second = workers.start()
    until_status(store, key, "done")
    assert second.name == name
    assert counts(side_file) == {1: 1, 2: 1, 3: 2, 4: 1, 5: 1, 6: 1}


@POSTGRES_SLOW
def test_a_worker_that_is_stopped_in_order_is_taken_over_without_waiting_for_silence(store, workers, side_file):
    for worker in (workers.start(dead_after_s=60), workers.start(dead_after_s=60)):
        worker.name
    with store.app.session() as session:
        assert len(alive_workers(session)) == 2
    key = ask_slow(store, side_file, seconds=1.0)
    lane = step_begun(side_file, 2)
    first, _ = who_has(store, workers, key)
    first.stop()
    # Nobody is declared dead within a minute here; the one that went said so.
    until(lambda: executed(side_file)[-1][1] != lane, 30, "another lane")
    run = until_status(store, key, "done")
    assert sum(counts(side_file).values()) <= STEPS + 1
    assert any("took over" in line.text for line in run.log)


@POSTGRES_SLOW
def test_a_worker_that_only_slept_drops_what_was_taken_from_it(store, workers, side_file):
    for worker in (workers.start(dead_after_s=2), workers.start(dead_after_s=2)):
        worker.name
    key = ask_slow(store, side_file, seconds=1.5)
    lane = step_begun(side_file, 2)
    sleeper, other = who_has(store, workers, key)
    for pid in (sleeper.process.pid, lane):
        os.kill(pid, signal.SIGSTOP)
    until(lambda: executed(side_file)[-1][1] != lane, 30, "another lane")
    for pid in (lane, sleeper.process.pid):
        os.kill(pid, signal.SIGCONT)
    run = until_status(store, key, "done")
    assert run.worker == f"{other.name}/batch-1"
    mine = [step for step, pid in executed(side_file) if pid == lane]
    assert max(mine) <= 3, "the sleeper goes no further than the step it slept in"
    until(lambda: {w.state for w in worker_states(store)} == {"alive"}, 10, "both alive")
    assert len([line for line in run.log if "took over" in line.text]) == 1


@POSTGRES_SLOW
def test_lanes_die_with_their_supervisor(store, workers):
    worker = workers.start(lanes_batch=2, lanes_live=1)
    worker.name
    lanes = worker.lane_processes()
    assert len(lanes) == 3
    kill(worker.process.pid)
    until(lambda: not [lane for lane in lanes if running(lane)], 5, "the lanes' end")


@POSTGRES_SLOW
def test_a_run_that_kills_its_lane_is_given_up_after_three_times(store, workers, side_file):
    workers.start()
    params = {"steps": 3, "fail_at": 2, "fail_with": "die", "side_file": str(side_file)}
    key = ask_run(store, STUDY, params, "someone").key
    run = until_status(store, key, "failed", seconds=120)
    assert run.error.code == "deadly_run"
    assert counts(side_file) == {1: 1, 2: 3}
    side_file.with_name(side_file.name + ".mended").touch()
    assert ask_run(store, STUDY, params, "someone").attempt == 2
    assert until_status(store, key, "done").attempt == 2
