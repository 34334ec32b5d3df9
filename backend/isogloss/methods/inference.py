"""Small pieces of statistical inference that several studies need: intervals of shares, p from random draws, Holm.

An interval is absent (NaN here, None on the wire) where it cannot be one: a bootstrap over one or two clusters draws
the same two or three numbers again and again. Values that are not finite are refused: p out of NaN would be the least
there is.
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from jaxtyping import Float, Int, Num

from isogloss.methods.finite import check_finite

#: 95 % of a normal distribution lie within so many standard errors.
WITHIN = 1.959963984540054
#: From fewer clusters (concepts, documents, prompts) no interval is told.
LEAST_CLUSTERS = 3


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); (0, 1) where nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, WITHIN**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = WITHIN * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # At either end the difference is 0 but for its rounding.
    return middle - half if hits else 0.0, middle + half if hits < n else 1.0


def percentiles(draws: Sequence[float] | np.ndarray, n: int) -> tuple[float, float]:
    """The 95 % percentile interval of bootstrap draws of a number over ``n`` clusters; (nan, nan) for too few of them.

    Draws that are nan (a resample without weight) are left out; more than half of them, and there is no interval.
    """
    found = np.asarray(draws, float)
    left = found[~np.isnan(found)]
    if n < LEAST_CLUSTERS or 2 * len(left) <= len(found):
        return np.nan, np.nan
    low, high = np.percentile(left, [2.5, 97.5])
    return float(low), float(high)


def around(
    value: float, ends: tuple[float, float], least: float = -np.inf, most: float = np.inf
) -> tuple[float, float]:
    """An interval within the bounds of what it is of, and around its value; (nan, nan) where an end is not known."""
    low, high = ends
    if not (np.isfinite(low) and np.isfinite(high)):
        return np.nan, np.nan
    return min(max(float(low), least), value), max(min(float(high), most), value)


def or_absent(number: float | None) -> float | None:
    """The number as the wire has it: absent where it is nan. Raises Refused for infinity, which is no answer."""
    if number is None or np.isnan(number):
        return None
    check_finite(number, "An end of an interval")
    return float(number)


def two_sided_p(value: float, draws: Sequence[float] | np.ndarray) -> float:
    """Share of random draws at least as far from the draws' own median as the value; the value counts as one of them,
    so that p is never 0 (Phipson and Smyth 2010)."""
    random = np.asarray(draws, float)
    check_finite(random, "What random draws did")
    check_finite(value, "A value that random draws are held against")
    middle = np.median(random) if len(random) else 0.0
    return float((1 + (np.abs(random - middle) >= abs(value - middle)).sum()) / (1 + len(random)))


def null_of(value: float, draws: Sequence[float] | np.ndarray) -> dict[str, float]:
    """What random draws say beside a value: their mean, the band that holds 95 % of them, and the value's p."""
    p = two_sided_p(value, draws)
    low, high = np.percentile(draws, [2.5, 97.5])
    return {
        "null": float(np.mean(draws)),
        "null_low": float(low),
        "null_high": float(high),
        "p": p,
    }


def holm(p: Sequence[float]) -> list[float]:
    """p adjusted for several tests (Holm 1979), in the order given."""
    check_finite(p, "p")
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(len(p))
    running = 0.0
    for place, i in enumerate(order):
        running = max(running, (len(p) - place) * float(p[i]))
        adjusted[i] = min(1.0, running)
    return [float(x) for x in adjusted]


def clustered_mean(
    values: Num[np.ndarray, " texts"],
    weights: Num[np.ndarray, " texts"],
    clusters: Int[np.ndarray, " texts"],
    *,
    resamples: int,
    seed: int,
) -> tuple[float, float, float]:
    """Weighted mean and its 95 % interval from a bootstrap over clusters: sum(values) / sum(weights).

    ``clusters`` are whole numbers from 0; fewer than ``LEAST_CLUSTERS`` that have weight have no interval (nan).
    """
    (found,) = clustered_means(values[None], weights[None], clusters, resamples=resamples, seed=seed)
    return float(found[0]), float(found[1]), float(found[2])


def clustered_means(
    values: Num[np.ndarray, "numbers texts"],
    weights: Num[np.ndarray, "numbers texts"],
    clusters: Int[np.ndarray, " texts"],
    *,
    resamples: int,
    seed: int,
) -> Float[np.ndarray, "numbers 3"]:
    """:func:`clustered_mean` of several numbers at once, from the same resamples: value, low and high of each; nan for
    a number without weight."""
    mean, drawn, n = _resampled(values, weights, clusters, resamples, seed)
    ends = np.array([percentiles(column, int(of)) for column, of in zip(drawn.T, n, strict=True)]).reshape(-1, 2)
    return np.column_stack([mean, ends])


def mean_of_clustered(
    values: Num[np.ndarray, "numbers texts"],
    weights: Num[np.ndarray, "numbers texts"],
    clusters: Int[np.ndarray, " texts"],
    *,
    resamples: int,
    seed: int,
) -> tuple[float, float, float]:
    """Mean over the numbers of :func:`clustered_means`, with its interval: their texts stand in the same clusters, so
    that the numbers vary together."""
    mean, drawn, n = _resampled(values, weights, clusters, resamples, seed)
    return float(mean.mean()), *percentiles(drawn.mean(1), int(n.min()) if len(n) else 0)


def _resampled(
    values: np.ndarray, weights: np.ndarray, clusters: np.ndarray, resamples: int, seed: int
) -> tuple[Float[np.ndarray, " numbers"], Float[np.ndarray, "resamples numbers"], Int[np.ndarray, " numbers"]]:
    """Weighted means, those of resampled clusters, and how many clusters have weight; nan where there is none."""
    check_finite(values, "A value that a mean is taken of")
    check_finite(weights, "A weight that a mean is taken with")
    n = int(clusters.max()) + 1 if len(clusters) else 0
    nothing = np.full((resamples, len(values)), np.nan)
    if not n:
        return nothing[0], nothing, np.zeros(len(values), int)
    total, weight = (np.stack([np.bincount(clusters, row, n) for row in rows]) for rows in (values, weights))
    with np.errstate(invalid="ignore"):
        mean = total.sum(1) / weight.sum(1)
    weighty = (weight > 0).sum(1)
    if n < LEAST_CLUSTERS:
        return mean, nothing, weighty
    chosen = np.random.default_rng(seed).integers(0, n, (resamples, n))
    # How often each resample has each cluster: a product then sums them for every number at once.
    times = np.bincount((chosen + n * np.arange(resamples)[:, None]).ravel(), minlength=resamples * n)
    times = times.reshape(resamples, n).astype(float)
    weights_drawn = times @ weight.T
    # A resample of clusters that all have no weight has no mean.
    drawn = np.divide(times @ total.T, weights_drawn, out=nothing, where=weights_drawn > 0)
    return mean, drawn, weighty
