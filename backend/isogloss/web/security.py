"""The gateway: who may ask (Host, Origin), how much, and what a browser may do with the answer.

The server has no log-in; it is safe because only this machine's own pages may use it. A page elsewhere reaches a
loopback server in two ways, and both are shut: by a name of its own that resolves to 127.0.0.1 (the Host allow-list),
and by sending requests across origins (the Origin and Sec-Fetch-Site check; there is no CORS).
"""

import hmac
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from isogloss.vocabulary.errors import Forbidden, IsoglossError
from isogloss.web.answers import ASK_AGAIN
from isogloss.web.body import checked_body, replay
from isogloss.web.errors import answer
from isogloss.web.foreign import check_fetch
from isogloss.web.limits import Limits, check_target

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

#: plotly.js makes one empty <style> element and adds its rules through the DOM, which CSP does not restrict: the hash
#: of nothing lets in that element and no other inline style. It writes a few style attributes (canvas smoothing).
#: Scripts come from our own files only, never inline.
_EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
_DRAWN = (
    "script-src 'self'",
    f"style-src 'self' {_EMPTY_STYLE}",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
)
POLICY = "; ".join(("default-src 'self'", *_DRAWN, "form-action 'self'", "frame-ancestors 'none'"))
#: A finding in a page elsewhere may do less than a page of ours: read from this server, and draw.
EMBED_POLICY = "; ".join((
    "default-src 'none'", *_DRAWN, "connect-src 'self'", "font-src 'self'", "form-action 'none'", "frame-ancestors *",
))  # fmt: skip

_ALWAYS = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))
HEADERS = (
    *_ALWAYS,
    (b"content-security-policy", POLICY.encode()),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
EMBED_HEADERS = (
    *_ALWAYS,
    (b"content-security-policy", EMBED_POLICY.encode()),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)
#: A picture that a link unfurls with is shown by pages elsewhere; it is only ever a picture.
PICTURE_HEADERS = (
    *_ALWAYS,
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)


_QUIET = ((b"cache-control", ASK_AGAIN.encode()),)
_QUESTION = re.compile(r"/api/studies/[^/]+/estimate")
_EMBEDDED = re.compile(r"/embed/[a-z0-9-]{1,64}", re.ASCII)


def headers_for(path: str) -> tuple[tuple[bytes, bytes], ...]:
    """What every answer under a path is dressed with. Only a finding may be framed, and nothing else that begins so."""
    if _EMBEDDED.fullmatch(path):
        return EMBED_HEADERS
    return PICTURE_HEADERS if path.startswith("/f/") and path.endswith(".png") else HEADERS


class NoToken(IsoglossError):
    """Writing wants the server's token."""

    status = 401


class Gateway:
    """ASGI layer in front of everything: refuses before a route is looked for, and dresses every answer."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowed_hosts: Iterable[str] = (),
        limits: Limits | None = None,
        token: str | None = None,
    ):
        self.app, self.limits, self.token = app, limits or Limits(), token
        self.hosts = frozenset(name.lower() for name in (*LOOPBACK, *allowed_hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # there are none here
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        dressed = _dressed(send, headers_for(scope["path"]))
        headers = Headers(scope=scope)
        try:
            check_host(headers.get("host", ""), self.hosts)
            check_target(scope, self.limits)
            if scope["method"] not in SAFE_METHODS or is_stream(scope["path"]):
                check_origin(headers)
            else:
                check_fetch(headers, scope["path"])
            if scope["method"] not in SAFE_METHODS:
                if not is_question(scope["path"]):
                    check_token(headers, self.token)
                receive = replay(await checked_body(headers, receive, self.limits), receive)
        except IsoglossError as error:
            await answer(error)(scope, receive, dressed)
            return
        await self.app(scope, receive, dressed)


def is_stream(path: str) -> bool:
    """Whether the path is a stream of server-sent events, which a foreign page could hold open."""
    return path.startswith("/api/") and path.endswith("/events")


def is_question(path: str) -> bool:
    """Whether what is sent there is only asked about: what a run would cost starts nothing."""
    return _QUESTION.fullmatch(path) is not None


def check_token(headers: Headers, token: str | None) -> None:
    """Refuse who would write without the server's token, where it has one. Raises NoToken."""
    kind, _, given = headers.get("authorization", "").partition(" ")
    if token is None or (kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())):
        return
    raise NoToken(
        "no_token",
        "This server asks for its token before anything is started or changed."
        if not given
        else "That is not this server's token.",
        hint="Whoever started the server has it: in the link that was printed then, in the file “token” of its home "
        "folder, or set as ISOGLOSS_TOKEN. Reading needs none.",
    )


#: A name or an address in brackets, and digits for a port: "127.0.0.1:1@elsewhere" is neither.
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\[\]:@/\s]+)(?::[0-9]{1,5})?", re.ASCII)


def check_host(host: str, allowed: frozenset[str]) -> None:
    """Refuse a request for a name that is not ours: any port, no other name. Raises Forbidden."""
    found = _HOST.fullmatch(host.lower())
    if found and found[1] in allowed:
        return
    raise Forbidden(
        "foreign_host",
        f"This server does not answer to the name “{host[:100]}”.",
        hint="Open it as 127.0.0.1 or localhost, or name this host in ISOGLOSS_ALLOWED_HOSTS.",
    )


def check_origin(headers: Headers) -> None:
    """Refuse what another site's page sends. Programs send neither header and pass. Raises Forbidden."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None:
        parts = urlsplit(origin)
        if parts.scheme in ("http", "https") and parts.netloc.lower() == headers.get("host", "").lower():
            return
    elif site in (None, "same-origin", "none"):
        return
    raise Forbidden(
        "foreign_origin",
        f"A page of {(origin or 'another site')[:100]} may not ask this server for that.",
        hint="Use the server's own pages, or a program that sends no Origin header.",
    )


def _dressed(send: Send, with_headers: tuple[tuple[bytes, bytes], ...]) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = message.get("headers", ())
            # What says nothing about itself is asked for again; a browser would guess otherwise.
            quiet = () if any(name == b"cache-control" for name, _ in given) else _QUIET
            message = {**message, "headers": [*given, *quiet, *with_headers]}
        await send(message)

    return send_with_headers
