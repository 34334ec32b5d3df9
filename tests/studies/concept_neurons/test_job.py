"""The study as people run it: from the command line, through a real worker, on both databases, and after a kill."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing

import psutil
import pytest

from isogloss.runs.rows.reading import read_result
from isogloss.store.open import open_store
from tests.cli.conftest import caller
from tests.e2e import material
from tests.runs.processes import ROOT, environment
from tests.studies.estimates import faults

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]


def _house(folder, database_url=None):
    """A home with the tiny ladder and its corpus; returns the caller of its command line."""
    folder.mkdir(parents=True)
    call = caller(folder / "home", database_url)
    (folder / "ladder").mkdir()
    for command in (
        ("models", "add", str(material.write_ladder(folder / "ladder")), "--id", material.MODEL),
        ("corpora", "add", str(material.write_corpus(folder / "text.jsonl")), "--id", material.CORPUS,
         "--licence", "CC0"),
        ("concepts", "add", str(material.write_concepts(folder / "c.json")), "--corpus", material.CORPUS,
         "--id", material.CONCEPTS, "--licence", "CC0"),
    ):  # fmt: skip
        done = call(*command)
        assert done.returncode == 0, done.stderr
    (folder / "params.json").write_text(json.dumps(material.PARAMS))
    return call


def _run(call, folder, *more):
    # As many threads everywhere: sums in another order differ in the last bit, and units that nearly tie change places.
    done = call("run", "concept-neurons", "--params", str(folder / "params.json"), "--json", *more, threads=1)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.postgres
def test_a_ladder_gives_the_same_numbers_on_sqlite_and_on_postgres(tmp_path, postgres, finished):
    """On Postgres from the command line; on SQLite it was computed for other tests, behind a server."""
    here = _run(_house(tmp_path / "postgres", postgres), tmp_path / "postgres", "--checkpoints", "all")
    with closing(open_store(home=finished, only_read=True)) as store:
        result = json.loads(read_result(store, here["run"]["key"])[0])
    assert here["result"] == result
    points = result["points"]
    assert [point["step"] for point in points] == list(material.STEPS)
    assert result["missing"] == []
    assert faults(result) == []
    for point in points:
        for name, number in point["headline"].items():
            if number is not None and name != "surface_free":
                assert number["n"] > 0, name
        # Two concepts: no interval over concepts, one over documents.
        assert point["headline"]["overlap"]["low"] is None
        assert point["headline"]["held_out"]["low"] < point["headline"]["held_out"]["high"]


@pytest.mark.slow
def test_a_run_killed_in_the_middle_ends_with_the_same_bytes(tmp_path):
    undisturbed = _run(_house(tmp_path / "calm"), tmp_path / "calm")
    call = _house(tmp_path / "storm")
    command = [sys.executable, "-m", "isogloss.cli", "run", "concept-neurons", "--json",
               "--params", str(tmp_path / "storm" / "params.json")]  # fmt: skip
    env = environment(tmp_path / "storm" / "home", None, lanes_batch=1, lanes_live=0, threads=1)
    running = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    killed = _kill_a_lane_at_work(running.pid)
    out, _ = running.communicate(timeout=170)
    assert running.returncode == 0
    answer = json.loads(out)
    assert killed
    assert answer["result"] == undisturbed["result"]
    log = call("export", answer["run"]["key"], str(tmp_path / "out"))
    assert log.returncode == 0, log.stderr


def _kill_a_lane_at_work(pid: int) -> bool:
    """kill -9 the first lane below this process that has spent two seconds of processor time."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        for process in psutil.Process(pid).children(recursive=True):
            try:
                if process.cmdline()[-1:] == ["lane"] and sum(process.cpu_times()[:2]) > 2:
                    os.kill(process.pid, signal.SIGKILL)
                    return True
            except psutil.Error:
                continue
        time.sleep(0.05)
    return False
