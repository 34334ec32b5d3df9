"""Answers about how things stand, kept ready as bytes for as long as nothing has happened.

Everything that happens to a run writes an event, and models and corpora come by runs or are counted here: so a few
numbers, read in one statement, tell whether an answer made a moment ago is still right. What depends on the clock (who
is there to compute) is made anew every second.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from isogloss.corpora.tables import ConceptSetRow, CorpusRow
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.runs.rows.tables import RunArtifactRow, RunAskRow, RunEventRow, RunRow
from isogloss.web.answers import JSON

Moment = tuple[Any, ...]

#: Seconds an answer is kept, and how many.
LASTS_S, _MOST = 1.0, 2_000


def _numbers() -> Select[Any]:
    newest = (RunEventRow.id, RunRow.id, RunArtifactRow.id, ModelRow.added_at, CorpusRow.added_at)
    tables = (ModelRow, CheckpointRow, CorpusRow, ConceptSetRow)
    numbers = [select(func.max(column)) for column in newest]
    numbers += [select(func.count()).select_from(table) for table in tables]
    wishes = select(func.count()).select_from(RunAskRow).join(RunRow).where(RunRow.key == bindparam("key"))
    return select(*(number.scalar_subquery() for number in (*numbers, wishes)))


#: Put together once: that costs more than asking.
_NUMBERS = _numbers()


def moment(session: Session, key: str | None = None) -> Moment:
    """Numbers that change whenever something happens here; with ``key`` also when somebody wants that run."""
    return tuple(session.execute(_NUMBERS, {"key": key}).one())


class Moments:
    """The newest answers by what was asked. May be used from many threads."""

    def __init__(self, lasts_s: float = LASTS_S):
        self.lasts_s = lasts_s
        self._kept: OrderedDict[Hashable, tuple[Moment, float, bytes]] = OrderedDict()
        self._lock = Lock()

    def answer(self, now: Moment, asked: Hashable, make: Callable[[], Any]) -> Response:
        """What ``make`` returned (a wire type) as JSON: now, or earlier when nothing has happened since."""
        with self._lock:
            state, at, body = self._kept.get(asked, ((), 0.0, b""))
        if state != now or time.monotonic() - at > self.lasts_s:
            at, body = time.monotonic(), make().model_dump_json().encode()
            with self._lock:
                self._kept[asked] = now, at, body
                self._kept.move_to_end(asked)
                while len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
        return Response(body, media_type=JSON)
