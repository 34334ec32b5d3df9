"""The other commands: adding, listing, migrating, serving, the demo."""

import json
import signal
import subprocess
import sys

import httpx
import psutil
import pytest

from tests.databases import POSTGRES_SLOW
from tests.runs.processes import ROOT, environment, running, until

pytestmark = pytest.mark.processes


def little_corpus(tmp_path):
    rows = [{"id": f"{i}", "language": code, "text": f"{code} {i}"} for i in range(30) for code in ("en", "de")]
    file = tmp_path / "little.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


@POSTGRES_SLOW
def test_a_corpus_its_concepts_and_ids_are_added_and_listed(call, tmp_path):
    file = little_corpus(tmp_path)
    added = call("corpora", "add", str(file), "--id", "little", "--licence", "CC0-1.0", "--json")
    assert added.returncode == 0, added.stderr
    assert json.loads(added.stdout) == {"kind": "corpus", "id": "little"}
    listed = json.loads(call("corpora", "list", "--json").stdout)
    assert [(row["id"], row["languages"], row["licence"]) for row in listed] == [("little", ["en", "de"], "CC0-1.0")]
    (tmp_path / "concepts.json").write_text(json.dumps({"even": [str(i) for i in range(0, 30, 2)]}))
    concepts = call(
        "concepts",
        "add",
        str(tmp_path / "concepts.json"),
        "--corpus",
        "little",
        "--id",
        "parity",
        "--licence",
        "CC0-1.0",
    )
    assert concepts.returncode == 0, concepts.stderr
    assert "Added: concepts parity" in concepts.stderr
    (tmp_path / "ids.json").write_text(json.dumps([str(i) for i in range(10)]))
    ids = call("ids", "add", str(tmp_path / "ids.json"), "--corpus", "little", "--name", "first")
    assert ids.returncode == 0, ids.stderr


def test_what_cannot_be_added_is_said_and_nothing_is_kept(call_here, tmp_path):
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"id": "1", "language": "en", "text": "a"}\nnot json\n')
    refused = call_here("corpora", "add", str(broken), "--id", "broken", "--licence", "CC0-1.0")
    assert refused.returncode == 2
    assert "line 2" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert json.loads(call_here("corpora", "list", "--json").stdout) == []
    unknown = call_here("models", "add", str(tmp_path / "nowhere"), offline=True)
    assert unknown.returncode in (1, 2)
    assert "Traceback" not in unknown.stderr


@pytest.mark.slow
def test_a_real_ladder_is_added(call_here, shared_data):
    ladder = shared_data / "models" / "mini-ladder"
    added = call_here("models", "add", str(ladder), "--json")
    assert added.returncode == 0, added.stderr
    listed = json.loads(call_here("models", "list", "--json").stdout)
    assert listed[0]["id"] == json.loads(added.stdout)["id"]
    assert len(listed[0]["checkpoints"]) > 1


def test_help_is_there_in_a_moment_and_imports_nothing_heavy():
    code = (
        "import sys, isogloss.cli; print(sorted({'torch', 'dbos', 'sqlalchemy', 'fastapi', 'rich'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"


def test_migrating_again_is_no_error(call):
    for _ in range(2):
        assert call("migrate").returncode == 0


def test_a_setting_that_is_none_is_named(call_here):
    refused = call_here("migrate", port="eighty")
    assert refused.returncode == 2
    assert "ISOGLOSS_PORT" in refused.stderr


def test_openapi_prints_the_schema(call_here):
    printed = call_here("openapi")
    assert printed.returncode == 0, printed.stderr
    assert "/api/runs/{key}" in json.loads(printed.stdout)["paths"]


@pytest.mark.parametrize("how", ["terminate", "kill"])
def test_serve_answers_with_a_worker_beside_it_and_takes_it_along_when_it_ends(home, database_url, tmp_path, how):
    log = tmp_path / "serve.log"
    env = environment(home, database_url, lanes_batch=1, lanes_live=0)
    with log.open("wb") as out:
        command = [sys.executable, "-m", "isogloss.cli", "serve", "--port", "0"]
        process = subprocess.Popen(command, env=env, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=ROOT)
    try:
        url = until(lambda: next((w for w in log.read_text().split() if w.startswith("http://")), None), 60)
        until(lambda: "is ready" in log.read_text(), 60, "its worker")
        assert httpx.get(f"{url}/api/health", timeout=30).status_code == 200
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) >= 2
    finally:
        process.send_signal(signal.SIGTERM if how == "terminate" else signal.SIGKILL)
        process.wait(timeout=30)
    until(lambda: not [process for process in family if running(process)], 15, "the end of all it started")
