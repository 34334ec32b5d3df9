"""What a ladder of a study found, as tables of estimates by checkpoint: each number beside its null.

Results are read as they are stored. The convention is that of the headline: a series' result has ``points`` in training
order, each with ``checkpoint`` and a ``headline`` of estimates, the first of which is the number.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

Point = Mapping[str, Any]
Estimate = Mapping[str, Any]


class Found(NamedTuple):
    """One number over a ladder: what it is, and its estimate at every checkpoint that has it."""

    what: str
    rows: list[tuple[str, Estimate]]


def over(points: Sequence[Point], what: str, of: Callable[[Point], Estimate | None]) -> Found:
    """The number that ``of`` reads from each point; a checkpoint without it is left out."""
    found = [(point["checkpoint"], of(point)) for point in points]
    return Found(what, [(name, e) for name, e in found if e is not None and e.get("value") is not None])


def stated(headline: Mapping[str, Any] | None) -> tuple[str, Estimate] | None:
    """The number that a headline states, under its name: its first estimate; None where there is none, or where it was
    not measured (a later number would not be the headline)."""
    for name, estimate in (headline or {}).items():
        if isinstance(estimate, dict) and "value" in estimate:
            return None if estimate["value"] is None else (name.replace("_", " "), estimate)
    return None


def headline(result: Mapping[str, Any], what: str | None = None) -> list[Found]:
    """The number of every checkpoint's headline, under ``what`` or else its own name."""
    points = result["points"]
    first = next(iter(points[-1]["headline"]))
    return [over(points, what or first.replace("_", " "), lambda point: point["headline"][first])]
