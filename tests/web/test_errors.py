"""Every error has one shape, and says nothing that was not written for people."""

import logging

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from isogloss.vocabulary.errors import OutOfSpace, Refused, Unavailable
from isogloss.web import errors

FIELDS = {"code", "message", "hint", "field", "details"}


@pytest.fixture
def broken():
    """An app whose routes fail in every way."""
    app = FastAPI()
    errors.install(app)
    app.add_middleware(errors.Incidents)
    known = {
        "refused": Refused("bad_thing", "That cannot be.", hint="Do this.", field="thing", known=["a"]),
        "away": Unavailable("unavailable", "Isogloss cannot reach the database now."),
        "full": OutOfSpace("out_of_space", "There is no space left."),
        "secret": RuntimeError("password is hunter2"),
    }

    @app.get("/raise/{name}")
    def fail(name: str, number: int = 0):
        raise known[name]

    with TestClient(app) as client:
        yield client


def test_a_public_error_keeps_its_words_and_its_status(broken):
    response = broken.get("/raise/refused")
    assert response.status_code == 422
    assert response.json() == {
        "error": {
            "code": "bad_thing",
            "message": "That cannot be.",
            "hint": "Do this.",
            "field": "thing",
            "details": {"known": ["a"]},
        }
    }


def test_what_is_away_says_when_to_come_again(broken):
    response = broken.get("/raise/away")
    assert (response.status_code, response.headers["retry-after"]) == (503, "2")
    assert response.headers["cache-control"] == "no-store"


def test_a_full_disk_is_507(broken):
    assert broken.get("/raise/full").status_code == 507


def test_what_nobody_foresaw_shows_a_number_and_nothing_else(broken, caplog):
    with caplog.at_level(logging.ERROR, "isogloss.web"):
        response = broken.get("/raise/secret")
    assert response.status_code == 500
    body = response.json()["error"]
    assert "hunter2" not in response.text
    assert "RuntimeError" not in response.text
    assert body["details"]["incident"] in caplog.text
    assert "hunter2" in caplog.text


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/raise/refused?number=x", 422)])
def test_the_frameworks_own_refusals_have_the_same_shape(broken, path, status):
    response = broken.get(path)
    assert response.status_code == status
    assert response.json()["error"].keys() == FIELDS


def test_a_wrong_method_names_the_right_one(broken):
    response = broken.delete("/raise/refused")
    assert (response.status_code, response.headers["allow"]) == (405, "GET")
    assert response.json()["error"]["code"] == "method_not_allowed"


def test_a_wrong_parameter_is_named_in_plain_words(broken):
    error = broken.get("/raise/refused?number=x").json()["error"]
    assert (error["field"], error["message"]) == ("number", "number must be a whole number.")
