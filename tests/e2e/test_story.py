"""From nothing to a link that shows the same numbers: through the page alone, as a person goes."""

import re

import pytest

from tests.e2e import material
from tests.e2e.conftest import PATIENCE_MS, picture, settled
from tests.e2e.served import served

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(900)]

#: What is written on the page, figures included; a drawing's text is no part of innerText.
TEXTS = """() => {
  const page = document.querySelector("#content");
  return [page.innerText, ...[...page.querySelectorAll("svg.main-svg text")].map((t) => t.textContent)];
}"""


@pytest.fixture
def new_house(tmp_path):
    with served(tmp_path / "home", tmp_path) as house:
        yield house


def test_from_an_empty_house_to_a_link_that_shows_the_same_numbers(new_house, visit, brought):
    page = visit(new_house, "/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("heading", name="Three steps to the first answer").wait_for()

    add_through_the_page(page, brought)
    run = ask_through_the_form(page)
    drawn_with_null_and_n(page)
    at_a_mark_of_step_64(page)
    unit = to_a_unit_of_english_and_arabic(page)
    same_numbers_in_a_fresh_browser(visit, new_house, page, unit)
    assert run in new_house.get("/api/home")["questions"][1]["answer"]["key"]


def add_through_the_page(page, brought):
    page.get_by_role("link", name="Add a model").last.click()
    page.get_by_label("Folder or hub id").fill(str(brought / "ladder"))
    page.get_by_label("Its name here").fill(material.MODEL)
    page.get_by_role("button", name="Add the model").click()
    page.get_by_text(f"{material.MODEL} is here.").wait_for()
    picture(page, "story-1-model-is-here")

    page.get_by_role("link", name="Home").last.click()
    page.get_by_role("link", name="Add a corpus").last.click()
    page.get_by_label("File, folder or hub id").fill(str(brought / "corpus.jsonl"))
    page.get_by_label("Its name here").fill(material.CORPUS)
    page.get_by_label("Licence").fill("CC0-1.0")
    page.get_by_role("button", name="Import the corpus").click()
    page.get_by_role("link", name=f"Open {material.CORPUS}").click()

    page.get_by_role("button", name="Add concepts").first.click()
    page.get_by_label("File", exact=True).fill(str(brought / "themes.json"))
    page.get_by_label("Its name here").fill(material.CONCEPTS)
    page.get_by_label("Licence").fill("CC0-1.0")
    page.get_by_role("button", name="Add them").click()
    page.get_by_text(f"{material.CONCEPTS} is here.").wait_for()


def ask_through_the_form(page):
    """Fill in the form by hand, read the cost, submit, watch it progress by events; returns the run's key."""
    page.get_by_role("navigation", name="Isogloss").get_by_role("link", name="What is shared?").click()
    page.get_by_role("status").filter(has_text="About").wait_for()
    page.get_by_text("Advanced").first.click()
    for label, value in (("Document folds", "2"), ("Halvings of the documents", "3"), ("Set sizes of the null", "2")):
        page.get_by_label(label).fill(value)
    page.get_by_label("Meaningless concepts per set size").fill("20")
    page.get_by_label("Share of all units").fill("0.1")
    cost = page.get_by_role("status").filter(has_text=re.compile(r"About .+ and .+ on this machine, 3 runs"))
    cost.wait_for()
    settled(page)
    picture(page, "story-2-form")
    with page.expect_request(lambda request: "/events?" in request.url):
        page.get_by_role("button", name="Compute, about").click()
        page.wait_for_url("**/runs/*")
    key = page.url.split("/runs/")[1].split("?")[0]
    bar = page.get_by_role("progressbar").first
    bar.wait_for()
    page.get_by_text(re.compile(r"\d+ of \d+ checkpoints? done|\d of 3")).first.wait_for(timeout=4 * PATIENCE_MS)
    picture(page, "story-3-progress")
    # Nothing reloads the page: the numbers arrive by events.
    page.evaluate("() => { window.stayed = true }")
    page.get_by_text("At step 1,024").first.wait_for(timeout=6 * PATIENCE_MS)
    assert page.evaluate("window.stayed")
    settled(page)
    return key


def drawn_with_null_and_n(page):
    panel = page.locator("#panel-A")
    assert panel.locator("svg.main-svg .scatterlayer .trace").count() >= 5
    written = panel.locator("svg.main-svg text").all_text_contents()
    assert any("pseudo-concepts" in text for text in written), written
    assert {"en", "ar", "hi", "zh"} <= {text.split()[0] for text in written if text.strip()}
    dashes = panel.locator(".js-line").evaluate_all("(lines) => lines.map((line) => line.style.strokeDasharray)")
    assert any(dash.startswith("4px") for dash in dashes), dashes
    assert re.search(r"n = 2 concepts", panel.inner_text())
    assert page.locator("#panel-B .legend").first.is_visible()
    assert re.search(r"n = 2", page.locator("#panel-B").inner_text())
    for letter in "ABCDEFG":
        assert page.locator(f"#panel-{letter} :is(svg.main-svg, table)").count() >= 1, letter
    picture(page, "story-4-result")


def at_a_mark_of_step_64(page):
    """A click on a mark selects its checkpoint on all panels."""
    marks = page.locator("#panel-A svg.main-svg .scatterlayer .trace:has(.point)").last.locator(".point")
    box = marks.nth(1).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("() => new URLSearchParams(location.search).get('at') === 'step64'")
    page.locator("#panel-H, .panel").filter(has_text="All numbers at step 64").first.wait_for()
    page.get_by_role("radio", name="step 1,024").click()
    page.wait_for_function("() => !new URLSearchParams(location.search).has('at')")


def to_a_unit_of_english_and_arabic(page):
    grid = page.get_by_role("grid", name="Overlap, language by language")
    grid.get_by_role("gridcell", name=re.compile("^Arabic, English")).click()
    page.get_by_text("of expert units are the same").wait_for()
    page.get_by_role("button", name="Unselect the pair").click()
    units = page.get_by_role("table", name="Units").or_(page.get_by_role("grid", name="Units"))
    link = units.get_by_role("link").first
    unit = link.inner_text()
    link.click()
    page.wait_for_url(f"**/units/{unit}?concept=*")
    settled(page)
    assert page.locator("h1").inner_text() == unit
    return unit


def same_numbers_in_a_fresh_browser(visit, house, page, unit):
    page.get_by_role("button", name="Copy link").first.click()
    page.get_by_text("Link copied").wait_for()
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert link.startswith(house.url) and f"/units/{unit}" in link
    before = page.evaluate(TEXTS)
    other = visit(house, link.removeprefix(house.url))
    settled(other)
    assert other.evaluate(TEXTS) == before
    other.reload()
    settled(other)
    assert other.evaluate(TEXTS) == before
    assert sum(bool(re.search(r"\d\.\d\d|\.\d\d", text)) for text in before) > 5


def test_the_link_of_a_view_opens_that_view(visit, house, ladder_run):
    page = visit(
        house,
        f"/runs/{ladder_run}?at=step64&pair=en,hi&over=aligned&tables=B",
        permissions=["clipboard-read", "clipboard-write"],
    )
    settled(page)
    page.get_by_role("button", name="Copy link").first.click()
    page.get_by_text("Link copied").wait_for()
    link = page.evaluate("() => navigator.clipboard.readText()")
    other = visit(house, link.removeprefix(house.url))
    settled(other)
    assert other.evaluate(TEXTS) == page.evaluate(TEXTS)
    assert other.get_by_role("radio", name="step 64").get_attribute("aria-checked") == "true"
    assert other.get_by_text("of expert units are the same").is_visible()
    assert other.locator("#panel-B").get_by_role("table").is_visible()
