"""The keyboard, all the way; and what a person prefers is kept."""

import pytest

from tests.e2e.conftest import picture, settled

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(600)]


def test_a_question_mark_lists_the_keys_of_the_page_and_escape_closes_it(visit, house, one_run, unit):
    page = visit(house, f"/runs/{one_run}/units/{unit}?concept=weather")
    settled(page)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    dialog.get_by_text("next, previous unit").wait_for()
    picture(page, "keys-light")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_a_slash_finds_a_corpus_and_enter_opens_it(visit, house):
    page = visit(house, "/")
    settled(page)
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Search").wait_for()
    page.keyboard.type("four", delay=20)
    page.get_by_role("option", name="Four scripts").wait_for()
    picture(page, "search-light")
    page.keyboard.press("Enter")
    page.wait_for_url("**/corpora/four-scripts")
    settled(page)
    # Heard by those who listen: the focus is in the page that was opened, not on nothing.
    assert page.evaluate("document.activeElement !== document.body")


def test_j_and_k_walk_through_the_experts_of_a_concept_and_back(visit, house, one_run, unit):
    page = visit(house, f"/runs/{one_run}/units/{unit}?concept=weather")
    settled(page)
    page.keyboard.press("j")
    page.wait_for_function("(unit) => !location.pathname.endsWith('/' + unit)", arg=unit)
    settled(page)
    next_one = page.locator("h1").inner_text()
    assert next_one != unit and page.url.endswith("?concept=weather")
    page.keyboard.press("k")
    page.wait_for_function("(unit) => location.pathname.endsWith('/' + unit)", arg=unit)
    page.locator("h1", has_text=unit).wait_for()


def test_a_result_can_be_walked_without_a_mouse(visit, house, ladder_run):
    page = visit(house, f"/runs/{ladder_run}")
    settled(page)
    page.keyboard.press("[")
    page.wait_for_function("() => new URLSearchParams(location.search).get('at') === 'step64'")
    cells = page.get_by_role("grid", name="Overlap, language by language").locator("[data-roving]")
    cells.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).get('pair') !== null")
    page.get_by_role("heading", name="Units in both").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("() => new URLSearchParams(location.search).get('pair') === null")


def test_a_chosen_theme_is_kept_and_does_not_flash(visit, house):
    page = visit(house, "/runs")
    settled(page)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("radiogroup", name="Theme").first.get_by_role("radio", name="Dark").click()
    page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    dark = page.evaluate(paper)
    assert dark != light
    # The theme is there before anything is painted: set by a file of its own in the head, not by the app.
    page.route("**/assets/index-*.js", lambda route: route.abort())
    page.goto(house.url + "/corpora", wait_until="domcontentloaded")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.unroute_all()
    page.watch.said.clear()
    page.goto(house.url + "/corpora")
    settled(page)
    assert page.evaluate(paper) == dark
    page.get_by_role("radiogroup", name="Theme").first.get_by_role("radio", name="Auto").click()
    page.wait_for_function("() => document.documentElement.dataset.theme === 'light'")
