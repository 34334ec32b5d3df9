"""The built front end: its files, and its one page for every address a person can open."""

import mimetypes
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match
from starlette.types import Scope

from isogloss.vocabulary.errors import NotFound
from isogloss.web.answers import ASK_AGAIN, growing, unchanging

#: Vite names the files below by their content, so an address never changes its meaning.
_HASHED = "assets"
#: No file has a longer one, and asking for it is an error of the system's.
_LONGEST_NAME = 255
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: Marks a question to the other routes.
_OTHERS = "isogloss.others"

_NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Isogloss</title><link rel="icon" href="data:,"></head>
<body><h1>Isogloss</h1>
<p>The server runs, but its pages were not built.</p>
<p>In the repository, run <code>make setup</code> (it builds them with Node from the system or from a Python wheel),
then start the server again.</p>
<p>Everything the pages show is at <a href="/api/home">/api/home</a> as JSON.</p></body></html>
"""


class _Last(APIRoute):
    """A route that takes every address: it is passed over while the others are asked what they take."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.NONE, {}) if _OTHERS in scope else super().matches(scope)


def router(folder: Path | None) -> APIRouter:
    """Routes for everything outside ``/api``; include it last. ``folder`` holds the built front end."""
    routes = APIRouter(include_in_schema=False, route_class=_Last)

    @routes.api_route("/api", methods=[*_METHODS])
    @routes.api_route("/api/{rest:path}", methods=[*_METHODS])
    def no_such_twin(request: Request) -> Response:
        if request.method != "GET":
            _refuse_method(request)
        raise _nothing()

    @routes.api_route("/embed", methods=["GET", "HEAD"])
    @routes.api_route("/embed/{rest:path}", methods=["GET", "HEAD"])
    def no_such_frame() -> Response:
        """A finding's frame is a route of its own; a page that frames anything else gets nothing."""
        raise _nothing()

    @routes.api_route("/{path:path}", methods=["GET", "HEAD"])
    def page(path: str) -> Response:
        return _not_built() if folder is None else _file_or_page(folder, path)

    return routes


def index(folder: Path | None, change: Callable[[str], str] | None = None, *, found: bool = True) -> Response:
    """The one page that every address opens, with ``change`` made to its text; 404 where nothing is ``found``."""
    if folder is None:
        return _not_built()
    text = (folder / "index.html").read_text(encoding="utf-8")
    return HTMLResponse(
        text if change is None else change(text), 200 if found else 404, headers={"cache-control": ASK_AGAIN}
    )


def _file_or_page(folder: Path, path: str) -> Response:
    if any(len(part.encode()) > _LONGEST_NAME for part in path.split("/")):
        raise _nothing()
    file = (folder / path).resolve()
    if file.is_file() and file.is_relative_to(folder.resolve()):
        return _file(file, path)
    # An address may end in a unit's number (mlp_act.7.1832), so a dot alone makes no file name.
    if path.startswith(f"{_HASHED}/") or mimetypes.guess_type(path)[0] is not None:
        raise _nothing()
    return _file(folder / "index.html", "index.html")


def _file(file: Path, path: str) -> Response:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    kind += "; charset=utf-8" if kind.startswith("text/") or kind.endswith("javascript") else ""
    status = file.stat()
    tag = f"{status.st_mtime_ns:x}-{status.st_size:x}"
    make = unchanging if path.startswith(f"{_HASHED}/") else growing
    return make(file.read_bytes(), tag, media_type=kind)


def _refuse_method(request: Request) -> None:
    """Where something is at this address that takes other methods: 405, which names them."""
    asked = {"type": "http", "path": request.scope["path"], "root_path": "", "headers": [], "app": request.app}

    def taken(method: str) -> bool:
        scope = asked | {"method": method, _OTHERS: True}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    takes = sorted(method for method in _METHODS if taken(method))
    if takes:
        raise HTTPException(405, headers={"allow": ", ".join(takes)})


def _not_built() -> Response:
    return HTMLResponse(_NOT_BUILT, headers={"cache-control": "no-store"})


def _nothing() -> NotFound:
    return NotFound(
        "not_found", "There is nothing at this address.", hint="The pages start at /, their JSON at /api/home."
    )
