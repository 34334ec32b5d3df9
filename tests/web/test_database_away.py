"""The server while its database is away, and after it came back."""

import contextlib
import sqlite3
import time

import httpx
import pytest

from isogloss.store.open import open_store
from tests.store.cluster import private_cluster
from tests.web.serving import server
from tests.web.toy import ASKED, ask, finish

pytestmark = pytest.mark.processes

RUNS = "/api/studies/toy-study/runs"


@pytest.mark.postgres
def test_a_server_without_its_database_says_so_and_goes_on_when_it_is_back(home):
    with private_cluster() as cluster:
        with contextlib.closing(open_store(home=home, database_url=cluster.url())) as store:
            key = ask(store)
            finish(store, key)
        with server(home, cluster.url()) as address, httpx.Client(base_url=address, timeout=30) as client:
            figure = client.get(f"/api/runs/{key}/figures/matrix.json")
            cluster.stop()
            for path in ("/api/health", "/api/home", "/api/runs", f"/api/runs/{key}", "/api/models", "/api/corpora"):
                response = client.get(path)
                assert (response.status_code, response.json()["error"]["code"]) == (503, "unavailable"), path
                assert int(response.headers["retry-after"]) > 0
            asked = client.post(RUNS, json={"params": ASKED | {"size": 9}})
            assert asked.status_code == 503
            # What was looked at before is still shown, and the server itself is well.
            assert client.get(f"/api/runs/{key}/figures/matrix.json").content == figure.content
            assert client.get("/api/about").status_code == 200
            cluster.start()
            assert client.get("/api/health").status_code == 200
            assert [run["key"] for run in client.get("/api/runs").json()["runs"]] == [key]
            assert client.post(RUNS, json={"params": ASKED | {"size": 9}}).status_code == 202


@pytest.mark.postgres
def test_a_watched_run_is_heard_of_again_when_the_database_is_back(home):
    with private_cluster() as cluster, contextlib.closing(open_store(home=home, database_url=cluster.url())) as store:
        key = ask(store)
        with (
            server(home, cluster.url()) as address,
            httpx.stream("GET", f"{address}/api/runs/{key}/events?after=0", timeout=30) as response,
        ):
            heard = response.iter_lines()
            assert next(line for line in heard if line.startswith("event:")) == "event: status"
            cluster.stop()
            time.sleep(1.5)
            cluster.start()
            finish(store, key)
            assert "event: end" in list(heard)


def test_a_restarted_server_shows_the_same_bytes(home):
    with contextlib.closing(open_store(home=home)) as store:
        key = ask(store)
        finish(store, key)
    seen = []
    for _ in range(2):
        with server(home) as address:
            response = httpx.get(f"{address}/api/runs/{key}/figures/matrix.json")
            seen.append((response.content, response.headers["etag"]))
    assert seen[0] == seen[1]


def test_a_locked_database_does_not_stop_reading(home):
    """On SQLite somebody holds the write lock for a while; pages are read meanwhile."""
    with contextlib.closing(open_store(home=home)) as store:
        key = ask(store)
    with server(home) as address, contextlib.closing(sqlite3.connect(home / "app.sqlite")) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        assert httpx.get(f"{address}/api/runs/{key}", timeout=5).json()["status"] == "queued"
        other.execute("ROLLBACK")
