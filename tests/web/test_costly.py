"""Answers that cost seconds are made once, one at a time, and nobody else waits for them."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from isogloss.vocabulary.errors import TooMany, Unavailable
from isogloss.web.costly import EACH, WAITING, Costly


def played(scene):
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(scene())).result()


def writes(text, held=None):
    def make(file):
        if held is not None:
            held.wait(5)
        file.write_text(text)

    return make


def test_many_who_ask_for_one_answer_get_one_making():
    async def scene():
        costly = Costly()
        answers = await asyncio.gather(*(costly.respond("a", writes("x"), f"c{i}") for i in range(50)))
        again = await costly.respond("a", writes("never"), "c")
        return costly.made, {answer.path for answer in (*answers, again)}

    made, paths = played(scene)
    assert made == 1
    assert len(paths) == 1


def test_one_client_and_all_together_may_have_only_so_many_made():
    async def scene():
        costly, held = Costly(), threading.Event()
        waiting = [asyncio.ensure_future(costly.respond(i, writes("x", held), f"c{i // EACH}")) for i in range(WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(TooMany):
            await costly.respond("more", writes("x"), "c0")
        with pytest.raises(Unavailable):
            await costly.respond("more", writes("x"), "somebody")
        held.set()
        await asyncio.gather(*waiting)
        await costly.respond("more", writes("x"), "c0")
        return costly.made

    assert played(scene) == WAITING + 1


def test_what_fails_is_told_to_all_and_tried_anew():
    def fails(file):
        file.write_text("half")
        raise Unavailable("away", "It is away.")

    async def scene():
        costly = Costly()
        told = await asyncio.gather(*(costly.respond("a", fails, "c") for _ in range(3)), return_exceptions=True)
        return told, await costly.respond("a", writes("x"), "c")

    told, answer = played(scene)
    assert [type(error) for error in told] == [Unavailable] * 3
    assert answer.path.read_text() == "x"


def test_what_is_still_being_made_is_not_too_old_when_nobody_waits_any_more(monkeypatch):
    monkeypatch.setattr("isogloss.web.costly.KEPT_S", 0.0)

    async def scene():
        costly, held = Costly(), threading.Event()
        gone = asyncio.ensure_future(costly.respond("a", writes("x", held), "c"))
        await asyncio.sleep(0.1)
        gone.cancel()
        await asyncio.sleep(0)
        waits = asyncio.ensure_future(costly.respond("a", writes("x", held), "c"))
        await asyncio.sleep(0)
        held.set()
        answer = await waits
        return costly.made, answer.path.read_text()

    assert played(scene) == (1, "x")


def test_what_is_made_for_nobody_any_more_says_nothing_of_what_is_kept_instead():
    async def scene():
        costly = Costly()
        await costly.respond("a", writes("x"), "c")
        kept, other = costly._kept["a"], asyncio.get_running_loop().create_future()
        other.set_exception(Unavailable("away", "It is away."))
        costly._settle("a", other)
        return costly._kept.get("a") is kept and kept.file.exists()

    assert played(scene)


def test_the_oldest_goes_when_the_budget_is_full_but_not_while_it_is_sent():
    async def scene():
        costly = Costly(budget=2)
        first = await costly.respond("a", writes("x"), "c")
        others = [await costly.respond(name, writes("x"), "c") for name in "bcd"]
        there = first.path.exists()
        for answer in (first, *others):
            answer._sent()
        return there, [answer.path.exists() for answer in (first, *others)]

    assert played(scene) == (True, [False, False, True, True])


def fetched(client, path, **fetch):
    return client.get(path, headers={f"sec-fetch-{name}": value for name, value in fetch.items()})


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(("mode", "dest"), [("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe")])
def test_a_page_elsewhere_cannot_fetch_the_api(client, site, mode, dest):
    answer = fetched(client, "/api/home", site=site, mode=mode, dest=dest)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "foreign_page")


def test_who_follows_a_link_and_our_own_pages_get_it(client):
    assert fetched(client, "/api/about", site="cross-site", mode="navigate", dest="document").status_code == 200
    assert fetched(client, "/api/about", site="same-origin", mode="cors", dest="empty").status_code == 200
    assert fetched(client, "/f/nothing.png", site="cross-site", mode="no-cors", dest="image").status_code != 403
    assert client.get("/api/about").status_code == 200


def test_everybody_else_is_answered_while_one_is_made(app, client):
    held, costly = threading.Event(), app.state.read.costly

    async def slow():
        return await costly.respond("slow", writes("x", held), "c")

    app.add_api_route("/slow", slow)
    app.router.routes.insert(0, app.router.routes.pop())
    with ThreadPoolExecutor(20) as people:
        waiting = [people.submit(client.get, "/slow") for _ in range(20)]
        time.sleep(0.1)
        assert client.get("/api/about").status_code == 200
        assert not any(one.done() for one in waiting)
        held.set()
        assert [one.result().text for one in waiting] == ["x"] * 20
    assert costly.made == 1
