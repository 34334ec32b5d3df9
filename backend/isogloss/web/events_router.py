"""The one asynchronous route: a run's events as they happen."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request
from sqlalchemy import func, select
from starlette.responses import StreamingResponse

from isogloss.runs.rows import reading
from isogloss.runs.rows.tables import ENDED, RunEventRow, children_of
from isogloss.runs.rows.wire import RunEvent
from isogloss.web.clients import address_of
from isogloss.web.errors import Responses, declared
from isogloss.web.frames import BATCH, Hub, lines
from isogloss.web.inputs import ASKER, NOBODY, RunKey
from isogloss.web.reader import Reader


def hub_of(read: Reader) -> Hub:
    """The hub over this store's events."""
    return Hub(lambda after, limit: reading.events_since(read.store, after, None, limit), lambda: _newest(read))


def router(read: Reader, hub: Hub) -> APIRouter:
    """``/runs/{key}/events``."""
    routes = APIRouter(prefix="/runs", tags=["runs"])
    stream: Responses = {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}},
                    "description": "Events, each a RunEvent as JSON; the last is `end`"}}  # fmt: skip

    @routes.get("/{key}/events", operation_id="watch_run", response_class=StreamingResponse,
                responses=stream | declared(404, 422, 429))  # fmt: skip
    async def watch_run(
        key: RunKey,
        request: Request,
        after: Annotated[int | None, Query(ge=0, le=2**62, description="Events after this id (`last_event`).")] = None,
        asker: Annotated[
            str, Query(pattern=ASKER, description="The asker's own random id: a browser's stream sends no such header.")
        ] = NOBODY,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> StreamingResponse:
        """What happens to a run and to the runs in it, from ``after`` on (or from where a broken stream stopped)."""
        since = int(last_event_id) if last_event_id and last_event_id.isdecimal() else after
        keys, over = await to_thread.run_sync(_watched, read, key)
        # Opened before the past is read, so that nothing falls between the two.
        watching = hub.open(keys, (address_of(request), asker))
        try:
            missed = await to_thread.run_sync(_missed, read, keys, since)
        except BaseException:
            hub.close(watching)
            raise
        body = lines(hub, watching, missed, lambda event: _ends(event, key), over=over)
        return StreamingResponse(body, media_type="text/event-stream", headers={"cache-control": "no-store"})

    return routes


def _watched(read: Reader, key: str) -> tuple[list[str], bool]:
    """The run and the runs in it, and whether nothing more can come."""
    with read.session() as session:
        run = read.run(session, key)
        return [key, *(child.key for _, child in children_of(session, run.id))], run.status in ENDED


def _missed(read: Reader, keys: list[str], since: int | None) -> list[RunEvent]:
    return [] if since is None else reading.events_since(read.store, since, keys, BATCH)


def _newest(read: Reader) -> int:
    with read.session() as session:
        return session.scalar(select(func.max(RunEventRow.id))) or 0


def _ends(event: RunEvent, key: str) -> bool:
    return event.key == key and event.kind == "status" and (event.data or {}).get("status") in ENDED
