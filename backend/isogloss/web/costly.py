"""Answers that cost seconds and much memory (bundles, pages as files): made once, kept on disk, one at a time.

They have a thread of their own, so that however many are asked for, everybody else's requests go on; who waits holds
none. What is kept is known by all that determines it, so that a change makes another; the oldest unused go when the
budget is full.
"""

import asyncio
import shutil
import tempfile
import time
import weakref
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from isogloss.vocabulary.errors import TooMany, Unavailable
from isogloss.web.answers import ASK_AGAIN

#: Bytes kept; a single file may be larger, and goes as soon as it was sent.
BUDGET = 2 << 30
#: Seconds after which what was kept is made anew: what stands in it beside numbers (licences, logs) may have changed.
KEPT_S = 3600.0
#: How many answers wait to be made, in all and for one client; the one that is being made counts.
WAITING, EACH = 8, 2

#: Writes the answer into a file that does not exist yet.
Make = Callable[[Path], None]


@dataclass
class _Made:
    """A file that is here, or will be; ``users`` send it now or wait for it."""

    file: Path
    ready: "asyncio.Future[None]"
    users: int = 0
    size: int = 0
    at: float = 0.0


class Costly:
    """The answers kept by one process. Used from the event loop only; ``make`` runs in the one thread."""

    def __init__(self, budget: int = BUDGET):
        self.budget, self.made = budget, 0
        self._kept: OrderedDict[Any, _Made] = OrderedDict()
        self._clients: Counter[str] = Counter()
        self._folder: Path | None = None
        self._alone: CapacityLimiter | None = None

    async def respond(self, key: Any, make: Make, client: str, **how: Any) -> FileResponse:
        """The answer of this key, made if it is not here; ``how`` is what a FileResponse takes.

        Raises what ``make`` raises, TooMany for a client that waits for others already, Unavailable when many wait.
        """
        found = self._kept.get(key)
        # Who waited for it may have gone while it is still being made.
        stale = found is not None and found.ready.done() and time.monotonic() - found.at > KEPT_S
        if found is not None and stale and not found.users:
            self._drop(key)
            found = None
        if found is None:
            found = self._kept[key] = self._begin(make, client)
            found.ready.add_done_callback(lambda done: self._settle(key, done))
        self._kept.move_to_end(key)
        found.users += 1
        try:
            await asyncio.shield(found.ready)
        except BaseException:
            found.users -= 1
            raise
        return _Sent(found.file, lambda: self._let_go(found), headers={"cache-control": ASK_AGAIN}, **how)

    def _begin(self, make: Make, client: str) -> _Made:
        if self._clients[client] >= EACH:
            raise TooMany(
                "too_many_costly",
                f"{EACH} answers that take long are being made for you already.",
                hint="Ask for this one when they are here.",
            )
        if self._clients.total() >= WAITING:
            raise Unavailable(
                "busy", f"{WAITING} answers that take long are being made.", hint="Ask again in half a minute."
            )
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="isogloss-answers-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self.made += 1
        file = self._folder / str(self.made)
        self._clients[client] += 1
        return _Made(file, asyncio.ensure_future(self._make(make, file, client)))

    async def _make(self, make: Make, file: Path, client: str) -> None:
        self._alone = self._alone or CapacityLimiter(1)
        try:
            await to_thread.run_sync(make, file, limiter=self._alone)
        finally:
            self._clients[client] -= 1
            self._clients += Counter()  # forgets whom nothing is made for

    def _settle(self, key: Any, done: "asyncio.Future[None]") -> None:
        found = self._kept.get(key)
        if found is None or found.ready is not done:  # another is kept there by now
            return
        if done.cancelled() or done.exception() is not None:
            self._drop(key)
            return
        found.size, found.at = found.file.stat().st_size, time.monotonic()
        self._make_room()

    def _let_go(self, found: _Made) -> None:
        found.users -= 1
        self._make_room()

    def _make_room(self) -> None:
        """The oldest go first, and none that is being sent."""
        used = sum(found.size for found in self._kept.values())
        for key, found in [*self._kept.items()]:
            if used <= self.budget:
                return
            if not found.users and found.ready.done():
                used -= found.size
                self._drop(key)

    def _drop(self, key: Any) -> None:
        self._kept.pop(key).file.unlink(missing_ok=True)


class _Sent(FileResponse):
    """A kept file that says when it was sent."""

    def __init__(self, path: Path, sent: Callable[[], None], **how: Any):
        super().__init__(path, **how)
        self._sent = sent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._sent()
