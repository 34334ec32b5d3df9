"""The surface of sentences in numbers: what a unit may answer to instead of meaning."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from jaxtyping import Float

from isogloss.corpora.parallel import ParallelCorpus
from isogloss.corpora.surface import LETTERS

#: The covariates of :func:`surface_features`, in the order :func:`_features` gives them.
FEATURES = (
    "n_chars", "n_words", "n_digits", "has_digit", "n_punctuation", "has_quote", "is_question", "n_capitals",
    "n_foreign",
)  # fmt: skip

_QUOTES = frozenset('"“”„«»「」『』‹›')
_QUESTIONS = frozenset("?？؟\u037e")


def surface_features(
    corpus: ParallelCorpus, ids: Sequence[str], languages: Sequence[str]
) -> dict[str, Float[np.ndarray, "languages ids"]]:  # noqa: F722 (jaxtyping)
    """Cheap covariates of sentences for matching nulls.

    Each array is float64 [languages, ids]: ``n_chars`` and ``n_words`` (runs of letters: clauses in scripts without
    spaces), ``n_digits``, ``has_digit``, ``n_punctuation``, ``has_quote``, ``is_question``, ``n_capitals`` (upper-case
    letters after the first character: names and abbreviations, also nouns in German; 0 in scripts without case),
    ``n_foreign`` (Latin letters in a sentence of another script, or the other way round: names left as they were), and
    ``has_name`` (a PROPN in the English sentence, the same in all languages) where the corpus's English is analysed.
    Raises as ``ParallelCorpus.text`` does.
    """
    features = [_features(text) for language in languages for text in corpus.texts(language, ids)]
    table = np.array(features, dtype=np.float64).reshape(len(languages), len(ids), len(FEATURES))
    found = {name: np.ascontiguousarray(table[:, :, i]) for i, name in enumerate(FEATURES)}
    if corpus.names_are_known:
        names = np.array([_has_name(corpus, item) for item in ids], dtype=np.float64)
        found["has_name"] = np.tile(names, (len(languages), 1))
    return found


def _has_name(corpus: ParallelCorpus, item: str) -> bool:
    tokens = corpus.content.tokens("en", item)
    return tokens is not None and any(token.upos == "PROPN" for token in tokens)


def _features(text: str) -> tuple[float, ...]:
    digits = sum(character.isdigit() for character in text)
    return (
        len(text),
        len(text.translate(LETTERS).split()),
        digits,
        digits > 0,
        sum(unicodedata.category(character)[0] == "P" for character in text),
        not _QUOTES.isdisjoint(text),
        not _QUESTIONS.isdisjoint(text),
        sum(character.isupper() for character in text[1:]),
        _foreign(text),
    )


def _foreign(text: str) -> int:
    """Latin letters in a text that is mostly in another script, or the other way round: the smaller of the two."""
    letters = [character for character in text if character.isalpha()]
    latin = sum(_is_latin(character) for character in letters)
    return min(latin, len(letters) - latin)


@lru_cache(maxsize=20_000)
def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith("LATIN")
