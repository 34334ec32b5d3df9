"""Surface forms that a sentence and its translation share (methods.md 0.1).

Digits, names and cognates stand in both of two aligned sentences whatever they mean. An id is *free* of them for a pair
of languages when neither sentence has a digit, the English one has no PROPN (where it is analysed), and no word of four
letters or more lies within normalised edit distance 0.25 of a word of the other, both in Latin letters.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

import numpy as np
from anyascii import anyascii
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

#: Words shorter than this match by chance.
MIN_LETTERS = 4
MAX_DISTANCE = 0.25

#: Scripts written without spaces: a run of letters is a clause there, so words come from the analysis or from windows.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
#: Over text without spaces that nobody has cut into words: windows of two to eight characters, from six Latin letters
#: on. Against 1,000 unrelated English sentences of PUD these match 5 Chinese and 2 Thai ones (with four letters: 479).
_WINDOW = 8
_WINDOW_LETTERS = 6


class _Letters(dict[int, str]):
    """A translation table that keeps letters and the marks on them, drops joiners, and makes a space of the rest."""

    def __missing__(self, code: int) -> str:
        category = unicodedata.category(chr(code))
        self[code] = chr(code) if category[0] in "LM" else "" if category == "Cf" else " "
        return self[code]


#: Cuts a text into words: ``text.translate(LETTERS).split()``.
LETTERS = _Letters()


class SurfaceForms:
    """The surface of one corpus's sentences, worked out where it is asked for and kept."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]], analyses: Mapping[str, Mapping[str, str]]):
        self._texts, self._analyses = texts, analyses
        self._words: dict[str, dict[str, frozenset[str]]] = {}
        self._free: dict[tuple[str, str], frozenset[str]] = {}
        self._lock = Lock()

    def free(self, a: str, b: str) -> frozenset[str]:
        """The ids both languages have whose two sentences share no surface form."""
        pair = (min(a, b), max(a, b))
        with self._lock:
            if pair not in self._free:
                both = self._texts[a].keys() & self._texts[b].keys()
                self._free[pair] = frozenset(item for item in both if self._is_free(item, *pair))
            return self._free[pair]

    def _is_free(self, item: str, a: str, b: str) -> bool:
        if has_digit(self._texts[a][item]) or has_digit(self._texts[b][item]):
            return False
        if has_name(self._analyses.get("en", {}).get(item)):
            return False
        return not share_a_word(self._words_of(a, item), self._words_of(b, item))

    def _words_of(self, language: str, item: str) -> frozenset[str]:
        known = self._words.setdefault(language, {})
        if item not in known:
            known[item] = latin_words(self._texts[language][item], _forms(self._analyses[language].get(item)))
        return known[item]


def has_digit(text: str) -> bool:
    """Whether a text holds a digit of any script."""
    return any(character.isdigit() for character in text)


def has_name(analysis: str | None) -> bool:
    """Whether a stored analysis holds a PROPN; False where there is none."""
    return analysis is not None and any(token[2] == "PROPN" for token in json.loads(analysis))


def _forms(analysis: str | None) -> list[str] | None:
    return None if analysis is None else [token[0] for token in json.loads(analysis)]


def latin_words(text: str, forms: Sequence[str] | None = None) -> frozenset[str]:
    """The words of a text in lower-case Latin letters, those of three letters or more.

    ``forms`` are its words where somebody cut them; they are used for scripts without spaces.
    """
    spaced, unspaced = _UNSPACED.sub(" ", text), _UNSPACED.findall(text)
    words = spaced.translate(LETTERS).split()
    if forms is not None:
        words += [form for form in forms if _UNSPACED.search(form)]
    # A word of four letters may lie within the distance of one of three, but of none shorter.
    latin = {word for word in map(_latin, words) if len(word) >= MIN_LETTERS - 1}
    if unspaced and forms is None:
        latin |= {word for word in map(_latin, _windows(unspaced)) if len(word) >= _WINDOW_LETTERS}
    return frozenset(latin)


def _latin(word: str) -> str:
    return "".join(character for character in anyascii(word).casefold() if "a" <= character <= "z")


def _windows(runs: Iterable[str]) -> set[str]:
    """Everything in text without spaces that could be a word of two characters or more."""
    return {
        run[start : start + length]
        for run in runs
        for length in range(2, _WINDOW + 1)
        for start in range(len(run) - length + 1)
    }


def share_a_word(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether a word of four letters or more on either side lies within the distance of one on the other."""
    if any(len(word) >= MIN_LETTERS for word in a & b):
        return True
    long_a, long_b = _long(a), _long(b)
    return _near(long_a, sorted(b)) or _near(long_b, sorted(a - set(long_a)))


def _long(words: frozenset[str]) -> list[str]:
    return sorted(word for word in words if len(word) >= MIN_LETTERS)


def _near(a: Sequence[str], b: Sequence[str]) -> bool:
    if not a or not b:
        return False
    distances = cdist(a, b, scorer=Levenshtein.normalized_distance, score_cutoff=MAX_DISTANCE, dtype=np.float32)
    return bool((distances <= MAX_DISTANCE).any())
