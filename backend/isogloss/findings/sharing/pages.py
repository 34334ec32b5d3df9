"""Addresses of findings outside ``/api``: ``/f/<slug>`` and ``/c/<slug>`` with a head that unfurls, the picture, and
``/embed/<slug>`` for frames in other pages (whose headers the gateway sets)."""

import re
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from starlette.responses import Response

from isogloss.findings import reading
from isogloss.findings.sharing import unfurling
from isogloss.web.answers import growing
from isogloss.web.pages import index
from isogloss.web.reader import Reader

Slug = Annotated[str, InPath(pattern=r"^[a-z0-9-]{1,64}$")]

_REPLACED = re.compile(r"<title>.*?</title>|<meta name=\"description\"[^>]*>", re.DOTALL)


def router(read: Reader, frontend: Path | None, public_url: str | None = None) -> APIRouter:
    """Include it before the front end's own routes."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/f/{slug}.png", methods=["GET", "HEAD"])
    def picture(slug: Slug) -> Response:
        with read.session() as session:
            data, digest = reading.picture(read.store, session, slug)
        return growing(data, digest, media_type="image/png")

    def shown(kind: str, slug: str, request: Request) -> Response:
        with read.session() as session:
            head = unfurling.head(read.store, session, kind, slug, unfurling.base_of(request, public_url))
        return index(frontend, None if head is None else lambda text: with_head(text, head), found=head is not None)

    @routes.api_route("/f/{slug}", methods=["GET", "HEAD"])
    def finding(slug: str, request: Request) -> Response:
        return shown("f", slug, request)

    @routes.api_route("/embed/{slug}", methods=["GET", "HEAD"])
    def embed(slug: str, request: Request) -> Response:
        return shown("f", slug, request)

    @routes.api_route("/c/{slug}", methods=["GET", "HEAD"])
    def collection(slug: str, request: Request) -> Response:
        return shown("c", slug, request)

    return routes


def with_head(text: str, head: str) -> str:
    """The page with this head in place of its own title and description."""
    return _REPLACED.sub("", text).replace("</head>", f"{head}\n</head>", 1)
