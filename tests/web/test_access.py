"""Who may write: nobody on a server that only shows, who has the token where there is one."""

import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from sqlalchemy import select

from isogloss.app import app_over, create_app
from isogloss.runs.rows.study_records import StudyRecordRow, StudyRecords
from isogloss.settings import Settings
from isogloss.store.open import open_store
from isogloss.vocabulary.errors import Conflict, NotFound
from isogloss.web.read_only import reading_only
from isogloss.web.security import SAFE_METHODS, is_question
from isogloss.web.writer import only_reads, only_writes
from tests.web import judging

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


# ---- a study that writes ---------------------------------------------------------------------------------------------

JUDGMENTS = "/api/studies/judging/judgments"
MAY_WRITE = {"authorization": f"Bearer {TOKEN}"}


def written(store):
    """All that any study has written."""
    with store.app.session() as session:
        return [(row.study, row.name, row.revision) for row in session.scalars(select(StudyRecordRow))]


def judged(client, unit="mlp_act.0.1", *, word="river", headers=None, **said):
    return client.put(f"{JUDGMENTS}/{unit}", json={"meaning": {"word": word}, **said}, headers=headers)


def code(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_a_study_writes_records_of_its_own_and_reads_them(store):
    with TestClient(app_over(store, studies=(judging.STUDY,)), base_url=BASE) as client:
        first = judged(client, by="Ann")
        assert first.status_code == 200, first.text
        assert first.json() == {
            "unit": "mlp_act.0.1", "revision": 1, "meaning": {"word": "river", "sure": False}, "by": "Ann",
        }  # fmt: skip
        judged(client, unit="mlp_act.0.2", word="bread")
        assert judged(client, word="water", seen=1).json()["revision"] == 2
        judged(client, unit="MLP_ACT.0.1", word="another")
        shown = client.get(JUDGMENTS, params={"prefix": "mlp_act."}).json()
        assert [(one["unit"], one["revision"], one["meaning"]["word"]) for one in shown] == [
            ("mlp_act.0.1", 2, "water"), ("mlp_act.0.2", 1, "bread"),
        ]  # fmt: skip
        assert client.get(JUDGMENTS, params={"prefix": "mlp_act._"}).json() == []
        with store.app.session() as session:
            records = StudyRecords(session, "judging")
            assert [record.payload["word"] for record in records.history("mlp_act.0.1")] == ["river", "water"]
            assert [record.name for record in records.listed("mlp", after="mlp_act.0.1")] == ["mlp_act.0.2"]
            assert StudyRecords(session, "another").listed() == [], "no study sees another's"
            with pytest.raises(NotFound, match="no record"):
                StudyRecords(session, "another").get("mlp_act.0.1")


def test_a_write_that_is_refused_leaves_nothing(store):
    with TestClient(app_over(store, studies=(judging.STUDY,)), base_url=BASE) as client:
        judged(client)
        before = written(store)
        assert code(judged(client, word="water")) == (409, "changed_since"), "somebody wrote since"
        assert code(judged(client, unit="x", seen=3)) == (409, "changed_since")
        assert code(judged(client, unit="x", fails=True)) == (422, "no_judgment")
        assert code(judged(client, unit="x", word="")) == (422, "invalid")
        assert code(judged(client, unit="x", word="é" * 40_000)) == (413, "record_too_large")
        assert code(judged(client, unit="x", word="x" * (1 << 20))) == (413, "body_too_large")
        assert code(judged(client, unit=".hidden")) == (422, "bad_record_name")
        assert code(judged(client, unit="x", by="x" * 250)) == (422, "long_name")
        assert written(store) == before == [("judging", "mlp_act.0.1", 1)]


def test_two_who_write_at_once_are_told_apart(store):
    """Both have seen nothing: one of them writes, the other hears of it."""
    with ThreadPoolExecutor(2) as pool, TestClient(app_over(store, studies=(judging.STUDY,)), base_url=BASE) as client:
        answers = list(pool.map(lambda word: judged(client, word=word).status_code, ("one", "two")))
    assert sorted(answers) == [200, 409]
    assert written(store) == [("judging", "mlp_act.0.1", 1)]


def test_beyond_this_machine_a_study_writes_with_the_token_alone(store):
    """And to nobody's page but this server's."""
    app = app_over(store, studies=(judging.STUDY,), token=TOKEN, allowed_hosts=("lab.example",))
    with TestClient(app, base_url="http://lab.example") as client:
        for given in ({}, {"authorization": "Bearer wrong"}):
            assert code(judged(client, headers=given)) == (401, "no_token")
        for foreign in ({"origin": "http://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
            assert code(judged(client, headers=MAY_WRITE | foreign)) == (403, "foreign_origin")
        assert code(judged(client, headers=MAY_WRITE | {"host": "elsewhere.example"})) == (403, "foreign_host")
        assert written(store) == []
        assert client.get(JUDGMENTS).json() == [], "reading is free"
        own = {"origin": "http://lab.example", "sec-fetch-site": "same-origin"}
        assert judged(client, headers=MAY_WRITE | own).status_code == 200
    assert len(written(store)) == 1


def test_a_server_that_only_shows_has_none_of_a_studys_routes_that_write(store):
    with TestClient(app_over(store, studies=(judging.STUDY,)), base_url=BASE) as client:
        judged(client)
    shown = app_over(store, studies=(judging.STUDY,), read_only=True)
    assert ("PUT", f"{JUDGMENTS}/{{unit}}") not in set(operations(shown))
    with TestClient(shown, base_url=BASE) as client:
        assert judged(client, seen=1).status_code in (404, 405)
        assert judged(client, seen=1, headers=MAY_WRITE).status_code in (404, 405)
        assert [one["revision"] for one in client.get(JUDGMENTS).json()] == [1]
    assert len(written(store)) == 1


def test_its_description_says_what_a_route_that_writes_may_answer(local_store):
    described = app_over(local_store, studies=(judging.STUDY,)).openapi()
    assert {"401", "403", "409", "413", "422"} <= set(described["paths"][f"{JUDGMENTS}/{{unit}}"]["put"]["responses"])


def test_routes_that_write_and_routes_that_read_are_not_mixed():
    """A study's router is handed no writer; nor does its writer take an address that every study has."""

    def one(method, path):
        routes = APIRouter()
        routes.add_api_route(path, lambda: None, methods=[method])
        return routes

    with pytest.raises(ValueError, match=r"judging: POST /x .* api.writing"):
        only_reads(judging.STUDY, one("POST", "/x"))
    with pytest.raises(ValueError, match=r"judging: GET /x .* api.router"):
        only_writes(judging.STUDY, one("GET", "/x"))
    for path in ("/estimate", "/runs", "/runs/{key}"):
        with pytest.raises(ValueError, match="every study has"):
            only_writes(judging.STUDY, one("POST", path))


def test_no_route_of_a_study_passes_for_a_question():
    """What a run would cost needs no token: nothing else may be spelled so."""
    assert is_question("/api/studies/judging/estimate")
    assert not is_question("/api/studies/judging/judgments/estimate")
    assert not is_question("/api/studies/judging/estimate/")
