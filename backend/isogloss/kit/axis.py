"""The axis of a ladder: where a checkpoint stands, what is written under it, and which are still to come."""

from collections.abc import Mapping, Sequence
from math import log2
from typing import Any, Protocol

from isogloss.contract.context import MissingRun
from isogloss.vocabulary.checkpoint import Checkpoint, scale_of
from isogloss.vocabulary.checkpoint_name import read_name


class Rung(Protocol):
    """A checkpoint with its step, where it is known."""

    @property
    def checkpoint(self) -> str:
        """Its name."""
        ...

    @property
    def step(self) -> int | None:
        """Its training step."""
        ...


class StepAxis:
    """The axis of a ladder: training steps, step 0 before a break, then log scale; checkpoints to come, failed and
    cancelled ones have their place too.

    Where steps are not known of all, or begin anew, it is tokens seen, epochs, or the order alone, and says so
    (:func:`isogloss.vocabulary.checkpoint.scale_of`).
    """

    def __init__(self, points: Sequence[Rung], missing: Sequence[MissingRun] = ()):
        self.steps = steps = {one.checkpoint: one.step for one in (*missing, *points)}
        scale = scale_of([Checkpoint(name, step) for name, step in steps.items()])
        self._missing = missing
        words = {name: _in_stage(name, step) if scale.stages else name for name, step in steps.items()}
        self.positions = _logarithmic(scale.values) if scale.by in ("step", "tokens") else dict(scale.values)
        self.labels = {name: _written(value, scale.by, words[name]) for name, value in scale.values.items()}
        self.title = "stage: step, in training order" if scale.stages else _TITLES[scale.by]

    def axis(self) -> dict[str, Any]:
        """Plotly's axis object."""
        names = sorted(self.positions, key=self.positions.__getitem__)
        ends = self.positions.values()
        return {
            "title": {"text": self.title},
            "tickvals": [self.positions[name] for name in names],
            "ticktext": [self.labels[name] for name in names],
            "range": [min(0.0, *ends) - 0.3, max(ends) + 0.3],
        }

    def meta(self, twins: Sequence[Sequence[str]]) -> dict[str, Any]:
        """What the browser draws beside the data: who is to come, failed, was cancelled, and has whose weights."""
        ended = {"failed": "failed", "cancelled": "cancelled"}
        states = {run.checkpoint: ended.get(run.status, "to_come") for run in self._missing}
        named = {state: [name for name in states if states[name] == state] for state in ("to_come", *ended)}
        return {"positions": self.positions, "steps": self.steps, "duplicates": twins} | named


_TITLES = {
    "step": "training step, log scale",
    "tokens": "tokens seen, log scale",
    "epoch": "epoch",
    "order": "checkpoint",
}


def _logarithmic(values: Mapping[str, float]) -> dict[str, float]:
    first = min((value for value in values.values() if value), default=1.0)
    return {name: 1 + log2(value / first) if value else 0.0 for name, value in values.items()}


def _written(value: float, by: str, name: str) -> str:
    """A place as the axis writes it."""
    if by == "tokens":
        unit, letter = next(((u, letter) for u, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M")) if value >= u), (1, ""))
        return f"{value / unit:,.4g}{letter}"
    return {"step": f"{value:,.0f}", "epoch": f"{value:g}"}.get(by, name)


def _in_stage(name: str, step: int | None) -> str:
    """“2: 1,000”, or “2.1: 1,000” for a stage that has runs side by side."""
    told = read_name(name)
    stage = ".".join(str(part) for part in (told.stage, told.branch) if part is not None)
    return f"{stage}: {step:,}" if stage else f"{step:,}"
