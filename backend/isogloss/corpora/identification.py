"""Which language a text is in, offline, with a class for what cannot be told.

The identifier is py3langid (naive Bayes over byte n-grams after Lui and Baldwin 2012; BSD licence; its model is data,
no pickle). It answers among the candidates only, so that a garbled text is not called a language the model never saw;
below a probability, or with too few letters, the answer is *undetermined*. Among one candidate every text would be of
it, with certainty: that is no identification, and nothing is told.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from statistics import median
from typing import Any

import langcodes
import numpy as np
import regex

#: Below this probability among the candidates, or with fewer letters than this, a text is undetermined.
THRESHOLD, LEAST_LETTERS = 0.8, 4
NAME = "py3langid"

_LETTERS = regex.compile(r"\p{L}")
_lock = threading.Lock()


@dataclass(frozen=True)
class Told:
    """The language of a text (None: undetermined) and the identifier's probability of the likeliest candidate (None
    where it was not asked: too few letters, or nothing to tell apart)."""

    language: str | None
    share: float | None


@lru_cache(maxsize=1)
def _model() -> tuple[Any, frozenset[str]]:  # py3langid has no types
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
    """Tells texts apart among candidates.

    ``lacks`` are those it cannot know: their texts are undetermined or, worse, taken for a neighbour. ``alike`` are
    those it has one name for (two scripts of one language, say): their texts are undetermined between them. ``why`` is
    a sentence where nothing can be told apart, and every text is undetermined; else None.
    """

    def __init__(self, candidates: Sequence[str]):
        named = {language: known(language) for language in candidates}
        by_name: dict[str, list[str]] = {}
        for language, name in named.items():
            if name:
                by_name.setdefault(name, []).append(language)
        self._names = {name: of[0] if len(of) == 1 else None for name, of in by_name.items()}
        self.lacks = tuple(language for language, name in named.items() if not name)
        self.alike = tuple(language for of in by_name.values() if len(of) > 1 for language in of)
        self.candidates = tuple(language for language in named if language not in (*self.lacks, *self.alike))
        self.why = self._why() if len(self._names) < 2 else None
        self.version = version(NAME)

    def _why(self) -> str:
        if self.alike:
            reason = f"{' and '.join(self.alike)} are one language to the identifier"
        elif self.candidates and self.lacks:
            reason = f"the identifier knows {self.candidates[0]}, and not {', '.join(self.lacks)}"
        elif self.candidates:
            reason = f"{self.candidates[0]} is the only candidate, and among one every text would be of it"
        elif self.lacks:
            reason = f"the identifier does not know {', '.join(self.lacks)}"
        else:
            reason = "no language is named"
        return f"The language of every text is undetermined: {reason}."

    def tell(self, texts: Sequence[str]) -> list[Told]:
        """The language of each text."""
        if self.why:
            return [Told(None, None) for _ in texts]
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
            return Told(None, None)
        return Told(self._names[name] if probability >= THRESHOLD else None, probability)


def accuracy(
    identifier: Identifier, texts: Mapping[str, Sequence[str]], characters: int | None = None
) -> tuple[dict[str, float], dict[str, int]]:
    """Share of a corpus's texts (cut to so many characters) whose language is told right; and how many, by language.

    Undetermined counts as wrong. Languages that the identifier cannot tell from others are left out, and so are all
    where it tells nothing.
    """
    right: dict[str, float] = {}
    counted: dict[str, int] = {}
    for language, of in texts.items() if not identifier.why else ():
        if language not in identifier.candidates or not of:
            continue
        told = identifier.tell([text[:characters] for text in of])
        right[language] = sum(answer.language == language for answer in told) / len(of)
        counted[language] = len(of)
    return right, counted


def cut_like(texts: Sequence[str], lengths: Sequence[int], *, seed: int) -> list[str]:
    """As many texts, of the lengths that are given: every length as often as it is there, and each anywhere.

    A text that is too short goes on with the next ones.
    """
    places = (np.arange(len(texts)) + 0.5) / max(len(texts), 1) * len(lengths)
    wanted = np.random.default_rng(seed).permutation(np.sort(lengths)[places.astype(int)])
    return [_running(texts, start, int(length)) for start, length in enumerate(wanted)]


def _running(texts: Sequence[str], start: int, length: int) -> str:
    text = texts[start]
    for more in range(1, len(texts)):
        if len(text) >= length:
            break
        text += " " + texts[(start + more) % len(texts)]
    return text[:length]


def facts(
    identifier: Identifier, written: Sequence[str], corpus: Mapping[str, Sequence[str]], *, seed: int = 0
) -> dict[str, object]:
    """What a reader must know of the identifier (methods.md 0.7): what it is, what it lacks, and how often it is right
    on the corpus's texts, cut in each language to the lengths of what was written.

    A language's lengths are those of the texts told to be in it and of the undetermined ones, which may be; of all
    texts where none is told to be in it. Empty texts are none.
    """
    told = list(zip(written, identifier.tell(written), strict=True))
    every = [len(text) for text in written if text.strip()]
    cut = {}
    for language, of in corpus.items() if every else ():
        here = any(answer.language == language for _, answer in told)
        own = [len(text) for text, answer in told if text.strip() and answer.language in (language, None)]
        cut[language] = cut_like(of, own if here else every, seed=seed)
    right, counted = accuracy(identifier, cut)
    return {
        "name": NAME,
        "version": identifier.version,
        "candidates": identifier.candidates,
        "lacks": identifier.lacks,
        "alike": identifier.alike,
        "why": identifier.why,
        "threshold": THRESHOLD,
        "characters": int(median(every)) if every else None,
        "accuracy": right,
        "n": counted,
    }


def told_of(identifier: Identifier) -> list[str]:
    """Notes for the reader: why nothing is told, or which languages are not."""
    if identifier.why:
        return [identifier.why]
    out = []
    if identifier.lacks:
        out.append(f"The identifier does not know {', '.join(identifier.lacks)}.")
    if identifier.alike:
        names = " and ".join(identifier.alike)
        out.append(f"{names} are one language to the identifier: texts in either are undetermined.")
    return out
