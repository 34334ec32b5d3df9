"""Concepts of words: the positives are words of analysed sentences, language by language, not whole sentences.

In a file ``{"words": {language: {id: [numbers]}}}``, with ``negative_words`` of the same shape where not all other
words of those sentences are negatives. Words count from 0, as a corpus's ``tokens`` do: without the lines of multiword
tokens and empty nodes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from isogloss.corpora.parallel import ParallelCorpus
from isogloss.vocabulary.errors import Refused

WORDS, NEGATIVE_WORDS = "words", "negative_words"

#: {language: {id: numbers of its words}}, as it is stored.
Words = dict[str, dict[str, list[int]]]


@dataclass(frozen=True)
class WordConcept:
    """A concept's positive words by language and id; ``negatives`` where they were listed."""

    positives: Mapping[str, Mapping[str, frozenset[int]]]
    negatives: Mapping[str, Mapping[str, frozenset[int]]] | None = None

    @property
    def n_words(self) -> int:
        """Positive words over all languages."""
        return sum(len(numbers) for ids in self.positives.values() for numbers in ids.values())

    @property
    def ids(self) -> frozenset[str]:
        """Sentences that have a positive word in some language."""
        return frozenset(item for ids in self.positives.values() for item in ids)

    def negatives_in(self, corpus: ParallelCorpus, language: str, item: str) -> frozenset[int]:
        """The negative words of a sentence: those listed, or all that are no positives. Raises as ``corpus.tokens``."""
        if self.negatives is not None:
            return self.negatives.get(language, {}).get(item, frozenset())
        every = range(len(corpus.tokens(language, item) or ()))
        return frozenset(every) - self.positives.get(language, {}).get(item, frozenset())


def is_of_words(listed: object) -> bool:
    """Whether a concept, as a file or the database has it, names words."""
    return isinstance(listed, dict) and WORDS in listed


def word_concept(listed: Mapping[str, Words]) -> WordConcept:
    """A concept as it is stored."""
    sides = [
        {language: {i: frozenset(numbers) for i, numbers in ids.items()} for language, ids in listed[side].items()}
        for side in (WORDS, NEGATIVE_WORDS)
        if side in listed
    ]
    return WordConcept(*sides)


def words_in_order(listed: Mapping[str, Words]) -> dict[str, Words]:
    """The same in one order, whatever order it came in: what the digest is of."""
    return {
        side: {
            language: {item: sorted(numbers) for item, numbers in sorted(ids.items())}
            for language, ids in sorted(words.items())
        }
        for side, words in sorted(listed.items())
    }


def words_of(name: str, value: Mapping[str, Any], file: str) -> dict[str, Words]:
    """The words of a concept as a file lists them; raises Refused for another shape."""
    found = {side: _side(value[side]) for side in (WORDS, NEGATIVE_WORDS) if value.get(side) is not None}
    if WORDS not in found or None in found.values() or len(value.keys() - {WORDS, NEGATIVE_WORDS}):
        raise Refused(
            "broken_concept",
            f"{file}: the concept “{name}” does not list words as they are listed.",
            hint='Write {"words": {"en": {"id1": [0, 4]}}}: for each language and id the numbers of words, from 0; and '
            "negative_words likewise, where not all other words are negatives.",
            field="source",
        )
    return {side: words for side, words in found.items() if words is not None}


def _side(value: object) -> Words | None:
    """One side in its right types; None for another shape, and where nothing is named."""
    if not isinstance(value, dict) or not value:
        return None
    found: Words = {}
    for language, ids in value.items():
        if not isinstance(ids, dict) or not ids:
            return None
        for numbers in ids.values():
            if not isinstance(numbers, list) or not numbers or any(type(n) is not int or n < 0 for n in numbers):
                return None
        found[language] = {str(item): list(numbers) for item, numbers in ids.items()}
    return found


def check_words(name: str, listed: Mapping[str, Words], corpus: ParallelCorpus) -> None:
    """Raises Refused where a word is named twice or on both sides, or is none that the corpus has."""
    seen: dict[tuple[str, str, int], str] = {}
    for side, words in listed.items():
        for language, item, number in _each(words):
            word = f"word {number} of “{item[:80]}” in {language[:40]}"
            if (language, item, number) in seen:
                both = seen[language, item, number] != side
                raise _broken(name, f"{word} is named {'as a positive and as a negative' if both else 'twice'}")
            seen[language, item, number] = side
            if language not in corpus.languages or not corpus.has(language, item):
                raise _broken(name, f"{word} is named, and the corpus {corpus.id} has no such sentence")
    lengths: dict[tuple[str, str], int] = {}
    for language, item, number in seen:
        if (language, item) not in lengths:
            tokens = corpus.tokens(language, item)
            if tokens is None:
                raise _broken(name, f"nobody analysed “{item[:80]}” in {language} into words", _ANALYSED)
            lengths[language, item] = len(tokens)
        if number >= lengths[language, item]:
            raise _broken(
                name, f"“{item[:80]}” in {language} has {lengths[language, item]:,} words, and none has number {number}"
            )


_ANALYSED = "Words are known of treebanks: import the corpus from CoNLL-U files."


def _each(words: Words) -> Iterator[tuple[str, str, int]]:
    return ((language, item, n) for language, ids in words.items() for item, numbers in ids.items() for n in numbers)


def _broken(name: str, what: str, hint: str = "Words count from 0 in every sentence.") -> Refused:
    return Refused(
        "broken_concept", f"In the concept “{name}” {what}. Nothing was imported.", hint=hint, field="source"
    )
