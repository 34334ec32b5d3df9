"""Live events: one poller reads the event table and hands what is new to every open stream.

However many people watch, the database is asked once per interval, and not at all while nobody watches. Everything
here runs in the event loop; only the reads run in a thread.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable

from anyio import to_thread

from isogloss.runs.rows.wire import RunEvent
from isogloss.vocabulary.errors import IsoglossError, TooMany, Unavailable
from isogloss.web.public import of_event

log = logging.getLogger("isogloss.web")

#: Reads the events after an id, oldest first, at most as many as asked for.
ReadEvents = Callable[[int, int], list[RunEvent]]

POLL_SECONDS = 0.05
#: Events written at the same time may become visible out of order, so ids this recent are read again.
OVERLAP_SECONDS = 3.0
BATCH = 2000
STREAMS = 200
#: Of these, one reader has so many at once.
EACH = 16
#: A reader this far behind is told to load the page's state anew.
QUEUE = 4000


class Stream:
    """One open stream: the runs it watches, and the events it has not been given yet."""

    def __init__(self, keys: Iterable[str], client: tuple[str, str] | None = None):
        self.keys, self.client = frozenset(keys), client
        self.waiting: asyncio.Queue[RunEvent | None] = asyncio.Queue(QUEUE)
        self.behind = False

    def offer(self, event: RunEvent) -> None:
        """Give it an event; one that does not drink is marked and given nothing more."""
        try:
            self.waiting.put_nowait(event)
        except asyncio.QueueFull:
            self.behind = True


class Hub:
    """All open streams of this process and the one poller behind them."""

    def __init__(self, read: ReadEvents, newest: Callable[[], int]):
        self._read, self._newest = read, newest
        self._streams: set[Stream] = set()
        self._poller: asyncio.Task[None] | None = None
        self.closing = False

    def open(self, keys: Iterable[str], client: tuple[str, str] | None = None) -> Stream:
        """Start watching these runs. ``client`` is the address and the id of who does.

        Raises TooMany for one who has many open, Unavailable when all are taken.
        """
        if client is not None and sum(stream.client == client for stream in self._streams) >= EACH:
            raise TooMany(
                "too_many_streams_of_one", f"You watch {EACH} runs live already.", hint="Close some of their pages."
            )
        if len(self._streams) >= STREAMS and not self._given_up(client):
            raise Unavailable(
                "too_many_streams", "Too many pages watch this server now.", hint="Close some, or reload."
            )
        stream = Stream(keys, client)
        self._streams.add(stream)
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())
        return stream

    def _given_up(self, client: tuple[str, str] | None) -> bool:
        """All are taken: the address that has most gives one to an address that has clearly fewer."""
        held = Counter(stream.client[0] for stream in self._streams if stream.client)
        address, most = max(held.items(), key=lambda item: item[1], default=("", 0))
        if client is None or most <= held[client[0]] + 1:
            return False
        stream = next(stream for stream in self._streams if stream.client and stream.client[0] == address)
        stream.behind = True
        self.close(stream)
        return True

    def close(self, stream: Stream) -> None:
        """Stop watching; the poller ends by itself when nobody is left."""
        self._streams.discard(stream)

    async def _poll(self) -> None:
        cursor: Cursor | None = None
        while self._streams and not self.closing:
            try:
                if cursor is None:
                    cursor = Cursor(await to_thread.run_sync(self._newest))
                events = await to_thread.run_sync(self._read, cursor.floor, BATCH)
                self._hand_out(cursor.unseen(events))
            except IsoglossError as error:  # the database is away: streams stay open, and go on when it is back
                log.warning("events cannot be read now: %s", error)
                await asyncio.sleep(1)
            await asyncio.sleep(POLL_SECONDS)

    def _hand_out(self, events: list[RunEvent]) -> None:
        for event in events:
            for stream in self._streams:
                if event.key in stream.keys:
                    stream.offer(event)
                    # A recipe that was joined by a run: who watches it watches that, too.
                    stream.keys |= frozenset((event.data or {}).get("joined", ()))


class Cursor:
    """Where reading goes on: a floor that trails the newest id by a little, and the ids above it already given."""

    def __init__(self, newest: int, clock: Callable[[], float] = time.monotonic):
        self.floor, self._newest, self._clock = newest, newest, clock
        self._seen: set[int] = set()
        self._marks: deque[tuple[float, int]] = deque()

    def unseen(self, events: list[RunEvent]) -> list[RunEvent]:
        """Those not given before; moves the floor up."""
        new = [event for event in events if event.id not in self._seen]
        self._seen.update(event.id for event in new)
        self._newest = max(self._newest, *(event.id for event in new), self.floor)
        now = self._clock()
        self._marks.append((now, self._newest))
        # A full batch may be all overlap: then waiting would never end, and the floor moves at once.
        patience = 0.0 if len(events) >= BATCH else OVERLAP_SECONDS
        while self._marks and now - self._marks[0][0] >= patience:
            self.floor = self._marks.popleft()[1]
        self._seen = {seen for seen in self._seen if seen > self.floor}
        return new


async def lines(
    hub: Hub, stream: Stream, backlog: list[RunEvent], ended: Callable[[RunEvent], bool], *, over: bool = False
) -> AsyncIterator[bytes]:
    """The stream as server-sent events: what was missed, then what comes; ends with ``event: end``.

    ``over`` says that the run had ended before, so that nothing will come.
    ``event: behind`` tells a reader that could not follow to load the state anew.
    """
    given = {event.id for event in backlog}
    try:
        yield b"retry: 1000\n\n"
        for event in backlog:
            yield encode(event)
        over = over or any(ended(event) for event in backlog)
        quiet = 0
        while not over and not hub.closing and not stream.behind:
            try:
                new = await asyncio.wait_for(stream.waiting.get(), 1)
            except TimeoutError:
                quiet += 1
                if quiet % 10 == 0:  # proxies cut what is silent, and a vanished reader is noticed by writing
                    yield b": still here\n\n"
                continue
            if new is not None and new.id not in given:
                yield encode(new)
                over = ended(new)
        if over:
            yield b"event: end\ndata: {}\n\n"
        elif stream.behind:
            yield b"event: behind\ndata: {}\n\n"
    finally:
        hub.close(stream)


def encode(event: RunEvent) -> bytes:
    """One event in the format's lines; JSON has no line breaks of its own."""
    event = of_event(event)
    return f"id: {event.id}\nevent: {event.kind}\ndata: {event.model_dump_json()}\n\n".encode()
