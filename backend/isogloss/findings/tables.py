"""The table of findings: what somebody gave a title, and the runs it stands on."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from isogloss.store.base import Base, utc_now


class FindingRow(Base):
    """One finding. ``origin`` says how it came here (``imported``: with a bundle); ``roots`` are the keys of its runs.

    ``slug`` is its name in addresses, the same in every house. ``rests_on`` are sentences on what its numbers stand on;
    ``made_by`` is the version of Isogloss that made the bundle.
    """

    __tablename__ = "finding"

    slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    roots: Mapped[list[str]]
    rests_on: Mapped[list[str]]
    origin: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(40))
    added_at: Mapped[datetime] = mapped_column(default=utc_now)
