"""Average precision of many units for many concepts at once, with ties grouped.

For one unit and one concept (Suau et al. 2022, as in methods.md 1.3 step 4)::

    AP = sum over positives p of  TP(p) / GE(p) / P

where GE(p) counts the items whose value is at least p's, TP(p) those of them that are positive, and P all positives:
the step-wise sum over distinct thresholds, without interpolation. Items with equal values enter together, so the
order of the input can't matter. scikit-learn's ``average_precision_score`` is the oracle.

The costly part, ranking the items, is shared by all concepts: one values-only sort, then a binary search for each
positive. :class:`Ranking` keeps the positions of all items, so that any subset of the items (a fold, a half) is
ranked again by counting instead of sorting.
"""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Bool, Float, Int

from isogloss.methods.finite import product
from isogloss.methods.inference import LEAST_CLUSTERS

#: Units handled at a time: what is in flight (sorted values, counts) stays within a few caches and a few tens of MB.
UNITS_AT_ONCE = 256

#: Stand in place of counts where a set has fewer positives than its neighbours: they sort behind every real one, are
#: never tied, and their inverses are lost in rounding. The j-th missing one is ``NO_COUNT - j``.
NO_COUNT = np.iinfo(np.int32).max


def chance(positives: int | np.ndarray, items: int | np.ndarray) -> float | np.ndarray:
    """Expected AP of a random order without ties: the null of an AP on held-out items.

    ``E[AP] = q + (1 - q) H_n / n`` with ``q = (P - 1) / (n - 1)``: above the prevalence P/n, most so for small n.
    """
    p, n = np.asarray(positives, float), np.asarray(items, float)
    harmonic = np.log(n) + np.euler_gamma + 1 / (2 * n) - 1 / (12 * n**2)
    q = np.where(n > 1, (p - 1) / np.maximum(n - 1, 1), 1.0)
    found = q + (1 - q) * harmonic / n
    return found if found.ndim else float(found)


def average_precision(
    values: Float[np.ndarray, "units items"], positives: Sequence[Int[np.ndarray, "_"]]
) -> Float[np.ndarray, "concepts units"]:
    """AP of each unit for each concept, all other items being negatives.

    values: [units, items] float; positives: per concept the indices of its positive items. Returns [concepts, units]
    float32; NaN for a concept without positives or negatives. Raises ValueError for NaN among the values.
    """
    units, items = values.shape
    out = np.full((len(positives), units), np.nan, np.float32)
    tables = _tables([np.asarray(p, np.int64) for p in positives], np.full(len(positives), items), items)
    for start in range(0, units if tables else 0, UNITS_AT_ONCE):
        block = np.ascontiguousarray(values[start : start + UNITS_AT_ONCE])
        ordered = _sorted(block)
        for rows, table, sizes in tables:
            missing = table >= items
            counts = _at_least(ordered, np.take(block, np.where(missing, 0, table), axis=1).reshape(len(block), -1))
            counts = counts.reshape(len(block), *table.shape)
            counts[:, missing] = NO_COUNT - (table[missing] - items)
            out[rows, start : start + len(block)] = _from_counts(counts, sizes).T
    return out


class Ranking:
    """Every item's place in every unit's order, ready to be ranked again within any subset of the items."""

    def __init__(self, values: Float[np.ndarray, "units items"]):
        """values: [units, items] float, no NaN (ValueError)."""
        self.units, self.items = values.shape
        #: [units, items] int32: how many of all items have at least this item's value.
        self.place = np.empty(values.shape, np.int32)
        for start in range(0, self.units, UNITS_AT_ONCE):
            block = np.ascontiguousarray(values[start : start + UNITS_AT_ONCE])
            self.place[start : start + len(block)] = _at_least(_sorted(block), block)

    def average_precision(
        self,
        positives: Sequence[Int[np.ndarray, "_"]],
        within: Bool[np.ndarray, " items"] | None = None,
        ignored: Sequence[Int[np.ndarray, "_"] | None] | None = None,
    ) -> Float[np.ndarray, "concepts units"]:
        """AP of each unit for each concept on the items ``within`` (boolean [items]; all if absent).

        ``ignored``: per concept, items that are neither positive nor negative. Returns [concepts, units] float32,
        NaN for a concept with no positive or no negative left.
        """
        inside = np.ones(self.items, bool) if within is None else within
        kept = [np.asarray(p, np.int64)[inside[p]] for p in positives]
        left_out = [None if i is None else i[inside[i]] for i in ignored or [None] * len(positives)]
        items = np.array([inside.sum() - (0 if i is None else len(i)) for i in left_out])
        out = np.full((len(positives), self.units), np.nan, np.float32)
        tables = _tables(kept, items, self.items)
        widest = max((table.shape[1] for _, table, _ in tables), default=0)
        for start in range(0, self.units if tables else 0, UNITS_AT_ONCE):
            units = slice(start, min(start + UNITS_AT_ONCE, self.units))
            counts = self._counts(units, inside, widest)
            for rows, table, sizes in tables:
                mine = np.take(counts, table, axis=1)
                for row, c in enumerate(rows):
                    if left_out[c] is not None and len(left_out[c]):
                        mine[:, row, : sizes[row]] -= self._above(units, kept[c], left_out[c])
                out[rows, units] = _from_counts(mine, sizes).T
        return out

    def _above(self, units: slice, positive: np.ndarray, others: np.ndarray) -> np.ndarray:
        """[units, P] how many of some other items have at least the value of each positive."""
        place = self.place[units]
        above: np.ndarray = (place[:, None, others] <= place[:, positive, None]).sum(axis=2, dtype=np.int32)
        return above

    def _counts(self, units: slice, pool: np.ndarray, missing: int = 0) -> np.ndarray:
        """GE counts of all items among those of the pool, then ``missing`` columns that stand for none: int32."""
        place = self.place[units]
        out = np.empty((len(place), self.items + missing), np.int32)
        out[:, self.items :] = NO_COUNT - np.arange(missing)
        if pool.all():
            out[:, : self.items] = place
        else:
            recount = torch.from_numpy(self._recount(place, pool))
            out[:, : self.items] = recount.gather(1, torch.from_numpy(place).long()).numpy()
        return out

    def standard_error(
        self,
        positive: Int[np.ndarray, " positives"],
        documents: Int[np.ndarray, " items"],
        ignored: Int[np.ndarray, "_"] | None = None,
    ) -> Float[np.ndarray, " units"]:
        """Standard error of each unit's AP on all items, with positives clustered by document: [units] float32.

        AP is the mean over positives of a precision; the error is that of a mean of clustered values. It leaves out
        how the negatives vary, which matters little while they are many. NaN where the positives stand in fewer than
        ``LEAST_CLUSTERS`` documents: one has no spread at all, and would look like certainty.
        """
        names, cluster = np.unique(documents[positive], return_inverse=True)
        if len(names) < LEAST_CLUSTERS:
            return np.full(self.units, np.nan, np.float32)
        sums = np.zeros((len(positive), len(names)), np.float32)
        sums[np.arange(len(positive)), cluster] = 1
        pool = np.ones(self.items, bool)
        if ignored is not None:
            pool[ignored] = False
        out = np.empty(self.units, np.float32)
        for start in range(0, self.units, UNITS_AT_ONCE):
            units = slice(start, start + UNITS_AT_ONCE)
            precision = _precisions(np.take(self._counts(units, pool), positive, axis=1))
            residual = product(precision - precision.mean(axis=1, keepdims=True), sums)
            correction = len(names) / (len(names) - 1)
            out[start : start + len(precision)] = np.sqrt((residual**2).sum(axis=1) * correction) / len(positive)
        return out

    def _recount(self, place: np.ndarray, pool: np.ndarray) -> np.ndarray:
        """[units, items + 1] int32: how many items of the pool have a place of at most this number."""
        inside = torch.from_numpy(np.compress(pool, place, axis=1)).long()
        table = torch.zeros(len(place), self.items + 1, dtype=torch.int32)
        table.scatter_add_(1, inside, torch.ones(1, dtype=torch.int32).expand_as(inside))
        return table.cumsum_(1).numpy()


def _sorted(block: np.ndarray) -> torch.Tensor:
    """Values-only sort of each row: NumPy's vectorised one, about three times faster than a sort that keeps indices."""
    ordered = np.sort(block, axis=1)
    if np.isnan(ordered[:, -1]).any():
        raise ValueError("values hold NaN; a rank is undefined")
    return torch.from_numpy(ordered)


def _at_least(ordered: torch.Tensor, values: np.ndarray) -> np.ndarray:
    """How many of a row's ordered values are at least each of the given values: [units, n] int32."""
    below = torch.searchsorted(ordered, torch.from_numpy(np.ascontiguousarray(values)), out_int32=True)
    return ordered.shape[1] - below.numpy()


def _precisions(counts: np.ndarray) -> np.ndarray:
    """Each positive's precision TP / GE, in the positives' own order: [units, P] float32."""
    ordered = torch.from_numpy(np.ascontiguousarray(np.sort(counts, axis=1)))
    found = torch.searchsorted(ordered, torch.from_numpy(np.ascontiguousarray(counts)), right=True)
    precisions: np.ndarray = (found.numpy() / counts).astype(np.float32)
    return precisions


def _from_counts(counts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """AP from the positives' GE counts, in any order.

    counts: [units, sets, width] int32, overwritten; sizes: [sets], how many positives each set has. Returns
    [units, sets] float32.
    """
    counts.sort(axis=2)
    inverse = np.reciprocal(counts, dtype=np.float32)
    width = counts.shape[2]
    found = np.arange(1, width + 1, dtype=np.float32)
    out = product(inverse, found)
    tied = np.zeros(counts.shape, bool)
    np.equal(counts[:, :, 1:], counts[:, :, :-1], out=tied[:, :, :-1])
    rows = np.flatnonzero(tied) // width
    rows = rows[np.diff(rows, prepend=-1) > 0]
    if len(rows):  # equal values enter together: each counts up to the end of its group
        last = tied.reshape(-1, width)[rows]
        grouped = np.minimum.accumulate(np.where(last, np.float32(width), found)[:, ::-1], axis=1)[:, ::-1]
        out.reshape(-1)[rows] = (grouped * inverse.reshape(-1, width)[rows]).sum(axis=1)
    precisions: np.ndarray = out / sizes.astype(np.float32)
    return precisions


def _tables(
    positives: list[np.ndarray], items: np.ndarray, missing: int
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Sets of about equal size together: (their numbers, [sets, width] item indices, their sizes).

    items: [sets], how many items each set is ranked among. Rows of smaller sets end with the numbers ``missing``,
    ``missing + 1``, ... Sets with no positive, or nothing but positives, are left out.
    """
    lengths = np.array([len(p) for p in positives], int)
    usable = [c for c in np.argsort(lengths, kind="stable").tolist() if 0 < lengths[c] < items[c]]
    out: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    group: list[int] = []
    for c in [*usable, None]:
        if group and (c is None or len(group) == 32 or lengths[c] > 1.2 * lengths[group[0]] + 1):
            width = int(lengths[group[-1]])
            table = np.tile(missing + np.arange(width), (len(group), 1))
            for row, member in zip(table, group, strict=True):
                row[: lengths[member]] = positives[member]
            out.append((np.array(group), table, lengths[group]))
            group = []
        if c is not None:
            group.append(c)
    return out
