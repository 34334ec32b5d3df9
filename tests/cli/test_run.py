"""``isogloss run`` and ``export``: the same runs as the pages, from the shell."""

import json
import signal
import subprocess
import sys
from contextlib import closing

import pytest

from isogloss.runs.asking.requests import ask_run
from isogloss.runs.rows.reading import list_runs, status
from isogloss.store.open import open_store
from tests.databases import POSTGRES_SLOW
from tests.runs.conftest import add_toy_ladder
from tests.runs.processes import ROOT, environment, executed, until, until_status
from tests.runs.toy import STUDY

pytestmark = pytest.mark.processes
TOY = ("--study", "tests.runs.toy")


def write(path, value):
    path.write_text(json.dumps(value))
    return str(path)


def test_run_computes_with_a_worker_of_its_own_and_shows_known_results_at_once(call, store, tmp_path, side_file):
    params = write(tmp_path / "params.json", {"steps": 2, "side_file": str(side_file)})
    first = call("run", "toy", "--params", params, "--json", *TOY)
    assert first.returncode == 0, first.stderr
    answer = json.loads(first.stdout)
    assert answer["run"]["status"] == "done"
    assert len(answer["result"]["digests"]) == 2
    assert "of one core" in first.stderr  # said before it starts
    second = call("run", "toy", "--params", params, "--json", *TOY)
    assert json.loads(second.stdout)["result"] == answer["result"]
    assert "Already here" in second.stderr
    assert len(executed(side_file)) == 2
    assert [run.key for run in list_runs(store)] == [answer["run"]["key"]]
    words = call("run", "toy", "--params", params, *TOY)
    assert "total:" in words.stdout
    assert "This is only a toy." in words.stderr


@POSTGRES_SLOW
def test_run_makes_a_series_of_checkpoints_and_export_writes_it_down(call, store, tmp_path):
    add_toy_ladder(store)
    params = tmp_path / "params.yaml"
    params.write_text("model: toy\nsteps: 1\n")
    done = call("run", "toy", "--params", str(params), "--checkpoints", "all", "--json", *TOY)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["run"]["kind"] == "series"
    assert answer["result"]["checkpoints"] == ["step0", "step1", "step2", "step3"]
    folder = tmp_path / "out"
    assert call("export", answer["run"]["key"], str(folder)).returncode == 0
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.*")) == [
        "figures/growth.json", "log.txt", "result.json", "run.json",
    ]  # fmt: skip
    assert json.loads((folder / "result.json").read_text()) == answer["result"]
    again = call("export", answer["run"]["key"], str(folder))
    assert (again.returncode, again.stdout) == (2, "")
    assert "exists already" in again.stderr


def test_checkpoints_that_failed_are_told_with_their_reason_and_tried_again(call_here, home, tmp_path, side_file):
    with closing(open_store(home=home)) as store:
        add_toy_ladder(store)
    toy = {"model": "toy", "steps": 1, "fail_at": 1, "fail_only": "step2", "side_file": str(side_file)}
    asked = ("run", "toy", "--params", write(tmp_path / "params.json", toy), "--checkpoints", "all", *TOY)
    said = call_here(*asked)
    assert said.returncode == 1
    assert "step2: The toy refuses this step.\n    Mend it." in said.stderr
    assert "Done in part: 1 without a result" in said.stderr
    assert "total:" in said.stdout
    told = call_here(*asked, "--json")
    assert told.returncode == 1
    answer = json.loads(told.stdout)
    reason = {"code": "toy_refuses", "message": "The toy refuses this step.", "hint": "Mend it."}
    assert answer["failed"] == [{"name": "step2"} | reason]
    assert len(executed(side_file)) == 5, "the one that failed ran again, and it alone"


@POSTGRES_SLOW
def test_run_follows_a_recipe(call, store, tmp_path):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        "runs:\n"
        "  - {name: base, study: toy, params: {steps: 1}}\n"
        "  - {name: top, study: toy, params: {steps: 1, upstream: '${base}'}}\n"
    )
    done = call("run", str(recipe), "--json", *TOY)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer["results"]) == {"base", "top"}
    assert answer["results"]["top"]["total"] != answer["results"]["base"]["total"]


def test_a_run_that_fails_is_an_exit_code_and_words(call_here, tmp_path):
    params = write(tmp_path / "params.json", {"steps": 1, "fail_at": 1})
    failed = call_here("run", "toy", "--params", params, *TOY)
    assert failed.returncode == 1
    assert "The toy refuses this step." in failed.stderr
    assert "Mend it." in failed.stderr
    assert "Traceback" not in failed.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "nothing", "--params", "{params}"), "There is no study “nothing”"),
        (("run", "toy"), "A study needs its params"),
        (("run", "toy", "--params", "{params}.not"), "There is no file or folder"),
        (("run", "toy", "--params", "{broken}"), "line 2: this is no YAML"),
        (("run", "toy", "--params", "{wrong}"), "steps"),
        (("run", "toy", "--params", "{wrong}", "--checkpoints", "all"), "model"),
        (("run", "{broken}"), "this is no YAML"),
        (("export", "0" * 32, "somewhere"), "no such run"),
    ],
)
def test_a_mistake_is_answered_with_words_and_exit_code_two(call_here, tmp_path, arguments, said):
    files = {
        "params": write(tmp_path / "params.json", {"steps": 1}),
        "wrong": write(tmp_path / "wrong.json", {"steps": "many"}),
        "broken": str(tmp_path / "broken.yaml"),
    }
    (tmp_path / "broken.yaml").write_text("a: 1\n b: [\n")
    study = TOY if arguments[0] == "run" else ()
    refused = call_here(*(part.format(**files) for part in arguments), *study)
    assert refused.returncode == 2, refused.stderr
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""


def start(home, database_url, params):
    command = [sys.executable, "-m", "isogloss.cli", "run", "toy", "--params", params, *TOY]
    env = environment(home, database_url, lanes_batch=1, lanes_live=0)
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


@POSTGRES_SLOW
def test_ctrl_c_lets_go_of_the_run_and_leaves_no_process_behind(store, home, database_url, tmp_path, side_file):
    params = write(tmp_path / "params.json", {"steps": 3, "seconds": 60, "side_file": str(side_file)})
    process = start(home, database_url, params)
    lane = until(lambda: executed(side_file), 60)[0][1]
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "You let go of run" in said
    import psutil

    until(lambda: not psutil.pid_exists(lane), 10)
    key = list_runs(store)[0].key
    assert status(store, key).askers == 0


@POSTGRES_SLOW
def test_ctrl_c_leaves_a_run_alone_that_somebody_else_wants(store, home, database_url, tmp_path, side_file, workers):
    assert workers.start().name
    asked = {"steps": 2, "seconds": 3, "side_file": str(side_file)}
    process = start(home, database_url, write(tmp_path / "params.json", asked))
    until(lambda: executed(side_file), 60)
    key = ask_run(store, STUDY, asked, "ann").key
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert "it goes on" in said
    assert until_status(store, key, "done").askers == 1
