"""Routes of findings: what is here."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import select

from isogloss.findings.tables import FindingRow
from isogloss.runs.tables import RunRow
from isogloss.runs.wire import Kind, Wire
from isogloss.web.errors import declared
from isogloss.web.reader import Reader


class FindingRun(Wire):
    """A run that a finding is about; the runs it is made of, or builds on, are found from it."""

    key: str
    kind: Kind
    study: str
    model: str | None


class FindingSummary(Wire):
    """One finding. ``origin`` says how it came here."""

    slug: str
    title: str
    note: str
    rests_on: tuple[str, ...] = Field(description="What its numbers stand on, in sentences.")
    runs: tuple[FindingRun, ...]
    origin: Literal["imported"]
    made_at: datetime
    made_by: str = Field(description="The version of Isogloss that made the bundle.")
    added_at: datetime


def router(read: Reader) -> APIRouter:
    """``/findings``."""
    routes = APIRouter(prefix="/findings", tags=["findings"])

    @routes.get("", operation_id="list_findings", responses=declared())
    def list_findings() -> list[FindingSummary]:
        """All findings, newest first, each with the runs it is about."""
        with read.session() as session:
            rows = session.scalars(select(FindingRow).order_by(FindingRow.added_at.desc(), FindingRow.slug)).all()
            keys = {key for row in rows for key in row.roots}
            runs = {run.key: run for run in session.scalars(select(RunRow).where(RunRow.key.in_(keys)))}
        return [_summary(row, [runs[key] for key in row.roots if key in runs]) for row in rows]

    return routes


def _summary(row: FindingRow, runs: list[RunRow]) -> FindingSummary:
    stored = FindingSummary.model_fields.keys() - {"runs"}
    named = FindingRun.model_fields
    about = tuple(FindingRun(**{name: getattr(run, name) for name in named}) for run in runs)
    return FindingSummary(**{name: getattr(row, name) for name in stored}, runs=about)
