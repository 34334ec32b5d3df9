"""Changes of units as edits, and their control: the same change made to matched random units (methods.md 0.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from isogloss.activations.batches import CheckCancelled
from isogloss.activations.capture import capture_pooled
from isogloss.activations.unit_sets import Activity
from isogloss.methods.matching import matched_everywhere
from isogloss.models.editing import Edit
from isogloss.models.load import LoadedModel
from isogloss.vocabulary.address import Address, UnitAddress
from isogloss.vocabulary.operation import Operation


@dataclass(frozen=True)
class Change:
    """What is done to some units. ``values`` are the numbers they are forced to or moved by; ``factor`` multiplies."""

    operation: Operation
    units: tuple[UnitAddress, ...]
    values: tuple[float, ...] | None = None
    factor: float = 1.0

    def at_dose(self, dose: float) -> "Change":
        """The same, so many times as strong; switching off has no strength."""
        if self.operation == "scale":
            return replace(self, factor=self.factor * dose)
        if self.values is None:
            return self
        return replace(self, values=tuple(value * dose for value in self.values))


def edits_of(changes: Sequence[Change], activity: Activity | None = None) -> list[Edit]:
    """The edits of one variant. Means come from ``activity``; a resampled unit takes a donor's value."""
    out: list[Edit] = []
    for change in changes:
        for i, unit in enumerate(change.units):
            if change.operation == "zero":
                out.append(Edit(unit))
            elif change.operation == "mean":
                assert activity is not None
                out.append(Edit(unit, 0.0, float(activity.mean[unit.place][unit.unit])))
            elif change.operation == "resample":
                out.append(Edit(unit, donor=True))
            elif change.operation == "scale":
                out.append(Edit(unit, change.factor))
            else:
                assert change.values is not None
                out.append(Edit(unit, 1.0 if change.operation == "add" else 0.0, change.values[i]))
    return out


def matched_units(
    changes: Sequence[Change], widths: Mapping[Address, int], activity: Activity | None, *, draws: int, seed: int
) -> list[list[tuple[UnitAddress, ...]]]:
    """[draw][change]: partners of every change's units, in their order; all changed units are left out.

    Without ``activity`` partners lie in the same place, and that is all they have in common. Raises ValueError where a
    place has too few units left.
    """
    chosen: dict[Address, list[int]] = {}
    for change in changes:
        for unit in change.units:
            chosen.setdefault(unit.place, []).append(unit.unit)
    even = {place: np.zeros(widths[place]) for place in chosen}
    names = {str(place): place for place in chosen}
    firing, mean = (even, even) if activity is None else (activity.firing, activity.mean)
    found = matched_everywhere(
        {str(place): units for place, units in chosen.items()},
        {name: firing[place] for name, place in names.items()},
        {name: mean[place] for name, place in names.items()},
        draws=draws,
        seed=seed,
    )
    out = []
    for draw in found:
        partner = {
            UnitAddress(place, mine): UnitAddress(place, int(other))
            for name, place in names.items()
            for mine, other in zip(chosen[place], draw[name], strict=True)
        }
        out.append([tuple(partner[unit] for unit in change.units) for change in changes])
    return out


def pooled_medians(
    loaded: LoadedModel,
    texts: Sequence[str],
    units: Sequence[UnitAddress],
    *,
    max_tokens: int | None = None,
    check_cancelled: CheckCancelled | None = None,
) -> dict[UnitAddress, float]:
    """``on_p50`` of units that no concept run described: the median over texts of their greatest value."""
    places = sorted({unit.place for unit in units})
    pooled = capture_pooled(
        loaded, texts, places, max_tokens=max_tokens, statistics=False, check_cancelled=check_cancelled
    )
    medians = {place: np.median(pooled.values[place], axis=0) for place in places}
    return {unit: float(medians[unit.place][unit.unit]) for unit in units}


def random_changes(
    changes: Sequence[Change],
    partners: Sequence[tuple[UnitAddress, ...]],
    medians: Mapping[UnitAddress, float],
    strengths: Sequence[float | None],
) -> list[Change]:
    """The same changes made to partners, each set to so many times *its own* median; where ``strengths`` is None, to
    the very numbers of the original."""
    out = []
    for change, units, strength in zip(changes, partners, strengths, strict=True):
        values = change.values
        if values is not None and strength is not None:
            values = tuple(strength * medians[unit] for unit in units)
        out.append(replace(change, units=units, values=values))
    return out
