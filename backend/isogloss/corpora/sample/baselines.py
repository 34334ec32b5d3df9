"""What the sample corpus's labels can be guessed from without a model, by naive Bayes on the surface of sentences.

A number is an average precision (ties grouped, as everywhere in the house), the mean over concepts, languages and five
folds of documents. Beside every one stands its chance: that of scores that know nothing, on as many sentences.
"""

import math
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from isogloss.corpora.sample.concepts import CONCEPTS
from isogloss.corpora.sample.evaluation import KINDS, Item, items, texts
from isogloss.corpora.sample.grammar import LANGUAGES

FOLDS = 5

#: What is counted in a sentence.
Count = Callable[[str], Iterable[str]]


class Baseline(NamedTuple):
    """One way of guessing: what from, how well, and by luck."""

    name: str
    average_precision: float
    chance: float


def words(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return re.findall(r"[^\W\d_]+", text.lower())


def byte_unigrams(text: str) -> list[str]:
    """The bytes of a text."""
    return [f"{byte:02x}" for byte in text.encode()]


def four_letters(text: str) -> list[str]:
    """Runs of four characters inside words, their ends marked: what two languages may spell alike."""
    return [f"_{word}_"[i : i + 4] for word in words(text) for i in range(max(len(word) - 1, 1))]


def length(text: str) -> list[str]:
    """How long a text is, in characters and in words, as one class each."""
    return [f"characters {len(text) // 4}", f"words {len(words(text))}"]


@lru_cache(maxsize=8)
def _of_kind(kind: str) -> tuple[Item, ...]:
    return tuple(item for item in items() if item.kind == kind)


def _fold(item: Item) -> int:
    """The fold of an item: documents with one number lie in one, since the concepts share their plans."""
    return int(item.document.rsplit("-", 1)[1]) % FOLDS


class _Bayes:
    """Naive Bayes with one count added, for every concept against the others."""

    def __init__(self, counted: list[list[str]], concepts: list[str]):
        self.columns = {part: i for i, part in enumerate(sorted({part for parts in counted for part in parts}))}
        self.names = tuple(CONCEPTS)
        table = np.ones((len(self.names), len(self.columns)))
        for parts, concept in zip(counted, concepts, strict=True):
            np.add.at(table[self.names.index(concept)], [self.columns[part] for part in parts], 1)
        others = table.sum(axis=0) - table
        self.odds = np.log(table / table.sum(1, keepdims=True)) - np.log(others / others.sum(1, keepdims=True))

    def scores(self, parts: Iterable[str]) -> np.ndarray:
        """[concepts] how much more likely a sentence is under a concept than under the others."""
        known = [self.columns[part] for part in parts if part in self.columns]
        # Rounded, so that sentences with the same evidence tie whatever order it was added in.
        scores: np.ndarray = np.round(self.odds[:, known].sum(axis=1), 9)
        return scores


def average_precision(scores: np.ndarray, positive: np.ndarray) -> float:
    """The AP of scores [n] for labels [n], ties grouped. (The house's own stands on torch, which no corpus needs.)"""
    thresholds, place = np.unique(-scores, return_inverse=True)
    hits = np.cumsum(np.bincount(place, positive, len(thresholds)))
    precision = hits / np.cumsum(np.bincount(place, minlength=len(thresholds)))
    return float((precision * np.diff(hits, prepend=0)).sum() / hits[-1])


def chance(positives: int, n: int) -> float:
    """The expected AP of a random order of n items, some of them positive (exact)."""
    later = sum(1 / i for i in range(1, n + 1))
    return (positives - 1) / (n - 1) + (n - positives) / (n * (n - 1)) * later


def _measured(model: _Bayes, count: Count, tested: list[Item], language: str) -> list[float]:
    spoken = texts_of(language)
    scores = np.array([model.scores(count(spoken[item.id])) for item in tested])
    labels = np.array([[item.concept == name for name in model.names] for item in tested])
    return [average_precision(scores[:, c], labels[:, c]) for c in range(len(model.names))]


@lru_cache(maxsize=len(LANGUAGES))
def texts_of(language: str) -> dict[str, str]:
    """The evaluation in a language, kept."""
    return texts(language)


def within(count: Count, kind: str) -> float:
    """How well a count tells concepts in the language it was learnt in, on documents it was not learnt on."""
    return _cross(count, kind, [(language, language) for language in LANGUAGES])


def across(count: Count, kind: str) -> float:
    """How well it tells them in another language."""
    return _cross(count, kind, [(a, b) for a in LANGUAGES for b in LANGUAGES if a != b])


def _cross(count: Count, kind: str, pairs: list[tuple[str, str]]) -> float:
    found = []
    for fold in range(FOLDS):
        learnt = [item for item in _of_kind(kind) if _fold(item) != fold]
        tested = [item for item in _of_kind(kind) if _fold(item) == fold]
        for source in LANGUAGES:
            model = _learn(count, learnt, (source,))
            found += [_measured(model, count, tested, target) for a, target in pairs if a == source]
    return float(np.mean(found))


def _learn(count: Count, learnt: list[Item], languages: tuple[str, ...]) -> _Bayes:
    spoken = [(texts_of(language)[item.id], item.concept) for language in languages for item in learnt]
    return _Bayes([list(count(text)) for text, _ in spoken], [concept for _, concept in spoken])


def from_anchors(count: Count) -> float:
    """How well a count over the anchor sentences of all languages tells the concepts of held-out ones: what a model
    could know of held-out words from the spelling of the words that were switched."""
    held_out, anchors = (list(_of_kind(kind.name)) for kind in KINDS)
    model = _learn(count, anchors, LANGUAGES)
    folds = [[item for item in held_out if _fold(item) == fold] for fold in range(FOLDS)]
    return float(np.mean([_measured(model, count, fold, language) for fold in folds for language in LANGUAGES]))


def baselines(kind: str = KINDS[0].name) -> list[Baseline]:
    """Every way of guessing the concept of a sentence of a kind from its surface, each with its chance."""
    n = len(_of_kind(kind)) // FOLDS
    luck = chance(n // len(CONCEPTS), n)
    found = {
        "bag of words": within(words, kind),
        "length only": within(length, kind),
        "byte unigram": within(byte_unigrams, kind),
        "bag of words, another language": across(words, kind),
        "length only, another language": across(length, kind),
        "byte unigram, another language": across(byte_unigrams, kind),
        "four letters, another language": across(four_letters, kind),
        "bag of words, from anchor sentences of all languages": from_anchors(words),
        "four letters, from anchor sentences of all languages": from_anchors(four_letters),
    }
    assert all(map(math.isfinite, found.values()))
    return [Baseline(name, value, luck) for name, value in found.items()]
