"""The content policy in a real browser: what plots need works, what an attacker needs does not."""

import contextlib

import pytest

from isogloss.store.open import open_store
from isogloss.web.application import assemble
from isogloss.web.reader import Reader
from tests.web.serving import background
from tests.web.toy import TOY

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PAGE = """<!doctype html><html lang="en"><head><title>t</title><link rel="icon" href="data:,">
<style>p { color: red }</style></head>
<body><p>text</p><script>window.inline = true</script><img src="x" onerror="window.handler = true">
<script src="/assets/page.js"></script></body></html>"""

#: What plotly.js does: one empty style element filled through the DOM, and style attributes. Then what it must not do.
SCRIPT = """
const style = document.createElement("style");
style.appendChild(document.createTextNode(""));
document.head.appendChild(style);
style.sheet.insertRule("p { text-align: center }", 0);
document.querySelector("p").setAttribute("style", "font-weight: 700");
const seen = getComputedStyle(document.querySelector("p"));
window.plot = [seen.textAlign, seen.fontWeight, seen.color];
try { window.evaluated = eval("1 + 1") } catch (error) { window.evaluated = error.name }
"""


@pytest.fixture
def page(tmp_path, home, browser):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "assets" / "page.js").write_text(SCRIPT)
    with contextlib.closing(open_store(home=home)) as store:
        app = assemble(Reader(store, (TOY,)), frontend=tmp_path)
        with background(app) as address, contextlib.closing(browser.new_context()) as context:
            page = context.new_page()
            page.goto(address)
            yield page


def test_plots_draw_and_injected_code_does_not_run(page):
    assert page.evaluate("window.plot") == ["center", "700", "rgb(0, 0, 0)"]
    assert page.evaluate("[window.inline, window.handler]") == [None, None]
    assert page.evaluate("window.evaluated") == "EvalError"


def test_a_page_of_another_origin_can_neither_read_nor_frame_nor_ask(page):
    own = page.url.rstrip("/")
    port = own.rpartition(":")[2]
    page.goto(f"http://localhost:{port}/")  # the same server under another name is another origin
    fetched = page.evaluate(f"fetch('http://127.0.0.1:{port}/api/about').then(() => 'read', () => 'refused')")
    assert fetched == "refused"
