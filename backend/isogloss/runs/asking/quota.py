"""How much of what waits and runs one asker may have asked for: over the web, so that one cannot fill the queue."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from isogloss.runs.rows.tables import RunAskRow, RunChildRow, RunRow
from isogloss.vocabulary.errors import TooMany

#: Unfinished runs of one asker, those inside series and recipes counted; and of all askers at one address.
EACH, EACH_ADDRESS = 500, 1_000
#: Addresses remembered.
_ADDRESSES = 1_000
OPEN = ("queued", "running")


def unfinished(session: Session, asked: Select[int]) -> int:
    """How many runs have not ended among these (unfinished ones, by id) and in them."""
    below = asked.cte("below", recursive=True)
    below = below.union(select(RunChildRow.child_id).join(below, RunChildRow.parent_id == below.c.id))
    runs = (RunRow.kind.in_(("run", "intake")), RunRow.status.in_(OPEN))
    return (
        session.scalar(select(func.count()).select_from(RunRow).join(below, RunRow.id == below.c.id).where(*runs)) or 0
    )


def asked_by(asker: str) -> Select[int]:
    """The ids of what an asker wants and has not got yet."""
    query = select(RunRow.id).join(RunAskRow, RunAskRow.run_id == RunRow.id)
    return query.where(RunAskRow.asker == asker, RunRow.status.in_(OPEN))


def check_room(session: Session, asker: str, most: int | None) -> None:
    """Called where a wish has just been written: raises TooMany, which takes it back, when it is one too many."""
    if most is not None and (there := unfinished(session, asked_by(asker))) > most:
        raise too_many(f"With this you would have {there:,} unfinished runs, and one asker has at most {most:,} here.")


def too_many(message: str) -> TooMany:
    """Nothing was queued."""
    return TooMany(
        "too_many_queued",
        message + " Nothing was queued.",
        hint="Wait for some, or cancel them (all at once: DELETE /api/runs). The command line has no such limit.",
    )


class Addresses:
    """What was asked for from each address, since an asker may call itself anything: kept in memory, by the keys of
    what is unfinished. May be used from many threads."""

    def __init__(self, most: int = EACH_ADDRESS):
        self.most = most
        self._asked: OrderedDict[str, list[str]] = OrderedDict()
        self._lock = Lock()

    def check(self, session: Session, address: str) -> None:
        """Raises TooMany where as many runs as may be are unfinished already."""
        with self._lock:
            keys = list(self._asked.get(address, ()))
        if not keys:
            return
        wanted = select(RunRow.id, RunRow.key).where(RunRow.key.in_(keys), RunRow.status.in_(OPEN))
        still = session.execute(wanted).all()
        with self._lock:
            # What was noted meanwhile was not looked up.
            ended = set(keys) - {row.key for row in still}
            if address in self._asked:
                self._asked[address] = [key for key in self._asked[address] if key not in ended]
        if unfinished(session, select(RunRow.id).where(RunRow.id.in_([row.id for row in still]))) >= self.most:
            raise too_many(f"From your address {self.most:,} runs are unfinished, which is the most.")

    def note(self, address: str, keys: Sequence[str]) -> None:
        """These were asked for."""
        with self._lock:
            self._asked[address] = list(dict.fromkeys([*self._asked.get(address, ()), *keys]))[-4 * self.most :]
            self._asked.move_to_end(address)
            while len(self._asked) > _ADDRESSES:
                self._asked.popitem(last=False)
