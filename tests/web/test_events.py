"""Live events: everybody who watches hears everything, once, from one poller."""

import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from isogloss.runs.rows.state import emit
from isogloss.runs.rows.tables import find_run
from isogloss.runs.rows.wire import RunEvent
from isogloss.store.base import utc_now
from isogloss.store.open import open_store
from isogloss.vocabulary.errors import Unavailable
from isogloss.web import frames
from isogloss.web.frames import Cursor, Hub, lines
from tests.web.serving import server
from tests.web.toy import ask, finish


def event(id, key="run", kind="log", **data):
    return RunEvent(id=id, key=key, at=utc_now(), kind=kind, text=f"event {id}", data=data or None)


class Events:
    """The event table as the hub reads it; counts how often it is asked."""

    def __init__(self):
        self.rows, self.asked, self.away = [], 0, False

    def read(self, after, limit):
        self.asked += 1
        if self.away:
            raise Unavailable("unavailable", "The database is away.")
        return [row for row in self.rows if row.id > after][:limit]

    def newest(self):
        return max((row.id for row in self.rows), default=0)


async def told(hub, keys=("run",), backlog=(), over=False):
    """All that one reader is told until the stream ends."""
    stream = hub.open(keys)
    body = lines(hub, stream, list(backlog), lambda event: event.kind == "status", over=over)
    return b"".join([part async for part in body]).decode()


def ids(text):
    return [int(line[4:]) for line in text.splitlines() if line.startswith("id: ")]


def played(scene):
    """Run a scene in a thread of its own: a browser test may have left an event loop running in ours."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(scene())).result()


def test_twenty_readers_hear_everything_from_one_poller():
    events = Events()

    async def scene():
        hub = Hub(events.read, events.newest)
        readers = [asyncio.create_task(told(hub)) for _ in range(20)]
        await asyncio.sleep(0.15)
        started = time.monotonic()
        for i in range(1, 6):
            events.rows += [event(2 * i - 1), event(2 * i, key="other")]
            await asyncio.sleep(0.05)
        events.rows.append(event(11, kind="status"))
        texts = await asyncio.gather(*readers)
        return texts, time.monotonic() - started

    texts, seconds = played(scene)
    assert all(ids(text) == [1, 3, 5, 7, 9, 11] for text in texts)
    assert all(text.endswith("event: end\ndata: {}\n\n") for text in texts)
    assert events.asked <= (seconds + 0.5) / frames.POLL_SECONDS


def test_what_joins_a_recipe_is_heard_from_then_on():
    events = Events()

    async def scene():
        hub = Hub(events.read, events.newest)
        reader = asyncio.create_task(told(hub))
        await asyncio.sleep(0.15)
        events.rows += [event(1, key="later"), event(2, joined=["later"]), event(3, key="later"), event(4, key="other")]
        await asyncio.sleep(0.15)
        events.rows.append(event(5, kind="status"))
        return await reader

    assert ids(played(scene)) == [2, 3, 5]


def test_nobody_is_asked_while_nobody_watches():
    events = Events()

    async def scene():
        hub = Hub(events.read, events.newest)
        reader = asyncio.create_task(told(hub))
        await asyncio.sleep(0.15)
        events.rows.append(event(1, kind="status"))
        await reader
        await asyncio.sleep(0.2)
        asked = events.asked
        await asyncio.sleep(0.4)
        return events.asked - asked

    assert played(scene) == 0


def test_an_event_that_becomes_visible_late_is_not_lost():
    """Two transactions get ids 1 and 2, and the second commits first."""
    now = [0.0]
    cursor = Cursor(0, clock=lambda: now[0])
    assert [e.id for e in cursor.unseen([event(2)])] == [2]
    now[0] = 1.0
    assert cursor.floor == 0
    assert [e.id for e in cursor.unseen([event(1), event(2)])] == [1]
    now[0] = 10.0
    cursor.unseen([event(1), event(2)])
    assert cursor.floor == 2


def test_a_flood_of_events_does_not_stop_the_cursor():
    cursor = Cursor(0, clock=lambda: 0.0)
    flood = [event(i) for i in range(1, frames.BATCH + 1)]
    assert len(cursor.unseen(flood)) == frames.BATCH
    assert cursor.floor == frames.BATCH


def test_a_reader_that_does_not_drink_is_told_so_and_holds_up_nobody(monkeypatch):
    monkeypatch.setattr(frames, "QUEUE", 3)
    events = Events()

    async def scene():
        hub = Hub(events.read, events.newest)
        slow = hub.open(["run"])
        quick = asyncio.create_task(told(hub))
        await asyncio.sleep(0.15)
        for i in range(1, 9):
            events.rows.append(event(i))
            await asyncio.sleep(0.12)
        events.rows.append(event(9, kind="status"))
        rest = b"".join([part async for part in lines(hub, slow, [], lambda event: False)])
        return await quick, rest.decode()

    quick, slow = played(scene)
    assert ids(quick) == list(range(1, 10))
    assert "event: behind" in slow


def test_streams_survive_the_database_going_away():
    events = Events()

    async def scene():
        hub = Hub(events.read, events.newest)
        reader = asyncio.create_task(told(hub))
        await asyncio.sleep(0.15)
        events.away = True
        await asyncio.sleep(0.3)
        events.away = False
        events.rows += [event(1), event(2, kind="status")]
        return await reader

    assert ids(played(scene)) == [1, 2]


def test_too_many_streams_are_refused(monkeypatch):
    monkeypatch.setattr(frames, "STREAMS", 2)

    async def scene():
        hub = Hub(lambda after, limit: [], lambda: 0)
        hub.open(["a"]), hub.open(["b"])
        with pytest.raises(Unavailable, match="Too many"):
            hub.open(["c"])

    played(scene)


def test_what_a_run_has_said_live_can_be_read_by_who_comes_late(client, local_store):
    key = ask(local_store)
    assert client.get(f"/api/runs/{key}/frames").json() == {"key": key, "frames": []}
    with local_store.app.writing() as session:
        run = find_run(session, key)
        for i in range(3):
            emit(session, run.id, "frame", data={"step": i})
            emit(session, run.id, "progress", data={"fraction": i / 3})
    found = client.get(f"/api/runs/{key}/frames").json()["frames"]
    assert [frame["data"] for frame in found] == [{"step": 0}, {"step": 1}, {"step": 2}]
    assert client.get(f"/api/runs/{'0' * 32}/frames").status_code == 404


def test_a_run_that_is_over_ends_its_stream_at_once(client, local_store):
    key = ask(local_store)
    finish(local_store, key)
    response = client.get(f"/api/runs/{key}/events?after=0")
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    assert response.text.endswith("event: end\ndata: {}\n\n")
    told = [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith('data: {"id"')]
    assert [t["data"]["status"] for t in told] == ["queued", "done"]
    # A browser that was cut off says where it stopped.
    rest = client.get(f"/api/runs/{key}/events?after=0", headers={"last-event-id": str(told[0]["id"])})
    assert ids(rest.text) == [told[1]["id"]]


@pytest.mark.processes
def test_a_browser_hears_of_progress_while_it_happens(home, database_url):
    """A real server, a real store on either database, and somebody else who writes."""
    with server(home, database_url) as address:
        store = open_store(home=home, database_url=database_url)
        key = ask(store)

        def work():
            time.sleep(0.5)
            for i in range(3):
                with store.app.session() as session:
                    emit(session, find_run(session, key).id, "progress", data={"fraction": i / 3})
                time.sleep(0.3)
            finish(store, key)

        worker = threading.Thread(target=work)
        worker.start()
        heard = []
        with httpx.stream("GET", f"{address}/api/runs/{key}/events?after=0", timeout=20) as response:
            for line in response.iter_lines():
                if line.startswith("event: "):
                    heard.append(line[7:])
        worker.join()
        store.close()
    # Only the latest progress is kept, so a slow machine may hear of fewer than three.
    assert heard.count("progress") >= 1
    assert [kind for kind in heard if kind != "progress"] == ["status", "status", "end"]


@pytest.mark.processes
def test_an_open_stream_does_not_hold_up_the_end_of_the_server(home):
    with server(home) as address:
        store = open_store(home=home)
        key = ask(store)
        store.close()
        with httpx.stream("GET", f"{address}/api/runs/{key}/events", timeout=20) as response:
            heard = response.iter_lines()
            next(heard)
            started = time.monotonic()
            _stop(address, home)
            list(heard)
    assert time.monotonic() - started < 3


def _stop(address, home):
    """Send the server the signal a person's Ctrl-C sends."""
    import os
    import signal

    import psutil

    for child in psutil.Process().children():
        if str(home) in child.cmdline():
            os.kill(child.pid, signal.SIGINT)
