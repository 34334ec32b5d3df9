"""Numbers with their intervals and nulls.

A pooled number is a mean over concepts, each measured on several splits (halvings, folds, or one). Its interval is the
95 % range of that mean when concepts are drawn again with replacement, and for each drawn concept its splits and
pseudo-concepts too (methods.md 0.5: percentiles over concepts x halvings). Of halvings one is drawn, not as many as
there are: each uses all documents, so their mean would hide what a single half of the documents leaves open. Folds
are separate documents, so as many are drawn as there are. Means over few concepts get expanded percentiles (Hesterberg
2015), since the plain ones are too narrow.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from isogloss.methods.inference import LEAST_CLUSTERS, around

REPLICATES = 2000


@dataclass(frozen=True)
class Numbers:
    """An estimate as the analysis leaves it: the fields of ``schema.Estimate``, NaN where there is none."""

    value: float
    low: float = np.nan
    high: float = np.nan
    null: float = np.nan
    null_low: float = np.nan
    null_high: float = np.nan
    excess: float = np.nan
    excess_low: float = np.nan
    excess_high: float = np.nan
    other: float = np.nan
    random: float = np.nan
    n: int = 0


def interval(draws: np.ndarray, n: int, family: int = 1) -> tuple[float, float]:
    """95 % percentile interval of bootstrap draws of a mean over n things, expanded for small n.

    For one of a ``family`` of numbers shown side by side the interval is simultaneous (Bonferroni); its tails lie
    beyond what draws reach, so it is a t interval of the draws' spread.
    """
    draws = draws[np.isfinite(draws)]
    if not len(draws):
        return np.nan, np.nan
    if family > 1 and n > 1:
        reach = stats.t.ppf(1 - 0.025 / family, n - 1) * draws.std() * np.sqrt(n / (n - 1))
        return float(draws.mean() - reach), float(draws.mean() + reach)
    tail = 2.5
    if n > 1:
        tail = 100 * stats.norm.cdf(-np.sqrt(n / (n - 1)) * stats.t.ppf(0.975, n - 1))
    low, high = np.percentile(draws, [tail, 100 - tail])
    return float(low), float(high)


def pooled(
    value: np.ndarray,
    null: np.ndarray,
    seed: int,
    *,
    folds: bool = False,
    family: int = 1,
    other: np.ndarray | None = None,
    random: float = np.nan,
    most: float = 1.0,
    alone: bool = False,
) -> Numbers:
    """A mean over concepts beside its null.

    value: [C, S] per concept and split; null: [M, C, S] the same for M matched pseudo-concepts; other: [C, S] the
    second null; folds: the splits are folds, and all of them are drawn; family: how many such numbers are shown side by
    side; most: what no value can exceed, as none can fall below 0. NaN marks what could not be measured; concepts that
    are NaN throughout are left out, and not counted. Fewer than ``LEAST_CLUSTERS`` concepts have no interval, unless it
    is of one concept ``alone``: then it is over its splits.
    """
    kept = np.isfinite(value).any(axis=1)
    value, null = value[kept], null[:, kept]
    concepts, splits = value.shape
    if not concepts:
        return Numbers(value=np.nan)
    rng = np.random.default_rng([seed, 7])
    shape = (REPLICATES, concepts, splits if folds else 1)
    c = rng.integers(0, concepts, shape[:2])[..., None]
    s, m = rng.integers(0, splits, shape), rng.integers(0, len(null), shape)
    drawn, drawn_null = (mean_of(mean_of(rows, 2), 1) for rows in (value[c, s], null[m, c, s]))
    mean, mean_null = float(mean_of(mean_of(value, 1), 0)), float(mean_of(mean_of(mean_of(null, 2), 0), 0))
    enough = concepts >= LEAST_CLUSTERS or (alone and splits >= LEAST_CLUSTERS)

    def ends(middle: float, draws: np.ndarray, least: float) -> tuple[float, float]:
        return around(middle, interval(draws, concepts, family), least, most) if enough else (np.nan, np.nan)

    low, high = ends(mean, drawn, 0.0)
    null_low, null_high = ends(mean_null, drawn_null, 0.0)
    excess_low, excess_high = ends(mean - mean_null, drawn - drawn_null, -most)
    return Numbers(
        value=mean,
        low=low,
        high=high,
        null=mean_null,
        null_low=null_low,
        null_high=null_high,
        excess=mean - mean_null,
        excess_low=excess_low,
        excess_high=excess_high,
        other=np.nan if other is None else float(mean_of(mean_of(other[kept], 1), 0)),
        random=random,
        n=concepts,
    )


def centred(draws: np.ndarray, value: float) -> np.ndarray:
    """Draws moved so that their mean is the value.

    Drawing documents with replacement doubles some positives, and twins stand together in every ranking, so resampled
    APs are all a little too high: only their spread is used.
    """
    moved: np.ndarray = draws + (value - np.nanmean(draws))
    return moved


def mean_of(values: np.ndarray, axis: int) -> np.ndarray:
    """Mean over what is finite; NaN where nothing is (without NumPy's warning)."""
    finite = np.isfinite(values)
    count = finite.sum(axis)
    total = np.where(finite, values, 0.0).sum(axis)
    mean: np.ndarray = np.divide(total, count, out=np.full(np.shape(total), np.nan), where=count > 0)
    return mean
