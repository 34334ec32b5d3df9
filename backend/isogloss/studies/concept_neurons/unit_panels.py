"""Panels of the unit page that are made of what was described of the unit, or say why it was not."""

from typing import Any

import numpy as np

from isogloss.vocabulary.address import UnitAddress

_EFFECT = (
    "Change of each token's score per unit of activation, by the direct path through the final norm and the "
    "unembedding; layers between are left out."
)
_NO_EFFECT = "Only neurons (mlp_act) write in a direction of their own."
_TOO_MANY = "Not computed for this unit, to keep the run short."
NOT_BROUGHT = (
    "This run came with a bundle, which leaves out what is known of single units: the sentences that fire them, what "
    "they write, how often they fire."
)


def effects_of(described: dict[str, Any] | None, address: UnitAddress, absent: str | None) -> dict[str, Any]:
    """Promoted and suppressed tokens, with a note; ``absent`` is why nothing of the unit is known."""
    effects = described["effects"] if described else None
    if effects is None:
        note = absent or (_NO_EFFECT if address.place.role != "mlp_act" else _TOO_MANY)
        return {"promoted": (), "suppressed": (), "effect_note": note}
    found = {name: effects[name] for name in ("promoted", "suppressed")}
    return {**found, "effect_note": _EFFECT}


def histogram_of(described: dict[str, Any] | None, concept: str) -> dict[str, Any] | None:
    """Sentences by highest activation; counts on the concept only where the unit is an expert for it."""
    if described is None:
        return None
    low, high = described["range"]
    total = described["histogram"]
    mine = described["concepts"].get(concept)
    on = mine["on"] if mine else [0] * len(total)
    medians = [values[0] for values in mine["forcing"].values()] if mine else []
    return {
        "edges": tuple(low + (high - low) * i / len(total) for i in range(len(total) + 1)),
        "on": tuple(on),
        "off": tuple(a - b for a, b in zip(total, on, strict=True)),
        "on_p50": float(np.median(medians)) if medians else None,
    }
