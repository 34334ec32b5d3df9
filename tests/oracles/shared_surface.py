"""Shared words by the definition of methods.md 0.1, letter by letter: the slow twin of ``corpora.surface``."""

from collections.abc import Iterable


def distance(a: str, b: str) -> int:
    """Levenshtein's distance, by its recurrence."""
    table = [list(range(len(b) + 1))]
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            row.append(min(table[-1][j] + 1, row[-1] + 1, table[-1][j - 1] + (letter != other)))
        table.append(row)
    return table[-1][-1]


def shares_a_word(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether a word of four letters or more lies within a quarter of the longer one's length of one of the other."""
    return any(
        distance(one, other) <= max(len(one), len(other)) / 4
        for one in a
        for other in b
        if max(len(one), len(other)) >= 4
    )
