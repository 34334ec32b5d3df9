"""Matched random units: controls that lie in the same place, fire as often and as strongly as the units in question
(methods.md 0.6)."""

from collections.abc import Mapping, Sequence

import numpy as np

from isogloss.methods.finite import check_finite

#: A unit's partner is drawn from so many nearest units of its place.
NEAREST = 20


def matched_draws(
    chosen: Sequence[int],
    firing: np.ndarray,
    mean: np.ndarray,
    *,
    draws: int,
    seed: int,
    excluded: Sequence[int] = (),
    nearest: int = NEAREST,
) -> np.ndarray:
    """Partners for ``chosen`` units of one place: [draws, chosen] unit numbers.

    ``firing`` and ``mean`` are [width]. Nearness is the sum of the two rank differences, and the equally near are
    equally likely. Within a draw no unit stands twice, and none is one of ``chosen`` or ``excluded``. Raises ValueError
    where too few units are left.
    """
    check_finite(firing, "How often a unit fires")
    check_finite(mean, "A unit's mean")
    width, n = len(firing), len(chosen)
    taken = np.zeros(width, bool)
    taken[list(chosen)] = True
    taken[list(excluded)] = True
    free = np.flatnonzero(~taken)
    if len(free) < n:
        raise ValueError(f"{n} partners are wanted and only {len(free)} of {width} units are left")
    rank = _ranks(firing) + 1j * _ranks(mean)
    apart = rank[free][None] - rank[list(chosen)][:, None]
    apart = np.abs(apart.real) + np.abs(apart.imag)
    order = np.argsort(apart, axis=1, kind="stable")
    # Whatever is as near as the last of the nearest is one of them: else the front of a place would be drawn from.
    last = np.partition(apart, min(nearest, len(free)) - 1, axis=1)[:, min(nearest, len(free)) - 1]
    reach = (apart <= last[:, None] * (1 + 1e-9)).sum(1)
    rng = np.random.default_rng(seed)
    out = np.empty((draws, n), np.int64)
    for d in range(draws):
        used: set[int] = set()
        # In a random order, so that no unit is always the last to choose.
        for i in rng.permutation(n):
            # The nearest that are still free in this draw: fewer near ones are left the more units were chosen.
            pool = [int(j) for j in order[i, : reach[i] + len(used)] if int(j) not in used][: reach[i]]
            pick = int(rng.choice(pool))
            used.add(pick)
            out[d, i] = free[pick]
    return out


def matched_everywhere(
    chosen: Mapping[str, Sequence[int]],
    firing: Mapping[str, np.ndarray],
    mean: Mapping[str, np.ndarray],
    *,
    draws: int,
    seed: int,
    excluded: Mapping[str, Sequence[int]] | None = None,
) -> list[dict[str, np.ndarray]]:
    """The same at several places, by name: one dict of partners per draw, in the order of ``chosen``."""
    by_place = {
        place: matched_draws(
            units, firing[place], mean[place], draws=draws, seed=seed + i, excluded=(excluded or {}).get(place, ())
        )
        for i, (place, units) in enumerate(sorted(chosen.items()))
    }
    return [{place: rows[d] for place, rows in by_place.items()} for d in range(draws)]


def _ranks(values: np.ndarray) -> np.ndarray:
    """Midranks as shares of the width: equal values are equally near."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = counts.cumsum()
    return ((ends - (counts + 1) / 2 + 1) / len(values))[inverse]
