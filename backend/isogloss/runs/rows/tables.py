"""The tables of runs: what was asked, by whom, how it stands, what it kept, and who is working.

A row of ``run`` is at once the request and the outbox: a worker finds ``dispatched`` behind ``attempt`` and hands the
attempt to the workflow engine, under an id made of both, so that handing it over twice does nothing twice. The web
process and the command line therefore only ever write rows.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint, func, literal_column, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql import ColumnElement

from isogloss.store.base import Base, BigInt, Json, utc_now

#: Nothing more will happen to a run that stands at one of these, unless it is asked for again.
ENDED = ("done", "failed", "cancelled")


class RunRow(Base):
    """One thing that was asked for: a run, a series of runs, an intake or a recipe."""

    __tablename__ = "run"
    __table_args__ = (Index(None, "status", "kind"), Index(None, "study", "model"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    study: Mapped[str] = mapped_column(String(64))
    study_version: Mapped[int] = mapped_column(default=1)
    model: Mapped[str | None] = mapped_column(String(200))
    checkpoint: Mapped[str | None] = mapped_column(String(200))
    params: Mapped[dict[str, Any]] = mapped_column(Json)
    inputs: Mapped[dict[str, Any]] = mapped_column(Json)
    cost: Mapped[dict[str, Any] | None] = mapped_column(Json)

    status: Mapped[str] = mapped_column(String(16), default="queued")
    attempt: Mapped[int] = mapped_column(default=1)
    dispatched: Mapped[int] = mapped_column(default=0)
    starts: Mapped[int] = mapped_column(default=0)
    lane: Mapped[str] = mapped_column(String(16), default="batch")
    worker: Mapped[str | None] = mapped_column(String(120))
    stop_asked: Mapped[float | None] = mapped_column(Float)

    created: Mapped[datetime] = mapped_column(default=utc_now)
    started: Mapped[datetime | None]
    finished: Mapped[datetime | None]

    plan: Mapped[list[Any] | None] = mapped_column(Json)
    steps_done: Mapped[int] = mapped_column(default=0)
    steps_total: Mapped[int | None]
    fraction: Mapped[float] = mapped_column(Float, default=0.0)
    label: Mapped[str] = mapped_column(String(200), default="")
    seconds_left: Mapped[float | None] = mapped_column(Float)

    error: Mapped[dict[str, Any] | None] = mapped_column(Json)
    warnings: Mapped[list[Any]] = mapped_column(Json, default=list)
    provenance: Mapped[dict[str, Any] | None] = mapped_column(Json)
    result_digest: Mapped[str | None] = mapped_column(String(64))
    finished_set: Mapped[str | None] = mapped_column(String(32))


class RunChildRow(Base):
    """The runs a series or a recipe is made of, in order. ``label`` is the checkpoint, or the recipe's entry."""

    __tablename__ = "run_child"

    parent_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(200), default="")


class RunEventRow(Base):
    """Something a watcher wants to hear of: ``status``, ``progress``, ``log``, ``warning`` or ``frame``."""

    __tablename__ = "run_event"
    __table_args__ = (Index(None, "run_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any] | None] = mapped_column(Json)


class RunAskRow(Base):
    """Who wants a run: it is stopped when nobody is left."""

    __tablename__ = "run_ask"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    asker: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)


class RunArtifactRow(Base):
    """What a run kept, by name; the bytes are the artifact store's."""

    __tablename__ = "run_artifact"
    __table_args__ = (UniqueConstraint("run_id", "name"),)

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    n_bytes: Mapped[int] = mapped_column(BigInt, default=0)


class PublicationRow(Base):
    """One part that a run published (:mod:`isogloss.runs.rows.publishing`).

    What versions before this table published has no row.
    """

    __tablename__ = "publication"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    part: Mapped[str] = mapped_column(String(200), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(default=utc_now)


class WorkerRow(Base):
    """One supervisor. ``last_seen`` is the database's clock, so that machines need not agree on the time.

    ``session`` tells this life of the worker from an earlier one; ``state`` is ``alive``, ``stopped`` or ``lost``.
    """

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    session: Mapped[str] = mapped_column(String(32))
    host: Mapped[str] = mapped_column(String(200))
    pid: Mapped[int]
    lanes: Mapped[list[Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(16), default="alive")
    started: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen: Mapped[float] = mapped_column(Float)


def clock(dialect: str) -> ColumnElement[float]:
    """The database's own time in seconds since 1970, as an SQL expression."""
    if dialect == "sqlite":
        return literal_column("((julianday('now') - 2440587.5) * 86400.0)", Float)
    return literal_column("extract(epoch from clock_timestamp())::double precision", Float)


def find_run(session: Session, key: str) -> RunRow | None:
    """The run of this key, or None."""
    return session.scalars(select(RunRow).where(RunRow.key == key)).one_or_none()


def children_of(session: Session, parent_id: int) -> list[tuple[RunChildRow, RunRow]]:
    """A parent's children in order, with their runs."""
    query = (
        select(RunChildRow, RunRow)
        .join(RunRow, RunRow.id == RunChildRow.child_id)
        .where(RunChildRow.parent_id == parent_id)
        .order_by(RunChildRow.position)
    )
    return [(child, run) for child, run in session.execute(query)]


def parents_of(session: Session, run_id: int) -> list[RunRow]:
    """The series and recipes a run is part of, the latest first."""
    query = select(RunRow).join(RunChildRow, RunChildRow.parent_id == RunRow.id).where(RunChildRow.child_id == run_id)
    return list(session.scalars(query.order_by(RunRow.id.desc())).unique())


def below(session: Session, ids: Iterable[int]) -> list[RunRow]:
    """The runs that any of these series or recipes is made of."""
    query = select(RunRow).join(RunChildRow, RunChildRow.child_id == RunRow.id)
    return list(session.scalars(query.where(RunChildRow.parent_id.in_(list(ids)))).unique())


def above(session: Session, ids: Iterable[int]) -> list[RunRow]:
    """The series and recipes that any of these runs is part of."""
    query = select(RunRow).join(RunChildRow, RunChildRow.parent_id == RunRow.id)
    return list(session.scalars(query.where(RunChildRow.child_id.in_(list(ids)))).unique())


def claims(session: Session, run_id: int) -> int:
    """How many askers want the run."""
    return session.scalar(select(func.count()).select_from(RunAskRow).where(RunAskRow.run_id == run_id)) or 0
