"""Offline nothing leaves: no request to a hub, no word of a library, whichever way something is asked for."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from isogloss.runs.asking.intake import ask_intake
from isogloss.store.open import open_store
from tests.runs.processes import ROOT, environment, until_status

pytestmark = [pytest.mark.processes, pytest.mark.loopback_hub]

#: In every process that is started with it: whoever opens a connection, or asks for a name, is written down.
GUARD = """
import os, socket, sys
def guard(name):
    plain = getattr(socket.socket, name)
    def guarded(self, address, *rest):
        if self.family != socket.AF_UNIX:
            note(name, address)
        return plain(self, address, *rest)
    setattr(socket.socket, name, guarded)
def note(*what):
    with open(os.environ["GUARD"], "a") as file:
        file.write(f"{what} {sys.argv}\\n")
for name in ("connect", "connect_ex"):
    guard(name)
plain = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: (note("getaddrinfo", host), plain(host, *rest, **more))[1]
"""
WAYS = {"ours": {"ISOGLOSS_OFFLINE": "1"}, "the client's": {"HF_HUB_OFFLINE": "1"}}


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A hub that answers nothing: its address, and every request that reached it, with its token."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(f"{self.command} {self.path} {self.headers.get('Authorization')}")
            self.send_error(404)

        do_HEAD = do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", requests
        server.shutdown()


@pytest.fixture
def guarded(tmp_path: Path, home: Path, asked) -> dict[str, str]:
    """The environment of a process that is watched, reaches that hub, and has a token for it."""
    (folder := tmp_path / "guard").mkdir()
    (folder / "sitecustomize.py").write_text(GUARD)
    plain = environment(home, None, hub_endpoint=asked[0], lanes_batch=1, lanes_live=0)
    quiet = {name: value for name, value in plain.items() if not name.startswith(("HF_", "TRANSFORMERS_", "DO_NOT"))}
    more = {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "GUARD": str(tmp_path / "said"), "HF_TOKEN": "hf_secret"}
    return quiet | more | {"HF_HOME": str(tmp_path / "hf"), "HF_ENDPOINT": asked[0]}


def call(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "isogloss.cli", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, cwd=ROOT, timeout=150)


def said(env: dict[str, str]) -> str:
    file = Path(env["GUARD"])
    return file.read_text() if file.exists() else ""


@pytest.mark.parametrize("way", ["ours", pytest.param("the client's", marks=pytest.mark.slow)])
def test_a_corpus_of_a_hub_is_refused_offline_and_nobody_is_asked(guarded, asked, way):
    ended = call(guarded | WAYS[way], "corpora", "add", "lab/quakes", "--id", "quakes")
    assert ended.returncode == 1, ended.stderr
    assert "no hub is asked for it: this installation is offline" in " ".join(ended.stderr.split())
    assert (asked[1], said(guarded)) == ([], "")


def test_the_guard_sees_what_leaves(guarded, asked):
    assert call(guarded, "corpora", "add", "lab/quakes", "--id", "quakes").returncode != 0
    assert asked[1]
    assert "127.0.0.1" in said(guarded)


@pytest.mark.parametrize("what", ["add_corpus", pytest.param("add_model", marks=pytest.mark.slow)])
def test_what_the_pages_ask_for_leaves_nothing_either(home, guarded, asked, tmp_path, what):
    with closing(open_store(home=home)) as store, (tmp_path / "worker.log").open("wb") as out:
        command = [sys.executable, "-m", "isogloss.cli", "worker"]
        worker = subprocess.Popen(command, env=guarded | WAYS["ours"], cwd=ROOT, stderr=out, stdin=subprocess.DEVNULL)
        try:
            run = until_status(store, ask_intake(store, what, {"source": "lab/quakes"}, "ann").key, "failed")
        finally:
            worker.terminate()
            worker.wait(timeout=30)
    assert run.error is not None
    assert run.error.code == "offline"
    assert (asked[1], said(guarded)) == ([], "")


def test_libraries_tell_nobody_how_they_are_used(guarded):
    script = (
        "import os, sys\nfrom isogloss.cli import installation\ninstallation.read_settings()\n"
        "from huggingface_hub import constants\n"
        "print(constants.HF_HUB_DISABLE_TELEMETRY, constants.HF_HUB_OFFLINE, os.environ['DO_NOT_TRACK'])"
    )
    for offline in (True, False):
        env = guarded | (WAYS["ours"] if offline else {})
        told = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, cwd=ROOT)
        assert told.stdout.split() == ["True", str(offline), "1"], told.stderr
