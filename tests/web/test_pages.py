"""The built pages: files, the one page behind every address, and what is shown where nothing was built."""

import pytest
from fastapi.testclient import TestClient

from isogloss.web.application import assemble
from isogloss.web.reader import Reader
from tests.web.toy import TOY


@pytest.fixture
def built(tmp_path, local_store):
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Isogloss</title>")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "main-abc123.js").write_text("console.log(1);" * 200)
    (tmp_path / "secret.txt").write_text("secret")
    with TestClient(assemble(Reader(local_store, (TOY,)), frontend=folder), base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/models", "/runs/abc", "/runs/abc/units/mlp_act.7.1832", "/studies/concept-neurons?a=1"]
)
def test_every_page_address_opens_the_one_page(built, path):
    response = built.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "private, no-cache"


def test_files_named_by_their_content_are_kept_for_ever(built):
    response = built.get("/assets/main-abc123.js", headers={"accept-encoding": "gzip"})
    assert response.headers["content-type"].startswith("text/javascript")
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["content-encoding"] == "gzip"
    assert built.get("/favicon.svg").headers["content-type"].startswith("image/svg+xml")
    assert "immutable" not in built.get("/favicon.svg").headers["cache-control"]


@pytest.mark.parametrize("path", ["/assets/gone.js", "/assets/", "/picture.png", "/robots.txt", "/runs/abc.json"])
def test_a_missing_file_is_no_page(built, path):
    assert built.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt"])
def test_no_file_outside_the_folder_is_served(built, path):
    assert "secret" not in built.get(path).text


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/runs/x/y/z"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_twin_is_json(built, path, method):
    response = built.request(method, path)
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


def test_where_nothing_was_built_the_page_says_how(client):
    response = client.get("/runs/abc")
    assert response.status_code == 200
    assert "make setup" in response.text
    assert "<script" not in response.text


def test_a_link_checker_may_ask_for_the_head_alone(built):
    response = built.head("/runs/abc")
    assert (response.status_code, response.content) == (200, b"")
