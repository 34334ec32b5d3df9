"""What holds on every page: no error, nothing from elsewhere, nothing axe calls serious, no sideways scrolling."""

import pytest

from tests.e2e.conftest import PHONE, WIDE, picture, settled
from tests.e2e.served import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(600)]

#: Panels may scroll sideways in themselves; the page never does.
NOT_SIDEWAYS = "() => document.documentElement.scrollWidth <= window.innerWidth"

AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"

#: Pages of the house with a finished ladder, by name; addresses as their parts are called in ``address``.
PAGES = {
    "home": "/",
    "models": "/models",
    "add-model": "/models?add=1",
    "model": "/models/{model}",
    "corpora": "/corpora",
    "add-corpus": "/corpora?add=1",
    "corpus": "/corpora/{corpus}",
    "add-concepts": "/corpora/{corpus}?add=1",
    "form": "/studies/concept-neurons",
    "runs": "/runs",
    "runs-all": "/runs?children=1",
    "ladder": "/runs/{ladder}",
    "ladder-tables": "/runs/{ladder}?tables=A,B,C,D,E,F,G",
    "pair": "/runs/{ladder}?pair=en,ar&pin=step0&over=transfer&matrix=transfer",
    "checkpoint": "/runs/{run}",
    "unit": "/runs/{run}/units/{unit}?concept=weather",
    "nowhere": "/nowhere/at/all",
    "no-run": "/runs/" + 32 * "0",
}
EMPTY_PAGES = ("home", "models", "corpora", "form", "runs")


@pytest.fixture
def address(house, ladder_run, one_run, unit):
    """A page's path by its name."""
    parts = {"model": "tiny-ladder", "corpus": "four-scripts", "ladder": ladder_run, "run": one_run, "unit": unit}
    return lambda name: PAGES[name].format(**parts)


def serious(page):
    """What axe finds serious or critical: rule, and where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations)")
    return [
        (rule["id"], [node["target"] for node in rule["nodes"][:3]], rule["nodes"][0]["failureSummary"])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]


def quiet_and_open_to_all(page, name):
    settled(page)
    assert page.title().endswith("Isogloss")
    picture(page, f"{name}-light")
    found = {"light": serious(page)}
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    settled(page)
    picture(page, f"{name}-dark")
    found["dark"] = serious(page)
    assert found == {"light": [], "dark": []}


def fits_a_phone(page, name):
    settled(page)
    picture(page, f"{name}-390")
    page.wait_for_function(NOT_SIDEWAYS, timeout=10_000)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_quiet_and_axe_finds_nothing_serious_in_light_and_dark(visit, house, address, name):
    page = visit(house, "/favicon.svg", bypass_csp=True)  # for axe's own styles only
    page.watch.expected |= {404} if name == "no-run" else set()
    page.goto(house.url + address(name))
    quiet_and_open_to_all(page, name)


@pytest.mark.parametrize("name", EMPTY_PAGES)
def test_a_page_of_an_empty_house_is_quiet_and_axe_finds_nothing_serious(visit, empty_house, name):
    page = visit(empty_house, PAGES[name], bypass_csp=True)
    quiet_and_open_to_all(page, f"empty-{name}")


def test_under_the_policy_every_page_is_quiet_and_none_scrolls_sideways_on_a_phone_or_a_desk(visit, house, address):
    page = visit(house, viewport=PHONE, has_touch=True, is_mobile=True)
    page.watch.expected.add(404)
    for name in PAGES:
        page.goto(house.url + address(name))
        fits_a_phone(page, name)
        # The same load on a wide window: what only that one draws is under the policy, too.
        page.set_viewport_size(WIDE)
        settled(page)
        page.wait_for_function(NOT_SIDEWAYS, timeout=10_000)
        page.set_viewport_size(PHONE)


def test_no_page_of_an_empty_house_scrolls_sideways_on_a_phone(visit, empty_house):
    page = visit(empty_house, viewport=PHONE, has_touch=True, is_mobile=True)
    for name in EMPTY_PAGES:
        page.goto(empty_house.url + PAGES[name])
        fits_a_phone(page, f"empty-{name}")


def test_on_a_phone_the_bar_at_the_foot_walks_through_units_and_the_menu_opens_pages(visit, house, address, unit):
    page = visit(house, address("unit"), viewport=PHONE, has_touch=True, is_mobile=True)
    settled(page)
    bar = page.locator(".bottom-bar")
    assert bar.bounding_box()["y"] + bar.bounding_box()["height"] <= PHONE["height"] + 1
    bar.get_by_role("button", name="Next unit").tap()
    page.wait_for_function("(unit) => !location.pathname.endsWith('/' + unit)", arg=unit)
    settled(page)
    # The foot of the page is above the bar, not under it.
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert page.locator(".page-foot").bounding_box()["y"] < bar.bounding_box()["y"]
    page.get_by_role("button", name="Menu", exact=True).tap()
    page.locator(".rail-dialog").get_by_role("link", name="Corpora").tap()
    page.get_by_role("heading", name="Corpora", exact=True, level=1).wait_for()
    assert not page.locator(".rail-dialog").is_visible()
