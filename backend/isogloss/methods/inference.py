"""Small pieces of statistical inference that several studies need: intervals of shares, p from random draws, Holm."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from jaxtyping import Float, Int, Num

#: 95 % of a normal distribution lie within so many standard errors.
WITHIN = 1.959963984540054


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); (0, 1) where nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, WITHIN**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = WITHIN * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # At either end the difference is 0 but for its rounding.
    return middle - half if hits else 0.0, middle + half if hits < n else 1.0


def two_sided_p(value: float, draws: Sequence[float] | np.ndarray) -> float:
    """Share of random draws at least as far from the draws' own median as the value; the value counts as one of them,
    so that p is never 0 (Phipson and Smyth 2010)."""
    random = np.asarray(draws, float)
    middle = np.median(random) if len(random) else 0.0
    return float((1 + (np.abs(random - middle) >= abs(value - middle)).sum()) / (1 + len(random)))


def null_of(value: float, draws: Sequence[float] | np.ndarray) -> dict[str, float]:
    """What random draws say beside a value: their mean, the band that holds 95 % of them, and the value's p."""
    low, high = np.percentile(draws, [2.5, 97.5])
    return {
        "null": float(np.mean(draws)),
        "null_low": float(low),
        "null_high": float(high),
        "p": two_sided_p(value, draws),
    }


def holm(p: Sequence[float]) -> list[float]:
    """p adjusted for several tests (Holm 1979), in the order given."""
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

    ``clusters`` are whole numbers from 0; one cluster alone has no interval (nan).
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
    mean, drawn = _resampled(values, weights, clusters, resamples, seed)
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return np.stack([mean, low, high], axis=1)


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
    mean, drawn = _resampled(values, weights, clusters, resamples, seed)
    low, high = np.percentile(drawn.mean(1), [2.5, 97.5])
    return float(mean.mean()), float(low), float(high)


def _resampled(
    values: np.ndarray, weights: np.ndarray, clusters: np.ndarray, resamples: int, seed: int
) -> tuple[Float[np.ndarray, " numbers"], Float[np.ndarray, "resamples numbers"]]:
    """Weighted means, and those of resampled clusters; nan where there is nothing to tell from."""
    n = int(clusters.max()) + 1 if len(clusters) else 0
    nothing = np.full((resamples, len(values)), np.nan)
    if not n:
        return nothing[0], nothing
    total, weight = (np.stack([np.bincount(clusters, row, n) for row in rows]) for rows in (values, weights))
    with np.errstate(invalid="ignore"):
        mean = total.sum(1) / weight.sum(1)
    if n < 2:
        return mean, nothing
    chosen = np.random.default_rng(seed).integers(0, n, (resamples, n))
    # How often each resample has each cluster: a product then sums them for every number at once.
    times = np.bincount((chosen + n * np.arange(resamples)[:, None]).ravel(), minlength=resamples * n)
    times = times.reshape(resamples, n).astype(float)
    drawn = (times @ total.T) / np.maximum(times @ weight.T, 1e-12)
    return mean, np.where(weight.sum(1) == 0, np.nan, drawn)
