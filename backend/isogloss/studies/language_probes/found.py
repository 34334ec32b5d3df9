"""What a ladder of probes found, number by number: each beside its null, and beside what the surface gives alone."""

from collections.abc import Mapping
from typing import Any

from isogloss.contract.headline import Found, over

#: What tells a text's class without the model.
_SURFACES = {"majority": "the commonest class", "bytes": "the bytes", "length": "the length"}


def found(result: Mapping[str, Any]) -> list[Found]:
    """Accuracy beside shuffled labels, what of it the surface does not give, and what the study's parts add to that."""
    points = result["points"]
    measured = [one for one in points[-1]["baselines"] if one["accuracy"]["value"] is not None]
    best = max(measured, key=lambda one: one["accuracy"]["value"], default=None)
    surface = (
        f"{_SURFACES.get(best['control'], best['control'])} alone ({best['accuracy']['value']:.4g})"
        if best
        else "what the surface gives"
    )
    told = "held-out accuracy, mean over layers"
    numbers = [
        over(points, f"{told}; null: shuffled labels", lambda point: point["headline"]["accuracy"]),
        over(points, f"{told}, above {surface}", lambda point: point["headline"]["over_surface"]),
        over(
            points,
            "trained in one language, read in another (last layer, each language less its own mean); null: another "
            "document's concept",
            lambda point: point["transfer"][-1] if point["transfer"] else None,
        ),
        over(
            points,
            "loss added in a language without its own neurons, nats a token, where there are any; null: matched random "
            "units",
            lambda point: point["own"],
        ),
    ]
    return [number for number in numbers if number.rows]
