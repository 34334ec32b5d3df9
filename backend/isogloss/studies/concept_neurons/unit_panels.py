"""Panels of the unit page that are made of what was described of the unit, or say why it was not."""

from typing import Any

import numpy as np

from isogloss.vocabulary.address import UnitAddress

_EFFECT = (
    "Direct-path weight: the neuron's output direction through the final norm's scale and the unembedding, above the "
    "vocabulary's mean. It ranks tokens and is no logit: the norm also divides by the size of the residual stream, "
    "which depends on the sentence, and layers between are left out."
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
    found = {name: tuple(_weighted(token) for token in effects[name]) for name in ("promoted", "suppressed")}
    return {**found, "effect_note": _EFFECT}


def _weighted(token: dict[str, Any]) -> dict[str, Any]:
    # Version 1 kept the same number as "logit".
    return {"token": token["token"], "weight": token["weight"] if "weight" in token else token["logit"]}


def example(shown: dict[str, Any], text: str) -> dict[str, Any]:
    """A sentence that fires the unit, with the value of each stretch of it."""
    spans = tuple({"start": start, "end": end, "value": value} for start, end, value in shown["spans"])
    return {"id": shown["id"], "text": text, "value": shown["value"], "spans": spans}


def histogram_of(described: dict[str, Any] | None, concept: str) -> dict[str, Any] | None:
    """Sentences by highest activation, on the concept and off it; None where those on it were not counted."""
    if described is None:
        return None
    low, high = described["range"]
    total = described["histogram"]
    mine = described["concepts"].get(concept)
    on = described.get("on", {}).get(concept) or (mine["on"] if mine else None)
    if on is None:
        return None
    skipped = described.get("skipped", {}).get(concept) or [0] * len(total)
    medians = [values[0] for values in mine["forcing"].values()] if mine else []
    return {
        "edges": tuple(low + (high - low) * i / len(total) for i in range(len(total) + 1)),
        "on": tuple(on),
        "off": tuple(a - b - c for a, b, c in zip(total, on, skipped, strict=True)),
        "on_p50": float(np.median(medians)) if medians else None,
    }


def histogram_absent(described: dict[str, Any] | None, concept: str, absent: str | None) -> str | None:
    """Why there is no histogram, in one sentence; None where there is one."""
    if described is None:
        return absent or "No histogram is kept for this unit: it is no expert of any concept."
    if histogram_of(described, concept) is None:
        return f"This unit is no expert of “{concept}”: the sentences of the concept were not counted for it."
    return None
