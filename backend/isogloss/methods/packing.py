"""The stream of tokens a model is trained on: documents packed end to end into rows of one language each.

Every language has a stream of its own, in which each document follows a token that says that one begins; it is cut into
rows of equal length without padding. Which row of training belongs to which language is drawn from the seed alone, so
that text that changes (another share of switched words) changes the rows it stands in and nothing else.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

#: Documents put together at a time.
_TOGETHER = 256


@dataclass(frozen=True)
class Rows:
    """Rows of one language: ``tokens`` and the number of each token's ``document`` (from 0), both [rows, length]."""

    tokens: np.ndarray
    documents: np.ndarray

    def __len__(self) -> int:
        return len(self.tokens)


def row_languages(rows: int, languages: int, seed: int) -> np.ndarray:
    """[rows] uint8: the language of each row. Every ``languages`` rows hold each once, in an order of their own."""
    rng = np.random.default_rng([seed, 0x726F77])
    rounds = -(-rows // languages)
    order = np.argsort(rng.random((rounds, languages)), axis=1)
    return order.reshape(-1)[:rows].astype(np.uint8)


def pack(documents: Iterable[np.ndarray], *, length: int, begin: int) -> Iterator[Rows]:
    """Blocks of rows of ``length`` from token ids by document; the last tokens that fill no row are left out."""
    stream, number = iter(documents), 0
    tokens, numbers = np.empty(0, np.int32), np.empty(0, np.int32)
    while group := list(islice(stream, _TOGETHER)):
        parts = [part for ids in group for part in (np.array([begin], np.int32), ids)]
        sizes = [len(ids) + 1 for ids in group]
        tokens = np.concatenate([tokens, *parts]).astype(np.int32)
        numbers = np.concatenate([numbers, np.repeat(np.arange(number, number + len(group), dtype=np.int32), sizes)])
        number += len(group)
        whole = len(tokens) // length * length
        if whole:
            yield Rows(tokens[:whole].reshape(-1, length), numbers[:whole].reshape(-1, length))
            tokens, numbers = tokens[whole:], numbers[whole:]


class Supply:
    """Rows of one language, as many as asked for at a time."""

    def __init__(self, blocks: Iterator[Rows]):
        self._blocks, self._left = blocks, list[Rows]()

    def take(self, count: int) -> Rows:
        """The next ``count`` rows; raises ValueError where there are no more."""
        found, here = self._left, sum(map(len, self._left))
        while here < count:
            block = next(self._blocks, None)
            if block is None:
                raise ValueError(f"only {here} of {count} rows are left")
            found.append(block)
            here += len(block)
        tokens, documents = (
            np.concatenate([getattr(rows, name) for rows in found]) for name in ("tokens", "documents")
        )
        self._left = [Rows(tokens[count:], documents[count:])]
        return Rows(tokens[:count], documents[:count])


def deal(languages: np.ndarray, supplies: list[Supply]) -> Rows:
    """Rows in the order of training: row i is the next one of language ``languages[i]``.

    Raises ValueError where a language has no more rows.
    """
    where = [np.flatnonzero(languages == i) for i in range(len(supplies))]
    taken = [supply.take(len(rows)) for supply, rows in zip(supplies, where, strict=True) if len(rows)]
    order = np.argsort(np.concatenate(where))
    tokens, documents = (np.concatenate([getattr(rows, name) for rows in taken]) for name in ("tokens", "documents"))
    return Rows(tokens[order], documents[order])
