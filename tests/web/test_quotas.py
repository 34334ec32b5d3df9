"""One client cannot have all: queued runs, streams; and takes back at once what it asked for."""

import pytest

from isogloss.runs.asking import quota, requests
from isogloss.runs.asking.quota import Addresses
from isogloss.runs.asking.requests import ask_run
from isogloss.vocabulary.errors import TooMany, Unavailable
from isogloss.web import frames
from isogloss.web.frames import Hub
from tests.web.toy import ASKED, TOY, ask, finish

ME, OTHER = "tester-0001", "tester-0002"


def sizes(client):
    return [run["status"] for run in client.get("/api/runs?children=true&limit=500").json()["runs"]]


def test_one_asker_has_so_many_unfinished_runs_and_then_is_told(store):
    for size in (1, 2, 3):
        ask_run(store, TOY, ASKED | {"size": size}, ME, most=3)
    with pytest.raises(TooMany, match="4 unfinished runs"):
        ask_run(store, TOY, ASKED | {"size": 4}, ME, most=3)
    ask_run(store, TOY, ASKED | {"size": 3}, ME, most=3)  # asked for before: no more than there were
    ask_run(store, TOY, ASKED | {"size": 4}, OTHER, most=3)
    finish(store, ask(store, size=1))
    ask_run(store, TOY, ASKED | {"size": 5}, ME, most=3)


def test_over_the_web_it_is_429_with_a_hint_and_when_to_ask_again(client, monkeypatch):
    monkeypatch.setattr(quota, "EACH", 1)
    assert client.post("/api/studies/toy-study/runs", json={"params": ASKED}).status_code == 202
    answer = client.post("/api/studies/toy-study/runs", json={"params": ASKED | {"size": 9}})
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many_queued")
    assert answer.headers["retry-after"]
    assert sizes(client) == ["queued"]


def test_calling_oneself_otherwise_does_not_help_at_one_address(local_store):
    addresses = Addresses(most=10)
    for size in range(1, 11):
        addresses.note("10.0.0.1", [ask_run(local_store, TOY, ASKED | {"size": size}, f"asker-{size:04}").key])
    with local_store.app.session() as session:
        with pytest.raises(TooMany):
            addresses.check(session, "10.0.0.1")
        addresses.check(session, "10.0.0.2")
    finish(local_store, ask(local_store, size=1))
    with local_store.app.session() as session:
        addresses.check(session, "10.0.0.1")


def test_few_wishes_at_one_address_may_be_many_runs_and_what_is_asked_for_meanwhile_counts(local_store, monkeypatch):
    addresses = Addresses(most=2)
    keys = [ask_run(local_store, TOY, ASKED | {"size": size}, ME).key for size in (1, 2)]
    addresses.note("10.0.0.1", keys[:1])
    with local_store.app.session() as session:
        execute = session.execute

        def noted(*given):
            found = execute(*given)
            addresses.note("10.0.0.1", keys[1:])
            return found

        monkeypatch.setattr(session, "execute", noted)
        addresses.check(session, "10.0.0.1")
    with local_store.app.session() as session, pytest.raises(TooMany):
        addresses.check(session, "10.0.0.1")


def test_everything_that_one_asked_for_is_taken_back_at_once(client, local_store, monkeypatch):
    monkeypatch.setattr(requests, "_AT_ONCE", 2)
    mine = [ask_run(local_store, TOY, ASKED | {"size": size}, ME).key for size in range(1, 6)]
    shared = ask_run(local_store, TOY, ASKED | {"size": 1}, OTHER).key
    finish(local_store, mine[4])
    answer = client.delete("/api/runs", headers={"x-isogloss-asker": ME})
    assert (answer.status_code, answer.json()) == (200, {"cancelled": 4})
    states = {run["key"]: run["status"] for run in client.get("/api/runs").json()["runs"]}
    assert states == {mine[4]: "done", shared: "queued"} | dict.fromkeys(mine[1:4], "cancelled")
    assert client.delete("/api/runs", headers={"x-isogloss-asker": ME}).json() == {"cancelled": 0}


def hub():
    return Hub(lambda after, limit: [], lambda: 0)


def opened(hub, n, address, asker=None):
    """Streams opened until one is refused, and what refuses it."""
    streams = []
    for i in range(n):
        try:
            streams.append(hub.open(["run"], (address, asker or f"asker-{i}")))
        except (TooMany, Unavailable) as error:
            return len(streams), error.code
    return len(streams), None


@pytest.fixture
def still(monkeypatch):
    """No poller: nothing is read here."""
    monkeypatch.setattr(frames.asyncio, "create_task", lambda task: task.close())


@pytest.mark.usefixtures("still")
def test_of_five_hundred_streams_two_hundred_live_and_one_reader_has_sixteen():
    assert opened(hub(), 500, "10.0.0.1") == (200, "too_many_streams")
    assert opened(hub(), 500, "10.0.0.1", "one-asker") == (16, "too_many_streams_of_one")


@pytest.mark.usefixtures("still")
def test_who_comes_late_gets_some_from_who_has_all():
    crowded = hub()
    opened(crowded, 500, "10.0.0.1")
    assert opened(crowded, 500, "10.0.0.2") == (100, "too_many_streams")
    assert sum(stream.client[0] == "10.0.0.1" for stream in crowded._streams) == 100
