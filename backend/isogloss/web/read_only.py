"""A server that only shows: routes that write never become part of it, so that there is nothing to ask them."""

from typing import Literal

from fastapi import APIRouter
from fastapi.routing import APIRoute

from isogloss.web.security import SAFE_METHODS

Access = Literal["open", "token", "read-only"]


def access(read_only: bool, token: str | None) -> Access:
    """Who may write: everybody who reaches the server, who has its token, nobody."""
    return "read-only" if read_only else "token" if token else "open"


def reading_only(routes: APIRouter) -> APIRouter:
    """The same router without every route that takes another method than those that only read."""
    routes.routes[:] = [
        route
        for route in routes.routes
        if isinstance(route, APIRoute) and route.methods is not None and route.methods <= set(SAFE_METHODS)
    ]
    return routes
