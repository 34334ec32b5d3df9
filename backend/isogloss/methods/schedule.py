"""When checkpoints stand, and how fast a model learns at each step."""

from collections.abc import Iterable
from math import cos, pi

#: Halvings of the last step that get a checkpoint.
HALVINGS = 6
#: Where the learning rate ends, as a share of its peak.
FLOOR = 0.1


def log_spaced(steps: int) -> tuple[int, ...]:
    """0, then the last step halved six times, five times, and so on: (0, 10, 20, 40, 80, 160, 320, 640) for 640."""
    return tuple(sorted({0, *(round(steps / 2**halving) for halving in range(HALVINGS + 1))}))


def checkpoint_steps(steps: int, wanted: Iterable[int] | None) -> tuple[int, ...]:
    """The steps asked for, or log-spaced ones; always the untrained model and the last step, in order, each once."""
    return log_spaced(steps) if wanted is None else tuple(sorted({0, steps, *wanted}))


def learning_rate(step: int, *, steps: int, peak: float, warmup: int, schedule: str) -> float:
    """The rate of update number ``step`` (from 0): up a line to the peak, then down to a tenth of it, or level."""
    if step < warmup:
        return peak * (step + 1) / warmup
    if schedule == "constant":
        return peak
    done = (step - warmup) / max(1, steps - warmup)
    left = 1 - done if schedule == "linear" else (1 + cos(pi * done)) / 2
    return peak * (FLOOR + (1 - FLOOR) * left)
