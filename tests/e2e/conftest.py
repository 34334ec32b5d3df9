"""One house with a finished ladder for most stories, an empty one, a browser, and pages that are watched."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import material
from tests.e2e.served import ROOT, House, served
from tests.e2e.watching import Watch

#: Milliseconds; a page on a busy machine may take long without being wrong.
PATIENCE_MS = 60_000
WIDE, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session", autouse=True)
def pages_built() -> None:
    """The built front end; built here only where it is missing."""
    if (ROOT / "frontend/dist/index.html").is_file():
        return
    npm = shutil.which("npm")
    assert npm, "frontend/dist is missing and there is no npm to build it: run “make frontend”"
    subprocess.run([npm, "run", "build"], cwd=ROOT / "frontend", check=True, capture_output=True, timeout=300)


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory, finished: Path) -> Iterator[House]:
    """A served home; its worker is a child of the server, as for everybody. It goes with the last test of this folder:
    a house costs a twentieth of a core while nobody asks anything."""
    home = tmp_path_factory.mktemp("house") / "home"
    shutil.copytree(finished, home)
    with served(home, tmp_path_factory.mktemp("logs")) as house:
        yield house


@pytest.fixture(scope="package")
def ladder_run(house: House) -> str:
    """The key of a finished run over the ladder."""
    key = house.ask(material.PARAMS, "all")
    run = house.until(key, "done", "failed")
    assert run["status"] == "done", run["error"]
    return key


@pytest.fixture(scope="package")
def one_run(house: House, ladder_run: str) -> str:
    """The key of its last checkpoint's run."""
    return str(house.get(f"/api/runs/{ladder_run}")["children"][-1]["key"])


@pytest.fixture(scope="package")
def unit(house: House, one_run: str) -> str:
    """A unit's address: the strongest that is shared."""
    found = house.get(f"/api/runs/{one_run}/experts?concept=weather&at_least=2")["experts"]
    assert found, "no unit is shared by two languages"
    return str(found[0]["unit"])


@pytest.fixture(scope="package")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("empty") / "home"
    with served(home, tmp_path_factory.mktemp("logs")) as house:
        yield house


def at_home(context: Any, house: House) -> None:
    """The browser has opened the link of this house's owner before, so that it may write."""
    place = f"localStorage.setItem('isogloss.token', {json.dumps(house.token)})"
    context.add_init_script(f"if (location.origin === {json.dumps(house.url)}) {place}")


Visit = Callable[..., Any]


@pytest.fixture
def visit(browser: Any, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """``visit(house, path, **context options)`` opens a page in a context of its own, watched until the test ends.

    What was seen is in ``page.watch``; a test that provokes answers of 400 and more adds them to its ``expected``.
    """
    contexts = []

    def open_page(house: House, path: str = "/", *, watched: bool = True, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": WIDE, "locale": "en-GB", "color_scheme": "light"} | options)
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(PATIENCE_MS)
        at_home(context, house)
        page = context.new_page()
        page.watch = Watch(context, house.url)
        contexts.append((context, page.watch, watched))
        page.goto(house.url + path)
        return page

    yield open_page
    for context, _, _ in contexts:
        for number, page in enumerate(context.pages):
            picture(page, f"last-{request.node.name[:60]}-{number}")
        context.close()
    for _, watch, watched in contexts:
        if watched:
            watch.check()


#: Nothing on the page says that it waits, and every figure has its drawing.
DRAWN = """() => !!document.querySelector("#content h1")
    && !document.querySelector("[aria-busy=true], .loading")
    && [...document.querySelectorAll(".figure .canvas")].every((c) => c.querySelector("svg.main-svg"))"""


def settled(page: Any) -> None:
    """Everything the page asked for has come and been drawn; an open event stream is not waited for."""
    give_up = time.monotonic() + PATIENCE_MS / 1000
    calm = 0
    while calm < 3:
        page.wait_for_timeout(40)
        calm = calm + 1 if not page.watch.pending and page.evaluate(DRAWN) else 0
        assert time.monotonic() < give_up, f"{page.url} never settled: {page.watch.pending or page.evaluate(WAITING)}"


WAITING = """() => [...document.querySelectorAll("[aria-busy=true], .loading")]
    .map((e) => e.className + ": " + e.textContent.slice(0, 80))"""


def picture(page: Any, name: str) -> None:
    """Keep a screenshot of a page or a part of one where ISOGLOSS_SCREENSHOTS says; for people to look at."""
    if folder := os.environ.get("ISOGLOSS_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        whole = {"full_page": True} if hasattr(page, "goto") else {}
        page.screenshot(path=Path(folder) / f"{name}.png", **whole)
