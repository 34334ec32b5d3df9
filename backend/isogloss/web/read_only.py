"""A server that only shows: the routes that write are taken out, so that there is nothing to ask them."""

from typing import Literal

from fastapi import FastAPI
from fastapi.routing import APIRoute

from isogloss.web.security import SAFE_METHODS

Access = Literal["open", "token", "read-only"]


def access(read_only: bool, token: str | None) -> Access:
    """Who may write: everybody who reaches the server, who has its token, nobody."""
    return "read-only" if read_only else "token" if token else "open"


def leave_reading_only(app: FastAPI) -> None:
    """Take every route out that takes another method than those that only read."""
    kept = [route for route in app.router.routes if not _writes(route)]
    app.router.routes[:] = kept


def _writes(route: object) -> bool:
    return isinstance(route, APIRoute) and not route.methods <= set(SAFE_METHODS)
