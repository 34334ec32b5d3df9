"""What has an address of its own, a finding or a collection: found by it, changed by one at a time, withdrawn."""

from typing import TypeVar

from sqlalchemy.orm import Session

from isogloss.findings.tables import CollectionRow, FindingRow
from isogloss.store.base import utc_now
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Conflict, NotFound

_STAYS = {
    FindingRow: "The runs it was about are still here, where this server computed them.",
    CollectionRow: "Its findings are still here.",
}


Row = TypeVar("Row", FindingRow, CollectionRow)


class Gone(NotFound):
    """It was here, and was withdrawn."""

    status = 410


def found(session: Session, table: type[Row], slug: str, *, lock: bool = False) -> Row:
    """The row of this slug, to be changed with ``lock``; raises NotFound, and Gone for one that was withdrawn."""
    row = session.get(table, slug, with_for_update=lock or None)
    what = table.__tablename__
    if row is None:
        raise NotFound(f"unknown_{what}", f"There is no such {what} here.", hint="Look at the list of findings.")
    if row.withdrawn_at is not None:
        raise Gone("withdrawn", f"This {what} was withdrawn on {row.withdrawn_at:%d %B %Y}.", hint=_STAYS[table])
    return row


def to_change(session: Session, table: type[Row], slug: str, revision: int) -> Row:
    """The row, locked; raises as :func:`found`, and Conflict where somebody wrote since that revision."""
    row = found(session, table, slug, lock=True)
    if row.revision != revision:
        raise Conflict(
            "changed_since",
            f"Somebody changed this {table.__tablename__} since you opened it (revision {row.revision}). "
            "Nothing was written.",
            hint="Copy your words, open the page anew, and put them in.",
            field="revision",
            revision=row.revision,
        )
    return row


def withdraw(store: Store, table: type[Row], slug: str) -> None:
    """Take it out of every list; its address says from now on that it was withdrawn. Raises NotFound, Gone."""
    with store.app.writing() as session:
        found(session, table, slug, lock=True).withdrawn_at = utc_now()
