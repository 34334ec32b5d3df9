"""Any number of a result beside the intervals that are said to be its own."""

from collections.abc import Iterator
from typing import Any

#: Ends, and what has to lie between them.
_ENDS = (("low", "value", "high"), ("null_low", "null", "null_high"), ("excess_low", "excess", "excess_high"))

#: A mean of equal numbers is not always that number.
ROUNDING = 1e-12


def faults(result: Any) -> list[str]:
    """Where in the JSON of a result a value lies outside its own interval, or an interval stands beside no value."""
    return [
        f"{place}: {low} {number[low]} {name} {number.get(name)} {high} {number[high]}"
        for place, number in _estimates(result, "")
        for low, name, high in _ENDS
        if name in number  # concept effects keep a band of random units and no mean of it
        if number.get(low) is not None or number.get(high) is not None
        if number.get(name) is None or not number[low] - ROUNDING <= number[name] <= number[high] + ROUNDING
    ]


def _estimates(value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if {"value", "n"} <= value.keys():
            yield place, value
        for name, part in value.items():
            yield from _estimates(part, f"{place}/{name}")
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value):
            yield from _estimates(part, f"{place}/{number}")
