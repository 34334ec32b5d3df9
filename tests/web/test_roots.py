"""Over HTTP a path is read within named folders only, wherever links lead; the shell reads from anywhere."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from isogloss.app import app_over, create_app
from isogloss.settings import Settings
from isogloss.store.open import open_store
from isogloss.vocabulary.errors import Refused
from isogloss.web.roots import Roots

TOKEN = "a-token-of-some-length"
BASE = "http://127.0.0.1"
TEXT = "id\tlanguage\ttext\n1\ten\tA secret of somebody.\n1\tde\tEin Geheimnis.\n"


@pytest.fixture
def shelf(tmp_path):
    """A folder that may be read, another that may not, and links from the one into the other."""
    for name in ("shelf", "else"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "text.tsv").write_text(TEXT)
    (tmp_path / "shelf" / "links").mkdir()
    (tmp_path / "shelf" / "links" / "text.tsv").symlink_to(tmp_path / "else" / "text.tsv")
    (tmp_path / "shelf" / "away").symlink_to(tmp_path / "else")
    (tmp_path / "else" / "back").symlink_to(tmp_path / "shelf")
    return tmp_path / "shelf"


@pytest.fixture
def client(tmp_path, shelf):
    app = create_app(Settings(home=tmp_path / "home", roots=(shelf,)))
    with TestClient(app, base_url=BASE) as client:
        yield client


def test_what_lies_in_a_named_folder_is_taken_in(client, shelf):
    for source in (shelf / "text.tsv", shelf, shelf.parent / "else" / "back" / "text.tsv"):
        if source == shelf:
            (shelf / "away").unlink()
            (shelf / "links" / "text.tsv").unlink()
        assert client.post("/api/corpora", json={"source": str(source)}).status_code == 202, source


@pytest.mark.parametrize(
    "source",
    [
        "../else/text.tsv",
        "../else",
        "../nothing",
        "away/text.tsv",
        "away",
        "links",
        "links/text.tsv",
        "",
        "/etc/passwd",
    ],
)
def test_what_leads_out_is_refused_in_one_way_whether_it_is_there_or_not(client, shelf, source):
    named = source if source.startswith("/") else f"{shelf}/{source}"
    asked = {
        "/api/corpora": {"source": named},
        "/api/models": {"source": named},
        "/api/studies/pretraining/runs": {"params": {"text": named}},
        "/api/studies/pretraining/estimate": {"params": {"text": named}},
    }
    for path, body in asked.items():
        answer = client.post(path, json=body)
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (422, "outside_roots"), (path, answer.text)
        assert "ISOGLOSS_ROOTS" in error["hint"]
        assert error["field"] in ("source", "text")
    assert client.get("/api/runs").json()["runs"] == []


def test_links_below_a_linked_folder_are_looked_at_too_and_one_that_leads_back_is_walked_once(shelf):
    (shelf / "away").unlink()
    (shelf / "links" / "back").symlink_to(shelf)
    (shelf / "source").mkdir()
    (shelf / "source" / "linked").symlink_to(shelf / "links")
    named, roots = {"text": str(shelf / "source")}, Roots([shelf])
    with pytest.raises(Refused) as refused:
        roots.check(named)
    assert (refused.value.code, refused.value.field) == ("outside_roots", "text")
    (shelf / "links" / "text.tsv").unlink()
    roots.check(named)


def test_too_many_files_are_told_beside_the_field_that_names_them(shelf, monkeypatch):
    monkeypatch.setattr("isogloss.web.roots._MOST", 1)
    (shelf / "away").unlink()
    with pytest.raises(Refused) as refused:
        Roots([shelf]).check({"tokenizer": str(shelf)})
    assert (refused.value.code, refused.value.field) == ("too_many_files", "tokenizer")


def test_a_tokenizer_concepts_and_ids_are_no_way_round(client, shelf, tmp_path):
    elsewhere = str(tmp_path / "else" / "text.tsv")
    with_tokenizer = {"source": "owner/model", "tokenizer": str(tmp_path / "else")}
    answer = client.post("/api/models", json=with_tokenizer).json()["error"]
    assert (answer["code"], answer["field"]) == ("outside_roots", "tokenizer")
    for path, body in (("concepts", {}), ("ids", {"name": "some"})):
        answer = client.post(f"/api/corpora/any/{path}", json={"source": elsewhere} | body)
        assert answer.json()["error"]["code"] == "outside_roots"


@pytest.mark.parametrize("source", ["owner/name", "owner/name@a-revision"])
def test_the_name_of_something_on_a_hub_is_no_path(client, source, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert client.post("/api/corpora", json={"source": source}).status_code == 202
    # A folder of that name is read as a folder, so it must lie where folders may be read.
    (tmp_path / source).mkdir(parents=True)
    assert client.post("/api/corpora", json={"source": source}).json()["error"]["code"] == "outside_roots"


def test_paths_that_are_none_are_refused_as_the_shell_refuses_them(client):
    for source in ("~nobody-of-that-name/x", "a\0b", "x" * 900):
        answer = client.post("/api/corpora", json={"source": source})
        assert answer.status_code in (202, 400, 422), answer.text


def test_unless_told_a_server_reads_in_its_accounts_home_and_where_it_was_started(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "person"))
    monkeypatch.chdir(tmp_path)
    assert Settings(home=tmp_path / "h").reads_from() == (tmp_path / "h", tmp_path / "person", tmp_path)
    monkeypatch.chdir("/")
    monkeypatch.setenv("HOME", "/")
    assert Settings(home=tmp_path / "h").reads_from() == (tmp_path / "h",)
    monkeypatch.setenv("ISOGLOSS_ROOTS", "/data, ~/text")
    monkeypatch.setenv("HOME", "/people/a")
    assert Settings().reads_from() == (Path("/data"), Path("/people/a/text"))


def test_what_something_costs_is_told_without_the_token_unless_files_are_read_for_it(tmp_path, shelf):
    store = open_store(home=tmp_path / "home")
    with TestClient(app_over(store, token=TOKEN, roots=(shelf,)), base_url=BASE) as client:
        url, of_files = "/api/studies/pretraining/estimate", {"params": {"text": str(shelf)}}
        assert client.post(url, json={"params": {"text": "sample"}}).status_code == 200
        assert client.post(url, json=of_files).json()["error"]["code"] == "no_token"
        asked = client.post(url, json=of_files, headers={"authorization": f"Bearer {TOKEN}"})
        assert asked.json()["error"]["code"] != "no_token"
