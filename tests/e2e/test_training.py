"""A model is trained in the browser: the form, the curve as it falls, the result, and its ladder in the house."""

import re
from urllib.parse import urlencode

import pytest

from tests.e2e.conftest import PHONE, settled
from tests.e2e.served import served
from tests.e2e.test_every_page import fits_a_phone, quiet_and_open_to_all
from tests.studies.pretraining.material import write_text

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(600)]

ASKED = {
    "vocabulary": 320, "layers": 2, "width": 32, "heads": 4, "context": 32, "batch": 32, "steps": 400,
    "checkpoint_steps": "2,100", "held_out_tokens": 256, "model": "from-the-browser",
}  # fmt: skip


def test_a_training_from_the_form_to_its_ladder(visit, tmp_path_factory):
    folder = tmp_path_factory.mktemp("training")
    text = write_text(folder / "text")
    with served(folder / "home", folder, lanes_batch=1) as house:
        page = visit(house, "/favicon.svg", bypass_csp=True)
        page.goto(f"{house.url}/studies/pretraining")
        quiet_and_open_to_all(page, "train")
        page.goto(f"{house.url}/studies/pretraining?{urlencode(ASKED | {'text': str(text), 'heads': 5})}")
        page.watch.expected.add(422)
        page.get_by_text("5 heads do not share a width of 32 out evenly.").first.wait_for()
        page.get_by_label("Heads").fill("4")
        page.get_by_role("button", name=re.compile("^Train, about")).click()
        page.get_by_role("heading", name="Pretraining of from-the-browser").wait_for()
        page.get_by_text(re.compile("checkpoints? of from-the-browser (is|are) here already")).wait_for()
        page.locator(".figure svg.main-svg").first.wait_for()
        page.get_by_role("heading", name="from-the-browser, trained here").wait_for()
        quiet_and_open_to_all(page, "training")
        table = page.get_by_role("table", name="Checkpoints")
        assert table.get_by_role("row").count() == 5, "a head, and the steps 0, 2, 100 and 400"
        page.get_by_role("link", name="Change and ask again").click()
        settled(page)
        assert page.get_by_label("Steps", exact=True).input_value() == "400"
        page.go_back()
        page.get_by_role("link", name="The model", exact=True).click()
        page.get_by_text("step00400").first.wait_for()
        phone = visit(house, viewport=PHONE, has_touch=True, is_mobile=True)
        for name, at in (("train", "/studies/pretraining"), ("training", f"/runs/{_newest(house)}")):
            phone.goto(house.url + at)
            fits_a_phone(phone, name)


def _newest(house):
    return house.get("/api/runs?study=pretraining")["runs"][0]["key"]
