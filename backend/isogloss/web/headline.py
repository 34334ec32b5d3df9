"""The number a result is known by, read from stored results of any study.

The convention: a result has a field ``headline``, an object of estimates, and its first one is the number; a series'
result has ``points`` in training order, each with ``checkpoint``, ``step`` and such a ``headline``.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from isogloss.contract.estimate import Estimate
from isogloss.contract.headline import stated
from isogloss.web.wire import HeadlineNumber, TrajectoryPoint


@dataclass(frozen=True)
class Stated:
    """A headline: what the number is, the number, and for a series that of every checkpoint."""

    label: str
    number: HeadlineNumber
    trajectory: tuple[TrajectoryPoint, ...] = ()


def of(stored: bytes, *, series: bool) -> Stated | None:
    """The headline of a stored result; None where the study states none."""
    result = orjson.loads(stored)
    return _of_series(result) if series else _of_run(result)


def _of_run(result: dict[str, Any]) -> Stated | None:
    found = _first(result.get("headline"))
    return Stated(*found) if found else None


def _of_series(result: dict[str, Any]) -> Stated | None:
    found = [(point, _first(point.get("headline"))) for point in result.get("points") or ()]
    points = tuple(
        TrajectoryPoint(checkpoint=point["checkpoint"], step=point.get("step"), number=stated[1])
        for point, stated in found
        if stated
    )
    return Stated(found[-1][1][0], points[-1].number, points) if points and found[-1][1] else None


def _first(headline: dict[str, Any] | None) -> tuple[str, HeadlineNumber] | None:
    found = stated(headline)
    if found is None:
        return None
    name, number = found
    known = {field: number[field] for field in Estimate.model_fields if field in number}
    excess, low, high = Estimate.model_validate(known).over_null()
    over = {"excess": excess, "excess_low": low, "excess_high": high}
    return name, HeadlineNumber.model_validate(
        {field: (known | over).get(field) for field in HeadlineNumber.model_fields}
    )
