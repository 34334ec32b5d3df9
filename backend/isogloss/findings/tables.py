"""The tables of findings: what somebody gave a title, the runs it stands on, and what it said before; collections."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from isogloss.store.base import Base, Json, utc_now


class FindingRow(Base):
    """One finding. ``origin`` says how it came here (``imported``: with a bundle; ``kept``: from a page here);
    ``roots`` are the keys of its runs.

    ``slug`` is its name in addresses, the same everywhere. ``rests_on`` are sentences on what its numbers stand on;
    ``made_by`` is the version of Isogloss that made it. ``path`` is the view it was kept from, ``figures`` the figures
    as they were then, ``pins`` the artifact that lists the digests of all it stands on, ``picture`` the artifact that
    links unfurl with. A ``private`` finding is in no list: who has its address has it.
    """

    __tablename__ = "finding"

    slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    kept_by: Mapped[str] = mapped_column(String(200), default="")
    private: Mapped[bool] = mapped_column(default=False)
    roots: Mapped[list[str]]
    rests_on: Mapped[list[str]]
    path: Mapped[str] = mapped_column(Text, default="")
    figures: Mapped[list[Any]] = mapped_column(Json, default=list)
    pins: Mapped[str | None] = mapped_column(String(64))
    picture: Mapped[str | None] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(40))
    added_at: Mapped[datetime] = mapped_column(default=utc_now)
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)
    withdrawn_at: Mapped[datetime | None]


class FindingRevisionRow(Base):
    """What a finding said, from its first words on; the newest is the row's own."""

    __tablename__ = "finding_revision"
    __table_args__ = (UniqueConstraint("finding", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    finding: Mapped[str] = mapped_column(ForeignKey("finding.slug", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]]
    kept_by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(default=utc_now)


class CollectionRow(Base):
    """Findings in an order, with text between them. ``items`` are ``{"text": …}`` and ``{"finding": slug}``."""

    __tablename__ = "collection"

    slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    kept_by: Mapped[str] = mapped_column(String(200), default="")
    private: Mapped[bool] = mapped_column(default=False)
    items: Mapped[list[Any]] = mapped_column(Json)
    added_at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)
    revision: Mapped[int] = mapped_column(default=1)
    withdrawn_at: Mapped[datetime | None]
