"""Slow twins of a training's numbers, written from their definitions, in plain Python."""

import math
from collections.abc import Sequence


def cross_entropy_by_hand(logits: Sequence[Sequence[float]], ids: Sequence[int]) -> list[float]:
    """Nats of each token but the first, from the logits [length][vocabulary] at the token before it."""
    out = []
    for position in range(1, len(ids)):
        scores = logits[position - 1]
        largest = max(scores)
        total = math.fsum(math.exp(score - largest) for score in scores)
        out.append(largest + math.log(total) - scores[ids[position]])
    return out


def packed_by_hand(documents: Sequence[Sequence[int]], length: int, begin: int) -> list[list[int]]:
    """All documents one after the other, each after its beginning, cut every ``length`` tokens; the rest is left."""
    stream = [token for document in documents for token in (begin, *document)]
    return [stream[i : i + length] for i in range(0, len(stream) - length + 1, length)]


def unigram_by_hand(trained: Sequence[int], held_out: Sequence[int], kinds: int) -> float:
    """Mean nats of the held-out symbols under the trained ones' frequencies, with one added to each."""
    counts = [1] * kinds
    for symbol in trained:
        counts[symbol] += 1
    total = sum(counts)
    return math.fsum(-math.log(counts[symbol] / total) for symbol in held_out) / len(held_out)
