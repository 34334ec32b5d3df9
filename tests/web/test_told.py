"""What answers say and leave out: the right refusals, how long they may be kept, no folders, no machines."""

import gzip

import pytest

from isogloss.corpora.tables import CorpusRow
from isogloss.models.tables import ModelRow
from isogloss.runs.requests import ask_series
from isogloss.runs.tables import WorkerRow, find_run
from isogloss.vocabulary.errors import IsoglossError
from isogloss.web import house_router
from isogloss.web.errors import answer
from isogloss.web.pages import router as pages_router
from isogloss.web.public import worker
from tests.web.toy import ASKED, TOY, ask, finish, finish_series


def test_a_part_longer_than_any_file_name_is_not_there(app, client, tmp_path):
    (tmp_path / "index.html").write_text("<title>x</title>")
    app.router.routes.pop()
    app.include_router(pages_router(tmp_path))
    for path in ("/" + "a" * 256, "/assets/" + "a" * 900, "/runs/" + "ä" * 130):
        assert client.get(path).status_code == 404, path
    assert client.get("/runs/abc").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [
        ("PUT", "/api/home", 405, "GET"),
        ("DELETE", "/api/about", 405, "GET"),
        ("PATCH", "/api/runs", 405, "DELETE, GET"),
        ("POST", f"/api/runs/{'0' * 32}", 405, "DELETE, GET"),
        ("PUT", "/api/nothing", 404, None),
        ("GET", "/api/nothing", 404, None),
    ],
)
def test_another_method_is_405_and_names_those_there_are(client, method, path, status, allowed):
    told = client.request(method, path)
    assert (told.status_code, told.headers.get("allow")) == (status, allowed)


def test_401_says_how_to_show_the_token():
    class NoToken(IsoglossError):
        status = 401

    assert answer(NoToken("no_token", "No.")).headers["www-authenticate"].startswith("Bearer")


def test_no_answer_of_the_api_leaves_a_browser_to_guess_how_long_it_is_right(client, local_store):
    key = ask(local_store)
    for path in ("home", "about", "runs", f"runs/{key}", "models", "corpora", "studies", "nothing"):
        assert client.get(f"/api/{path}").headers["cache-control"], path


def test_neither_folders_nor_machines_are_told(client, local_store):
    model = {
        "id": "m", "source": "/root/secret/m", "kind": "folder", "family": "f", "architecture": "a", "n_layers": 1,
        "config": {"model_type": "gpt2", "n_embd": 8, "n_layer": 2, "n_head": 2, "n_positions": 16, "vocab_size": 50},
        "d_model": 1, "n_parameters": 1, "tokenizer_digest": "t", "tokenizer_path": "/root/secret", "languages": None,
        "bos_policy": "never", "licence": None, "trained_on": None, "note": "",
    }  # fmt: skip
    corpus = {
        "id": "c", "name": "c", "source": "/root/secret/c.tsv", "kind": "tsv", "licence": "CC0-1.0", "digest": "d",
        "has_documents": True, "document_rule": "", "note": "", "languages": ["en"], "counts": {}, "n_ids": 0,
        "n_complete": 0, "n_documents": 0,
    }  # fmt: skip
    name = "secret-host-a1b2-1"
    key = ask(local_store)
    with local_store.app.session() as session:
        session.add_all([ModelRow(**model), CorpusRow(**corpus)])
        session.add(WorkerRow(id=name, session="s", host="secret-host", pid=1, lanes=[], last_seen=0))
        find_run(session, key).worker = f"{name}/batch-1"
    asked = client.post("/api/corpora", json={"source": "/root/secret/d.tsv"}, headers={"x-isogloss-asker": "a" * 8})
    brought = asked.json()["key"]
    for path in ("home", "models", "models/m", "corpora", "corpora/c", "health", f"runs/{key}", f"runs/{brought}"):
        told = client.get(f"/api/{path}")
        assert told.status_code == 200
        assert "secret" not in told.text, path
    assert client.get(f"/api/runs/{key}").json()["worker"] == "a1b2-1/batch-1"
    mine = client.get(f"/api/runs/{brought}", headers={"x-isogloss-asker": "a" * 8}).json()
    assert mine["params"]["source"] == "/root/secret/d.tsv"


def test_a_worker_is_named_without_its_machine():
    assert worker("my-long-host-a1b2-1/live-1") == "a1b2-1/live-1"
    assert worker("worker-00ff-12") == "00ff-12"


def test_a_series_result_is_sent_compressed(client, local_store, monkeypatch):
    model = {"model": "toy-model"}
    monkeypatch.setattr("isogloss.runs.requests.wanted_checkpoints", lambda catalogue, model, wanted: list(wanted))
    series = ask_series(local_store, TOY, ASKED | model, [f"step{i}" for i in range(40)], "tester-0001")
    children = [child.key for child in series.children]
    for child in children:
        finish(local_store, child)
    finish_series(local_store, series.key, children)
    path = f"/api/runs/{series.key}/result"
    plain = client.get(path, headers={"accept-encoding": "identity"})
    with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
        raw, headers = b"".join(answer.iter_raw()), answer.headers
    assert headers["content-encoding"] == "gzip"
    assert "no-cache" in headers["cache-control"]
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 4
    assert client.get(path, headers={"if-none-match": headers["etag"]}).status_code == 304


def test_the_front_page_is_made_once_while_nothing_happens_and_anew_when_something_does(
    app, client, local_store, monkeypatch
):
    monkeypatch.setattr(app.state.read.moments, "lasts_s", 60.0)
    made, make = [], house_router._home
    monkeypatch.setattr(house_router, "_home", lambda *given: made.append(1) or make(*given))
    assert client.get("/api/home").json()["counts"]["queued"] == 0
    client.get("/api/home")
    assert len(made) == 1
    key = ask(local_store)
    assert client.get("/api/home").json()["counts"]["queued"] == 1
    finish(local_store, key)
    assert client.get("/api/home").json()["questions"][0]["answer"]["key"] == key
    assert client.get(f"/api/runs/{key}").json()["status"] == "done"


def test_what_is_kept_has_an_end(app, client, monkeypatch):
    """What depends on the clock changes without anything happening."""
    monkeypatch.setattr(app.state.read.moments, "lasts_s", 0.0)
    made, make = [], house_router._home
    monkeypatch.setattr(house_router, "_home", lambda *given: made.append(1) or make(*given))
    for _ in range(2):
        assert client.get("/api/home").status_code == 200
    assert len(made) == 2
