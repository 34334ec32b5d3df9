"""The ladder of a training: from one checkpoint to the next, resumed wherever it stands, each published as it is
reached.

The ladder's folder holds all it takes to go on: a process that was killed, another attempt of the run, and a later
version go on from the last state that was kept, and end with the same weights to the bit (one machine, device and
thread count).
"""

import json
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from pydantic import BaseModel

from isogloss.contract.context import RunContext
from isogloss.models.ladder_folder import LadderFolder, Tokenizer, revision_of
from isogloss.store.private import others
from isogloss.training.config import TrainingConfig
from isogloss.training.held_out import check_losses
from isogloss.training.model_kind import PublishedCheckpoint
from isogloss.vocabulary.errors import NotFound, Refused

if TYPE_CHECKING:
    from isogloss.models.training import Training

#: A state is kept so often (seconds), and no more often than keeping it costs this share of the time.
KEEP_EVERY, KEEP_SHARE = 5.0, 0.02
#: How often progress and the live curve are told, in seconds, and no more often than this share of the time so far.
TELL_EVERY, TELL_SHARE = 1.0, 0.004
#: Points of the live curve in one frame, at most.
_FRAME_POINTS = 200


@dataclass(frozen=True)
class ModelFacts:
    """What is said of the model that is published: ``trained_on`` as ``models.training_text`` reads it, ``note`` for
    people, ``bos_policy`` as ``models.bos`` has it."""

    languages: tuple[str, ...]
    trained_on: dict[str, Any]
    note: str
    licence: str | None = None
    bos_policy: str = "add"


@dataclass(frozen=True)
class Rung:
    """A checkpoint that is published: ``measured`` is what the task said of it, ``loss`` the mean training loss since
    the one before in nats a token (None for the untrained model)."""

    checkpoint: str
    step: int
    fingerprint: str
    loss: float | None
    measured: dict[str, Any] = field(repr=False)


class TrainingTask(Protocol):
    """What a study brings to a training. Everything here is the same however often it is asked."""

    @property
    def config(self) -> TrainingConfig:
        """How long, and how fast."""
        ...

    def untrained(self) -> "Training":
        """The model before its first update, with its optimizer: a new one, or ``Training.of`` one that was there."""
        ...

    def batch(self, step: int) -> np.ndarray:
        """[batch, length] token ids of update number ``step`` (from 0)."""
        ...

    def measure(self, training: "Training") -> dict[str, Any]:
        """What is to be known of the model as it is now: small JSON, kept with its checkpoint. ``loss`` and ``seconds``
        are the ladder's own names."""
        ...

    def tokenizer(self) -> Tokenizer:
        """The tokenizer, written beside every checkpoint."""
        ...

    def facts(self) -> ModelFacts:
        """What is said of the model."""
        ...

    def frame(self, losses: tuple[tuple[int, float], ...], rung: Rung | None) -> BaseModel:
        """The live output, of the study's ``frame`` type: (step, training loss) gained since the last one, and the
        checkpoint that was reached, if one was."""
        ...


class TrainingLadder:
    """One run's training, wherever it stands; ``model`` is the id of the model it publishes."""

    def __init__(self, ctx: RunContext, task: TrainingTask, model: str):
        self.ctx, self.task, self.config, self.model = ctx, task, task.config, model
        self._told: list[tuple[int, float]] = []
        self._told_at = self._kept_at = self._began_at = time.monotonic()
        self._keeping = 0.0

    @cached_property
    def folder(self) -> LadderFolder:
        """The ladder on this machine."""
        ladders = self.ctx.store.home / "ladders"
        ladders.mkdir(mode=0o777 & ~others(ladders.parent), exist_ok=True)
        return LadderFolder(ladders / self.ctx.key)

    @property
    def _state(self) -> Path:
        return self.folder.work / "state.safetensors"

    def revision(self, step: int) -> str:
        """The checkpoint's name."""
        return revision_of(step, self.config.steps)

    @cached_property
    def training(self) -> "Training":
        """The model in training, as it was last kept or untrained."""
        made = self.task.untrained()
        if self._state.is_file():
            made.go_on_from(self._state)
        return made

    # ---- steps -----------------------------------------------------------------------------------------------------

    def first(self) -> dict[str, Any]:
        """Publish the untrained model; returns what :meth:`train` does, with ``loss`` None."""
        self._refuse_elsewhere()
        if not self._known(0):
            self._not_beyond(0)
            self._write(0, None)
        return self._publish(0)

    def train(self, low: int, high: int) -> dict[str, Any]:
        """Go on from the checkpoint at step ``low`` to the next, at ``high``, and publish it.

        Returns what the task measured, with ``checkpoint``, ``step``, ``fingerprint``, ``loss`` (the mean since ``low``
        in nats a token) and ``seconds``: small JSON, for a step of the run. Raises Refused where the training diverged
        or its ladder lies on another machine, Cancelled.
        """
        self._refuse_elsewhere()
        known = self._known(high)
        if not known:
            self._not_beyond(high)
        if not known or self.training.step < high:
            seconds = self.learn(high)
            losses = self.training.losses[low:high]
            self._write(high, sum(losses) / len(losses), seconds)
        return self._publish(high)

    def _not_beyond(self, step: int) -> None:
        """Begin anew where the state that was kept is of a later step than a rung that is missing: somebody took that
        away, and there is no way back."""
        if self.training.step > step:
            self._state.unlink()
            del self.training

    def _refuse_elsewhere(self) -> None:
        """A ladder lies on one machine: its checkpoints are found by their paths."""
        try:
            there = self.ctx.catalogue.model(self.model)
        except NotFound:
            return
        if there.source != str(self.folder.root.resolve()):
            raise Refused(
                "began_elsewhere",
                "The first checkpoints of this training lie on another machine, or its home folder was moved.",
                hint="Start a worker there, or ask for the training under another model id.",
                field="model",
            )

    def learn(self, high: int) -> float:
        """Train up to a step; returns the seconds it took here."""
        training = self.training
        began = time.perf_counter()
        while training.step < high:
            step = training.step
            loss = training.learn(self.task.batch(step), self.config.rate(step))
            check_losses(loss, f"loss of step {step + 1:,}")
            self.ctx.check_cancelled()
            self._tell(step + 1, loss)
            self._keep()
        self._keep(now=True)
        return time.perf_counter() - began

    def _keep(self, *, now: bool = False) -> None:
        """Keep the state from time to time: the process may be killed at any moment."""
        began = time.monotonic()
        if now or began - self._kept_at > max(KEEP_EVERY, self._keeping / KEEP_SHARE):
            self.training.keep(self._state)
            self._kept_at = time.monotonic()
            self._keeping = self._kept_at - began

    def _tell(self, step: int, loss: float) -> None:
        """Progress, and the points of the live curve since the last frame."""
        self._told.append((step, round(loss, 4)))
        now = time.monotonic()
        if now - self._told_at > max(TELL_EVERY, TELL_SHARE * (now - self._began_at)):
            # How far the durable step is: from the rung before to the next.
            low, high = self.config.between(step)
            self.ctx.progress(step - low, high - low, f"step {step:,} of {self.config.steps:,}, loss {loss:.2f}")
            self._frame(None)
            self._told_at = now

    def _frame(self, rung: Rung | None) -> None:
        """What the live curve gained since it was last told, thinned where that is much."""
        gained, self._told = self._told, []
        gained = gained[:: -(-len(gained) // _FRAME_POINTS) or 1]
        self.ctx.frame(self.task.frame(tuple(gained), rung).model_dump(mode="json", exclude_none=True))

    # ---- publishing ------------------------------------------------------------------------------------------------

    def _known(self, step: int) -> bool:
        """Whether a rung was reached in an earlier life, and all that is told of it is on the disk."""
        return self.folder.has(self.revision(step)) and self._note(step).is_file()

    def _note(self, step: int) -> Path:
        return self.folder.work / f"{self.revision(step)}.json"

    def _write(self, step: int, loss: float | None, seconds: float = 0.0) -> None:
        """Measure the model as it is now, and write it into its ladder."""
        began = time.perf_counter()
        measured = self.task.measure(self.training)
        seconds += time.perf_counter() - began
        self.folder.note_file(self._note(step), {"loss": loss, **measured, "seconds": seconds})
        self.folder.write(self.revision(step), self.training.model, self.task.tokenizer())

    def _publish(self, step: int) -> dict[str, Any]:
        """Publish a rung, tell everybody, and say what is known of it."""
        revision, facts = self.revision(step), self.task.facts()
        said: dict[str, Any] = json.loads(self._note(step).read_text())
        there = [s for s in self.config.rungs if self._known(s)]
        about = {
            "tokens_per_step": self.config.tokens_per_step,
            "bos_policy": facts.bos_policy,
            "languages": list(facts.languages),
        }
        self.folder.describe(there, about | ({"licence": facts.licence} if facts.licence else {}))
        self.ctx.publish(
            PublishedCheckpoint(revision, self.folder.root, facts.licence, facts.trained_on, note=facts.note)
        )
        # As it is kept: an earlier version may have published it under another name of the same weights.
        fingerprint = self.ctx.catalogue.checkpoint(self.model, revision).fingerprint
        measured = {name: value for name, value in said.items() if name not in ("loss", "seconds")}
        self._frame(Rung(revision, step, fingerprint, said["loss"], measured))
        return said | {"checkpoint": revision, "step": step, "fingerprint": fingerprint}
