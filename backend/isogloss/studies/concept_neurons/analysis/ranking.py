"""One language, read once: every unit ranked for every concept in every split, and only the best kept.

Pooled values come place by place and are let go; what stays is the AP of the real concepts on all sentences (with its
standard error), the experts of every split, and how spread out each layer's responses are.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch

from isogloss.methods.average_precision import Ranking
from isogloss.studies.concept_neurons.analysis.design import Design

#: Units ranked together: bounds memory at a few hundred bytes a unit and sentence.
UNITS_AT_ONCE = 8192


@dataclass(frozen=True, eq=False)
class Splits:
    """The sentences each choice of experts is made on: [S, N] booleans.

    Row 0 is all of them; then F training sides of the folds; then H first halves, H second halves; then one row for
    each other language, holding the sentences free of surface forms shared with it.
    """

    masks: np.ndarray
    folds: int
    halvings: int

    def fold(self, f: int) -> int:
        """Row of the training side of fold f."""
        return 1 + f

    def half(self, h: int, side: int) -> int:
        """Row of one half (side 0 or 1) of halving h."""
        return 1 + self.folds + side * self.halvings + h

    def free(self, other: int) -> int:
        """Row of the sentences that share no surface form with the other-th of the other languages."""
        return 1 + self.folds + 2 * self.halvings + other


def make_splits(design: Design, free: np.ndarray | None = None) -> Splits:
    """All splits of a design; ``free`` is [others, N] or None."""
    n, folds = len(design.documents), int(design.folds.max()) + 1
    rows = [np.ones((1, n), bool), np.stack([design.folds != f for f in range(folds)]), design.halves, ~design.halves]
    if free is not None and len(free):
        rows.append(free)
    return Splits(np.concatenate(rows), folds, len(design.halves))


@dataclass(frozen=True, eq=False)
class LanguageRanking:
    """What is kept of one language over D units, Q index sets (concepts and pseudo-concepts), S splits.

    experts: [S, Q, K] int32 unit numbers, best first, ties by unit number, -1 where a set could not be ranked;
    random: per set size [draws, k] int32; ap: [C, D] float32 on all sentences; error: [C, D] float32 its standard
    error, clustered by document; null_high: [C], what 97.5 % of units stay below for the concept's matched
    pseudo-concepts; rank, rank_null: effective rank per layer, as read and with each unit's values
    permuted over the sentences.
    """

    experts: np.ndarray
    random: dict[int, np.ndarray]
    ap: np.ndarray
    error: np.ndarray
    null_high: np.ndarray
    rank: np.ndarray
    rank_null: np.ndarray


def rank_language(
    blocks: Iterable[tuple[int, np.ndarray]],
    design: Design,
    splits: Splits,
    *,
    units: int,
    k: int,
    k_most: int,
    seed: int,
) -> LanguageRanking:
    """Rank one language's units.

    blocks: (layer, pooled [N, width] float32) of every place in unit order, ``units`` in all. ``k_most >= k`` experts
    are kept where the curve over k needs them (all sentences and halves).
    """
    sets, ignored, concepts = design.sets, design.ignored_by_set, len(design.positives)
    best = [_Best(len(sets), k_most) for _ in splits.masks]
    best_random = {size: _Best(len(draws), k) for size, draws in design.random.items()}
    ap, error = np.empty((concepts, units), np.float32), np.empty((concepts, units), np.float32)
    pseudo = np.empty((len(sets) - concepts, units), np.float16)
    spread = _Spread(np.random.default_rng([seed, 11]))
    start = 0
    for layer, pooled in blocks:
        spread.add(layer, pooled)
        for at in range(0, pooled.shape[1], UNITS_AT_ONCE):
            ranking = Ranking(np.ascontiguousarray(pooled[:, at : at + UNITS_AT_ONCE].T))
            span = slice(start, start + ranking.units)
            for s, mask in enumerate(splits.masks):
                scores = ranking.average_precision(sets, mask, ignored)
                best[s].add(scores, start)
                if s == 0:
                    ap[:, span], pseudo[:, span] = scores[:concepts], scores[concepts:]
            for size, draws in design.random.items():
                best_random[size].add(ranking.average_precision(draws), start)
            for c, positive in enumerate(design.positives):
                error[c, span] = ranking.standard_error(positive, design.documents, design.ignored[c])
            start += ranking.units
    rank, rank_null = spread.effective_ranks()
    return LanguageRanking(
        experts=np.stack([b.units() for b in best]),
        random={size: b.units() for size, b in best_random.items()},
        ap=ap,
        error=error,
        null_high=np.percentile(pseudo.astype(np.float32), 97.5, axis=1).reshape(-1, concepts).mean(axis=0),
        rank=rank,
        rank_null=rank_null,
    )


class _Best:
    """The K best units of each set so far. Score and unit travel in one sortable number, so that no indices are
    sorted and ties always go to the lower unit."""

    def __init__(self, sets: int, k: int):
        self.k = k
        self.keys = np.zeros((sets, 0), np.int64)

    def add(self, scores: np.ndarray, start: int) -> None:
        """scores: [sets, units] float32 in (0, 1], NaN where undefined; units count from ``start``."""
        unit = np.arange(start, start + scores.shape[1], dtype=np.int64)
        high = np.nan_to_num(scores, nan=0.0).astype(np.float32).view(np.int32).astype(np.int64)
        keys = np.where(high > 0, high << 32 | (0xFFFFFFFF - unit), 0)
        keys = np.concatenate([self.keys, keys], axis=1)
        if keys.shape[1] > self.k:
            keys = np.partition(keys, keys.shape[1] - self.k, axis=1)[:, -self.k :]
        self.keys = keys

    def units(self) -> np.ndarray:
        """[sets, K] int32, best first; -1 where nothing was ranked."""
        keys = np.sort(self.keys, axis=1)[:, ::-1]
        return np.where(keys > 0, 0xFFFFFFFF - (keys & 0xFFFFFFFF), -1).astype(np.int32)


class _Spread:
    """Effective rank per layer: a layer's places are put side by side, and let go when the next layer comes."""

    def __init__(self, rng: np.random.Generator):
        self.rng = rng
        self.layer: int | None = None
        self.places: list[np.ndarray] = []
        self.ranks: list[tuple[float, float]] = []

    def add(self, layer: int, pooled: np.ndarray) -> None:
        """Add one place: pooled [N, width]; layers come in ascending order."""
        if layer != self.layer:
            self._finish()
            self.layer = layer
        self.places.append(pooled)

    def _finish(self) -> None:
        if self.places:
            values = np.concatenate(self.places, axis=1)
            centred = values.astype(np.float64) - values.mean(0, dtype=np.float64)
            self.ranks.append((effective_rank(centred), effective_rank(self.rng.permuted(centred, axis=0))))
            self.places = []

    def effective_ranks(self) -> tuple[np.ndarray, np.ndarray]:
        """Per layer in ascending order: as read, and permuted."""
        self._finish()
        ranks = np.array(self.ranks).reshape(-1, 2)
        return ranks[:, 0], ranks[:, 1]


def effective_rank(centred: np.ndarray) -> float:
    """exp of the entropy of the normalised singular values of a centred matrix [N, units] (Roy & Vetterli 2007)."""
    small = centred if centred.shape[0] <= centred.shape[1] else centred.T
    values = torch.linalg.eigvalsh(torch.from_numpy(small @ small.T)).clamp_min(0).sqrt().numpy()
    values = values[values > values.max(initial=0) * 1e-7]
    share = values / values.sum()
    return float(np.exp(-(share * np.log(share)).sum())) if len(share) else 0.0
