"""What a training is read against and shown by: bytes under their frequencies alone, and the thinned curve."""

import numpy as np

from isogloss.methods.token_loss import unigram


def byte_unigram(counts: np.ndarray, held_out: np.ndarray) -> float:
    """Mean nats a byte of held-out text, given as byte counts [256], under byte ``counts`` of the training text."""
    return float((unigram(counts) * held_out).sum() / held_out.sum())


def thinned(losses: np.ndarray, most: int = 240) -> tuple[np.ndarray, np.ndarray]:
    """Steps (from 1) and mean losses of at most ``most`` stretches of training that grow with the step.

    A stretch stands at its last step. Early steps stand alone: there a loss falls fastest.
    """
    spaced = np.geomspace(1, len(losses), min(most, len(losses)))
    edges = np.unique(np.concatenate([np.round(spaced[:-1]), [len(losses)]]).astype(int))
    sums = np.concatenate([[0.0], np.cumsum(losses, dtype=np.float64)])
    starts = np.concatenate([[0], edges[:-1]])
    return edges, (sums[edges] - sums[starts]) / (edges - starts)
