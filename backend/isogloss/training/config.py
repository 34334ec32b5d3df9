"""How long a training is, how fast it learns, and which of its steps get a checkpoint. Free of torch."""

from dataclasses import dataclass
from functools import cached_property

from isogloss.methods.schedule import checkpoint_steps, learning_rate


@dataclass(frozen=True)
class TrainingConfig:
    """``steps`` updates on ``batch`` rows of ``length`` tokens each.

    ``learning_rate`` is the peak of ``schedule`` (``cosine``, ``linear`` or ``constant``), which is reached after
    ``warmup`` updates. ``checkpoint_steps`` are updates after which a checkpoint is published, beside 0 and the last;
    log-spaced ones where None.
    """

    steps: int
    batch: int
    length: int
    learning_rate: float
    warmup: int = 0
    schedule: str = "cosine"
    checkpoint_steps: tuple[int, ...] | None = None

    @cached_property
    def rungs(self) -> tuple[int, ...]:
        """The steps that get a checkpoint, ascending, from 0 to the last."""
        return checkpoint_steps(self.steps, self.checkpoint_steps)

    @property
    def tokens_per_step(self) -> int:
        """Tokens read in one update."""
        return self.batch * self.length

    def rate(self, step: int) -> float:
        """The learning rate of update number ``step`` (from 0)."""
        return learning_rate(
            step, steps=self.steps, peak=self.learning_rate, warmup=self.warmup, schedule=self.schedule
        )

    def between(self, step: int) -> tuple[int, int]:
        """The checkpoints around a step from 1 on: the one below it, and the next, which may be the step itself."""
        return max(s for s in self.rungs if s < step), min(s for s in self.rungs if s >= step)
