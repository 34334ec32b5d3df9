"""Difference in differences: what switching off a concept's experts adds to the loss on its sentences and not on
others', and how much of that random units do too (methods.md 0.6).

For one language, with ``d`` the loss added to a sentence and ``t`` its tokens:

    D(c, units) = sum(d over own) / sum(t over own) - sum(d over others) / sum(t over others)
    effect(c)   = D(c, experts of c) - mean over draws r of D(c, random units r)
"""

from dataclasses import dataclass, replace

import numpy as np

from isogloss.methods.finite import check_read
from isogloss.methods.inference import or_absent, percentiles, two_sided_p

RESAMPLES = 1000


def difference(added: np.ndarray, tokens: np.ndarray, own: np.ndarray) -> np.ndarray:
    """D of each row. added: [rows, sentences], tokens: [sentences], own: [sentences] bool; returns [rows].

    Raises Refused where one of the two sides has no token.
    """
    for side in (own, ~own):
        check_read(tokens[side], "Test on longer sentences.")
    found: np.ndarray = added[:, own].sum(1) / tokens[own].sum() - added[:, ~own].sum(1) / tokens[~own].sum()
    return found


@dataclass(frozen=True)
class Difference:
    """An effect over the mean of its random draws, with the draws' middle 95 % about that mean."""

    value: float
    low: float | None
    high: float | None
    null_low: float
    null_high: float
    p: float
    n: int
    draws: int


def one(mine: float, random: np.ndarray, n: int) -> Difference:
    """One concept in one language: no interval of its own. random: [draws]."""
    p = two_sided_p(mine, random)
    middle = float(random.mean())
    low, high = np.percentile(random - middle, [2.5, 97.5])
    return Difference(mine - middle, None, None, float(low), float(high), p, n, len(random))


def mean_over_concepts(mine: np.ndarray, random: np.ndarray, *, seed: int) -> Difference:
    """The mean over concepts. mine: [C], random: [C, draws]: draw r of all concepts together is one draw of the mean.

    The interval is a bootstrap over concepts (none for one or two).
    """
    means = random.mean(axis=0)
    found = one(float(mine.mean()), means, len(mine))
    each = mine - random.mean(axis=1)
    chosen = np.random.default_rng(seed).integers(0, len(each), (RESAMPLES, len(each)))
    low, high = map(or_absent, percentiles(each[chosen].mean(1), len(each)))
    return replace(found, low=low, high=high)


def choose_sentences(own: np.ndarray, most: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """At most ``most`` own sentences, and as many others as own, evenly over the other concepts where they overlap not.

    own: [concepts, sentences] bool, the first row the concept's; returns row numbers (own, others), sorted.
    """
    rng = np.random.default_rng(seed)
    mine = np.flatnonzero(own[0])
    mine = np.sort(rng.permutation(mine)[:most])
    waiting = [list(rng.permutation(np.flatnonzero(row & ~own[0]))) for row in own[1:]]
    others: list[int] = []
    taken: set[int] = set()
    while len(others) < len(mine) and any(waiting):
        for row in waiting:
            while row and int(row[-1]) in taken:
                row.pop()
            if row and len(others) < len(mine):
                others.append(int(row.pop()))
                taken.add(others[-1])
    return mine, np.array(sorted(others), np.int64)
