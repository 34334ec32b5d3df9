"""How one run's scores lie in the store, written by the job and read by the pages.

* ``unit_score`` rows: the k experts of each concept and language.
* ``scores/<place>/<n>``: for 256 units, AP of every concept and language and its standard error, [units, C, L, 2] fp16.
* ``activity/<place>/<n>``: for the same units, mean and firing rate over tokens, [units, L, 2] fp32.
* ``units/<n>``: for 32 described units (those that are experts somewhere), what their page shows, one JSON a line.
* ``described``: the unit numbers of all described units, sorted; ``index``: names, widths and nulls.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from isogloss.activations.unit_sets import UNITS_A_CHUNK, keep_activity
from isogloss.contract.context import Keeps
from isogloss.store.unit_score import SCORE, label_ids
from isogloss.vocabulary.address import Address, UnitAddress

if TYPE_CHECKING:
    from isogloss.activations.traces import Trace
    from isogloss.studies.concept_neurons.analysis.held_out import Described, HeldOut

#: Units to a chunk of descriptions.
UNITS_A_PAGE = 32


def keep_scores(
    ctx: Keeps, widths: Mapping[Address, int], ap: np.ndarray, error: np.ndarray, activity: np.ndarray
) -> None:
    """ap, error: [L, C, D]; activity: [L, 2, D]."""
    keep_activity(ctx, widths, activity)
    start = 0
    for place, width in widths.items():
        for number, at in enumerate(range(start, start + width, UNITS_A_CHUNK)):
            span = slice(at, min(at + UNITS_A_CHUNK, start + width))
            both = np.stack([ap[:, :, span], error[:, :, span]], axis=-1)
            ctx.save_array(
                f"scores/{place}/{number}", np.ascontiguousarray(both.transpose(2, 1, 0, 3).astype(np.float16))
            )
        start += width


def example(item: str, trace: "Trace", unit: UnitAddress) -> dict[str, Any]:
    """One sentence and the unit's value on each stretch of it: [start, end, value]."""
    values = trace.values[unit.place][unit.unit]
    spans = [
        [stretch.start, stretch.end, round(value, 5)] for stretch, value in zip(trace.stretches, values, strict=True)
    ]
    return {"id": item, "spans": spans}


def _sum(parts: Iterable[np.ndarray]) -> np.ndarray:
    first, *others = parts
    return sum(others, start=first)


def keep_descriptions(
    ctx: Keeps,
    languages: Sequence[str],
    concepts: Sequence[str],
    described: "Described",
    held: "list[HeldOut]",
    effects: list[dict[str, Any] | None],
    experts: list[np.ndarray],
) -> None:
    """Put together, unit by unit, what its page shows. experts: per language [S, Q, K]."""
    rows_of = np.searchsorted(described.rows[np.argsort(described.rows[:, 1], kind="stable"), 1], described.units)
    by_unit = np.argsort(described.rows[:, 1], kind="stable")
    ends = [*rows_of[1:], len(by_unit)]
    histogram, own = _sum(h.histogram for h in held), _sum(h.histogram_own for h in held)
    on, skipped = _sum(h.histogram_on for h in held), _sum(h.histogram_skipped for h in held)
    within = _intervals(languages, concepts, held, experts)
    for part in range(-(-len(described.units) // UNITS_A_PAGE)):
        traces = {language: orjson.loads(ctx.load_bytes(f"traces/{language}/{part}")) for language in languages}
        pages = []
        for at, u in enumerate(range(part * UNITS_A_PAGE, min((part + 1) * UNITS_A_PAGE, len(described.units)))):
            examples = {
                language: [
                    shown | {"value": float(value)}
                    for shown, value in zip(traces[language][at], held[b].top_values[u], strict=True)
                ]
                for b, language in enumerate(languages)
            }
            expert_for = {
                concepts[described.rows[r, 0]]: {
                    "forcing": {language: held[b].forcing[r].tolist() for b, language in enumerate(languages)},
                    "on": own[r].tolist(),
                }
                for r in by_unit[rows_of[u] : ends[u]]
            }
            pages.append(
                {
                    "examples": examples,
                    "concepts": expert_for,
                    "histogram": histogram[u].tolist(),
                    "on": {concepts[c]: row.tolist() for c, row in enumerate(on[u])},
                    "skipped": {concepts[c]: row.tolist() for c, row in enumerate(skipped[u]) if row.any()},
                    "held_out": within.get(int(described.units[u]), {}),
                    "range": [float(described.low[u]), float(described.high[u])],
                    "effects": effects[u],
                }
            )
        ctx.save_bytes(f"units/{part}", b"\n".join(map(orjson.dumps, pages)), kind="units")


def _intervals(
    languages: Sequence[str], concepts: Sequence[str], held: "list[HeldOut]", experts: list[np.ndarray]
) -> dict[int, dict[str, dict[str, list[float]]]]:
    """The 95 % interval of every held-out AP that has one, by unit, concept and language."""
    out: dict[int, dict[str, dict[str, list[float]]]] = {}
    for language, found, chosen in zip(languages, held, experts, strict=True):
        for c, rank in zip(*np.nonzero(np.isfinite(found.reach)), strict=True):
            value, reach = float(found.held_out[c, rank]), float(found.reach[c, rank])
            by_concept = out.setdefault(int(chosen[0, c, rank]), {}).setdefault(concepts[c], {})
            by_concept[language] = [max(0.0, value - reach), min(1.0, value + reach)]
    return out


def expert_rows(
    ctx: Keeps,
    languages: Sequence[str],
    concepts: Sequence[str],
    experts: list[np.ndarray],
    ap: np.ndarray,
    held: "list[HeldOut]",
    described: "Described",
    units: list[UnitAddress],
    k: int,
) -> np.ndarray:
    """The rows of ``unit_score``: k experts for each concept and language. ap: [L, C, D]."""
    with ctx.store.app.session() as session:
        labels = label_ids(session, [*languages, *concepts, *{str(unit.place) for unit in units}])
    where = {int(number): address for number, address in zip(described.units, units, strict=True)}
    row_of = {(int(c), int(u)): r for r, (c, u) in enumerate(described.rows)}
    out = []
    for b, language in enumerate(languages):
        for c, concept in enumerate(concepts):
            for rank, unit in enumerate(experts[b][0, c, :k].tolist()):
                if unit < 0:
                    continue
                address, forced = where[unit], held[b].forcing[row_of[c, unit]]
                out.append(
                    (
                        labels[concept],
                        labels[language],
                        rank + 1,
                        labels[str(address.place)],
                        address.unit,
                        ap[b, c, unit],
                        held[b].held_out[c, rank],
                        *forced,
                        held[b].folds[c, rank],
                    )
                )
    return np.array(out, dtype=SCORE)
