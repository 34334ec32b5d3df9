"""Serving: one process on one address, which it says when it is ready."""

import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI

from isogloss.vocabulary.errors import Unavailable
from isogloss.web.connections import Collapsed, Patience, patient, room
from isogloss.web.frames import Hub

#: Seconds open requests get to end after a signal; streams end by themselves within one.
_GRACE = 3
#: Who may repeat itself without end when something is short: handles, databases.
_LOUD = ("asyncio", "uvicorn.error", "isogloss.web")


class Server(uvicorn.Server):
    """uvicorn, telling open streams to end when it is told to."""

    def __init__(self, config: uvicorn.Config, hub: Hub, on_ready: Callable[[], None]):
        super().__init__(config)
        self._hub, self._on_ready = hub, on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Take requests, then say so."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called from a signal handler: only sets flags."""
        self._hub.closing = True
        super().handle_exit(signal.Signals(sig), frame)


def listen(host: str, port: int | None) -> socket.socket:
    """A bound socket; any free port where ``port`` is 0 or None. Raises Unavailable when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio does not switch Nagle's algorithm off, and every answer waits 40 ms for the client's ACK.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port or 0))
    except OSError as error:
        bound.close()
        raise Unavailable(
            "address_taken",
            f"The server cannot listen at {host}, port {port}: {error.strerror}.",
            hint="Give another port, or 0 for any free one.",
        ) from error
    return bound


def address(bound: socket.socket) -> str:
    """The bound socket's address as a browser takes it."""
    host, port = bound.getsockname()[:2]
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}"


def configured(app: FastAPI, patience: Patience = Patience()) -> uvicorn.Config:
    """How uvicorn serves here."""
    # Nobody stands in front: headers that claim to speak for another client are not believed. Of connections that wait
    # to be accepted asyncio tries so many in a row, also when it has no handles left.
    return uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, proxy_headers=False, ws="none", backlog=256,
        timeout_graceful_shutdown=_GRACE, timeout_keep_alive=patience.idle,  # type: ignore[arg-type]
        http=patient(patience, room()),
    )  # fmt: skip


def serve(
    app: FastAPI,
    bound: socket.socket,
    *,
    on_ready: Callable[[str], None] = lambda url: None,
    patience: Patience = Patience(),
) -> None:
    """Serve until a signal; ``on_ready`` gets the address when requests are taken."""
    collapsed = Collapsed()
    for name in _LOUD:
        logging.getLogger(name).addFilter(collapsed)
    Server(configured(app, patience), app.state.hub, lambda: on_ready(address(bound))).run(sockets=[bound])
