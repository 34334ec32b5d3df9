"""The owner's link lets a browser write; whoever only has the address reads, and is asked for the token."""

from collections.abc import Iterator

import pytest

from tests.e2e.conftest import PATIENCE_MS
from tests.e2e.served import House, served

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def written_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An empty house of its own: what is added here leaves runs behind, and others look at an empty one."""
    home, logs = tmp_path_factory.mktemp("written") / "home", tmp_path_factory.mktemp("logs")
    with served(home, logs, "--no-worker") as house:
        yield house


def add_a_corpus(page, house):
    page.get_by_label("File, folder or hub id").fill(str(house.home / "nothing.tsv"))
    page.get_by_label("Licence").fill("CC0-1.0")
    page.get_by_role("button", name="Import the corpus").click()


def test_the_link_is_taken_from_the_address_and_the_token_is_sent_with_what_is_written_only(browser, written_house):
    token, sent = written_house.token, []
    with browser.new_context() as context:
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", lambda request: sent.append(request))
        page = context.new_page()
        page.goto(f"{written_house.url}/corpora?add=1#token={token}")
        page.get_by_label("File, folder or hub id").wait_for()
        assert page.url == f"{written_house.url}/corpora?add=1"
        with page.expect_response(lambda answer: answer.request.method == "POST" and "corpora" in answer.url) as answer:
            add_a_corpus(page, written_house)
        assert answer.value.status == 202
        page.goto(f"{written_house.url}/runs")
        page.get_by_role("heading", name="Runs").first.wait_for()
    with_token = [request for request in sent if token in str(request.headers)]
    assert not [request.url for request in sent if token in request.url or token in request.headers.get("referer", "")]
    assert {request.method for request in with_token} == {"POST"}


def test_who_has_only_the_address_is_asked_and_may_open_the_link_then(browser, written_house):
    with browser.new_context() as context:
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(f"{written_house.url}/corpora?add=1")
        add_a_corpus(page, written_house)
        page.get_by_role("dialog", name="This server asks for its token").wait_for()
        page.get_by_text("in the link that was printed").wait_for()
        page.get_by_role("button", name="Not now").click()
        # In the same tab: only the part behind the # changes, so the page is not loaded again.
        page.evaluate(f"location.hash = 'token={written_house.token}'")
        page.wait_for_url(f"{written_house.url}/corpora?add=1")
        with page.expect_response(lambda answer: answer.request.method == "POST" and "corpora" in answer.url) as answer:
            add_a_corpus(page, written_house)
        assert answer.value.status == 202
