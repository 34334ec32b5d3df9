"""Small pieces of statistical inference that several studies need: intervals of shares, p from random draws, Holm."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

#: 95 % of a normal distribution lie within so many standard errors.
WITHIN = 1.959963984540054


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); (0, 1) where nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, WITHIN**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = WITHIN * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def two_sided_p(value: float, draws: Sequence[float] | np.ndarray) -> float:
    """Share of random draws at least as far from the draws' own median as the value; the value counts as one of them,
    so that p is never 0 (Phipson and Smyth 2010)."""
    random = np.asarray(draws, float)
    middle = np.median(random) if len(random) else 0.0
    return float((1 + (np.abs(random - middle) >= abs(value - middle)).sum()) / (1 + len(random)))


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
    values: np.ndarray, weights: np.ndarray, clusters: np.ndarray, *, resamples: int, seed: int
) -> tuple[float, float, float]:
    """Weighted mean and its 95 % interval from a bootstrap over clusters: sum(values) / sum(weights), [texts] each.

    ``clusters`` are whole numbers from 0; one cluster alone has no interval (nan).
    """
    n = int(clusters.max()) + 1 if len(clusters) else 0
    total = np.bincount(clusters, weights=values, minlength=n)
    weight = np.bincount(clusters, weights=weights, minlength=n)
    mean = float(total.sum() / weight.sum()) if n else float("nan")
    if n < 2:
        return mean, float("nan"), float("nan")
    chosen = np.random.default_rng(seed).integers(0, n, (resamples, n))
    drawn = total[chosen].sum(1) / np.maximum(weight[chosen].sum(1), 1e-12)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return mean, float(low), float(high)
