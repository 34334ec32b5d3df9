"""What a study may write over HTTP: records of its own, such as judgments, and nothing else.

A record is small JSON under a name. Writing one again adds a revision; nothing is overwritten, and nothing is deleted
(a study that takes something back writes so). A run that reads records names revisions in its params, or it would not
be the same run.

A study with routes that write has in its ``api.py``, beside ``router(read)`` for those that read,

    def writing(read: Reader, write: Writer) -> APIRouter

whose paths lie below ``/api/studies/<slug>``. They stand behind the locks of every route that writes (Host and Origin,
the token, limits of size), and are not there on a server that only shows.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pydantic import BaseModel


@dataclass(frozen=True)
class Record:
    """One revision of a record: ``by`` is the name somebody gave, for people; never the id they ask with."""

    name: str
    revision: int
    payload: dict[str, Any]
    by: str
    at: datetime


class Records(Protocol):
    """A study's own records as one transaction sees them."""

    def get(self, name: str) -> Record:
        """Its newest revision; raises NotFound."""
        ...

    def listed(self, prefix: str = "", *, after: str = "", limit: int = 500) -> list[Record]:
        """The newest revision of each whose name begins so, by name; from the one behind ``after`` on."""
        ...

    def history(self, name: str) -> list[Record]:
        """Every revision, oldest first; empty for a name that was never written."""
        ...


class WritableRecords(Records, Protocol):
    """The same in a transaction that writes: all of it or, where anything is raised, nothing."""

    def put(self, name: str, payload: BaseModel, *, seen: int, by: str = "") -> Record:
        """Write a revision; ``seen`` is the newest one that its writer knows, 0 for none.

        Raises Conflict where somebody wrote since, Refused for a name or a size that is not kept, OutOfSpace.
        """
        ...


class Writer(Protocol):
    """What routes that write are handed: their own study's records."""

    def writing(self) -> AbstractContextManager[WritableRecords]:
        """A transaction: committed at the end, rolled back by any error."""
        ...
