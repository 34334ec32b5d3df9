"""What every study's answers have in common: the checkpoint they are of, and the ladder they stand in."""

from typing import Generic, TypeVar

from pydantic import Field

from isogloss.contract.wire import Wire

#: What a ladder of one training run cannot say (methods.md 0.7).
ONE_RUN = "One training run and one seed: it says when this model got there, not when models do."


class CheckpointAnswer(Wire):
    """The head of an answer for one checkpoint."""

    model: str
    checkpoint: str
    step: int | None
    fingerprint: str
    contaminated: str | None = Field(
        None, description="What of the text the model was trained on, in one sentence; or None."
    )
    notes: tuple[str, ...] = Field(description="Things a reader must know, in full sentences.")


class LadderPoint(Wire):
    """The head of one finished checkpoint of a ladder."""

    key: str
    checkpoint: str
    step: int | None
    fingerprint: str
    duplicate_of: str | None = Field(description="An earlier checkpoint with the same weights.")


Point = TypeVar("Point", bound=LadderPoint)


class LadderAnswer(Wire, Generic[Point]):
    """The answer for a ladder, over the checkpoints finished so far, in training order."""

    model: str
    points: tuple[Point, ...]
    missing: tuple[str, ...] = Field(description="Checkpoints asked for and not finished.")
    languages: tuple[str, ...]
    contaminated: str | None = Field(None, description="What its checkpoints say of the text; or None.")
    notes: tuple[str, ...]
