"""Reading constructed sentences back: plans at random, roles in order, what agrees with what."""

from functools import cache

from isogloss.corpora.sample.concepts import CONCEPTS
from isogloss.corpora.sample.grammar import sentence
from isogloss.corpora.sample.plans import FRAMES, Draws, Plan, draw, filled
from isogloss.corpora.sample.words import Word, Words


@cache
def plans(frame: str | None = None, n: int = 1_100) -> tuple[Plan, ...]:
    """Plans of one frame, or of all in turn, filled for the concepts in turn."""
    draws, concepts = Draws(f"tests/{frame}"), list(CONCEPTS.values())
    return tuple(filled(draw(draws, frame=frame or FRAMES[i % 11]), concepts[i % 12]) for i in range(n))


@cache
def sentences(language: str, frame: str | None = None) -> tuple[tuple[Plan, Words], ...]:
    """Those plans with their words in a language."""
    return tuple((plan, sentence(language, plan)) for plan in plans(frame))


def feats(word: Word) -> dict[str, str]:
    """The features of a word."""
    return dict(pair.split("=") for pair in word.feats.split("|")) if word.feats else {}


def with_role(words: Words, role: str) -> list[Word]:
    """The words that play a part."""
    return [word for word in words if word.role == role]


def order_of_roles(words: Words) -> str:
    """The parts of a sentence in the order they are said, a dropped one left out."""
    return "".join(word.role for word in words if word.role)


def runs(words: Words, *kinds: str) -> list[Words]:
    """Neighbouring words of these parts of speech, as the languages' noun phrases are."""
    found: list[list[Word]] = [[]]
    for word in words:
        found[-1].append(word) if word.upos in kinds else found.append([])
    return [tuple(run) for run in found if len(run) > 1]
