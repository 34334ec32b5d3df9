"""Wrong input is refused beside its field; what fails says why; an empty house says how to begin."""

import shutil

import pytest

from tests.e2e import material
from tests.e2e.conftest import PATIENCE_MS, picture, settled
from tests.e2e.served import isogloss

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(600)]


def test_an_empty_home_says_how_to_add_a_model_and_a_corpus(visit, empty_house):
    page = visit(empty_house)
    for words in ("isogloss models add FOLDER_OR_ID", "isogloss corpora add FOLDER_OR_ID"):
        page.get_by_text(words).wait_for()
    assert page.get_by_role("button", name="Ask what is shared").is_disabled()
    page.get_by_role("link", name="Add a model").last.click()
    page.get_by_label("Folder or hub id").wait_for()
    page.goto(empty_house.url + "/studies/concept-neurons")
    page.get_by_text("No model is here yet.").wait_for()
    page.goto(empty_house.url + "/runs")
    page.get_by_text("Nobody has asked here yet.").wait_for()


def test_too_large_a_k_is_refused_beside_its_field(visit, house):
    page = visit(house, "/studies/concept-neurons")
    page.watch.expected.add(422)
    settled(page)
    page.get_by_role("radio", name="A number").click()
    field = page.get_by_label("How many")
    field.fill("5000")
    said = page.locator(".field", has=field).get_by_role("alert")
    said.wait_for()
    assert "5,000" in said.inner_text() and "half" in said.inner_text()
    assert field.get_attribute("aria-invalid") == "true" and field.get_attribute("aria-describedby")
    picture(page, "refused-k-light")
    field.fill("zwölf")
    page.wait_for_function("() => document.querySelector('.field [role=alert]')?.textContent.includes('integer')")
    field.fill("12")
    said.wait_for(state="detached")
    page.get_by_role("status").filter(has_text="About").wait_for()


def test_an_unknown_language_in_the_address_is_refused_beside_the_languages(visit, house):
    page = visit(house, "/studies/concept-neurons?languages=en,xx-nowhere")
    page.watch.expected.add(422)
    said = page.locator(".field", has=page.locator("#which-languages")).get_by_role("alert")
    said.wait_for()
    assert "xx" in said.inner_text()
    picture(page, "refused-language-light")


def test_an_unknown_model_is_refused_beside_its_field(visit, house):
    page = visit(house, "/studies/concept-neurons?model=nobody")
    page.watch.expected |= {404, 422}
    said = page.locator(".study-form .field").filter(has_text="Model").get_by_role("alert").first
    said.wait_for()
    assert "nobody" in said.inner_text()


def test_a_broken_line_of_a_corpus_is_named_and_the_form_comes_back_filled_in(visit, house, tmp_path):
    file = tmp_path / "broken.jsonl"
    file.write_text('{"id": "a", "en": "One.", "ar": "واحد."}\n{"id": "b", "en": "Two."\n')
    page = visit(house, "/corpora?add=1")
    page.get_by_label("File, folder or hub id").fill(str(file))
    page.get_by_label("Licence").fill("CC0-1.0")
    page.get_by_role("button", name="Import the corpus").click()
    failure = page.get_by_role("alert").filter(has_text="broken.jsonl")
    failure.wait_for(timeout=2 * PATIENCE_MS)
    assert "line 2" in failure.inner_text() and "Nothing was taken in." in failure.inner_text()
    picture(page, "failed-intake-light")
    page.get_by_role("link", name="Change it").click()
    assert page.get_by_label("File, folder or hub id").input_value() == str(file)
    assert [corpus["id"] for corpus in house.get("/api/corpora")] == [material.CORPUS]


@pytest.fixture
def another_model(house, brought, tmp_path):
    """A model of one checkpoint whose weights a test may take away."""
    folder = tmp_path / "passing"
    shutil.copytree(brought / "ladder" / "step64", folder)
    isogloss(house.home, "models", "add", str(folder), "--id", "passing", "--licence", "CC0-1.0")
    return folder


def test_a_run_that_fails_says_why_and_goes_on_when_asked_again(visit, house, another_model):
    weights = another_model / "model.safetensors"
    away = weights.rename(another_model / "away")
    revision = house.get("/api/models/passing")["checkpoints"][0]["revision"]
    key = house.ask(material.PARAMS | {"model": "passing", "checkpoint": revision})
    page = visit(house, f"/runs/{key}")
    failure = page.get_by_role("alert").filter(has_text="weights").or_(page.locator(".failure")).first
    failure.wait_for(timeout=3 * PATIENCE_MS)
    assert failure.get_by_role("link", name="Log").is_visible()
    assert len(failure.inner_text()) > 40
    picture(page, "failed-run-light")
    away.rename(weights)
    failure.get_by_role("button", name="Ask again").click()
    page.locator("#panel-B").get_by_role("grid").wait_for(timeout=4 * PATIENCE_MS)
    assert house.get(f"/api/runs/{key}")["attempt"] == 2
