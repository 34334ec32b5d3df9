"""The plan of a sentence: what it says, before any language says it.

A plan is drawn without a concept: its concept words are slots, which every concept fills alike. A quarter of the plans,
chosen by a hash of their words, belongs to the evaluation and is never used for training text: the two share no
combination of words, and so no sentence in any language.
"""

import hashlib
import random
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from isogloss.corpora.sample.concepts import (
    MANNERS,
    NEUTRAL_ACTS,
    NEUTRAL_MOVES,
    PEOPLE,
    PLACES,
    PRONOUNS,
    SAYINGS,
    SLOTS,
    TIMES,
    Concept,
    Slot,
)

T = TypeVar("T")

#: Every frame: what is said of whom.
FRAMES = (
    "transitive", "transitive-place", "intransitive", "attractor", "subject-relative", "object-relative",
    "complement", "when", "because", "want", "copula",
)  # fmt: skip

#: Frames that have no future: their clauses would need another sequence of tenses in each language.
_NO_FUTURE = frozenset(FRAMES) - {"transitive", "transitive-place", "intransitive", "attractor"}
_FULL_SUBJECT = frozenset({"attractor", "subject-relative", "object-relative", "complement"})
_TIMED = frozenset({"transitive", "intransitive", "want"})

#: One plan in this many is the evaluation's.
RESERVED = 4


class Person(NamedTuple):
    """Who: a lexeme or a pronoun, and whether there are several."""

    lexeme: Any
    plural: bool = False

    @property
    def is_pronoun(self) -> bool:
        """Whether this is a pronoun, which some languages leave out."""
        return self.lexeme in PRONOUNS


class Thing(NamedTuple):
    """What: a lexeme, how many, known or new, with which quality and whose."""

    lexeme: Any
    plural: bool = False
    definite: bool = True
    quality: Any = None
    owner: Person | None = None


class Plan(NamedTuple):
    """One sentence. ``verb`` is the concept's verb, ``other`` and ``other_verb`` those of a second clause or phrase,
    ``first`` whether the time (or the place) opens the sentence where the language lets it."""

    frame: str
    tense: str
    subject: Person | None
    verb: Any
    thing: Thing | None = None
    setting: Any = None
    time: str | None = None
    first: bool = False
    other: Person | None = None
    other_verb: Any = None
    quality: Any = None


class Pool(NamedTuple):
    """Which of a concept's words may stand in a plan: those of ``held`` (True, False; both for training text)."""

    held: tuple[bool, ...]

    def of(self, kind: str) -> tuple[Slot, ...]:
        """The slots of a kind that may be used."""
        return _slots(kind, self.held)


@lru_cache(maxsize=64)
def _slots(kind: str, held: tuple[bool, ...]) -> tuple[Slot, ...]:
    return tuple(slot for slot in SLOTS[kind] if slot.held in held)


ANY_WORDS = Pool((False, True))
HELD_OUT = Pool((True,))
ANCHORS = Pool((False,))


class Draws:
    """Random choices that depend on the seed alone, whatever the version of Python and its hash seed."""

    def __init__(self, seed: str):
        self._random = random.Random(int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big")).random

    def one(self, choices: Sequence[T]) -> T:
        """One of the choices, all alike."""
        return choices[int(self._random() * len(choices))]

    def yes(self, share: float) -> bool:
        """True in this share of cases."""
        return self._random() < share


def draw(draws: Draws, pool: Pool = ANY_WORDS, frame: str | None = None) -> Plan:
    """A plan whose concept words are slots, by chance; ``frame`` fixes the frame."""
    frame = frame or draws.one(FRAMES)
    tense = draws.one(("past", "present") if frame in _NO_FUTURE else ("past", "present", "future"))
    plan = _DRAWN[frame](draws, pool, Plan(frame, tense, None, None))
    if frame in _TIMED and draws.yes(0.6):
        times = TIMES[tense][: -len(MANNERS)] if frame == "intransitive" else TIMES[tense]
        plan = plan._replace(time=draws.one(times))
    return plan._replace(first=draws.yes(0.5))


def _person(draws: Draws, pool: Pool, own: float = 0.5, pronouns: bool = True) -> Person:
    if draws.yes(own):
        return Person(draws.one(pool.of("person")), draws.yes(0.4))
    if pronouns and draws.yes(0.4):
        pronoun = draws.one(PRONOUNS)
        return Person(pronoun, pronoun in ("we", "they"))
    return _neutral(draws)


def _neutral(draws: Draws) -> Person:
    return Person(draws.one(PEOPLE), draws.yes(0.4))


def _thing(draws: Draws, pool: Pool, owned: float = 0.2) -> Thing:
    plural = draws.yes(0.4)
    owner = _neutral(draws) if draws.yes(owned) else None
    definite = plural or owner is not None or draws.yes(0.6)
    quality = draws.one(pool.of("quality")) if draws.yes(0.35) else None
    return Thing(draws.one(pool.of("thing")), plural, definite, quality, owner)


def _act(draws: Draws, pool: Pool) -> Any:
    # With a neutral verb the nouns alone tell the concept.
    return draws.one(NEUTRAL_ACTS) if draws.yes(0.3) else draws.one(pool.of("act"))


def _setting(draws: Draws, pool: Pool) -> Any:
    slots = pool.of("setting")
    return draws.one(slots) if slots and draws.yes(0.6) else draws.one(PLACES)


def _transitive(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    subject = _person(draws, pool, pronouns=plan.frame not in _FULL_SUBJECT)
    return plan._replace(subject=subject, verb=_act(draws, pool), thing=_thing(draws, pool))


def _transitive_place(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    plan = _transitive(draws, pool, plan)
    return plan._replace(setting=_setting(draws, pool), thing=_thing(draws, pool, owned=0))


def _intransitive(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    # One concept word alone could not be told from a neutral sentence: the subject is mostly the concept's own.
    subject = _person(draws, pool, own=0.85)
    return plan._replace(subject=subject, verb=draws.one(pool.of("move")), setting=_setting(draws, pool))


def _attractor(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    plan = _transitive(draws, pool, plan)
    others = [name for name in PEOPLE if name != plan.subject.lexeme]
    # The noun that comes between differs in number, so that agreement with the nearest noun would be wrong.
    other = Person(draws.one(others), not plan.subject.plural)
    return plan._replace(other=other, thing=_thing(draws, pool, owned=0))


def _subject_relative(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    plan = _transitive(draws, pool, plan)
    move = draws.one(pool.of("move")) if draws.yes(0.5) else draws.one(NEUTRAL_MOVES)
    return plan._replace(other_verb=move, thing=_thing(draws, pool, owned=0))


def _object_relative(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    plan = _transitive(draws, pool, plan)
    thing = Thing(plan.thing.lexeme, plan.thing.plural)
    return plan._replace(thing=thing, quality=draws.one(pool.of("quality")))


def _complement(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    plan = _transitive(draws, pool, plan)
    return plan._replace(other=_second(draws, plan), other_verb=draws.one(SAYINGS))


def _two_clauses(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    plan = _transitive(draws, pool, plan)
    return plan._replace(other=_second(draws, plan), other_verb=draws.one(NEUTRAL_MOVES))


def _second(draws: Draws, plan: Plan) -> Person:
    others = [name for name in PEOPLE if name != plan.subject.lexeme]
    return Person(draws.one(others), draws.yes(0.4))


def _copula(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    thing = _thing(draws, pool, owned=0.6)
    return plan._replace(
        thing=Thing(thing.lexeme, thing.plural, True, None, thing.owner), quality=draws.one(pool.of("quality"))
    )


_DRAWN: dict[str, Callable[[Draws, Pool, Plan], Plan]] = {
    "transitive": _transitive,
    "transitive-place": _transitive_place,
    "intransitive": _intransitive,
    "attractor": _attractor,
    "subject-relative": _subject_relative,
    "object-relative": _object_relative,
    "complement": _complement,
    "when": _two_clauses,
    "because": _two_clauses,
    "want": _transitive,
    "copula": _copula,
}


def is_reserved(plan: Plan) -> bool:
    """Whether a plan is the evaluation's: by its frame and its words, whatever their number, tense and order."""
    return _is_reserved(signature(plan))


def signature(plan: Plan) -> tuple[Any, ...]:
    """What tells two plans' sentences apart in every language: the frame and the words. Pronouns count as one, since
    some languages drop them or have one for *he* and *she*; number and definiteness do not always show."""
    people = [None if p is None else "pronoun" if p.is_pronoun else p.lexeme for p in (plan.subject, plan.other)]
    thing = plan.thing or Thing(None)
    owner = thing.owner and thing.owner.lexeme
    return (plan.frame, *people, plan.verb, plan.other_verb, thing.lexeme, thing.quality, owner, plan.setting,
            plan.time, plan.quality)  # fmt: skip


@lru_cache(maxsize=200_000)
def _is_reserved(words: tuple[Any, ...]) -> bool:
    spelled = "/".join(":".join(map(str, word)) if isinstance(word, Slot) else str(word) for word in words)
    return hashlib.sha256(spelled.encode()).digest()[0] % RESERVED == 0


def filled(plan: Plan, concept: Concept) -> Plan:
    """The plan with a concept's lexemes in its slots."""
    named = concept.lexemes.get
    frame, tense, subject, verb, thing, setting, time, first, other, other_verb, quality = plan
    if subject:
        subject = Person(named(subject.lexeme, subject.lexeme), subject.plural)
    if thing:
        lexeme, plural, definite, own, owner = thing
        thing = Thing(named(lexeme, lexeme), plural, definite, named(own, own), owner)
    verb, setting = named(verb, verb), named(setting, setting)
    other_verb, quality = named(other_verb, other_verb), named(quality, quality)
    return Plan(frame, tense, subject, verb, thing, setting, time, first, other, other_verb, quality)
