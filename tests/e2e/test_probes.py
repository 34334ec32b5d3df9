"""Language probes in a browser: from the form to a ladder's heat map, a confusion's sentences, and the playground."""

import pytest

from tests.e2e import material
from tests.e2e.conftest import PHONE, picture, settled
from tests.e2e.test_every_page import fits_a_phone, quiet_and_open_to_all

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(600)]

PARAMS = {
    "model": material.MODEL,
    "corpus": material.CORPUS,
    "languages": list(material.LANGUAGES),
    "tokens": 3,
    "draws": 5,
    "loss_sentences": 5,
    "entropy_share": 0.05,
    "activity_quantile": 0.8,
}
CONCEPT = {"target": "concept", "concepts": material.CONCEPTS, "unit": "sentence"}


def ended(house, params, checkpoints):
    run = house.until(house.ask(params, checkpoints, "language-probes"), "done", "failed")
    assert run["status"] == "done", run["error"]
    return run


@pytest.fixture(scope="module")
def ladder(house):
    return ended(house, PARAMS, ["step64", "step1024"])


@pytest.fixture(scope="module")
def concepts(house):
    """Beside the experts of concept neurons of the same checkpoint."""
    neurons = {name: value for name, value in material.PARAMS.items() if name != "checkpoint"}
    beside = house.until(house.ask(neurons, ["step1024"], "concept-neurons"), "done", "failed")
    assert beside["status"] == "done", beside["error"]
    return ended(house, PARAMS | CONCEPT | {"concept_run": beside["key"]}, ["step1024"])


def test_a_cell_of_the_confusion_leads_to_its_sentences_and_the_link_keeps_it(visit, house, ladder):
    page = visit(house, f"/runs/{ladder['key']}?at=step1024&layer=0")
    settled(page)
    page.get_by_text("with shuffled labels; excess").first.wait_for()
    page.get_by_role("grid", name="What is taken for what").get_by_role(
        "gridcell", name="truth Arabic, taken for Arabic"
    ).click()
    page.locator(".mistakes li").first.wait_for()
    settled(page)
    shown = page.locator(".mistakes [lang=ar]")
    assert shown.count() >= 1
    assert shown.first.evaluate("e => getComputedStyle(e).direction") == "rtl"
    texts = page.locator(".mistakes li").all_inner_texts()
    picture(page, "probes-cell")
    again = visit(house, page.url.removeprefix(house.url))
    again.locator(".mistakes li").first.wait_for()
    assert again.locator(".mistakes li").all_inner_texts() == texts


@pytest.mark.parametrize("which", ["form", "ladder", "ladder-tables", "concepts"])
def test_its_pages_are_quiet_fit_a_phone_and_axe_finds_nothing_serious(visit, house, ladder, concepts, which):
    path = {
        "form": "/studies/language-probes",
        "ladder": f"/runs/{ladder['key']}",
        "ladder-tables": f"/runs/{ladder['key']}?tables=A,B,C,D,E,F,G,H,I,J,K,L,M",
        "concepts": f"/runs/{concepts['children'][0]['key']}",
    }[which]
    quiet_and_open_to_all(visit(house, path), f"probes-{which}")
    fits_a_phone(visit(house, path, viewport=PHONE), f"probes-{which}")


def test_all_of_a_languages_neurons_go_to_the_playground_in_one_click(visit, house, ladder):
    page = visit(house, f"/runs/{ladder['key']}")
    settled(page)
    page.get_by_role("link", name="off in the playground: ").first.click()
    page.wait_for_url("**/studies/interventions**")
    settled(page)
    assert "mlp_act." in page.content()
    picture(page, "probes-playground")
