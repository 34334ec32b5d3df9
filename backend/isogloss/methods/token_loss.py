"""What a held-out loss says: the mean over tokens with its interval, beside token frequencies alone.

All in nats a token of one language; a token that says that a document begins is read, and never counted. Numbers of
different languages do not compare: their tokens hold different amounts of text (methods.md 0.10).
"""

from dataclasses import dataclass

import numpy as np

#: Draws behind an interval.
DRAWS = 1000


@dataclass(frozen=True)
class Measured:
    """A mean with its 95 % interval over documents (None for a single one), over so many tokens and documents."""

    value: float
    low: float | None
    high: float | None
    tokens: int
    documents: int


def mean_loss(losses: np.ndarray, tokens: np.ndarray, documents: np.ndarray, *, begin: int, seed: int) -> Measured:
    """The mean of ``losses`` [rows, length - 1] over the tokens they predict; ``tokens``, ``documents`` [rows, length].

    The interval draws whole documents again (the tokens of one are alike), 2.5 to 97.5 percentiles.
    """
    counted = tokens[:, 1:] != begin
    document = np.unique(documents[:, 1:][counted], return_inverse=True)[1]
    sums = np.bincount(document, weights=losses[counted].astype(np.float64))
    sizes = np.bincount(document).astype(np.float64)
    low, high = _interval(sums, sizes, seed) if len(sums) > 1 else (None, None)
    return Measured(float(sums.sum() / sizes.sum()), low, high, int(sizes.sum()), len(sums))


def _interval(sums: np.ndarray, sizes: np.ndarray, seed: int) -> tuple[float, float]:
    rng = np.random.default_rng([seed, 0x6C6F7373])
    drawn = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=DRAWS)
    low, high = np.percentile(drawn @ sums / (drawn @ sizes), [2.5, 97.5])
    return float(low), float(high)


def unigram(counts: np.ndarray) -> np.ndarray:
    """[kinds] nats of each token (or byte) under its frequency in the training text, one added to every count."""
    nats: np.ndarray = -np.log((counts + 1) / (counts.sum() + len(counts)))
    return nats


def token_unigram(counts: np.ndarray, tokens: np.ndarray, *, begin: int) -> float:
    """Mean nats a token of held-out ``tokens`` [rows, length] under token ``counts`` of the training rows."""
    counts = counts.copy()
    counts[begin] = 0
    wanted = tokens[:, 1:][tokens[:, 1:] != begin]
    return float(unigram(counts)[wanted].mean())
