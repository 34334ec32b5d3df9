"""Links that unfurl: a page's head with its finding's words and picture, and oEmbed for sites that embed it."""

import re
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

from markdown_it import MarkdownIt
from sqlalchemy.orm import Session
from starlette.requests import Request

from isogloss.findings.by_slug import found
from isogloss.findings.sharing.citing import FRAME, frame, names
from isogloss.findings.sharing.picture import size_of
from isogloss.findings.tables import CollectionRow, FindingRow
from isogloss.findings.wire import OEmbed
from isogloss.store.open import Store
from isogloss.vocabulary.errors import IsoglossError, NotFound

_DESCRIPTION = 240
#: Invisible, and part of how Persian, Hindi and emoji are written.
_JOINING = "\u200c\u200d"
_FINDING = re.compile(r"^/(?:f|embed)/([a-z0-9-]{1,64})/?$")


def base_of(request: Request, public_url: str | None) -> str:
    """The address of this server as others write it; the Host header was checked at the gateway."""
    return public_url.rstrip("/") if public_url else f"{request.url.scheme}://{request.headers.get('host', '')}"


def plain(note: str, length: int = _DESCRIPTION) -> str:
    """A note's words without its marks, cut at a word."""
    tokens = MarkdownIt("commonmark", {"html": False}).parse(note)
    inline = (piece for token in tokens for piece in token.children or ())
    pieces = (piece.content for piece in inline if piece.type in ("text", "code_inline"))
    text = steady(" ".join(pieces))
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


def steady(text: str) -> str:
    """A text of somebody elsewhere without what steers a terminal or turns what stands beside it round, on one line."""
    kept = (letter for letter in text if letter.isprintable() or letter.isspace() or letter in _JOINING)
    return " ".join("".join(kept).split())


def head(store: Store, session: Session, kind: str, slug: str, base: str) -> str | None:
    """What belongs into the ``<head>`` of ``/f/<slug>`` and ``/c/<slug>``; None where there is nothing to say."""
    try:
        if kind == "f":
            return "\n".join(_tags(store, found(session, FindingRow, slug), base))
        return "\n".join(_tags(store, found(session, CollectionRow, slug), base))
    except IsoglossError:
        return None


def _tags(store: Store, row: FindingRow | CollectionRow, base: str) -> list[str]:
    finding = row if isinstance(row, FindingRow) else None
    url = f"{base}/{'f' if finding else 'c'}/{row.slug}"
    twin = f"{base}/api/{'findings' if finding else 'collections'}/{row.slug}"
    title = steady(row.title)
    said = plain(row.note if isinstance(row, FindingRow) else " ".join(item.get("text", "") for item in row.items))
    tags = [
        f"<title>{escape(title)} · Isogloss</title>",
        _meta("description", said),
        _property("og:type", "article"),
        _property("og:site_name", "Isogloss"),
        _property("og:title", title),
        _property("og:description", said),
        _property("og:url", url),
        _meta("twitter:card", "summary_large_image" if finding and finding.picture else "summary"),
        _meta("citation_title", title),
        *(_meta("citation_author", name) for name in names(steady(row.kept_by))),
        f'<link rel="canonical" href="{escape(url)}" />',
        f'<link rel="alternate" type="application/json" href="{escape(twin)}" />',
    ]
    if finding:
        asked = f"{base}/api/oembed?url={quote(url, safe='')}"
        tags.append(f'<link rel="alternate" type="application/json+oembed" href="{escape(asked)}" />')
    if finding and finding.picture:
        width, height = size_of(store.artifacts.get(finding.picture))
        tags += [
            _property("og:image", f"{base}/f/{row.slug}.png"),
            _property("og:image:type", "image/png"),
            _property("og:image:width", str(width)),
            _property("og:image:height", str(height)),
            _property("og:image:alt", steady(finding.figures[0]["title"]) if finding.figures else title),
        ]
    if row.private:
        tags.append(_meta("robots", "noindex, nofollow"))
    return [tag for tag in tags if tag]


def _meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{escape(content)}" />' if content else ""


def _property(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{escape(content)}" />' if content else ""


def oembed(store: Store, url: str, base: str, maxwidth: int | None, maxheight: int | None) -> OEmbed:
    """What a site needs to embed the finding at this address. Raises NotFound for any address that is none of ours."""
    parts = urlsplit(url)
    match = _FINDING.match(parts.path)
    if match is None or f"{parts.scheme}://{parts.netloc}".lower() != base.lower():
        raise NotFound("not_ours", "This address is no finding of this server.", field="url")
    with store.app.session() as session:
        row = found(session, FindingRow, match[1])
    width, height = min(FRAME[0], maxwidth or FRAME[0]), min(FRAME[1], maxheight or FRAME[1])
    facts: dict[str, Any] = {}
    if row.picture:
        wide, high = size_of(store.artifacts.get(row.picture))
        facts = {"thumbnail_url": f"{base}/f/{row.slug}.png", "thumbnail_width": wide, "thumbnail_height": high}
    return OEmbed(
        provider_url=base,
        title=steady(row.title),
        author_name=steady(row.kept_by),
        html=frame(row.slug, steady(row.title), base, width, height),
        width=width,
        height=height,
        **facts,
    )
