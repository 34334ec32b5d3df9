"""Evaluation text: aligned in all languages, unswitched, apart from all training text, with gold words.

Two kinds of sentences: those whose concept words are all held out, and those whose concept words are all anchors. The
concepts share their plans: sentence 7 of one says of its words what sentence 7 of every other says of its own, so that
length, frame and shared words tell no concept from another.
"""

import hashlib
from functools import lru_cache
from typing import NamedTuple

from isogloss.corpora.cloning import with_clone
from isogloss.corpora.record import Record, Where
from isogloss.corpora.sample.concepts import CONCEPTS, Slot
from isogloss.corpora.sample.grammar import LANGUAGES, sentence
from isogloss.corpora.sample.plans import (
    ANCHORS,
    FRAMES,
    HELD_OUT,
    Draws,
    Person,
    Plan,
    Pool,
    Thing,
    draw,
    filled,
    is_reserved,
    signature,
)
from isogloss.corpora.sample.words import text_of, tokens_of, written


class Kind(NamedTuple):
    """A kind of sentences: the id set it becomes, its words, sentences a concept, sentences a document."""

    name: str
    pool: Pool
    sentences: int
    together: int


KINDS = (Kind("heldout-words", HELD_OUT, 30, 3), Kind("anchor-words", ANCHORS, 20, 4))


class Item(NamedTuple):
    """One sentence of the evaluation, in no language yet."""

    id: str
    concept: str
    kind: str
    document: str
    plan: Plan


def skeletons(kind: Kind) -> tuple[Plan, ...]:
    """The plans of a kind, the same for all concepts: reserved ones, every frame in turn, no two with the same words,
    each with two concept words or more."""
    draws = Draws(f"evaluation/{kind.name}")
    found: dict[tuple[object, ...], Plan] = {}
    while len(found) < kind.sentences:
        plan = draw(draws, kind.pool, FRAMES[len(found) % len(FRAMES)])
        if is_reserved(plan) and n_concept_words(plan) > 1:
            found.setdefault(signature(plan), plan)
    return tuple(found.values())


def n_concept_words(plan: Plan) -> int:
    """How many words of a plan belong to its concept."""
    parts: list[object] = [*plan]
    for part in parts:
        if isinstance(part, Person | Thing):
            parts.extend(part)
    return sum(isinstance(part, Slot) for part in parts)


@lru_cache(maxsize=1)
def items() -> tuple[Item, ...]:
    """Every sentence of the evaluation, by concept."""
    plans = {kind: skeletons(kind) for kind in KINDS}
    return tuple(
        Item(
            _id(concept.name, kind, i), concept.name, kind.name, _document(concept.name, kind, i), filled(plan, concept)
        )
        for concept in CONCEPTS.values()
        for kind in KINDS
        for i, plan in enumerate(plans[kind])
    )


def _id(concept: str, kind: Kind, number: int) -> str:
    """An id whose order says nothing of the concept: sorted sentences must not stand sorted by label."""
    name = f"{concept}-{kind.name[0]}{number + 1:02d}"
    return f"{hashlib.sha256(name.encode()).hexdigest()[:6]}-{name}"


def _document(concept: str, kind: Kind, number: int) -> str:
    return f"{concept}-{kind.name[0]}-{number // kind.together + 1:02d}"


def texts(language: str) -> dict[str, str]:
    """{id: sentence} in a language."""
    return {item.id: text_of(map(written, sentence(language, item.plan)), language) for item in items()}


def records() -> list[Record]:
    """The evaluation in all languages, as an import reads it, and in the clone of English that an arm trains on."""
    spoken = (_record(item, language, line) for language in LANGUAGES for line, item in enumerate(items(), 1))
    return list(with_clone(spoken))


def _record(item: Item, language: str, line: int) -> Record:
    words = sentence(language, item.plan)
    text = text_of(map(written, words), language)
    where = Where(f"sample/{language}", line)
    return Record(item.id, language, text, where, item.document, tokens=tokens_of(words, text))


def concept_ids() -> dict[str, list[str]]:
    """{concept: the ids of its sentences}."""
    return {name: sorted(item.id for item in items() if item.concept == name) for name in sorted(CONCEPTS)}


def id_sets() -> dict[str, list[str]]:
    """{name: ids} of the sentences with held-out words only, and with anchor words only."""
    return {kind.name: sorted(item.id for item in items() if item.kind == kind.name) for kind in KINDS}
