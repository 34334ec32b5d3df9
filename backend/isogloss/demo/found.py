"""What a chapter found, as tables of estimates by checkpoint: each number beside its null.

Estimates are read as results carry them, so that nothing here depends on a study; a checkpoint without a number is left
out of its table.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

Point = Mapping[str, Any]
Estimate = Mapping[str, Any]

#: What the first number of a chapter's results is, in words.
_WHAT = {
    "overlap": "expert units two languages share",
    "switched_off": "loss that switching off adds on a concept, nats a token",
}
#: What tells a text's class without the model.
_SURFACES = {"majority": "the commonest class", "bytes": "the bytes", "length": "the length"}


class Found(NamedTuple):
    """One number over a ladder: what it is, and its estimate at every checkpoint that has it."""

    what: str
    rows: list[tuple[str, Estimate]]


def found(study: str, result: Mapping[str, Any]) -> list[Found]:
    """The numbers that a chapter over this study is known by, of a series' result; the first says most."""
    points = result["points"]
    if study == "language_probes":
        return _probes(points)
    first = next(iter(points[-1]["headline"]))
    return [_over(points, _WHAT.get(first, first.replace("_", " ")), lambda point: point["headline"][first])]


def _probes(points: Sequence[Point]) -> list[Found]:
    """Accuracy beside shuffled labels, what of it the surface does not give, and what the study's parts add to that."""

    best = max(points[-1]["baselines"], key=lambda one: one["accuracy"]["value"])
    surface = f"{_SURFACES.get(best['control'], best['control'])} alone ({best['accuracy']['value']:.4g})"
    told = "held-out accuracy, mean over layers"
    numbers = [
        _over(points, f"{told}; null: shuffled labels", lambda point: point["headline"]["accuracy"]),
        _over(points, f"{told}, above {surface}", lambda point: point["headline"]["over_surface"]),
        _over(
            points,
            "trained in one language, read in another (last layer, each language less its own mean); null: another "
            "document's concept",
            lambda point: point["transfer"][-1] if point["transfer"] else None,
        ),
        _over(
            points,
            "loss added in a language without its own neurons, nats a token, where there are any; null: matched random "
            "units",
            lambda point: point["own"],
        ),
    ]
    return [number for number in numbers if number.rows]


def _over(points: Sequence[Point], what: str, of: Callable[[Point], Estimate | None]) -> Found:
    return Found(what, [(point["checkpoint"], estimate) for point in points if (estimate := of(point)) is not None])
