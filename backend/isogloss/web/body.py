"""Reading a request's body: never more than the limit, JSON only, and not nested without end."""

import json
import re
from typing import Any

import orjson
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from isogloss.vocabulary.errors import TooLarge
from isogloss.web.limits import Limits, Malformed, NotJson

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKET = re.compile(rb"[\[\]{}]")


async def checked_body(headers: Headers, receive: Receive, limits: Limits) -> bytes:
    """The whole body, read in pieces and stopped at the limit.

    Raises TooLarge, NotJson (another content type), Malformed (broken, too deep, NaN, NUL, half a surrogate).
    """
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limits.body:
        raise _too_large(limits)
    pieces, size = [], 0
    async for piece in _pieces(receive):
        size += len(piece)
        if size > limits.body:
            raise _too_large(limits)
        pieces.append(piece)
    body = b"".join(pieces)
    if body:
        _check_json(headers, body, limits)
    return body


def replay(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives the body that was read, then what the server says next."""
    sent = False

    async def replayed() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


async def _pieces(receive: Receive):
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


def _check_json(headers: Headers, body: bytes, limits: Limits) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise NotJson("not_json", "The body must be JSON.", hint="Send content-type: application/json.")
    # Brackets are counted before anything parses them: a parser recurses as deep as the text says.
    if _depth(body) > limits.json_depth:
        raise Malformed("too_deep", f"The body nests more than {limits.json_depth} levels deep.")
    try:
        value = orjson.loads(body)  # stricter than the framework's parser: no NaN, no half surrogates
    except orjson.JSONDecodeError:
        raise _not_json(body) from None
    if b"\\u0000" in body and (field := _where(value, "\x00")) is not None:
        raise Malformed("malformed", "The text holds a null byte.", hint="Take it out.", field=field or None)


def _not_json(body: bytes) -> Malformed:
    """Why it cannot be read: half a character somewhere, which the strict parser does not place, or no JSON at all."""
    try:
        field = _where(json.loads(body), "[\ud800-\udfff]")
    except ValueError:
        field = None
    if field is None:
        return Malformed("malformed", "The body is not valid JSON.")
    return Malformed("malformed", "The text holds half of a character.", hint="Take it out.", field=field or None)


def _where(value: Any, bad: str) -> str | None:
    """The dotted path of the first text in which something bad stands; None where there is none."""
    if isinstance(value, str):
        return "" if re.search(bad, value) else None
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        if isinstance(name, str) and re.search(bad, name):
            return ""
        if (found := _where(part, bad)) is not None:
            return f"{name}.{found}".rstrip(".")
    return None


def _depth(body: bytes) -> int:
    deepest = level = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", body)):
        level += 1 if bracket in b"[{" else -1
        deepest = max(deepest, level)
    return deepest


def _too_large(limits: Limits) -> TooLarge:
    return TooLarge("body_too_large", f"The request is larger than {limits.body:,} bytes.", hint="Nothing was read.")
