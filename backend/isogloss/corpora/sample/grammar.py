"""The languages of the sample corpus: a plan in, words or a text out."""

from collections.abc import Callable

from isogloss.corpora.sample.languages import ar, de, en, es, ru, sw, tr
from isogloss.corpora.sample.plans import Plan
from isogloss.corpora.sample.words import Words, text_of, written
from isogloss.vocabulary.errors import Refused

_SENTENCES: dict[str, Callable[[Plan], Words]] = {
    "en": en.sentence,
    "de": de.sentence,
    "es": es.sentence,
    "ru": ru.sentence,
    "tr": tr.sentence,
    "sw": sw.sentence,
    "ar": ar.sentence,
}

#: The languages there are a grammar for.
LANGUAGES = tuple(_SENTENCES)


def check_language(language: str) -> str:
    """The language itself; raises Refused when the sample corpus has no grammar of it."""
    if language not in _SENTENCES:
        raise Refused(
            "unknown_language",
            f"The sample corpus has no “{language[:40]}”.",
            hint=f"It has: {', '.join(LANGUAGES)}.",
            field="languages",
        )
    return language


def sentence(language: str, plan: Plan) -> Words:
    """The words of a filled plan."""
    return _SENTENCES[language](plan)


def pieces(words: Words) -> list[tuple[str, str]]:
    """What a sentence writes, word by word as spaces cut it, each with the concept lexeme in it ("" for none)."""
    found: list[tuple[str, str]] = []
    for word in words:
        if word.surface == "":
            text, lexeme = found[-1]
            found[-1] = text, lexeme or word.lexeme
        else:
            found.append((written(word), word.lexeme))
    return found


def text(language: str, plan: Plan) -> str:
    """A filled plan as a text."""
    return text_of(map(written, sentence(language, plan)), language)
