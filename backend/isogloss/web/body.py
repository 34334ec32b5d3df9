"""Reading a request's body: never more than the limit, JSON only, and not nested without end."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import orjson
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from isogloss.vocabulary.errors import TooLarge
from isogloss.web.limits import Limits, Malformed, NotJson

#: What every byte adds to the level of nesting, where it stands outside a text.
_STEPS = np.zeros(256, np.int8)
_STEPS[list(b"[{")], _STEPS[list(b"]}")] = 1, -1
_QUOTE, _BACKSLASH, _COMMA = b'"\\,'


async def checked_body(headers: Headers, receive: Receive, limits: Limits) -> bytes:
    """The whole body, read in pieces and stopped at the limit.

    Raises TooLarge (bytes or values), NotJson (another content type), Malformed (broken, too deep, NaN, NUL, half a
    surrogate).
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


async def _pieces(receive: Receive) -> AsyncIterator[bytes]:
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
    # Counted before anything parses it: a parser recurses as deep as the text says, and all wait while it does.
    depth, values = _shape(body)
    if depth > limits.json_depth:
        raise Malformed("too_deep", f"The body nests more than {limits.json_depth} levels deep.")
    if values > limits.json_values:
        raise TooLarge("too_many_values", f"The body holds more than {limits.json_values:,} values.")
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
    except (ValueError, RecursionError):
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


def _shape(body: bytes) -> tuple[int, int]:
    """The deepest level of nesting and about how many values there are: in a few passes over the bytes, whatever they
    are. Of what is no JSON it is right up to the place where a parser would stop.
    """
    text = np.frombuffer(body, np.uint8)
    places = np.arange(len(text), dtype=np.int32)
    # A quote is a character of its text where an odd number of backslashes stands before it.
    before = np.maximum.accumulate(np.where(text == _BACKSLASH, -1, places))
    backslashes = places - 1 - np.concatenate(([-1], before[:-1]))
    inside = np.cumsum((text == _QUOTE) & (backslashes % 2 == 0)) % 2
    steps = _STEPS[text] * (1 - inside)
    values = np.count_nonzero(steps > 0) + np.count_nonzero((text == _COMMA) & (inside == 0))
    return int(np.cumsum(steps).max(initial=0)), int(values)


def _too_large(limits: Limits) -> TooLarge:
    return TooLarge("body_too_large", f"The request is larger than {limits.body:,} bytes.", hint="Nothing was read.")
