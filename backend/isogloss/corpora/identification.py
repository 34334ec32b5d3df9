"""Which language a text is in, offline, with a class for what cannot be told.

The identifier is py3langid (naive Bayes over byte n-grams after Lui and Baldwin 2012; BSD licence; its model is data,
no pickle). It answers among the candidates only, so that a garbled text is not called a language the model never saw;
below a probability, or with too few letters, the answer is *undetermined*.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from statistics import median
from typing import Any

import langcodes
import regex

#: Below this probability among the candidates, or with fewer letters than this, a text is undetermined.
THRESHOLD, LEAST_LETTERS = 0.8, 4
#: The accuracy is measured on texts of at least so many characters.
LEAST_CHARACTERS = 10
NAME = "py3langid"

_LETTERS = regex.compile(r"\p{L}")
_lock = threading.Lock()


@dataclass(frozen=True)
class Told:
    """The language of a text (None: undetermined) and the identifier's probability of the likeliest candidate."""

    language: str | None
    share: float


@lru_cache(maxsize=1)
def _model() -> tuple[Any, frozenset[str]]:
    """The identifier, and every language it knows (the list that the identifier holds shrinks to its candidates)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return model, frozenset(map(str, model.labels))


def known(language: str) -> str | None:
    """The identifier's own name of a language; None where it does not know it (Wolof, say) or it is no natural one."""
    parsed = langcodes.get(language)
    if "-x-" in language or not parsed.language:
        return None
    return parsed.language if parsed.language in _model()[1] else None


class Identifier:
    """Tells texts apart among candidates. ``lacks`` are those it cannot know: their texts are undetermined or, worse,
    taken for a neighbour."""

    def __init__(self, candidates: Sequence[str]):
        named = {language: known(language) for language in candidates}
        self.candidates = tuple(language for language, name in named.items() if name)
        self.lacks = tuple(language for language, name in named.items() if not name)
        self._names: dict[str, str] = {}
        for language in self.candidates:
            # Two scripts of one language are one to it: the first stands for both.
            self._names.setdefault(str(named[language]), language)
        self.version = version(NAME)

    def tell(self, texts: Sequence[str]) -> list[Told]:
        """The language of each text."""
        if not self._names:
            return [Told(None, 0.0) for _ in texts]
        with _lock:
            # The model is one for all threads, and choosing candidates changes it.
            model, _ = _model()
            model.set_languages(list(self._names))
            ranked = [model.rank(text)[0] for text in texts]
        return [
            self._told(text, str(name), float(probability))
            for text, (name, probability) in zip(texts, ranked, strict=True)
        ]

    def _told(self, text: str, name: str, probability: float) -> Told:
        if len(_LETTERS.findall(text)) < LEAST_LETTERS or name not in self._names:
            return Told(None, 0.0)
        return Told(self._names[name] if probability >= THRESHOLD else None, probability)


def accuracy(
    identifier: Identifier, texts: Mapping[str, Sequence[str]], characters: int
) -> tuple[dict[str, float], dict[str, int]]:
    """Share of a corpus's texts, cut to so many characters, whose language is told right; and how many, by language.

    Undetermined counts as wrong. Languages the identifier lacks are left out.
    """
    right: dict[str, float] = {}
    counted: dict[str, int] = {}
    for language, of in texts.items():
        if language not in identifier.candidates or not of:
            continue
        told = identifier.tell([text[:characters] for text in of])
        right[language] = sum(answer.language == language for answer in told) / len(of)
        counted[language] = len(of)
    return right, counted


def facts(identifier: Identifier, written: Sequence[str], corpus: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What a reader must know of the identifier (methods.md 0.7): what it is, what it lacks, and how often it is right
    on the corpus's texts cut to the median length of what was written."""
    lengths = [len(text) for text in written if text]
    characters = max(LEAST_CHARACTERS, int(median(lengths))) if lengths else None
    right, counted = accuracy(identifier, corpus, characters) if characters else ({}, {})
    return {
        "name": NAME,
        "version": identifier.version,
        "candidates": identifier.candidates,
        "lacks": identifier.lacks,
        "threshold": THRESHOLD,
        "characters": characters,
        "accuracy": right,
        "n": counted,
    }
