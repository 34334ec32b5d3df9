"""Ready answers, kept in memory: what can never change is built and compressed once and then sent as it is.

An answer says itself that it may be kept: status 200, a strong ETag, and a cache-control of ``answers.LASTING``. Hits
are answered before any route is looked for and touch no database. The oldest unused answers make room for new ones.
"""

import gzip
from collections import OrderedDict
from dataclasses import dataclass

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from isogloss.web.answers import LASTING

RawHeaders = list[tuple[bytes, bytes]]

#: Below this size compression saves nothing; above the share no answer may push out all others.
_WORTH_COMPRESSING = 1024
_LARGEST_SHARE = 8
#: What is asked for again is held in memory while it is compressed.
_LARGEST_GROWING = 16 << 20
_COMPRESSIBLE = (b"application/json", b"text/", b"image/svg", b"application/javascript")


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer, ready to send; ``etag`` as it stands in the header."""

    headers: RawHeaders
    body: bytes
    etag: str
    lasting: bool = True

    @property
    def size(self) -> int:
        """Bytes of memory, near enough."""
        return len(self.body) + 1024


class ByteCache:
    """Least recently used answers under a byte budget. Used from the event loop only, so it needs no lock."""

    def __init__(self, budget: int):
        self.budget, self.used = budget, 0
        self._kept: OrderedDict[tuple[bytes, ...], Kept] = OrderedDict()

    def get(self, key: tuple[bytes, ...]) -> Kept | None:
        """The answer, now the most recently used; None if it is not here."""
        found = self._kept.get(key)
        if found:
            self._kept.move_to_end(key)
        return found

    def put(self, key: tuple[bytes, ...], kept: Kept) -> None:
        """Keep an answer, unless it alone would take too much of the budget."""
        if kept.size > self.budget // _LARGEST_SHARE:
            return
        replaced = self._kept.pop(key, None)
        self.used += kept.size - (replaced.size if replaced else 0)
        self._kept[key] = kept
        while self.used > self.budget:
            self.used -= self._kept.popitem(last=False)[1].size


class KeptAnswers:
    """ASGI layer: answers from the cache, fills it, and turns a matching If-None-Match into 304."""

    def __init__(self, app: ASGIApp, *, cache: ByteCache):
        self.app, self.cache = app, cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        squeeze = accepts_gzip(headers.get("accept-encoding", ""))
        wanted = headers.get("if-none-match")
        key = (scope.get("raw_path") or scope["path"].encode(), scope["query_string"], b"gzip" if squeeze else b"")
        kept = self.cache.get(key)
        if kept is None:
            capture = _Capture(send, wanted, squeeze, self.cache, key[:2])
            await self.app(scope, receive, capture)
            kept = await capture.finish()
            if kept is None:
                return
            if kept.lasting:
                self.cache.put(key, kept)
        await _send(kept, wanted, send)


class _Capture:
    """A ``send`` that holds an answer back where it may be kept, and lets every other one through."""

    def __init__(self, send: Send, wanted: str | None, squeeze: bool, cache: ByteCache, address: tuple[bytes, bytes]):
        self.send, self.wanted, self.squeeze, self.cache, self.address = send, wanted, squeeze, cache, address
        self.start: Message | None = None
        self.pieces: list[bytes] = []
        self.silent, self.lasting = False, True

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._started(message)
        elif self.start is not None:
            self.pieces.append(message.get("body", b""))
        elif not self.silent:
            await self.send(message)

    async def _started(self, message: Message) -> None:
        headers = Headers(raw=message["headers"])
        if message["status"] == 200 and "etag" in headers:
            if headers.get("cache-control") in LASTING:
                self.start = message
                return
            if matches(self.wanted, headers["etag"]):
                self.silent = True
                await _not_modified(message["headers"], self.send)
                return
            if self.squeeze and _worth_squeezing(message["headers"]):
                self.start, self.lasting = message, False
                return
        await self.send(message)

    async def finish(self) -> Kept | None:
        """The held answer, compressed where the client takes that and it pays; None if it went through."""
        if self.start is None:
            return None
        body, headers = b"".join(self.pieces), self.start["headers"]
        etag = Headers(raw=headers)["etag"]
        if self.squeeze and len(body) >= _WORTH_COMPRESSING and _compressible(headers):
            body = await self._squeezed(etag, body)
            # Other bytes are another representation, so they have another strong tag.
            etag = etag[:-1] + '-gzip"'
            headers = [*_without(headers, b"etag"), (b"etag", etag.encode()), (b"content-encoding", b"gzip")]
        headers = [*_without(headers, b"content-length"), (b"vary", b"accept-encoding")]
        return Kept([*headers, (b"content-length", str(len(body)).encode())], body, etag, self.lasting)

    async def _squeezed(self, etag: str, body: bytes) -> bytes:
        """The body in gzip. What grows is sent often before it grows again, so that it is kept by address and tag."""
        key = (b"gzip of", *self.address, etag.encode())
        known = None if self.lasting else self.cache.get(key)
        if known is None:
            known = Kept([], await to_thread.run_sync(lambda: gzip.compress(body, 6, mtime=0)), etag)
            if not self.lasting:
                self.cache.put(key, known)
        return known.body


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header allows gzip."""
    for entry in header.lower().split(","):
        name, _, quality = entry.strip().partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def matches(wanted: str | None, etag: str) -> bool:
    """Whether an If-None-Match header names this tag (compared weakly, whatever its compression)."""
    if wanted is None:
        return False
    return wanted.strip() == "*" or _plain(etag) in [_plain(tag) for tag in wanted.split(",")]


def _plain(tag: str) -> str:
    return tag.strip().removeprefix("W/").strip('"').removesuffix("-gzip")


async def _send(kept: Kept, wanted: str | None, send: Send) -> None:
    if matches(wanted, kept.etag):
        await _not_modified(kept.headers, send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": kept.headers})
    await send({"type": "http.response.body", "body": kept.body})


async def _not_modified(headers: RawHeaders, send: Send) -> None:
    told = [(name, value) for name, value in headers if name in (b"etag", b"cache-control", b"vary")]
    await send({"type": "http.response.start", "status": 304, "headers": told})
    await send({"type": "http.response.body", "body": b""})


def _without(headers: RawHeaders, name: bytes) -> RawHeaders:
    return [header for header in headers if header[0] != name]


def _worth_squeezing(headers: RawHeaders) -> bool:
    """Whether an answer that is asked for again is compressed: text of a size that gains by it and may be held in
    memory. A file that is sent as it lies (it says when it was changed) is not: it may be sent in parts."""
    known = dict(headers)
    size = int(known.get(b"content-length", b"0"))
    return _compressible(headers) and b"last-modified" not in known and _WORTH_COMPRESSING <= size <= _LARGEST_GROWING


def _compressible(headers: RawHeaders) -> bool:
    kind = dict(headers).get(b"content-type", b"")
    return b"content-encoding" not in dict(headers) and kind.startswith(_COMPRESSIBLE)
