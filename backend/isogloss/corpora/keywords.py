"""Words of a concept: those that its sentences have more often than others do, found in each language by itself.

The measure is the log-odds ratio with an informative Dirichlet prior, divided by its standard error (Monroe, Colaresi
and Quinn 2008, equations 15 to 22); the prior is the words of all sentences together, as strong as the concept's own
text is long. A word whose sentences are mostly other concepts' is none of this one, however often it stands here: an
article is no word of a concept. Scripts without spaces are read in pairs of characters.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log, sqrt

import regex

#: A run of letters and digits; runs of scripts written without spaces are cut into pairs.
_RUN = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+")
#: A word of a concept stands in at least so many of its sentences, is this far from chance, and at least this share of
#: the sentences it stands in are the concept's.
LEAST_SENTENCES, LEAST_Z, LEAST_SHARE = 3, 1.96, 0.5


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Every word, case folded, with its place in code points: (word, from, up to)."""
    for run in _RUN.finditer(text):
        end = run.start()
        for unspaced in _UNSPACED.finditer(text, run.start(), run.end()):
            if end < unspaced.start():
                yield text[end : unspaced.start()].casefold(), end, unspaced.start()
            for at in range(unspaced.start(), max(unspaced.end() - 1, unspaced.start() + 1)):
                upto = min(at + 2, unspaced.end())
                yield text[at:upto].casefold(), at, upto
            end = unspaced.end()
        if end < run.end():
            yield text[end : run.end()].casefold(), end, run.end()


def concept_words(positive: Sequence[str], other: Sequence[str], n: int) -> list[str]:
    """The ``n`` words that tell positive texts from others best, best first; fewer where fewer do."""
    on, off = _counts(positive), _counts(other)
    sentences, elsewhere = _sentences(positive), _sentences(other)
    every = on + off
    n_on, n_off = sum(on.values()), sum(off.values())
    a0 = float(n_on)
    scored = []
    for word, count in on.items():
        mine = sentences[word]
        if mine < LEAST_SENTENCES or mine < LEAST_SHARE * (mine + elsewhere[word]):
            continue
        a = a0 * every[word] / (n_on + n_off)
        odds_on = (count + a) / (n_on + a0 - count - a)
        odds_off = (off[word] + a) / (n_off + a0 - off[word] - a)
        z = (log(odds_on) - log(odds_off)) / sqrt(1 / (count + a) + 1 / (off[word] + a))
        if z >= LEAST_Z:
            scored.append((-z, word))
    return [word for _, word in sorted(scored)[:n]]


def _counts(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word, _, _ in words(text))


def _sentences(texts: Iterable[str]) -> Counter[str]:
    """In how many texts each word stands."""
    return Counter(word for text in texts for word in {w for w, _, _ in words(text)})


def hits(text: str, wanted: frozenset[str] | set[str]) -> list[tuple[int, int]]:
    """Where the wanted words stand in a text, in code points; overlapping pairs are joined."""
    found: list[tuple[int, int]] = []
    for word, start, end in words(text):
        if word in wanted:
            if found and start < found[-1][1]:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return found
