"""Connections that begin and do not end are let go; the log does not drown."""

import logging
import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest

from isogloss.web.connections import Collapsed, Patience
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
