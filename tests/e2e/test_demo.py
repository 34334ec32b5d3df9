"""The demo as a newcomer meets it: a model trains, a plot grows beside it, a button leads out of the toy; the story
ends, and is there at once the second time.

In the fast suite with few of its steps; tests/demo/test_arms.py runs all chapters whole.
"""

import time

import pytest

from isogloss.demo.chapters import STEPS, chapter_named
from tests.demo.command import run_demo
from tests.e2e.conftest import picture
from tests.e2e.served import House, Process, until

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(900)]
FEW = 16
PLOT = ".demo-story > .panels .figure .canvas svg.main-svg"


@pytest.fixture
def demo(tmp_path, request):
    arguments = ("demo", "--no-open", "--home", str(tmp_path / "demo"), "--steps", str(request.param))
    server = Process(tmp_path / "home", tmp_path / "demo.log", *arguments, lanes_batch=2)
    try:
        yield House(tmp_path / "demo", server)
    finally:
        server.stop()


@pytest.mark.parametrize("demo", [FEW], indirect=True)
def test_a_model_trains_a_plot_grows_and_the_story_is_there_at_once_the_second_time(demo, visit):
    page = visit(demo, "/")
    page.get_by_role("heading", name="A model learns seven languages").wait_for()
    page.get_by_text("it tests the instrument and says nothing about published models").wait_for()
    page.get_by_text("step 0").or_(page.get_by_text(f"of {FEW}")).first.wait_for()
    # The first checkpoint's plot is there before the others are read.
    page.locator(PLOT).first.wait_for(timeout=300_000)
    assert demo.get("/api/demo")["chapters"][0]["status"] == "running"
    earlier = page.get_by_label("Computed earlier")
    earlier.locator(".figure .canvas svg.main-svg").nth(1).wait_for()
    headings = "; ".join(earlier.get_by_role("heading").all_inner_texts())
    assert "seven-languages-switched" in headings
    assert "seven-languages-apart" in headings
    earlier.get_by_role("link", name="Open").first.click()
    page.wait_for_url("**/runs/*")
    page.get_by_text("imported").first.wait_for()
    page.go_back()
    page.get_by_role("link", name="Your model").click()
    page.get_by_role("heading", name="Models and ladders").wait_for()
    assert "add=1" in page.url

    until(lambda: demo.get("/api/demo")["chapters"][0]["status"] != "running", 400)
    chapter = demo.get("/api/demo")["chapters"][0]
    assert chapter["status"] == "done"
    series = demo.get(f"/api/runs/{chapter['series']['key']}/result")
    ladder = demo.get(f"/api/runs/{chapter['training']['key']}/result")["checkpoints"]
    assert [point["checkpoint"] for point in series["points"]] == [rung["checkpoint"] for rung in ladder]
    assert [point["step"] for point in series["points"]] == [0, 8, FEW]

    page.close()
    demo.server.stop()
    began = time.monotonic()
    again = run_demo(demo.home, "--steps", str(FEW))
    assert again.returncode == 0, again.stderr
    assert chapter_named("emergence", FEW).title in again.stdout
    assert time.monotonic() - began < 30


@pytest.mark.slow
@pytest.mark.parametrize("demo", [STEPS], indirect=True)
def test_the_first_plot_is_there_while_the_model_still_trains(demo, visit):
    page = visit(demo, "/")
    page.locator(PLOT).first.wait_for(timeout=300_000)
    chapter = demo.get("/api/demo")["chapters"][0]
    assert (chapter["status"], chapter["training"]["status"]) == ("running", "running")
    picture(page, "demo-growing")
