"""What is compared with what, decided before any activation is read.

The unit of splitting is the document (methods.md 0.0), the same in all languages, so that no sentence of one side is
the translation of a sentence of the other, nor from its document. Beside each concept stand its *pseudo-concepts*: id
sets that mean nothing. *Matched* ones are drawn so that their sentences have the concept's surface (length, digits,
punctuation, names): what a model can share between languages that it does not know. *Random* ones ignore the surface
and are drawn for log-spaced set sizes, as methods.md 0.1 has it.
"""

from dataclasses import dataclass

import numpy as np

#: A concept needs this many positives to be computed at all, and this many to be shown by itself (methods.md 0.3).
LEAST_POSITIVES, LEAST_SHOWN = 5, 25
#: Pseudo-concepts matched to each concept's surface.
MATCHED_DRAWS = 4
#: How many of the sentences nearest in surface one is drawn from.
NEAREST = 5

# One generator per purpose, so that asking for more halvings leaves the folds as they were.
_FOLDS, _HALVES, _MATCHED, _RANDOM = range(4)


@dataclass(frozen=True, eq=False)
class Design:
    """The plan of one comparison over N aligned sentences, C concepts, F folds, H halvings.

    documents: [N] document numbers; positives: per concept its sentence indices; ignored: per concept the sentences
    that are neither positive nor negative; matched: per concept ``MATCHED_DRAWS`` index sets, and matched_ignored what
    they ignore (None: nothing); random: set size -> index sets; folds: [N] fold numbers; halves: [H, N] booleans (in
    the first half).
    """

    documents: np.ndarray
    positives: tuple[np.ndarray, ...]
    ignored: tuple[np.ndarray, ...]
    matched: tuple[tuple[np.ndarray, ...], ...]
    matched_ignored: tuple[tuple[np.ndarray | None, ...], ...]
    random: dict[int, tuple[np.ndarray, ...]]
    folds: np.ndarray
    halves: np.ndarray

    @property
    def sets(self) -> list[np.ndarray]:
        """All index sets that are ranked in every split: C concepts, then C of each matched draw."""
        return [*self.positives, *(draws[d] for d in range(MATCHED_DRAWS) for draws in self.matched)]

    @property
    def ignored_by_set(self) -> list[np.ndarray | None]:
        """What each of ``sets`` ignores."""
        return [*self.ignored, *(draws[d] for d in range(MATCHED_DRAWS) for draws in self.matched_ignored)]


def make_design(
    documents: np.ndarray,
    positives: list[np.ndarray],
    surface: np.ndarray,
    *,
    folds: int,
    halvings: int,
    pseudo_concepts: int,
    set_sizes: int,
    negatives_jaccard: float,
    seed: int,
    negatives: list[np.ndarray | None] | None = None,
) -> Design:
    """Plan the comparison; ``surface`` is [N, features], what pseudo-concepts are matched on.

    ``negatives``: per concept the sentences listed as its negatives, obeyed as they are; None: all other sentences,
    but for positives of concepts like it.
    """
    n = len(documents)
    positives = [np.sort(np.asarray(p, np.int64)) for p in positives]
    sizes = sorted({len(p) for p in positives})
    spaced = np.unique(np.geomspace(sizes[0], sizes[-1], set_sizes).round().astype(int))
    rng = np.random.default_rng([seed, _RANDOM])
    random = {
        int(size): tuple(np.sort(rng.choice(n, size, replace=False)) for _ in range(pseudo_concepts)) for size in spaced
    }
    listed = negatives or [None] * len(positives)
    drawn = [
        _matched(surface, p, listed[c], np.random.default_rng([seed, _MATCHED, c])) for c, p in enumerate(positives)
    ]
    return Design(
        documents=documents,
        positives=tuple(positives),
        ignored=tuple(
            _too_similar(positives, c, negatives_jaccard)
            if given is None
            else np.setdiff1d(np.arange(n), np.union1d(positives[c], given))
            for c, given in enumerate(listed)
        ),
        matched=tuple(tuple(mine for mine, _ in draws) for draws in drawn),
        matched_ignored=tuple(tuple(ignored for _, ignored in draws) for draws in drawn),
        random=random,
        folds=assign_folds(documents, folds, np.random.default_rng([seed, _FOLDS])),
        halves=np.stack(
            [assign_folds(documents, 2, np.random.default_rng([seed, _HALVES, h])) == 0 for h in range(halvings)]
        ),
    )


def assign_folds(documents: np.ndarray, folds: int, rng: np.random.Generator) -> np.ndarray:
    """[N] fold numbers: whole documents, in random order, each to the fold that has the fewest sentences."""
    names, sizes = np.unique(documents, return_counts=True)
    filled, fold_of = np.zeros(folds, int), {}
    for d in rng.permutation(len(names)):
        fold_of[names[d]] = int(filled.argmin())
        filled[fold_of[names[d]]] += sizes[d]
    return np.array([fold_of[d] for d in documents])


def similar(positives: list[np.ndarray], threshold: float) -> np.ndarray:
    """[C, C] booleans: pairs of different concepts whose positives have at least this Jaccard index."""
    sets = [set(p.tolist()) for p in positives]
    out = np.zeros((len(sets), len(sets)), bool)
    for a in range(len(sets)):
        for b in range(a):
            union = len(sets[a] | sets[b])
            out[a, b] = out[b, a] = union > 0 and len(sets[a] & sets[b]) / union >= threshold
    return out


def _too_similar(positives: list[np.ndarray], c: int, threshold: float) -> np.ndarray:
    """Positives of concepts like this one, less its own: labelling them negative would punish knowing the concept."""
    alike = similar(positives, threshold)[c]
    others = [positives[other] for other in np.flatnonzero(alike)]
    return np.setdiff1d(np.concatenate(others), positives[c]) if others else np.empty(0, np.int64)


def _matched(
    surface: np.ndarray, positive: np.ndarray, negative: np.ndarray | None, rng: np.random.Generator
) -> list[tuple[np.ndarray, np.ndarray | None]]:
    """Pseudo-concepts with the concept's surface, and what each ignores: for each positive another sentence about as
    likely by its surface, and where negatives were listed one for each of them, all others being ignored.

    The likelihood is that of a ridge logistic regression; matching on it alone balances all features that enter it
    (Rosenbaum & Rubin 1983). Drawn among the nearest few that are still free, so that draws differ.
    """
    odds = _log_odds(surface, positive)
    every = np.arange(len(odds))
    free, out = np.setdiff1d(every, positive), []
    for _ in range(MATCHED_DRAWS):
        mine, ignored = _nearest(odds[positive], free, odds[free], rng), None
        if negative is not None:
            left = np.setdiff1d(every, mine)
            ignored = np.setdiff1d(left, _nearest(odds[negative], left, odds[left], rng))
        out.append((mine, ignored))
    return out


def _nearest(wanted: np.ndarray, free: np.ndarray, odds: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One free item for each wanted log odds, among the ``NEAREST`` ones at the time; fewer where they run out."""
    chosen, left = [], np.ones(len(free), bool)
    for i in rng.permutation(len(wanted))[: len(free)]:
        distance = np.where(left, np.abs(odds - wanted[i]), np.inf)
        near = np.argpartition(distance, min(NEAREST, len(free)) - 1)[:NEAREST]
        at = rng.choice(near[left[near]])
        left[at] = False
        chosen.append(free[at])
    return np.sort(np.array(chosen, np.int64))


def _log_odds(surface: np.ndarray, positive: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    """[N] log odds of being positive by ridge logistic regression (Newton) on standardised features."""
    spread = surface.std(0)
    x = (surface - surface.mean(0)) / np.where(spread > 0, spread, 1.0)
    x = np.column_stack([np.ones(len(x)), x])
    y = np.zeros(len(x))
    y[positive] = 1
    weights, penalty = np.zeros(x.shape[1]), ridge * np.eye(x.shape[1])
    penalty[0, 0] = 1e-6  # the intercept is free, up to a set that is all or nothing
    for _ in range(100):
        p = 1 / (1 + np.exp(-(x @ weights)))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, x.T @ (p - y) + penalty @ weights)
        weights -= step
        if np.abs(step).max() < 1e-10:
            break
    return x @ weights
