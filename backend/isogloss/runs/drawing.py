"""Parts of figures that every study draws alike. No colour and no font: the browser dresses them in the page's theme.

What the browser expects of a figure is written at the top of ``frontend/src/plots/Figure.tsx``.
"""

from collections.abc import Mapping, Sequence
from math import log2
from typing import Any

import plotly.graph_objects as go


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


def whiskers(ends: Sequence[tuple[float, float | None, float | None]]) -> dict[str, Any]:
    """Plotly's ``error_y`` of (value, low, high); none where an end is not known (one of length 0 would be a tick)."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [None if high is None else max(0.0, high - value) for value, _, high in ends],
        "arrayminus": [None if low is None else max(0.0, value - low) for value, low, _ in ends],
    }


def polygon(role: str, x: Sequence[float], low: Sequence[float], high: Sequence[float]) -> go.Scatter:
    """An interval along a line, as one closed shape; ``role`` is band or null-band."""
    return go.Scatter(
        name=role, x=[*x, *reversed(x)], y=[*low, *reversed(high)], mode="lines", fill="toself", meta={"role": role}
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
    """The axis of training steps: step 0 before a break, then log scale; checkpoints to come have their place too.

    Where a step is not known the ladder's order takes its place.
    """

    def __init__(self, points: Sequence[Any], missing: Sequence[str]):
        from isogloss.vocabulary.checkpoint import step_of

        steps = {point.checkpoint: point.step for point in points} | {name: step_of(name) for name in missing}
        known = [step for step in steps.values() if step]
        first = min(known, default=1)
        if any(step is None for step in steps.values()):
            self.positions = {name: float(rank) for rank, name in enumerate(steps)}
            self.labels = {name: name for name in steps}
        else:
            self.positions = {name: 0.0 if not step else 1 + log2(step / first) for name, step in steps.items()}
            self.labels = {name: f"{step:,}" for name, step in steps.items()}

    def axis(self) -> dict[str, Any]:
        """Plotly's axis object."""
        names = sorted(self.positions, key=self.positions.__getitem__)
        last = max(self.positions.values())
        return {
            "title": {"text": "training step, log scale"},
            "tickvals": [self.positions[name] for name in names],
            "ticktext": [self.labels[name] for name in names],
            "range": [-0.3, last + 0.3],
        }
