"""Every error as one JSON shape: ``{"error": {code, message, hint, field, details}}``.

Texts are allow-listed: an :class:`IsoglossError` was written for people and is shown; a validation error is told in
our words; anything else is logged under an incident number, and only the number is shown.
"""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from isogloss.vocabulary.errors import IsoglossError, TooMany, Unavailable
from isogloss.web.invalid import refusal

log = logging.getLogger("isogloss.web")

#: Seconds after which asking again is sensible when something is away.
RETRY_AFTER = 2

#: What the framework refuses by itself, in our words: status -> (code, message, hint).
_HTTP_TEXTS = {
    404: ("not_found", "There is nothing at this address.", "The pages start at /, their JSON at /api/about."),
    405: ("method_not_allowed", "This address does not take that method.", "See the Allow header."),
}


class ErrorBody(BaseModel):
    """What went wrong, in words a person may read."""

    code: str = Field(description="Stable and machine-readable.")
    message: str = Field(description="What happened, and what was kept.")
    hint: str = Field(description="What to do about it; may be empty.")
    field: str | None = Field(description="Dotted path of the parameter at fault.")
    details: dict[str, Any]


class ErrorAnswer(BaseModel):
    """The body of every answer that is not a success."""

    error: ErrorBody


#: What FastAPI takes for ``responses=``.
Responses = dict[int | str, dict[str, Any]]


def declared(*statuses: int) -> Responses:
    """The ``responses=`` of a route: the errors it may answer beside those that every route may."""
    texts = {400: "Malformed", 403: "Refused at the gateway", 404: "Not here", 409: "Conflict", 410: "Withdrawn",
             413: "Too large", 415: "Not JSON", 422: "Refused", 429: "More at once than one client's share",
             503: "Something needed is away",
             507: "Disk full"}  # fmt: skip
    return {status: {"model": ErrorAnswer, "description": texts[status]} for status in (400, 403, 413, *statuses, 503)}


def answer(error: IsoglossError) -> Response:
    """The HTTP form of a public error."""
    headers = {"cache-control": "no-store"}
    if isinstance(error, (Unavailable, TooMany)):
        headers["retry-after"] = str(RETRY_AFTER)
    if error.status == 401:
        headers["www-authenticate"] = 'Bearer realm="Isogloss"'
    return _json(error.status, error.public(), headers)


def install(app: FastAPI) -> None:
    """Teach the app this shape for everything that is raised inside a route."""

    @app.exception_handler(IsoglossError)
    def public(_: Request, error: IsoglossError) -> Response:
        return answer(error)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> Response:
        return answer(refusal(error.errors()))

    @app.exception_handler(HTTPException)
    def http(_: Request, error: HTTPException) -> Response:
        code, message, hint = _HTTP_TEXTS.get(error.status_code, ("refused", "The request could not be read.", ""))
        body: dict[str, object] = {"code": code, "message": message, "hint": hint, "field": None, "details": {}}
        return _json(error.status_code, body, dict(error.headers or {}))


class Incidents:
    """The outermost layer: what nobody expected becomes an incident number, and its text stays in the log."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:  # the one place that may: it is the edge of the process
            incident = secrets.token_hex(4)
            log.error("incident %s at %s %s", incident, scope.get("method"), scope.get("path"), exc_info=error)
            if scope["type"] == "http" and not started:
                await _incident(incident)(scope, receive, send)
            elif scope["type"] != "http":
                raise


def _incident(number: str) -> Response:
    message = f"Something went wrong that nobody foresaw (incident {number})."
    hint = "The server's log has the details under that number. Nothing that was stored is lost."
    body = {"code": "incident", "message": message, "hint": hint, "field": None, "details": {"incident": number}}
    return _json(500, body, {"cache-control": "no-store"})


def _json(status: int, body: Mapping[str, object], headers: dict[str, str]) -> Response:
    content = orjson.dumps({"error": body}, default=str)
    return Response(content, status, headers, media_type="application/json")
