"""One language, read again: experts scored on documents they were not chosen on, and described.

For each fold, the experts of *every* language, chosen on the other folds, are scored in this one: on the diagonal that
is the held-out AP (methods.md 0.2), off it the transfer of A's experts to B. The same documents are held out in all
languages, so no expert is scored on the translation of a sentence it was chosen by.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scipy import stats

from isogloss.methods.average_precision import Ranking, chance
from isogloss.methods.inference import LEAST_CLUSTERS
from isogloss.studies.concept_neurons.analysis.design import Design
from isogloss.studies.concept_neurons.analysis.ranking import UNITS_AT_ONCE, Splits

#: Document resamples behind the interval of a held-out AP.
RESAMPLES = 200
#: Bins of a unit's histogram over sentences.
BINS = 24
#: With more concepts than this, a unit's positives are counted for the concepts it is an expert of alone.
COUNTED_CONCEPTS = 64
#: Units behind the null of one unit's held-out AP: its tail of 2.5 % then still holds a hundred.
NULL_UNITS = 4096


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What is known of one language after all languages chose their experts.

    transfer: [L, Q, F] mean AP here, on each fold, of the experts each language chose on the others; reliability:
    [Q, F] the same for units that are experts in at least half the languages; resampled: [C, B] this language's own
    held-out AP under document resamples; held_out, folds: [C, k] per expert its mean AP on the folds it was chosen
    without, and how many; reach: [C, k] half of the 95 % interval of held_out, over documents within those folds;
    null_high: [F, C] what 97.5 % of units stay below for the concept's matched pseudo-concepts, as a mean over 1..F
    folds; forcing: [R, 3] median and 90th percentile over positives and mean over negatives, for each (concept, unit)
    of ``described``; top, top_values: [U, T] strongest sentences of each described unit; histogram: [U, BINS] all
    sentences, histogram_on: [U, C, BINS] the positives of each concept (C = 0 where there are too many concepts),
    histogram_own: [R, BINS] those of the concepts it is an expert of, histogram_skipped: [U, C, BINS] the sentences
    that are neither positive nor negative.
    """

    transfer: np.ndarray
    reliability: np.ndarray
    resampled: np.ndarray
    held_out: np.ndarray
    folds: np.ndarray
    reach: np.ndarray
    null_high: np.ndarray
    forcing: np.ndarray
    top: np.ndarray
    top_values: np.ndarray
    histogram: np.ndarray
    histogram_on: np.ndarray
    histogram_own: np.ndarray
    histogram_skipped: np.ndarray


@dataclass(frozen=True, eq=False)
class Described:
    """What is described: R (concept, unit) rows that are experts in any language, and U distinct units with their
    histogram range over all languages (``low``, ``high``: [U])."""

    rows: np.ndarray
    units: np.ndarray
    low: np.ndarray
    high: np.ndarray


def describe(experts: list[np.ndarray], concepts: int, k: int, low: np.ndarray, high: np.ndarray) -> Described:
    """Every (concept, unit) that is an expert in any language; low, high: [D] over all languages and sentences."""
    pairs = [np.column_stack([np.repeat(np.arange(concepts), k), e[0, :concepts, :k].ravel()]) for e in experts]
    rows = np.unique(np.concatenate(pairs), axis=0)
    rows = rows[rows[:, 1] >= 0]
    units = np.unique(rows[:, 1])
    return Described(rows=rows, units=units, low=low[units], high=high[units])


def score_language(
    blocks: Iterable[np.ndarray],
    design: Design,
    splits: Splits,
    experts: list[np.ndarray],
    own: int,
    described: Described | None,
    *,
    k: int,
    top: int,
    seed: int,
    units: int,
) -> HeldOut:
    """Score every language's experts in the ``own``-th language.

    blocks: pooled [N, width] of each place in unit order, ``units`` in all; ``described`` None leaves the describing
    parts empty.
    """
    work = _Scoring(design, splits, experts, own, described, k, top, seed, every=max(1, units // NULL_UNITS))
    start = 0
    for pooled in blocks:
        for at in range(0, pooled.shape[1], UNITS_AT_ONCE):
            values = np.ascontiguousarray(pooled[:, at : at + UNITS_AT_ONCE].T)
            work.add(values, start)
            start += len(values)
    return work.result()


class _Scoring:
    """Sums over blocks of units."""

    def __init__(
        self,
        design: Design,
        splits: Splits,
        experts: list[np.ndarray],
        own: int,
        described: Described | None,
        k: int,
        top: int,
        seed: int,
        *,
        every: int,
    ):
        self.design, self.splits, self.own, self.k = design, splits, own, k
        self.sets, self.ignored = design.sets, design.ignored_by_set
        q, f, c = len(self.sets), splits.folds, len(design.positives)
        self.held = [design.folds == fold for fold in range(f)]
        self.chosen = [np.stack([e[splits.fold(fold), :, :k] for fold in range(f)]) for e in experts]
        self.final = experts[own][0, :c, :k]
        self.common = _in_half_the_languages(self.chosen)
        self.transfer = np.zeros((len(experts), q, f))
        self.reliability, self.reliability_n = np.zeros((q, f)), np.zeros((q, f))
        self.resamples = _document_weights(design.documents, seed)
        self.resampled = np.zeros((f, c, RESAMPLES))
        self.held_out, self.folds = np.zeros((c, k)), np.zeros((c, k), int)
        self.variance, self.clusters = np.zeros((c, k)), np.zeros((c, k), int)
        self.every = every
        self.pseudo: list[np.ndarray] = []
        self.described = described
        r, u = (len(described.rows), len(described.units)) if described else (0, 0)
        self.forcing = np.full((r, 3), np.nan, np.float32)
        self.top, self.top_values = np.zeros((u, top), np.int32), np.zeros((u, top), np.float32)
        counted = c if c <= COUNTED_CONCEPTS else 0
        self.histogram, self.histogram_own = np.zeros((u, BINS), np.int32), np.zeros((r, BINS), np.int32)
        self.histogram_on = np.zeros((u, counted, BINS), np.int32)
        self.histogram_skipped = np.zeros((u, counted, BINS), np.int32)

    def add(self, values: np.ndarray, start: int) -> None:
        """values: [units, N]."""
        ranking, end, nulls = Ranking(values), start + len(values), []
        for f, held in enumerate(self.held):
            scores = ranking.average_precision(self.sets, held, self.ignored)
            nulls.append(scores[len(self.final) :, -start % self.every :: self.every])
            for a, chosen in enumerate(self.chosen):
                inside, _ = _gather(scores, chosen[f], start)
                self.transfer[a, :, f] += inside.sum(axis=1) / self.k
            sums, counts = _gather_ragged(scores, self.common[f], start)
            self.reliability[:, f] += sums
            self.reliability_n[:, f] += counts
            self._per_expert(scores, f, start, end)
            self._resample(ranking, f, held, start, end)
        self.pseudo.append(np.stack(nulls))
        if self.described is not None:
            self._describe(self.described, values, start, end)

    def _per_expert(self, scores: np.ndarray, f: int, start: int, end: int) -> None:
        """Add this fold's AP to each final expert that was also chosen without the fold."""
        for c in range(len(self.final)):
            mine = np.isin(self.final[c], self.chosen[self.own][f, c])
            mine &= (self.final[c] >= start) & (self.final[c] < end)
            found = scores[c, self.final[c, mine] - start]
            self.held_out[c, mine] += np.nan_to_num(found)
            self.folds[c, mine] += np.isfinite(found)

    def _resample(self, ranking: Ranking, f: int, held: np.ndarray, start: int, end: int) -> None:
        """Add the AP of this block's experts on the fold under every document resample (weighted AP), and how much
        it varies for each of them."""
        for c, positive in enumerate(self.design.positives):
            chosen = self.chosen[self.own][f, c]
            chosen = chosen[(chosen >= start) & (chosen < end)]
            pool = held.copy()
            pool[self.design.ignored[c]] = False
            kept = positive[held[positive]]
            if len(chosen) and 0 < len(kept) < pool.sum():
                place = ranking.place[chosen - start]
                items, weights = np.flatnonzero(pool), self.resamples[kept]
                drawn = weighted_average_precision(place[:, items], place[:, kept], self.resamples[items], weights)
                self.resampled[f, c] += drawn.sum(axis=0) / self.k
                # Folds are of separate documents, so their variances add up.
                _, final, row = np.intersect1d(self.final[c], chosen, return_indices=True)
                drawn_any = weights.sum(axis=0) > 0
                if drawn_any.any():
                    self.variance[c, final] += drawn[row][:, drawn_any].var(axis=1)
                self.clusters[c, final] += len(np.unique(self.design.documents[kept]))

    def _describe(self, d: Described, values: np.ndarray, start: int, end: int) -> None:
        u = slice(*np.searchsorted(d.units, [start, end]))
        mine = values[d.units[u] - start]
        order = np.argsort(-mine, axis=1, kind="stable")[:, : self.top.shape[1]]
        self.top[u], self.top_values[u] = order, np.take_along_axis(mine, order, 1)
        width = np.maximum(d.high[u] - d.low[u], 1e-12)
        bins = np.clip(((mine - d.low[u][:, None]) / width[:, None] * BINS).astype(int), 0, BINS - 1)
        self.histogram[u] = _count(bins)
        for c in range(self.histogram_on.shape[1]):
            self.histogram_on[u, c] = _count(bins[:, self.design.positives[c]])
            self.histogram_skipped[u, c] = _count(bins[:, self.design.ignored[c]])
        for r in np.flatnonzero((d.rows[:, 1] >= start) & (d.rows[:, 1] < end)):
            c, unit = d.rows[r]
            at = np.searchsorted(d.units[u], unit)
            on = self.design.positives[c]
            off = np.ones(values.shape[1], bool)
            off[on] = off[self.design.ignored[c]] = False
            row = mine[at]
            self.forcing[r] = [*np.percentile(row[on], [50, 90]), row[off].mean()]
            self.histogram_own[r] = np.bincount(bins[at, on], minlength=BINS)

    def result(self) -> HeldOut:
        """The finished sums; NaN where a fold could not be scored."""
        undefined = np.stack([_unscorable(self.sets, self.ignored, held) for held in self.held], axis=1)
        transfer = np.where(undefined[None], np.nan, self.transfer)
        for a, chosen in enumerate(self.chosen):
            transfer[a][chosen[:, :, 0].T < 0] = np.nan
        concepts = len(self.design.positives)
        scorable = ~undefined[:concepts].T[:, :, None] & (self.resampled > 0)
        count = scorable.sum(axis=0)
        resampled = np.where(scorable, self.resampled, 0).sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return HeldOut(
                transfer=transfer,
                reliability=np.where(undefined, np.nan, self.reliability / self.reliability_n),
                resampled=resampled / count,
                held_out=np.where(self.folds > 0, self.held_out / self.folds, np.nan),
                folds=self.folds,
                reach=self._reach(),
                null_high=self._null_high(),
                forcing=self.forcing,
                top=self.top,
                top_values=self.top_values,
                histogram=self.histogram,
                histogram_on=self.histogram_on,
                histogram_own=self.histogram_own,
                histogram_skipped=self.histogram_skipped,
            )

    def _reach(self) -> np.ndarray:
        """[C, k] half of each expert's interval; NaN where too few documents hold its positives."""
        known = (self.folds > 0) & (self.clusters >= LEAST_CLUSTERS)
        within = stats.t.ppf(0.975, np.maximum(self.clusters - 1, 1))
        return np.where(known, within * np.sqrt(self.variance) / np.maximum(self.folds, 1), np.nan)

    def _null_high(self) -> np.ndarray:
        """[F, C]: the pseudo-concepts' APs moved to their concept's own chance, averaged over the first 1..F folds."""
        concepts, pseudo = len(self.final), np.concatenate(self.pseudo, axis=2)
        level = np.stack([fold_chance(self.design, f) for f in range(len(self.held))])
        own = np.tile(level[:, :concepts], pseudo.shape[1] // concepts)
        moved = pseudo + (own - level[:, concepts:])[:, :, None]
        scored = np.isfinite(moved)
        count = scored.cumsum(axis=0)
        mean = np.where(scored, moved, 0).cumsum(axis=0) / np.maximum(count, 1)
        high = np.percentile(mean, 97.5, axis=2)
        of_sets = np.where(count[:, :, 0] > 0, high, np.nan).reshape(len(self.held), -1, concepts)
        null_high: np.ndarray = of_sets.mean(axis=1)
        return null_high


def weighted_average_precision(
    items: np.ndarray, positives: np.ndarray, item_weights: np.ndarray, positive_weights: np.ndarray
) -> np.ndarray:
    """The AP of each unit when each item counts as often as its weight says, 0 where no positive does: [units, B].

    items: [units, n] places (1 is best) of all items, positives among them: [units, P]; weights: [n, B], [P, B].
    """
    place, mine = torch.from_numpy(items), torch.from_numpy(positives)
    weights, of_mine = torch.from_numpy(item_weights), torch.from_numpy(positive_weights)
    total = torch.empty(len(place), weights.shape[1])
    norm = of_mine.sum(0)
    for rows in range(0, len(place), 32):
        at = mine[rows : rows + 32]
        above = (place[rows : rows + 32, None, :] <= at[:, :, None]).float() @ weights
        true = (at[:, None, :] <= at[:, :, None]).float() @ of_mine
        total[rows : rows + 32] = (of_mine * true / above.clamp_min(1e-9)).sum(1)
    return torch.where(norm > 0, total / norm.clamp_min(1e-9), torch.zeros(())).numpy()


def fold_chance(design: Design, fold: int) -> np.ndarray:
    """[Q] expected AP of a random order of each set's items in one fold."""
    held = design.folds == fold
    out = []
    for positive, ignored in zip(design.sets, design.ignored_by_set, strict=True):
        skipped = 0 if ignored is None else int(held[ignored].sum())
        out.append(chance(max(1, int(held[positive].sum())), max(1, int(held.sum()) - skipped)))
    return np.array(out)


def held_out_chance(design: Design) -> np.ndarray:
    """[C] what a random order reaches on average over the folds: above chance on all ids, since folds are small."""
    count = len(design.positives)
    mean: np.ndarray = np.mean([fold_chance(design, f)[:count] for f in range(int(design.folds.max()) + 1)], axis=0)
    return mean


def _document_weights(documents: np.ndarray, seed: int) -> np.ndarray:
    """[N, B] how often each sentence is drawn when documents are drawn again; the same for every language."""
    names, of = np.unique(documents, return_inverse=True)
    rng = np.random.default_rng([seed, 13])
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), RESAMPLES)
    return np.ascontiguousarray(drawn[:, of].T.astype(np.float32))


def _in_half_the_languages(chosen: list[np.ndarray]) -> list[list[np.ndarray]]:
    """Per fold and set, the units that at least half of the languages chose."""
    least = (len(chosen) + 1) // 2
    folds, sets, _ = chosen[0].shape
    out = []
    for f in range(folds):
        row = []
        for q in range(sets):
            units, counts = np.unique(np.concatenate([c[f, q] for c in chosen]), return_counts=True)
            row.append(units[(counts >= least) & (units >= 0)])
        out.append(row)
    return out


def _gather(scores: np.ndarray, units: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores of the units that fall in this block, 0 elsewhere: [Q, k], and where they do."""
    inside = (units >= start) & (units < start + scores.shape[1])
    found = np.take_along_axis(np.nan_to_num(scores), np.where(inside, units - start, 0), axis=1)
    return np.where(inside, found, 0.0), inside


def _gather_ragged(scores: np.ndarray, units: list[np.ndarray], start: int) -> tuple[np.ndarray, np.ndarray]:
    """Sum and number of the scores of each set's units in this block: [Q], [Q]."""
    sums, counts = np.zeros(len(units)), np.zeros(len(units))
    for q, mine in enumerate(units):
        mine = mine[(mine >= start) & (mine < start + scores.shape[1])] - start
        sums[q], counts[q] = np.nan_to_num(scores[q, mine]).sum(), len(mine)
    return sums, counts


def _unscorable(sets: Sequence[np.ndarray], ignored: Sequence[np.ndarray | None], held: np.ndarray) -> np.ndarray:
    """[Q] sets with no positive, or no negative, on a fold."""
    out = np.zeros(len(sets), bool)
    for q, (positive, skip) in enumerate(zip(sets, ignored, strict=True)):
        pool = held.copy()
        if skip is not None:
            pool[skip] = False
        n = held[positive].sum()
        out[q] = n == 0 or n >= pool.sum()
    return out


def _count(bins: np.ndarray) -> np.ndarray:
    """[U, N] bin numbers -> [U, BINS] counts."""
    flat = bins + np.arange(len(bins))[:, None] * BINS
    return np.bincount(flat.ravel(), minlength=len(bins) * BINS).reshape(len(bins), BINS).astype(np.int32)
