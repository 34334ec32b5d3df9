"""Connections that begin and do not end are let go; the log does not drown."""

import logging
import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.server import ServerState

from isogloss.web.connections import _BUSY, Collapsed, Patience, patient
from tests.web.serving import background
from tests.web.toy import ask

SHORT = Patience(head=0.5, body=0.5, unread=0.5, idle=0.5)


@pytest.fixture
def short(app):
    with background(app, SHORT) as address:
        yield address


def connected(address, begun=b""):
    where = urlsplit(address)
    opened = socket.create_connection((where.hostname, where.port), timeout=10)
    opened.sendall(begun)
    return opened


def closed_after(opened):
    """Seconds until the other side closes."""
    begun = time.monotonic()
    try:
        while opened.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return time.monotonic() - begun


POST = b"POST /api/studies/toy-study/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
ONE = b"GET /api/about HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /api/about HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        POST + b"Content-Length: 100\r\n\r\n{",
        POST + b"Transfer-Encoding: chunked\r\n\r\n",
        ONE,
        ONE + b"GET /api/ab",
        b"GET /api/about HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n",
    ],
    ids=["nothing", "half a head", "half a body", "no chunk", "idle", "half of a second", "a body nobody reads"],
)
def test_half_a_request_is_let_go(short, begun):
    with connected(short, begun) as opened:
        assert closed_after(opened) < 5


@pytest.mark.parametrize("begun", [b"GET /api/about HTTP/1.1\r\nX: ", POST + b"Content-Length: 100000\r\n\r\n"])
def test_a_byte_now_and_then_is_no_request_either(short, begun):
    with connected(short, begun) as opened:
        began = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - began < 8:
                opened.sendall(b"a")
                time.sleep(0.1)


def test_fifty_half_open_connections_are_gone_and_others_are_answered_meanwhile(short):
    halves = [connected(short, b"GET / HTTP/1.1\r\n") for _ in range(50)]
    assert httpx.get(f"{short}/api/about", timeout=10).status_code == 200
    for half in halves:
        assert closed_after(half) < 5
        half.close()


def test_a_stream_is_no_half_request(short, local_store):
    key = ask(local_store)
    with httpx.stream("GET", f"{short}/api/runs/{key}/events?after=0", timeout=10) as answer:
        parts, until = answer.iter_text(), time.monotonic() + 1.5
        assert next(parts)
        time.sleep(max(0, until - time.monotonic()))
        assert httpx.delete(f"{short}/api/runs/{key}", headers={"x-isogloss-asker": "tester-0001"}).status_code == 200
        assert "event: end" in "".join(parts)


def test_lines_of_one_kind_are_written_once_a_second():
    now, written = [0.0], []
    log = logging.getLogger("tests.loud")
    log.addFilter(Collapsed(lambda: now[0]))
    handler = logging.Handler()
    handler.emit = lambda record: written.append(record.getMessage())
    log.addHandler(handler)
    for i in range(3_000):
        now[0] = i / 1_000
        log.error("no handles for %s", "this")
        log.error("another kind") if i == 1 else None
    assert written == [
        "no handles for this", "another kind",
        "no handles for this (and 999 more like it)", "no handles for this (and 999 more like it)",
    ]  # fmt: skip


def test_every_incident_is_written_since_its_page_says_that_it_was():
    collapsed = Collapsed(lambda: 0.0)
    lines = [
        logging.LogRecord(name, logging.ERROR, "errors.py", 1, "incident %s", (i,), (ValueError, ValueError(), None))
        for name in ("isogloss.web", "asyncio")
        for i in range(3)
    ]
    assert [collapsed.filter(line) for line in lines] == [True, True, True, True, False, False]


class Reader:
    """A transport, and the loop of its protocol: ``left`` bytes wait to be read, ``due`` is what the clock runs for."""

    def __init__(self, left):
        self.left, self.due, self.aborted = left, [], False
        protocol = patient(SHORT, 10)
        self.protocol = protocol(uvicorn.Config(FastAPI(), log_config=None), ServerState(), {}, _loop=self)
        self.protocol.transport, self.protocol.flow = self, FlowControl(self)
        self.protocol.pause_writing()

    def call_later(self, seconds, call, *given):
        self.due.append(lambda: call(*given))
        return self

    def cancel(self):
        self.due.clear()

    def get_write_buffer_size(self):
        return self.left

    def abort(self):
        self.aborted = True

    def after(self, left):
        """The clock runs out when so many bytes are left."""
        self.left = left
        self.due.pop()()
        return self.aborted


def test_who_reads_slowly_is_waited_for_as_long_as_something_is_read():
    reader = Reader(100_000)
    assert [reader.after(left) for left in (90_000, 89_999, 1_000)] == [False, False, False]
    assert reader.after(1_000)


def test_who_has_read_is_waited_for_no_more():
    reader = Reader(100_000)
    reader.protocol.resume_writing()
    assert reader.due == []


def test_who_is_one_too_many_is_told_in_a_whole_answer():
    head, _, body = _BUSY.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}\r\n".encode() in head + b"\r\n"
