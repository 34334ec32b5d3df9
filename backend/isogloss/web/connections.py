"""Connections that keep what they promise: who begins a request ends it, who asks reads the answer, or is let go.

Nobody needs to log in to open a connection, and each holds a file handle: without limits a few hundred half-open ones
stopped every answer.
"""

import asyncio
import logging
import resource
import time
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for the head of a request, for its body, and in which a reader reads nothing; seconds that a connection
    stays open for a next request."""

    head: float = 20.0
    body: float = 60.0
    unread: float = 60.0
    idle: float = 75.0


#: Handles that are not for connections: databases, files, listening sockets.
_RESERVED = 200
#: Connections at most, where handles are plenty.
_MOST = 2_000
_TOO_MANY = b"Too many connections are open here now.\n"
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 5\r\n"
    b"connection: close\r\ncontent-length: %d\r\n\r\n%s" % (len(_TOO_MANY), _TOO_MANY)
)


def room() -> int:
    """How many connections there are handles for; asks for as many handles as this process may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST + _RESERVED if hard == resource.RLIM_INFINITY else min(hard, _MOST + _RESERVED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return _MOST if soft == resource.RLIM_INFINITY else max(16, min(_MOST, soft - min(_RESERVED, soft // 2)))


def patient(patience: Patience, most: int) -> type[H11Protocol]:
    """uvicorn's protocol with these limits."""

    class Patient(H11Protocol):
        """One connection; at any time at most one thing is waited for, since a certain moment."""

        _awaited: tuple[str, int] | None = None
        _timer: asyncio.TimerHandle | None = None
        _unread: asyncio.TimerHandle | None = None
        _requests = 0

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            if len(self.connections) > most:
                transport.write(_BUSY)
                transport.close()
                return
            self._look()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._look()

        def on_response_complete(self) -> None:
            self._requests += 1
            super().on_response_complete()
            self._look()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            self.resume_writing()
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            super().pause_writing()
            if self._unread is None:
                self._wait_for_reader()

        def resume_writing(self) -> None:
            if self._unread:
                self._unread.cancel()
                self._unread = None
            super().resume_writing()

        def _wait_for_reader(self) -> None:
            """A whole answer is one write, which is let through only when nearly all of it was read: who reads slowly
            but steadily is known by what is left of it."""
            left = self.transport.get_write_buffer_size()
            self._unread = self.loop.call_later(patience.unread, self._look_at_reader, left)

        def _look_at_reader(self, left: int) -> None:
            if self.transport.get_write_buffer_size() < left:
                self._wait_for_reader()
            else:
                self.transport.abort()

        def _look(self) -> None:
            """Wait for something else than before: a new clock. For the same: the clock goes on."""
            awaited = self._waits_for()
            if awaited == self._awaited:
                return
            self._stop()
            self._awaited = awaited
            if awaited is not None:
                seconds = patience.head if awaited[0] == "head" else patience.body
                self._timer = self.loop.call_later(seconds, self.transport.abort)

        def _waits_for(self) -> tuple[str, int] | None:
            if self.conn.their_state is h11.SEND_BODY:
                return "body", self._requests
            begun = self.cycle is None or self.conn.trailing_data[0]
            return ("head", self._requests) if self.conn.their_state is h11.IDLE and begun else None

        def _stop(self) -> None:
            if self._timer:
                self._timer.cancel()
            self._timer = self._awaited = None

    return Patient


class Collapsed(logging.Filter):
    """Log lines of one kind, at most one a second; the next one says how many it stands for.

    Ours that carry an error pass always: the page that was answered says that the log has the details.
    """

    def __init__(self, clock: Any = time.monotonic):
        super().__init__()
        self._clock = clock
        self._kinds: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written."""
        if record.exc_info and record.name == "isogloss.web":
            return True
        kind, now = (record.pathname, record.lineno, str(record.msg)[:40]), self._clock()
        last, left_out = self._kinds.get(kind, (-1.0, 0))
        if last >= 0 and now - last < 1.0:
            self._kinds[kind] = last, left_out + 1
            return False
        if len(self._kinds) > 1_000:
            self._kinds.clear()
        self._kinds[kind] = now, 0
        if left_out:
            record.msg, record.args = f"{record.getMessage()} (and {left_out:,} more like it)", ()
        return True
