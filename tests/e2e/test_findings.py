"""A finding in a real browser: kept, opened by somebody else, embedded, unfurled, saved, and tampered with."""

import io
import json
import re
import shutil
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from isogloss.store.artifact_tables import ArtifactChunkRow, ArtifactRow
from isogloss.store.artifacts import compressed
from isogloss.store.open import open_store
from isogloss.vocabulary.digest import digest_bytes
from tests.e2e.conftest import PHONE, at_home, picture, settled
from tests.e2e.served import ROOT, isogloss, served
from tests.findings.bundle.forging import edited, entries_of, repinned, replaced_artifact, written

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(600)]

BUNDLE = ROOT / "backend" / "isogloss" / "_bundles" / "seven-languages.zip"
NOTE = """They meet at step 512, **not** before.

> وقد صاحب بعض حالات هطول الأمطار عواصف رعدية

> भारी बारिश के साथ तेज़ हवाएँ चलीं और बिजली गिरी।

> 有些降雨会伴随雷暴和频繁的闪电。

<script>window.harmed = 1</script> <img src=x onerror="window.harmed = 1">

[a link](javascript:window.harmed=1) [another](https://example.org/a) ![a picture](http://127.0.0.1:1/x.png)

user\u202etxt.exe
"""
#: Every line that a figure draws: the numbers, as a person sees them.
LINES = "() => [...document.querySelectorAll('.figure .js-line')].map((line) => line.getAttribute('d'))"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with real runs in it, computed elsewhere: nothing has to be computed here."""
    home = tmp_path_factory.mktemp("findings") / "home"
    isogloss(home, "import", str(BUNDLE))
    return home


@pytest.fixture(scope="module")
def kept_in(home, tmp_path_factory):
    with served(home, tmp_path_factory.mktemp("logs"), "--no-worker") as house:
        yield house


def series_of(house):
    return house.get("/api/findings")[0]["runs"][0]["key"]


def send(house, method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(house.url + path, data, house.headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        found = answer.read()
    return json.loads(found) if found else None


def keep(house, **more):
    """Keep the overlap over training as a program would."""
    key = series_of(house)
    figure = house.get(f"/api/runs/{key}")["figures"][0]
    body = {"title": "They come to share", "path": f"/runs/{key}", "runs": [key],
            "figures": [{"run": key, "name": figure, "title": "Overlap"}]} | more  # fmt: skip
    return send(house, "POST", "/api/findings", body)["slug"]


def text_of(house, path):
    with urllib.request.urlopen(house.url + path, timeout=30) as answer:
        return answer.read().decode()


def said_to_match(page):
    """Opening reads for a second; on a slow machine the rest is read when it is asked for."""
    page.get_by_text(re.compile("Checked [0-9]")).wait_for(timeout=60_000)
    look_at_all = page.get_by_role("button", name=re.compile("^Look at all"))
    if look_at_all.count():
        look_at_all.click()
    page.get_by_text(re.compile("All .* match their digests")).wait_for(timeout=60_000)


@pytest.fixture(scope="module")
def slug(kept_in, browser):
    """A finding kept on the page, from a figure's menu, as a person does."""
    context = browser.new_context(
        viewport={"width": 1360, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    at_home(context, kept_in)
    page = context.new_page()
    page.goto(f"{kept_in.url}/runs/{series_of(kept_in)}")
    panel = page.get_by_role("button", name=re.compile("^Menu of .*training"))
    panel.wait_for(timeout=60_000)
    panel.click()
    page.get_by_role("menuitem", name="Keep").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("They meet at step 512: وبرق متكرر")
    dialog.get_by_label("Note", exact=True).fill(NOTE)
    dialog.get_by_label("Tags").fill("overlap, सात")
    dialog.get_by_label("Kept by").fill("María Ríos, دينا")
    picture(page, "findings-1-keep")
    dialog.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_url(re.compile("/f/[2-9a-z]{7}$"), timeout=60_000)
    slug = page.url.rsplit("/", 1)[1]
    assert page.evaluate("navigator.clipboard.readText()") == f"{kept_in.url}/f/{slug}"
    context.close()
    return slug


def test_somebody_else_sees_the_same_numbers_and_that_they_are_the_same(kept_in, slug, visit):
    page = visit(kept_in, f"/f/{slug}")
    said_to_match(page)
    page.locator(".figure .js-line").first.wait_for()
    drawn = page.evaluate(LINES)
    assert len(drawn) > 5
    picture(page, "findings-2-page")
    assert page.evaluate("window.harmed") is None
    assert page.get_by_role("heading", level=1).inner_text() == "They meet at step 512: وبرق متكرر"
    page.reload()
    page.locator(".figure .js-line").first.wait_for()
    assert page.evaluate(LINES) == drawn
    facts = kept_in.get(f"/api/findings/{slug}")
    assert facts["verified"]["state"] == "matches"
    [source] = facts["sources"]
    for said in (source["study_title"], source["code"], str(source["seed"]), next(iter(source["corpora"]))):
        assert page.get_by_text(said).count() > 0, said


def test_words_that_would_do_harm_are_only_words(kept_in, slug, visit):
    page = visit(kept_in, f"/f/{slug}")
    page.locator(".figure .js-line").first.wait_for()
    links = page.locator("a", has_text="another")
    assert links.get_attribute("href") == "https://example.org/a"
    assert "noopener" in links.get_attribute("rel")
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.locator("img[src*='127.0.0.1:1']").count() == 0
    assert page.evaluate("window.harmed") is None
    assert "\u202e" not in page.inner_text("body")
    assert "<script>window.harmed = 1</script>" in page.inner_text("body")


def test_on_a_phone_nothing_is_wider_than_the_window(kept_in, slug, visit):
    page = visit(kept_in, f"/f/{slug}", viewport=PHONE, color_scheme="dark")
    page.locator(".figure .js-line").first.wait_for()
    picture(page, "findings-3-phone-dark")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_link_unfurls_with_a_picture_of_the_figure(kept_in, slug):
    tags = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', text_of(kept_in, f"/f/{slug}")))
    assert unescape(tags["og:title"]) == "They meet at step 512: وبرق متكرر"
    with urllib.request.urlopen(tags["og:image"], timeout=30) as answer:
        assert answer.headers["content-type"] == "image/png"
        image = Image.open(io.BytesIO(answer.read()))
    assert (str(image.width), str(image.height)) == (tags["og:image:width"], tags["og:image:height"])
    assert len(image.convert("RGB").getcolors(1 << 24)) > 100  # drawn, not empty


LINK = "<a href='https://elsewhere.example/'>press here</a>"


def with_links(entries):
    """The bundle with live links in every text of the finding's first figure."""
    shown = json.loads(entries["manifest.json"])["finding"]["figures"][0]
    run, kept = f"runs/{shown['run']}.json", f"{shown['set']}/figure/{shown['name']}"
    figure = json.loads(entries[f"artifacts/{shown['sha256']}"])
    words = {"text": LINK, "showarrow": False, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    figure["layout"] |= {"annotations": [words], "title": {"text": LINK}, "showlegend": True}
    figure["layout"]["yaxis"] |= {"title": {"text": LINK}, "ticksuffix": LINK}
    for trace in figure["data"]:
        trace |= {"name": LINK, "hovertext": LINK, "hovertemplate": LINK, "showlegend": True}
    data = json.dumps(figure).encode()
    changed = replaced_artifact(entries, run, kept, data)

    def shows(manifest):
        manifest["finding"]["figures"][0]["sha256"] = digest_bytes(data)

    return repinned(edited(changed, "manifest.json", shows))


def test_links_in_a_figure_of_a_bundle_are_dead(tmp_path, visit):
    """In the page, and while the pointer is over the figure, which draws more."""
    bundle, home = written(tmp_path / "links.zip", with_links(entries_of(BUNDLE))), tmp_path / "home"
    slug = json.loads(isogloss(home, "import", str(bundle), "--json"))["slug"]
    with served(home, tmp_path, "--no-worker") as house:
        page = visit(house, f"/f/{slug}")
        figure = page.locator(".figure").first
        figure.locator(".js-line").first.wait_for()
        assert figure.locator("a", has_text="press here").count() > 0
        for place in (None, {"x": 200, "y": 100}):
            figure.hover(position=place)
            settled(page)
            alive = "f => [...f.querySelectorAll('a')].filter(a => a.href.baseVal || a.getAttribute('href')).length"
            assert figure.evaluate(alive) == 0
        figure.get_by_text("press here").first.click(force=True)
        assert page.url == f"{house.url}/f/{slug}" and len(page.context.pages) == 1


@contextmanager
def another_site(folder):
    """A site of another origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def test_it_shows_in_a_page_of_another_origin_and_its_own_page_does_not(kept_in, slug, browser, tmp_path):
    twin = kept_in.get(f"/api/oembed?url={kept_in.url}/f/{slug}")
    (tmp_path / "blog.html").write_text(
        f"<!doctype html><h1>A blog</h1>{twin['html']}<iframe id='own' src='{kept_in.url}/f/{slug}'></iframe>"
    )
    context = browser.new_context()
    with another_site(tmp_path) as url:
        page = context.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{url}/blog.html")
        frame = page.frame_locator("iframe[src*='/embed/']")
        frame.locator(".figure .js-line").first.wait_for(timeout=60_000)
        assert frame.get_by_text("They meet at step 512").count() > 0
        picture(page, "findings-4-embed")
        with context.expect_page() as opened:
            frame.get_by_role("link", name=re.compile("^Isogloss finding")).click()
        said_to_match(opened.value)
        assert opened.value.url == f"{kept_in.url}/f/{slug}"
        refused = [text for text in said if "frame-ancestors" in text]
        assert refused  # the finding's own page is not framed
        assert [text for text in said if "/embed/" in text] == []
        assert context.cookies() == []
    context.close()


def test_the_saved_file_opens_from_a_disk_and_asks_nobody(kept_in, slug, browser, tmp_path):
    other = keep(kept_in, title="A second one", note="Beside it.")
    items = [{"text": "# Why\n\nA report. مطر"}, {"finding": slug}, {"text": "And then:"}, {"finding": other}]
    report = send(kept_in, "POST", "/api/collections", {"title": "What they share", "items": items})
    for kind, name in (("findings", slug), ("collections", report["slug"])):
        file = tmp_path / f"{kind}.html"
        file.write_text(text_of(kept_in, f"/api/{kind}/{name}/page.html"), encoding="utf-8")
        context = browser.new_context(offline=True)
        page = context.new_page()
        asked, said = [], []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, said=said: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        page.goto(f"file://{file}")
        page.locator(".js-line").first.wait_for(timeout=60_000)
        picture(page, f"findings-5-file-{kind}")
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
        assert said == []
        assert page.evaluate("window.harmed") is None
        if kind == "collections":
            assert page.get_by_text("A second one").count() > 0
            assert page.get_by_text("And then:").count() == 1
        context.close()


def test_stored_bytes_that_were_tampered_with_are_said(home, kept_in, tmp_path, tmp_path_factory, visit):
    """In a copy of the house: one byte of an array, which no page would show otherwise."""
    slug = keep(kept_in, title="To be tampered with")
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    store = open_store(home=copy)
    with store.artifacts.database.session() as session:
        digest = (
            session.query(ArtifactRow.digest).where(ArtifactRow.kind == "array").order_by(ArtifactRow.digest).first()[0]
        )
    data = store.artifacts.get(digest)
    with store.artifacts.database.session() as session:
        artifact = session.query(ArtifactRow).where(ArtifactRow.digest == digest).one()
        session.query(ArtifactChunkRow).where(ArtifactChunkRow.artifact_id == artifact.id).delete()
        for position, piece in enumerate(compressed(data[:-1] + bytes([data[-1] ^ 1]))):
            session.add(ArtifactChunkRow(artifact_id=artifact.id, position=position, data=piece))
    store.close()
    with served(copy, tmp_path_factory.mktemp("logs"), "--no-worker") as house:
        page = visit(house, f"/f/{slug}")
        page.get_by_text(re.compile("not what was kept|differ")).first.wait_for()
        picture(page, "findings-6-tampered")
        assert house.get(f"/api/findings/{slug}?whole=true")["verified"]["state"] == "differs"


def test_a_server_that_only_shows_offers_nothing_that_writes(home, kept_in, slug, tmp_path_factory, visit):
    with served(home, tmp_path_factory.mktemp("logs"), "--read-only") as house:
        page = visit(house, f"/f/{slug}")
        page.locator(".figure .js-line").first.wait_for()
        assert page.get_by_role("button", name=re.compile("^(Edit|Change|Withdraw|Publish)")).count() == 0
        page.goto(f"{house.url}/runs/{series_of(house)}")
        settled(page)
        assert page.get_by_role("button", name="Keep").count() == 0
        page.goto(house.url)
        settled(page)
        assert page.get_by_text("read-only", exact=False).count() > 0
        with pytest.raises(urllib.error.HTTPError) as refused:
            send(house, "POST", "/api/findings", {})
        assert refused.value.code in (404, 405)
        refused.value.close()


def test_a_private_finding_opens_by_its_link_and_stands_in_no_list(kept_in, visit):
    slug = keep(kept_in, title="Not for everybody", private=True)
    page = visit(kept_in, "/findings")
    settled(page)
    picture(page, "findings-7-list")
    assert page.get_by_text("Not for everybody").count() == 0
    page.goto(f"{kept_in.url}/f/{slug}")
    page.get_by_role("heading", name="Not for everybody").wait_for()
