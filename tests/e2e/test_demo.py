"""The demo as a newcomer meets it: a model begins to train, a plot grows beside it, a button leads out of the toy."""

import pytest

from tests.e2e.conftest import picture
from tests.e2e.served import House, Process

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(600)]


@pytest.fixture
def demo(tmp_path):
    arguments = ("demo", "--no-open", "--home", str(tmp_path / "demo"))
    server = Process(tmp_path / "home", tmp_path / "demo.log", *arguments, lanes_batch=2)
    try:
        yield House(tmp_path / "demo", server)
    finally:
        server.stop()


def test_a_model_trains_a_plot_grows_and_a_button_leads_to_ones_own_model(demo, visit):
    page = visit(demo, "/")
    page.get_by_role("heading", name="A model learns seven languages").wait_for()
    page.get_by_text("it tests the instrument and says nothing about published models").wait_for()
    page.get_by_text("step 0").or_(page.get_by_text("of 512")).first.wait_for()
    # The first checkpoint is read while the model trains: the plot is there before the training is over.
    page.locator(".demo-story > .panels .figure .canvas svg.main-svg").first.wait_for(timeout=300_000)
    chapter = demo.get("/api/demo")["chapters"][0]
    assert (chapter["status"], chapter["training"]["status"]) == ("running", "running")
    picture(page, "demo-growing")
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
