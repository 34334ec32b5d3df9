"""Wire types of runs: what pages, the command line and scripts read about a run in any state."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Wire(BaseModel):
    """Base of all answers here: closed and immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Kind = Literal["run", "series", "intake", "recipe"]
Status = Literal["queued", "running", "done", "failed", "cancelled"]


class PublicError(Wire):
    """An error as people see it (``vocabulary.errors``)."""

    code: str
    message: str
    hint: str = ""
    field: str | None = None
    details: dict[str, Any] = Field(default_factory=dict)


class CostEstimate(Wire):
    """What a run or a series would take: seconds of work not yet done, bytes kept, and a smaller offer."""

    seconds: float
    bytes: int
    detail: str = ""
    smaller: dict[str, Any] | None = Field(None, description="Params that would make it cheaper.")
    smaller_seconds: float | None = None
    runs: int = Field(1, description="How many checkpoints it covers.")
    known: int = Field(0, description="How many of them are already computed.")


class Warned(Wire):
    """A caveat that belongs to a result."""

    code: str
    text: str


class LogLine(Wire):
    """One line of a run's log."""

    at: datetime
    text: str


class WorkerState(Wire):
    """One worker. ``alive`` by the database's clock; ``silent_for`` is the seconds since its last sign of life."""

    id: str
    host: str
    state: Literal["alive", "stopped", "lost"]
    lanes: tuple[str, ...]
    started: datetime
    silent_for: float


class PlanStep(Wire):
    """One step of a run's plan, and where it stands."""

    name: str
    state: Literal["done", "now", "later"]


class RunSummary(Wire):
    """One line in a list of runs."""

    key: str
    kind: Kind
    study: str
    model: str | None
    checkpoint: str | None
    label: str = Field(description="What it is doing, in a few words.")
    status: Status
    created: datetime
    started: datetime | None
    finished: datetime | None
    steps_done: int
    steps_total: int | None
    fraction: float = Field(ge=0, le=1, description="Share of the work done.")
    seconds_left: float | None
    error: PublicError | None
    failed: int = Field(0, description="Of a series: how many of its checkpoints failed.")
    imported: bool = Field(False, description="It was computed in another installation, and came here with a bundle.")


class ChildStatus(RunSummary):
    """A run within a series or recipe; ``name`` is the checkpoint, or the recipe's entry."""

    name: str
    growing: bool = Field(
        False, description="It follows a run that has more checkpoints to come: a series over more will replace it."
    )


class RunStatus(RunSummary):
    """Everything about a run but its result."""

    study_version: int
    params: dict[str, Any]
    inputs: dict[str, Any]
    attempt: int
    lane: str
    worker: str | None
    worker_state: Literal["alive", "lost", "none"] = Field(
        description="The worker of a running run; for a queued one, whether any worker is there to take it."
    )
    ahead: int = Field(description="Queued runs of the same lane before this one.")
    stopping: bool = Field(description="Somebody asked for it to stop, and it has not yet.")
    mine: bool = Field(description="The asker wants this run.")
    askers: int
    plan: tuple[PlanStep, ...]
    cost: CostEstimate | None
    warnings: tuple[Warned, ...]
    provenance: dict[str, Any] | None
    result_digest: str | None
    finished_set: str | None = Field(description="Series: which set of finished children its figures show.")
    figures: tuple[str, ...]
    children: tuple[ChildStatus, ...]
    parents: tuple[str, ...]
    log: tuple[LogLine, ...]
    last_event: int = Field(description="Where to take up the stream of events.")


class RunEvent(Wire):
    """Something that happened to a run, in the order of ``id``."""

    id: int
    key: str
    at: datetime
    kind: Literal["status", "progress", "log", "warning", "frame"]
    text: str
    data: dict[str, Any] | None


class PublishedPart(Wire):
    """One part of something that a run published: a checkpoint of a model, or what its kind has."""

    kind: str = Field(description="What it is: model, or another kind that a study publishes.")
    id: str
    part: str
    digest: str
    facts: dict[str, Any] = Field(description="What its kind says of it.")
    run: str = Field(description="The key of the run that published it.")
    study: str
    at: datetime
