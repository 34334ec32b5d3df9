"""Who may write: nobody on a server that only shows, who has the token where there is one."""

import re
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient

from isogloss.app import app_over, create_app
from isogloss.settings import Settings
from isogloss.store.open import open_store
from isogloss.vocabulary.errors import Conflict
from isogloss.web.read_only import reading_only
from isogloss.web.security import SAFE_METHODS

TOKEN = "a-token-of-some-length"
BASE = "http://127.0.0.1"


def operations(app):
    for path, methods in app.openapi()["paths"].items():
        for method in methods:
            yield method.upper(), path


def filled(path):
    """An address of that shape."""
    return re.sub(r"\{(\w+)\}", lambda m: {"key": "0" * 32, "format": "json", "number": "0"}.get(m[1], "aaaaaaa"), path)


def test_a_server_that_only_shows_has_no_route_that_writes(local_store):
    open_app, shown = app_over(local_store), app_over(local_store, read_only=True)
    writing = [(method, path) for method, path in operations(open_app) if method not in SAFE_METHODS]
    assert len(writing) > 10
    assert [op for op in operations(shown) if op[0] not in SAFE_METHODS] == []
    reading = {path for method, path in operations(open_app) if method in SAFE_METHODS}
    assert {path for _, path in operations(shown)} == reading
    with TestClient(shown, base_url=BASE) as client:
        for method, path in writing:
            answer = client.request(method, filled(path), json={})
            assert answer.status_code in (404, 405), (method, path, answer.text)
        assert client.get("/api/about").json()["access"] == "read-only"
        assert client.get("/api/home").status_code == 200


def test_what_is_no_plain_route_is_left_out_too():
    routes = APIRouter()
    routes.add_api_route("/a", lambda: None, methods=["GET"])
    routes.add_api_route("/b", lambda: None, methods=["GET", "POST"])
    routes.mount("/c", lambda *_: None)
    assert [route.path for route in reading_only(routes).routes] == ["/a"]


@pytest.mark.parametrize(
    ("before", "after"), [("", "?"), ("", "/#"), ("", ":0"), (":secret@", ""), ("@", ""), ("", ":70000")]
)
def test_a_public_address_is_that_of_a_server_and_nothing_more(before, after):
    with pytest.raises(ValueError, match="no address of a server"):
        Settings(public_url="https://" + before + "lab.example" + after)
    assert Settings(public_url="https://lab.example:8443/").public_url == "https://lab.example:8443"


def test_it_neither_makes_nor_changes_a_database(tmp_path):
    with pytest.raises(Conflict, match="makes none"):
        create_app(Settings(home=tmp_path / "nothing", read_only=True))
    assert not (tmp_path / "nothing").exists()


def test_with_a_token_reading_is_free_and_writing_is_not(local_store):
    app = app_over(local_store, token=TOKEN)
    with TestClient(app, base_url=BASE) as client:
        assert client.get("/api/about").json()["access"] == "token"
        for method, path in operations(app):
            if method in SAFE_METHODS or path.endswith("/estimate"):
                continue
            for given in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}):
                answer = client.request(method, filled(path), json={}, headers=given)
                assert (answer.status_code, answer.json()["error"]["code"]) == (401, "no_token"), (method, path)
            answer = client.request(method, filled(path), json={}, headers={"authorization": f"Bearer {TOKEN}"})
            assert answer.status_code != 401
        # What something would cost is a question: it starts nothing.
        asked = client.post("/api/studies/concept-neurons/estimate", json={"params": {}})
        assert asked.status_code == 422


def test_a_wrong_token_is_refused_before_the_body_is_read(local_store):
    with TestClient(app_over(local_store, token=TOKEN), base_url=BASE) as client:
        answer = client.post("/api/findings", content=b"{" * 2_000_000, headers={"content-type": "application/json"})
        assert answer.status_code == 401


@contextmanager
def served(*options):
    """The lines that a server of its own process says, then a client of it; stopped at the end."""
    command = [sys.executable, "-m", "isogloss.cli", "serve", "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            lines = [process.stderr.readline(), process.stderr.readline()]
            with httpx.Client(base_url=re.search(r"http://\S+", lines[0])[0]) as client:
                yield lines[1], client
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=15)


@pytest.mark.processes
def test_beyond_this_machine_a_token_is_made_and_asked_for(tmp_path):
    with served("--host", "0.0.0.0", "--no-worker", "--home", str(tmp_path / "home")) as (said, client):
        token = re.search(r"asks for: (\S+)", said)[1]
        assert client.get("/api/about").json()["access"] == "token"
        body = {"title": "t", "items": []}
        assert client.post("/api/collections", json=body).status_code == 401
        made = client.post("/api/collections", json=body, headers={"authorization": f"Bearer {token}"})
        assert made.status_code == 201


@pytest.mark.processes
def test_serving_to_be_read_starts_no_worker(tmp_path):
    home = tmp_path / "home"
    open_store(home=home).close()
    with served("--read-only", "--home", str(home)) as (said, client):
        assert "only shows" in said
        assert client.post("/api/collections", json={"title": "t"}).status_code in (404, 405)
        assert client.get("/api/health").json()["workers"] == []
