"""Forced texts: of the concept words in them, the share that belong to the concept that was forced."""

from collections.abc import Mapping, Sequence

import numpy as np

from isogloss.methods.finite import check_finite
from isogloss.methods.inference import clustered_mean, or_absent

RESAMPLES = 1000


def on_concept(
    own: np.ndarray, of_any: np.ndarray, clusters: np.ndarray, *, seed: int
) -> tuple[float, float | None, float | None]:
    """Share of concept words that are the concept's, with a bootstrap over ``clusters``; own, of_any: [texts] counts.

    nan where no text has a concept word.
    """
    if not of_any.sum():
        return float("nan"), None, None
    value, low, high = clustered_mean(own.astype(float), of_any.astype(float), clusters, resamples=RESAMPLES, seed=seed)
    return value, or_absent(low), or_absent(high)


def counts(words: Sequence[str], lexicon: Mapping[str, frozenset[str]], concept: str) -> tuple[int, int]:
    """(words of the concept, words of any concept) in one text; a word of two concepts counts for each of them."""
    own = sum(word in lexicon[concept] for word in words)
    return own, sum(word in of for word in words for of in lexicon.values())


def scaled_to(values: Sequence[float], norm: float) -> list[float]:
    """The values at another Euclidean norm (unchanged where they are all 0)."""
    own = float(np.linalg.norm(values))
    check_finite([own, norm], "The norm of forced values")
    return [float(v) * norm / own for v in values] if own else list(values)
