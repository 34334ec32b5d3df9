"""Links that unfurl, frames in other pages, pictures, citations elsewhere, and files that open without a server."""

import base64
import io
import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from PIL import Image

from isogloss.findings.sharing.picture import labelled
from isogloss.findings.sharing.unfurling import plain
from isogloss.findings.tables import FindingRow
from tests.findings.served import BASE, client_of, keep, png


@pytest.fixture
def built(tmp_path):
    """Pages as a build leaves them, made of nothing."""
    folder = tmp_path / "dist"
    (folder / "standalone").mkdir(parents=True)
    (folder / "index.html").write_text(
        '<!doctype html><html><head><meta name="description" content="The house." />'
        '<title>Isogloss</title></head><body><div id="root"></div></body></html>'
    )
    (folder / "standalone" / "page.js").write_text('const end = "</script><script>";')
    (folder / "standalone" / "page.css").write_text("body { color: black }")
    return folder


@pytest.fixture
def client(local, built):
    with client_of(local.store, frontend=built) as opened:
        opened.series = local.series
        yield opened


class Head(HTMLParser):
    """The tags of a page's head."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.titles, self._in_title = {}, [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self._in_title = tag == "title"
        if name := found.get("property") or found.get("name"):
            self.tags.setdefault(name, []).append(found["content"])
        if tag == "link":
            self.tags.setdefault(f"{found['rel']} {found.get('type', '')}".strip(), []).append(found["href"])

    def handle_data(self, data):
        if self._in_title:
            self.titles.append(data)
            self._in_title = False


def test_a_link_unfurls_with_words_and_a_real_picture(client):
    title = 'Eşik "512" <b>&</b> مطر'
    found = keep(
        client,
        client.series,
        title=title,
        note="# When\n\nThey *meet* at `mlp_act.3.4`.\n\n<b>x</b>",
        picture=png(1200, 596),
    )
    page = client.get(f"/f/{found['slug']}")
    assert page.status_code == 200
    head = Head(page.text)
    assert head.titles == [f"{title} · Isogloss"]
    url = f"{BASE}/f/{found['slug']}"
    assert head.tags["og:title"] == [title]
    assert head.tags["og:url"] == head.tags["canonical"] == [url]
    assert head.tags["description"] == ["When They meet at mlp_act.3.4 . <b>x</b>"]
    assert "The house." not in page.text
    assert head.tags["twitter:card"] == ["summary_large_image"]
    assert head.tags["citation_author"] == ["Deniz Aydın", "María Ríos"]
    assert head.tags["alternate application/json"] == [f"{BASE}/api/findings/{found['slug']}"]
    [image] = head.tags["og:image"]
    picture = client.get(image)
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["cross-origin-resource-policy"] == "cross-origin"
    with Image.open(io.BytesIO(picture.content)) as opened:
        assert [str(side) for side in opened.size] == head.tags["og:image:width"] + head.tags["og:image:height"]
        assert opened.size[0] == 1200
        assert opened.size[1] > 596  # with its label
    twin = client.get(head.tags["alternate application/json+oembed"][0]).json()
    assert (twin["type"], twin["version"], twin["title"]) == ("rich", "1.0", title)
    assert f'src="{BASE}/embed/{found["slug"]}"' in twin["html"]
    assert twin["thumbnail_url"] == image


def test_nothing_of_the_sent_picture_but_its_pixels_is_kept(client):
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "#123456").save(file, "PNG")
    sent = file.getvalue()
    chunk = b"\x00\x00\x00\x0etEXtComment\x00secret" + (0).to_bytes(4, "big")
    smuggled = sent[:33] + chunk + sent[33:] + b"<script>alert(1)</script>"
    found = keep(client, client.series, picture=base64.b64encode(sent + b"<script>alert(1)</script>").decode())
    kept = client.get(f"/f/{found['slug']}.png").content
    assert b"<script>" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert opened.getpixel((5, 5)) == (0x12, 0x34, 0x56)
    answer = client.post("/api/findings", json={**_words(client), "picture": base64.b64encode(smuggled).decode()})
    assert answer.status_code in (201, 422)  # its checksum is wrong: refused, or read without it
    if answer.status_code == 201:
        assert b"secret" not in client.get(f"/f/{answer.json()['slug']}.png").content


def _words(client):
    from tests.findings.served import words

    return words(client.series)


@pytest.mark.parametrize("format", ["JPEG", "GIF", "TIFF", "BMP"])
def test_a_picture_of_another_kind_is_refused(client, format):
    file = io.BytesIO()
    Image.new("RGB", (10, 10)).save(file, format)
    answer = client.post(
        "/api/findings", json={**_words(client), "picture": base64.b64encode(file.getvalue()).decode()}
    )
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "picture"


def test_a_picture_that_unpacks_to_more_than_memory_has_is_refused(client):
    answer = client.post("/api/findings", json={**_words(client), "picture": png(3001, 10)})
    assert (answer.status_code, answer.json()["error"]["field"]) == (413, "picture")
    bomb = bytearray(base64.b64decode(png(10, 10)))
    bomb[16:24] = (40_000).to_bytes(4, "big") * 2  # the header alone says so; its checksum is made right
    import zlib

    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4, "big")
    answer = client.post("/api/findings", json={**_words(client), "picture": base64.b64encode(bytes(bomb)).decode()})
    assert answer.status_code in (413, 422)
    assert answer.json()["error"]["field"] == "picture"


def test_a_frame_in_another_page_may_less_than_a_page_of_ours(client):
    slug = keep(client, client.series)["slug"]
    embed, page = client.get(f"/embed/{slug}").headers, client.get(f"/f/{slug}").headers
    assert "frame-ancestors *" in embed["content-security-policy"]
    assert "default-src 'none'" in embed["content-security-policy"]
    assert "form-action 'none'" in embed["content-security-policy"]
    assert "x-frame-options" not in embed
    assert embed["cross-origin-resource-policy"] == "cross-origin"
    assert "frame-ancestors 'none'" in page["content-security-policy"]
    assert page["x-frame-options"] == "DENY"
    assert "set-cookie" not in embed


@pytest.mark.parametrize(
    "path", ["/embed/{slug}/runs", "/embed/a/b", "/embed/", "/embed", "/embed/UPPER", "/embed/a%2Fb", "/embed/{slug}/"]
)
def test_nothing_else_can_be_framed(client, path):
    slug = keep(client, client.series)["slug"]
    answer = client.get(path.format(slug=slug))
    assert answer.status_code == 404
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_oembed_answers_for_findings_of_this_server_alone(client):
    slug = keep(client, client.series)["slug"]

    def asked(url, **more):
        return client.get("/api/oembed", params={"url": url} | more)

    assert asked(f"{BASE}/f/{slug}").status_code == 200
    assert asked(f"{BASE}/embed/{slug}").status_code == 200
    small = asked(f"{BASE}/f/{slug}", maxwidth=400, maxheight=300).json()
    assert (small["width"], small["height"]) == (400, 300)
    assert 'width="400" height="300"' in small["html"]
    for url in (
        f"http://elsewhere.example/f/{slug}",
        f"{BASE}/runs/{client.series}",
        f"{BASE}/f/nothing",
        "javascript:1",
    ):
        assert asked(url).status_code == 404, url
    assert asked(f"{BASE}/f/{slug}", format="xml").status_code == 422


def test_a_page_of_nothing_is_a_page_that_says_so(client):
    assert client.get("/f/2222222").status_code == 404
    assert client.get("/f/NOT-A-SLUG").status_code == 404
    assert '<div id="root">' in client.get("/f/2222222").text


def test_the_picture_of_a_private_finding_does_not_name_it(monkeypatch):
    drawn = []
    monkeypatch.setattr("PIL.ImageDraw.ImageDraw.text", lambda self, at, text, **how: drawn.append(text))
    for slug in ("k7m2q9x", "a" * 26):
        labelled(png(), slug, ["0123456789abcdef", "f" * 32])
    assert drawn == ["Isogloss finding k7m2q9x, run 01234567, ffffffff", "Isogloss, run 01234567, ffffffff"]


def test_a_private_page_asks_not_to_be_indexed(client):
    slug = keep(client, client.series, private=True)["slug"]
    assert Head(client.get(f"/f/{slug}").text).tags["robots"] == ["noindex, nofollow"]


def test_the_address_others_use_is_the_one_that_links_have(local, built):
    with client_of(local.store, frontend=built, public_url="https://isogloss.lab.example/") as client:
        found = keep(client, local.series)
        assert found["cite"]["url"] == f"https://isogloss.lab.example/f/{found['slug']}"
        assert f'content="https://isogloss.lab.example/f/{found["slug"]}"' in client.get(f"/f/{found['slug']}").text


def test_a_note_without_its_marks_is_short_and_turns_nothing_around():
    assert plain("**Two** [links](http://x)\n\n- and `code`") == "Two links and code"
    assert "\u202e" not in plain("a \u202e b")
    long = plain("word " * 200)
    assert len(long) <= 242
    assert long.endswith(" …")
    assert plain("a <b>b</b> c") == "a <b>b</b> c"  # no markup here: it is escaped where it is put


@pytest.mark.parametrize(
    ("raw", "clean"),
    [("a\u202etxt.exe\u202c b", "atxt.exe b"), ("\x1b[31mred\x07\x9b1m", "[31mred1m"),
     ("two\nlines\u2028more", "two lines more"), ("\u2067مطر\u2069 rain", "مطر rain"), ("क्\u200dष", "क्\u200dष")],
)  # fmt: skip
def test_what_steers_or_turns_stands_in_no_unfurled_title(client, raw, clean):
    """A title of somebody elsewhere, whatever way it came here: the tab, link previews, citations, oEmbed."""
    slug = keep(client, client.series, picture=png())["slug"]
    store = client.app.state.read.store
    with store.app.session() as session:
        row = session.query(FindingRow).filter_by(slug=slug).one()
        row.title, row.kept_by, row.note = raw, raw, raw
        row.figures = [figure | {"title": raw} for figure in row.figures]
    page, twin = client.get(f"/f/{slug}").text, client.get("/api/oembed", params={"url": f"{BASE}/f/{slug}"}).json()
    head = Head(page)
    assert head.titles == [f"{clean} · Isogloss"]
    for name in ("og:title", "citation_title", "citation_author", "og:image:alt", "og:description", "description"):
        assert head.tags[name] == [clean], name
    assert (twin["title"], twin["author_name"]) == (clean, clean)
    assert f'title="{clean}"' in twin["html"]
    said = page + twin["html"]
    assert not [letter for letter in set(said) if not (letter.isprintable() or letter in "\n\u200d")]


def test_the_standalone_file_holds_all_and_asks_nobody(client):
    note = "</script><script>alert(1)</script> \u2028 مطر"
    found = keep(client, client.series, note=note)
    answer = client.get(f"/api/findings/{found['slug']}/page.html")
    assert f'attachment; filename="isogloss-{found["slug"]}.html"' == answer.headers["content-disposition"]
    text = answer.text
    assert len(re.findall(r"<script", text)) == 2  # the content, and what draws it
    assert len(re.findall(r"</script", text)) == 2
    policy = unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1])
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    content = json.loads(re.search(r'id="content">(.*?)</script>', text, re.DOTALL)[1])
    assert content["findings"][found["slug"]]["note"] == note
    assert content["findings"][found["slug"]]["verified"]["state"] == "matches"
    assert content["figures"][f"{found['slug']}/0"]["data"]
    import hashlib

    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy


def test_where_pages_were_not_built_there_is_no_such_file(local):
    with client_of(local.store) as client:
        slug = keep(client, local.series)["slug"]
        answer = client.get(f"/api/findings/{slug}/page.html")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "not_built")
