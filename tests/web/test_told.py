"""What answers say and leave out: the right refusals, how long they may be kept, no folders, no machines."""

import gzip
from contextlib import contextmanager
from dataclasses import replace

import pytest

from isogloss.corpora.tables import CorpusRow
from isogloss.models.tables import ModelRow
from isogloss.runs.asking.requests import ask_series
from isogloss.runs.rows import reading
from isogloss.runs.rows.state import end
from isogloss.runs.rows.tables import WorkerRow, find_run
from isogloss.vocabulary.errors import IsoglossError, NotFound
from isogloss.web import installation_router
from isogloss.web.errors import answer
from isogloss.web.frames import encode
from isogloss.web.pages import router as pages_router
from isogloss.web.public import of_run, told, worker
from tests.web.toy import ASKED, TOY, ask, finish, finish_series, result


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


def test_the_methods_there_are_do_not_depend_on_which_routes_come_last(app, client):
    app.add_api_route("/api/later", lambda: None, methods=["POST"])
    assert client.put("/api/nothing").status_code == 404
    assert client.put("/api/later").headers["allow"] == "POST"


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


def failed(store, key):
    """Ended as an intake ends whose file is not there."""
    error = NotFound("no_such_source", "There is no file or folder /root/secret/x.tsv.").public()
    with store.app.writing() as session:
        end(session, find_run(session, key), "failed", error["message"], error)


def test_why_a_run_failed_is_told_without_folders(client, local_store):
    key = ask(local_store)
    failed(local_store, key)
    event = encode(reading.events_since(local_store, 0)[-1]).decode()
    shown = {path: client.get(f"/api/{path}").text for path in ("runs", f"runs/{key}", f"runs/{key}/log")}
    for place, text in {**shown, "event": event}.items():
        assert "There is no file or folder x.tsv." in text, place
        assert "secret" not in text, place
    with local_store.app.writing() as session:
        find_run(session, key).status = "running"
    assert "secret" not in client.get("/api/home").text


def test_who_does_not_say_who_they_are_is_told_no_folder_on_any_way(client, local_store):
    for path, body in (("corpora", {}), ("models", {"id": "m"})):
        asked = client.post(f"/api/{path}", json={"source": "/root/secret/d.tsv"} | body)
        page = f"/api/runs/{asked.json()['key']}"
        for shown in (asked, client.get(page), client.delete(page)):
            assert shown.json()["params"]["source"] == "d.tsv"
            assert shown.json()["mine"] is False
            assert "secret" not in shown.text


def test_what_a_study_or_a_recipe_reads_is_named_without_its_folder(local_store):
    reads = replace(TOY, path_params=("text",))
    run = reading.status(local_store, ask(local_store), "tester-0001")
    run = run.model_copy(update={"params": run.params | {"text": "/root/secret/corpus", "note": "/as/it/is"}})
    assert of_run(run, (reads,), "tester-0001").params["text"] == "/root/secret/corpus"
    told = of_run(run.model_copy(update={"mine": False}), (reads,), "somebody-else").params
    assert (told["text"], told["note"], told["size"]) == ("corpus", "/as/it/is", 4)
    entries = [{"name": "a", "study": "toy-study", "params": run.params}]
    recipe = run.model_copy(update={"mine": False, "kind": "recipe", "params": {"runs": entries}})
    assert of_run(recipe, (reads,), "somebody-else").params["runs"][0]["params"] == told


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("There is no file or folder /root/secret/x.tsv.", "There is no file or folder x.tsv."),
        ("“/root/secret dir/my secret/a.tsv” is empty.", "“a.tsv” is empty."),
        ("~/secret/a and C:\\secret\\b differ. See (/secret/c).", "a and b differ. See (c)."),
        ("Worker secret-host-a1b2-1/batch-1 took it.", "Worker a1b2-1/batch-1 took it."),
        ("step 3/8 of owner/name, 3 / 4, and/or https://lab.example/a/b.",) * 2,
    ],
)
def test_a_text_is_told_without_folders_and_otherwise_as_it_is(text, without):
    assert told(text) == without


def test_a_headline_is_told_while_another_thread_makes_room(app):
    class Cleared(dict):
        def __setitem__(self, *given):
            super().__setitem__(*given)
            self.clear()

    read = app.state.read
    object.__setattr__(read, "stated", Cleared())
    digest = read.store.artifacts.put(result().model_dump_json().encode(), kind="result")
    assert installation_router._stated(read, digest, False).number.value == 0.31


def test_a_worker_is_named_without_its_machine():
    assert worker("my-long-host-a1b2-1/live-1") == "a1b2-1/live-1"
    assert worker("worker-00ff-12") == "00ff-12"


def test_a_series_result_is_sent_compressed(client, local_store, monkeypatch):
    model = {"model": "toy-model"}
    monkeypatch.setattr(
        "isogloss.runs.asking.requests.wanted_checkpoints", lambda catalogue, model, wanted: list(wanted)
    )
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
    made, make = [], installation_router._home
    monkeypatch.setattr(installation_router, "_home", lambda *given: made.append(1) or make(*given))
    assert client.get("/api/home").json()["counts"]["queued"] == 0
    client.get("/api/home")
    assert len(made) == 1
    key = ask(local_store)
    assert client.get("/api/home").json()["counts"]["queued"] == 1
    finish(local_store, key)
    assert client.get("/api/home").json()["questions"][0]["answer"]["key"] == key
    assert client.get(f"/api/runs/{key}").json()["status"] == "done"


def test_one_request_holds_one_session_at_a_time(client, local_store, monkeypatch):
    open_now, most, session = [0], [0], local_store.app.session

    @contextmanager
    def counted():
        open_now[0] += 1
        most[0] = max(most[0], open_now[0])
        try:
            with session() as opened:
                yield opened
        finally:
            open_now[0] -= 1

    key = ask(local_store)
    monkeypatch.setattr(local_store.app, "session", counted)
    for path in ("home", f"runs/{key}"):
        assert client.get(f"/api/{path}").status_code == 200
    assert most == [1]


def test_what_is_kept_has_an_end(app, client, monkeypatch):
    """What depends on the clock changes without anything happening."""
    monkeypatch.setattr(app.state.read.moments, "lasts_s", 0.0)
    made, make = [], installation_router._home
    monkeypatch.setattr(installation_router, "_home", lambda *given: made.append(1) or make(*given))
    for _ in range(2):
        assert client.get("/api/home").status_code == 200
    assert len(made) == 2
