"""Unit sets of a concept run, as other studies read them: its experts, and how active every unit is.

A concept run keeps its experts in ``unit_score`` and, for 256 units at a time, mean and firing rate over the tokens of
every language (``activity/<place>/<n>``, [units, L, 2] fp32). Torch-free, for requests are checked against it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

import numpy as np
from sqlalchemy.orm import Session

from isogloss.store.unit_score import Score, most_languages, of_concept
from isogloss.vocabulary.address import Address, UnitAddress

#: Units to a chunk of activity.
UNITS_A_CHUNK = 256


def activity_chunk(place: Address, number: int) -> str:
    """What a chunk of activity is kept under: units ``number * UNITS_A_CHUNK`` and on."""
    return f"activity/{place}/{number}"


@dataclass(frozen=True)
class Expert:
    """An expert of one concept: the languages it was found in, with its median over positives in each."""

    unit: UnitAddress
    on_p50: Mapping[str, float]
    rank: Mapping[str, int]
    held_out: float

    @property
    def languages(self) -> frozenset[str]:
        """Where it is an expert."""
        return frozenset(self.on_p50)

    def forced_to(self, language: str | None) -> float:
        """Its median over the concept's positives in one language, or the median of its languages' medians."""
        return self.on_p50[language] if language is not None else float(median(self.on_p50.values()))


def worth(rows: Collection[Score]) -> tuple[int, float]:
    """What experts of a concept are sorted by: many languages first, then a high mean AP on held-out ids (0 for a
    language that has none)."""
    return -len(rows), -sum(row.ap_held_out or 0.0 for row in rows) / max(len(rows), 1)


def experts_of(session: Session, run_id: int, concept: str) -> list[Expert]:
    """All experts of a concept, those of many languages first, then by mean held-out AP, then by address."""
    rows: dict[UnitAddress, dict[str, Score]] = {}
    for row in of_concept(session, run_id, concept):
        rows.setdefault(UnitAddress(Address.parse(row.place), row.unit), {})[row.language] = row
    found = [
        Expert(
            unit,
            {language: row.on_p50 for language, row in of.items()},
            {language: row.rank for language, row in of.items()},
            -worth(of.values())[1],
        )
        for unit, of in rows.items()
    ]
    return sorted(found, key=lambda expert: (-len(expert.rank), -expert.held_out, expert.unit))


def reach_of(session: Session, run_id: int, widths: Mapping[Address, int]) -> dict[Address, np.ndarray]:
    """In how many languages each unit of these places is an expert of one and the same concept, the most over the
    run's concepts: one array [width] per place, 0 for a unit that is no expert."""
    out = {place: np.zeros(width, np.int64) for place, width in widths.items()}
    for place, unit, languages in most_languages(session, run_id):
        found = out.get(Address.parse(place))
        if found is not None:
            found[unit] = languages
    return out


def choose(
    experts: Sequence[Expert],
    *,
    language: str | None = None,
    shared_by: int | None = None,
    only: bool = False,
    k: int | None = None,
) -> list[Expert]:
    """The first ``k`` experts of ``language`` (by its own ranking), of at least ``shared_by`` languages, or ``only``
    of that one."""
    chosen = [
        expert
        for expert in experts
        if (language is None or language in expert.rank)
        and (shared_by is None or len(expert.rank) >= shared_by)
        and (not only or len(expert.rank) == 1)
    ]
    if language is not None:
        chosen.sort(key=lambda expert: expert.rank[language])
    return chosen[:k]


@dataclass(frozen=True)
class Activity:
    """Mean and firing rate of every unit over the tokens of all languages together: one array [width] per place."""

    mean: Mapping[Address, np.ndarray]
    firing: Mapping[Address, np.ndarray]


class KeepsArrays(Protocol):
    """What a run keeps arrays with."""

    def save_array(self, name: str, array: np.ndarray, /) -> object:
        """Keep an array of the run under a name."""


def keep_activity(ctx: KeepsArrays, widths: Mapping[Address, int], activity: np.ndarray) -> None:
    """Keep a concept run's activity [L, 2, D] (mean, firing rate) in chunks, units in the order of ``widths``."""
    start = 0
    for place, width in widths.items():
        for number, at in enumerate(range(start, start + width, UNITS_A_CHUNK)):
            part = activity[:, :, at : min(at + UNITS_A_CHUNK, start + width)]
            ctx.save_array(
                activity_chunk(place, number), np.ascontiguousarray(part.transpose(2, 0, 1).astype(np.float32))
            )
        start += width


def read_activity(
    load_array: Callable[[str], np.ndarray], widths: Mapping[Address, int], tokens: Sequence[int]
) -> Activity:
    """Activity at these places over all languages' tokens; ``tokens`` is how many each language has, in run order."""
    weights = np.asarray(tokens, np.float64) / sum(tokens)
    mean, firing = {}, {}
    for place, width in widths.items():
        parts = [load_array(activity_chunk(place, n)) for n in range(-(-width // UNITS_A_CHUNK))]
        both = np.einsum("ulx,l->xu", np.concatenate(parts).astype(np.float64), weights)
        mean[place], firing[place] = both
    return Activity(mean, firing)
