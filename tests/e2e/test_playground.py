"""The playground, from an overlap cell to a link that shows the same texts: through the page, as a person goes."""

import json
import re
from urllib.parse import quote

import pytest

from tests.e2e import material
from tests.e2e.conftest import PATIENCE_MS, picture, settled

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(900)]

#: Every written text on the page, in order.
WRITTEN = "() => [...document.querySelectorAll('table.texts .evidence')].map((text) => text.textContent)"


def texts(page):
    return page.get_by_role("table", name="Texts")


def test_two_clicks_lead_from_an_overlap_cell_to_texts_in_every_language(house, one_run, visit):
    page = visit(house, f"/runs/{one_run}")
    settled(page)
    grid = page.get_by_role("grid", name="Overlap, language by language")
    grid.get_by_role("gridcell", name=re.compile("^Arabic, English")).click()
    page.get_by_role("button", name="Force them in the playground").click()
    page.wait_for_function("(before) => !location.pathname.endsWith(before)", arg=one_run)
    key = page.url.split("/runs/")[1].split("?")[0]
    run = house.until(key, "done", "failed")
    assert run["status"] == "done", run["error"]
    page.get_by_text(re.compile(r"values changed")).first.wait_for(timeout=2 * PATIENCE_MS)
    settled(page)
    picture(page, "playground-1-done")

    result = house.get(f"/api/runs/{key}/result")
    assert {prompt["language"] for prompt in result["prompts"]} == {None, *material.LANGUAGES}
    shown = page.evaluate(WRITTEN)
    for output in result["outputs"]:
        assert not output["text"].strip() or output["text"] in shown, output
    reads_the_same_when_opened_again(page, house, key, shown)
    arabic_stands_on_the_right(page)


def reads_the_same_when_opened_again(page, house, key, shown):
    """A reload of the link asks for nothing and shows the same."""
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    finished = house.get(f"/api/runs/{key}")["finished"]
    page.reload()
    page.get_by_text(re.compile(r"values changed")).first.wait_for()
    settled(page)
    assert page.evaluate(WRITTEN) == shown
    assert house.get(f"/api/runs/{key}")["finished"] == finished
    assert not [url for url in asked if url.endswith("/runs")], "the page asked for a run"


def arabic_stands_on_the_right(page):
    """A text runs in the direction of its first letter: this model's may begin with any, whatever its prompt's."""
    directions = page.evaluate(
        """() => [...document.querySelectorAll('table.texts .evidence')].flatMap((text) => {
          const first = text.textContent.match(/\\p{L}/u);
          return first ? [[/\\p{Script=Arabic}/u.test(first[0]), getComputedStyle(text).direction]] : [];
        })"""
    )
    assert [True, "rtl"] in directions
    assert all(direction == ("rtl" if arabic else "ltr") for arabic, direction in directions)


def form(model_run: str, **more) -> str:
    """The address of the form with everything set."""
    params = {
        "model": material.MODEL,
        "checkpoint": "step1024",
        "concept_run": model_run,
        "units": json.dumps([{"concept": "weather", "language": "ar", "k": 6, "operation": "force"}]),
        "prompts": json.dumps([{"language": "ar", "text": "المعلم"}, {"language": "hi", "text": "अध्यापक"}]),
    } | more
    return "/studies/interventions?" + "&".join(f"{name}={quote(str(value))}" for name, value in params.items())


def test_texts_appear_while_they_are_written_and_stop_stops(house, one_run, visit):
    # Two hundred draws keep it busy long after the texts have been written.
    page = visit(house, form(one_run, draws=200, held_out=25, seed=11))
    page.get_by_role("button", name=re.compile("^Run")).first.click()
    page.wait_for_url(re.compile(r"/runs/[0-9a-f]{32}"))
    key = page.url.split("/runs/")[1].split("?")[0]
    page.locator("table.texts .evidence").nth(3).wait_for()
    assert house.get(f"/api/runs/{key}")["status"] == "running", "the texts came before the run was done"
    picture(page, "playground-2-writing")
    page.get_by_role("button", name="Stop").click()
    assert house.until(key, "cancelled", "done")["status"] == "cancelled"
    page.get_by_text("Stopped: what was written until then stays.").wait_for()
    assert len(page.evaluate(WRITTEN)) >= 4


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"prompts": json.dumps([{"language": "en", "text": "   "}])}, "Prompt 1 is empty"),
        ({"prompts": json.dumps([{"language": "en", "text": "a\x00b"}])}, "null byte"),
        ({"prompts": json.dumps([{"language": "en", "text": "letter " * 400}])}, "more than the 128"),
        ({"units": json.dumps([{"addresses": ["mlp_act.9.1"], "operation": "zero"}])}, "layers 0 to 1"),
    ],
    ids=["empty", "null byte", "too long", "unknown unit"],
)
def test_bad_input_is_said_beside_its_field(house, one_run, visit, change, says):
    page = visit(house, form(one_run, **change))
    page.watch.expected |= {400, 404, 422}
    page.get_by_role("button", name=re.compile("^Run")).first.click()
    message = page.get_by_text(says).first
    message.wait_for()
    settled(page)
    picture(page, f"playground-3-{says[:8].strip()}")


def test_the_texts_are_readable_on_a_phone(house, one_run, visit):
    params = {
        "model": material.MODEL, "checkpoint": "step1024", "concept_run": one_run, "length": 8, "draws": 2,
        "units": [{"concept": "weather", "language": "ar", "k": 6, "operation": "zero"}],
        "prompts": [{"language": code, "text": material.WHO[code][0]} for code in material.LANGUAGES],
    }  # fmt: skip
    key = house.ask(params, study="interventions")
    assert house.until(key, "done", "failed")["status"] == "done"
    page = visit(house, f"/runs/{key}", viewport={"width": 390, "height": 844}, color_scheme="dark")
    page.get_by_text(re.compile(r"values changed")).first.wait_for()
    settled(page)
    picture(page, "playground-4-phone")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
