"""The slow twin of concept neurons: loops, scikit-learn and sets, written from methods.md and not from the code."""

from functools import cache
from itertools import combinations

import numpy as np
from sklearn.metrics import average_precision_score


def average_precision(values: np.ndarray, labels: np.ndarray) -> float:
    """AP of one unit; labels: 1 positive, 0 negative, -1 left out."""
    kept = labels >= 0
    return float(average_precision_score(labels[kept], values[kept]))


def labels_of(n: int, positive: np.ndarray, ignored: np.ndarray, within: np.ndarray) -> np.ndarray:
    labels = np.zeros(n, int)
    labels[ignored] = -1
    labels[positive] = 1
    labels[~within] = -1
    return labels


def experts(values: np.ndarray, labels: np.ndarray, k: int) -> list[int]:
    """The k units [D, N] of highest AP, ties by number."""
    return _experts(values.tobytes(), values.dtype.str, values.shape, labels.tobytes(), k)


@cache
def _experts(values: bytes, kind: str, shape: tuple[int, int], labels: bytes, k: int) -> list[int]:
    """Each language stands in many pairs; a ranking costs a second."""
    rows, of = np.frombuffer(values, kind).reshape(shape), np.frombuffer(labels, int)
    scores = [np.float32(average_precision(row, of)) for row in rows]
    return sorted(range(len(rows)), key=lambda u: (-scores[u], u))[:k]


def cross_fitted_overlap(
    values: list[np.ndarray], halves: np.ndarray, positive: np.ndarray, ignored: np.ndarray, k: int
) -> np.ndarray:
    """[pairs, halvings]: A on one half, B on the other, both ways round. Pairs (1, 0), (2, 0), (2, 1), ..."""
    n = values[0].shape[1]
    out = []
    for b, a in combinations(range(len(values)), 2):
        row = []
        for half in halves:
            both = 0.0
            for one, two in ((half, ~half), (~half, half)):
                of_a = experts(values[a], labels_of(n, positive, ignored, one), k)
                of_b = experts(values[b], labels_of(n, positive, ignored, two), k)
                both += len(set(of_a) & set(of_b)) / k
            row.append(both / 2)
        out.append(((a, b), row))
    return np.array([row for _, row in sorted(out)])


def found_again(
    values: list[np.ndarray], halves: np.ndarray, positive: np.ndarray, ignored: np.ndarray, k: int
) -> np.ndarray:
    """[halvings, L, D]: how often unit d is a language's expert on one half and one in exactly n - 1 others on the
    other half; mean over languages and both ways round."""
    languages, (d, n) = len(values), values[0].shape
    out = np.zeros((len(halves), languages, d))
    for h, half in enumerate(halves):
        for one, two in ((half, ~half), (~half, half)):
            here = [set(experts(v, labels_of(n, positive, ignored, one), k)) for v in values]
            there = [set(experts(v, labels_of(n, positive, ignored, two), k)) for v in values]
            for a in range(languages):
                for unit in here[a]:
                    others = sum(unit in there[b] for b in range(languages) if b != a)
                    out[h, others, unit] += 1 / (2 * languages)
    return out


def held_out(
    values: list[np.ndarray], folds: np.ndarray, positive: np.ndarray, ignored: np.ndarray, k: int, a: int, b: int
) -> list[float]:
    """Mean AP in language b, on each fold, of the experts of language a chosen on the other folds."""
    n, out = values[0].shape[1], []
    for f in range(folds.max() + 1):
        chosen = experts(values[a], labels_of(n, positive, ignored, folds != f), k)
        labels = labels_of(n, positive, ignored, folds == f)
        if (labels == 1).any() and (labels == 0).any():
            out.append(float(np.mean([average_precision(values[b][u], labels) for u in chosen])))
        else:
            out.append(float("nan"))
    return out
