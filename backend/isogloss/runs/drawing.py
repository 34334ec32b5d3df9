"""Parts of figures that every study draws alike. No colour and no font: the browser dresses them in the page's theme.

What the browser expects of a figure is written at the top of ``frontend/src/plots/Figure.tsx``.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import log2
from typing import Any

import plotly.graph_objects as go

from isogloss.runs.context import MissingRun
from isogloss.vocabulary.checkpoint import Checkpoint, scale_of
from isogloss.vocabulary.checkpoint_name import read_name


def figure(
    traces: Sequence[Any],
    *,
    caption: str,
    n: Sequence[tuple[int, str]],
    null: Mapping[str, Any],
    interval: str,
    format: str = "share",
    meta: Mapping[str, Any] | None = None,
    **layout: Any,
) -> go.Figure:
    """A figure with what its caption, legend and table stand on; ``n`` is counted things: (how many, of what)."""
    facts = {
        "caption": caption,
        "n": [{"count": count, "of": of} for count, of in n],
        "null": dict(null),
        "interval": interval,
        "format": format,
    } | dict(meta or {})
    return go.Figure(data=list(traces), layout=go.Layout(meta=facts, template="none", **layout))


def whiskers(ends: Sequence[tuple[float | None, float | None, float | None]]) -> dict[str, Any]:
    """Plotly's ``error_y`` of (value, low, high); none where one is not known (length 0 is a tick)."""

    def reach(value: float | None, end: float | None, way: int) -> float | None:
        return None if value is None or end is None else max(0.0, way * (end - value))

    return {
        "type": "data",
        "symmetric": False,
        "array": [reach(value, high, 1) for value, _, high in ends],
        "arrayminus": [reach(value, low, -1) for value, low, _ in ends],
    }


def mean_null(estimates: Iterable[Any]) -> float | None:
    """The mean of the nulls of those estimates that have one."""
    nulls = [e.null for e in estimates if e.null is not None]
    return sum(nulls) / len(nulls) if nulls else None


def polygon(role: str, x: Sequence[float], low: Sequence[float | None], high: Sequence[float | None]) -> go.Scatter:
    """An interval along a line, as one closed shape for each stretch that has one; ``role`` is band or null-band."""
    outline: list[tuple[float | None, float | None]] = []
    ends = list(zip(x, low, high, strict=True))
    for known, stretch in groupby(ends, key=lambda end: end[1] is not None and end[2] is not None):
        if known:
            part = list(stretch)
            outline += [(None, None)] if outline else []
            outline += [(at, bottom) for at, bottom, _ in part] + [(at, top) for at, _, top in reversed(part)]
    return go.Scatter(
        name=role,
        x=[at for at, _ in outline],
        y=[end for _, end in outline],
        mode="lines",
        fill="toself",
        meta={"role": role},
    )


def stacked(x: Sequence[Any], rows: Sequence[Sequence[Any]], addresses: Sequence[str]) -> list[go.Bar]:
    """Shares of languages as stacked bars, one trace a language. ``rows`` are those at each x, in one order of
    languages: objects with ``language`` (None: undetermined) and ``share`` (an estimate)."""
    bars = []
    for found in zip(*rows, strict=True):
        language = found[0].language
        meta = {"role": "language", "language": language} if language else {"role": "rest"}
        marks = [
            [address, row.share.low, row.share.high, row.share.null, row.share.n]
            for address, row in zip(addresses, found, strict=True)
        ]
        bars.append(
            go.Bar(
                name=language or "undetermined",
                x=list(x),
                y=[row.share.value for row in found],
                customdata=marks,
                meta=meta | {"n": found[0].share.n},
            )
        )
    return bars


class StepAxis:
    """The axis of a ladder: training steps, step 0 before a break, then log scale; checkpoints to come, failed and
    cancelled ones have their place too.

    Where steps are not known of all, or begin anew, it is tokens seen, epochs, or the order alone, and says so
    (:func:`isogloss.vocabulary.checkpoint.scale_of`). ``points`` have ``checkpoint`` and ``step``.
    """

    def __init__(self, points: Sequence[Any], missing: Sequence[MissingRun] = ()):
        steps = {one.checkpoint: one.step for one in (*missing, *points)}
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
        return {"positions": self.positions, "duplicates": twins} | named


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
