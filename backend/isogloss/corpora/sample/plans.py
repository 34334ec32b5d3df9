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

#: What is said by its name: a slot in a plan as it is drawn, a lexeme in one that is filled. A checker that told the
#: two kinds of plan apart would have every function of every language say which it means, and all mean the filled one.
Lexeme = Any

#: Every frame: what is said of whom.
FRAMES = (
    "transitive", "transitive-place", "intransitive", "attractor", "subject-relative", "object-relative",
    "complement", "when", "because", "want", "copula",
)  # fmt: skip

#: Short sentences, full of the concept's words, make most of a text.
_OFTEN = (*FRAMES, "transitive", "transitive", "transitive", "transitive-place", "intransitive", "copula")

#: Frames that have no future: their clauses would need another sequence of tenses in each language.
_NO_FUTURE = frozenset(FRAMES) - {"transitive", "transitive-place", "intransitive", "attractor"}
_FULL_SUBJECT = frozenset({"attractor", "subject-relative", "object-relative", "complement"})
_TIMED = frozenset({"transitive", "intransitive", "want"})

#: One plan in this many is the evaluation's.
RESERVED = 4


class Person(NamedTuple):
    """Who: a lexeme or a pronoun, and whether there are several."""

    lexeme: Lexeme
    plural: bool = False

    @property
    def is_pronoun(self) -> bool:
        """Whether this is a pronoun, which some languages leave out."""
        return self.lexeme in PRONOUNS


class Thing(NamedTuple):
    """What: a lexeme, how many, known or new, with which quality and whose."""

    lexeme: Lexeme
    plural: bool = False
    definite: bool = True
    quality: Lexeme = None
    owner: Person | None = None


class Plan(NamedTuple):
    """One sentence. ``verb`` is the concept's verb, ``other`` and ``other_verb`` those of a second clause or phrase,
    ``second`` what is acted on beside ``thing``, ``quality`` what is said of a thing in a clause of its own, ``first``
    whether the time (or the place) opens the sentence where the language lets it.

    Not every frame has every part; those who write a frame that has one ask for ``the_subject``."""

    frame: str
    tense: str
    subject: Person | None
    verb: Lexeme
    thing: Thing | None = None
    setting: Lexeme = None
    time: str | None = None
    first: bool = False
    other: Person | None = None
    other_verb: Lexeme = None
    quality: Lexeme = None
    second: Thing | None = None

    @property
    def the_subject(self) -> Person:
        """The subject of a frame that has one."""
        return _there(self.subject)

    @property
    def the_other(self) -> Person:
        """The other person of a frame that has one."""
        return _there(self.other)

    @property
    def the_thing(self) -> Thing:
        """The thing of a frame that has one."""
        return _there(self.thing)


def _there(part: T | None) -> T:
    if part is None:
        raise ValueError("the frame of this plan has no such part")
    return part


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
    frame = frame or draws.one(_OFTEN)
    tense = draws.one(("past", "present") if frame in _NO_FUTURE else ("past", "past", "present", "present", "future"))
    plan = _DRAWN[frame](draws, pool, Plan(frame, tense, None, None))
    if frame in _TIMED and draws.yes(0.3):
        times = TIMES[tense][: -len(MANNERS)] if frame == "intransitive" else TIMES[tense]
        plan = plan._replace(time=draws.one(times))
    return plan._replace(first=draws.yes(0.5))


def _subject(draws: Draws, pool: Pool, pronouns: bool = True) -> Person:
    if pronouns and draws.yes(0.1):
        pronoun = draws.one(PRONOUNS)
        return Person(pronoun, pronoun in ("we", "they"))
    return _person(draws, pool, own=0.75)


def _person(draws: Draws, pool: Pool, but: Sequence[Lexeme] = (), own: float = 0.5) -> Person:
    """Somebody of the concept's or of everybody's, not among ``but``: no sentence says a word twice."""
    people = [slot for slot in pool.of("person") if slot not in but] if draws.yes(own) else []
    return Person(draws.one(people or [name for name in PEOPLE if name not in but]), draws.yes(0.4))


def _thing(draws: Draws, pool: Pool, but: Sequence[Lexeme] = (), owned: float = 0.15) -> Thing:
    plural = draws.yes(0.4)
    owner = _person(draws, pool, but) if draws.yes(owned) else None
    definite = plural or owner is not None or draws.yes(0.6)
    qualities = [slot for slot in pool.of("quality") if slot not in but] if draws.yes(0.45) else []
    thing = draws.one([slot for slot in pool.of("thing") if slot not in but])
    return Thing(thing, plural, definite, draws.one(qualities) if qualities else None, owner)


def _setting(draws: Draws, pool: Pool) -> Lexeme:
    slots = pool.of("setting")
    return draws.one(slots) if slots and draws.yes(0.75) else draws.one(PLACES)


def _transitive(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    subject = _subject(draws, pool, pronouns=plan.frame not in _FULL_SUBJECT)
    # With a neutral verb the nouns alone tell the concept.
    verb = draws.one(NEUTRAL_ACTS) if draws.yes(0.15) else draws.one(pool.of("act"))
    thing = _thing(draws, pool, (subject.lexeme,))
    second = None
    if not thing.owner and draws.yes(0.35):
        second = _thing(draws, pool, (thing.lexeme, thing.quality), owned=0)
        # Both known or both new: Turkish marks only what is known, and does not join the two.
        second = second._replace(definite=thing.definite, plural=second.plural and thing.definite)
    return plan._replace(subject=subject, verb=verb, thing=thing, second=second)


def _other(draws: Draws, pool: Pool, plan: Plan) -> Person:
    """Somebody that the plan does not speak of yet."""
    owner = plan.the_thing.owner
    return _person(draws, pool, (plan.the_subject.lexeme, owner and owner.lexeme))


def _transitive_place(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    return _transitive(draws, pool, plan)._replace(setting=_setting(draws, pool))


def _intransitive(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    return plan._replace(subject=_subject(draws, pool), verb=draws.one(pool.of("move")), setting=_setting(draws, pool))


def _attractor(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    plan = _transitive(draws, pool, plan)
    # The noun that comes between differs in number, so that agreement with the nearest noun would be wrong.
    other = _other(draws, pool, plan).lexeme
    return plan._replace(other=Person(other, not plan.the_subject.plural))


def _move(draws: Draws, pool: Pool) -> Lexeme:
    return draws.one(pool.of("move")) if draws.yes(0.6) else draws.one(NEUTRAL_MOVES)


def _subject_relative(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    return _transitive(draws, pool, plan)._replace(other_verb=_move(draws, pool))


def _object_relative(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    plan = _transitive(draws, pool, plan)
    thing = Thing(plan.the_thing.lexeme, plan.the_thing.plural)
    return plan._replace(thing=thing, second=None, quality=draws.one(pool.of("quality")))


def _complement(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    plan = _transitive(draws, pool, plan)
    return plan._replace(other=_other(draws, pool, plan), other_verb=draws.one(SAYINGS))


def _two_clauses(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    plan = _transitive(draws, pool, plan)
    return plan._replace(other=_other(draws, pool, plan), other_verb=_move(draws, pool))


def _copula(draws: Draws, pool: Pool, plan: Plan) -> Plan:
    thing = _thing(draws, pool, owned=0.6)._replace(definite=True, quality=None)
    return plan._replace(thing=thing, quality=draws.one(pool.of("quality")))


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


def signature(plan: Plan) -> tuple[object, ...]:
    """What tells two plans' sentences apart in every language: the frame and the words. Pronouns count as one, since
    some languages drop them or have one for *he* and *she*; number and definiteness do not always show."""
    people = [None if p is None else "pronoun" if p.is_pronoun else p.lexeme for p in (plan.subject, plan.other)]
    thing = plan.thing or Thing(None)
    owner = thing.owner and thing.owner.lexeme
    second = plan.second and (plan.second.lexeme, plan.second.quality)
    return (plan.frame, *people, plan.verb, plan.other_verb, thing.lexeme, thing.quality, owner, plan.setting,
            plan.time, plan.quality, second)  # fmt: skip


@lru_cache(maxsize=200_000)
def _is_reserved(words: tuple[object, ...]) -> bool:
    spelled = "/".join(":".join(map(str, word)) if isinstance(word, Slot) else str(word) for word in words)
    return hashlib.sha256(spelled.encode()).digest()[0] % RESERVED == 0


def filled(plan: Plan, concept: Concept) -> Plan:
    """The plan with a concept's lexemes in its slots."""
    named = concept.lexemes.get
    frame, tense, subject, verb, thing, setting, time, first, other, other_verb, quality, second = plan
    verb, setting = named(verb, verb), named(setting, setting)
    other_verb, quality = named(other_verb, other_verb), named(quality, quality)
    subject, other = _filled_person(subject, concept), _filled_person(other, concept)
    thing, second = _filled_thing(thing, concept), _filled_thing(second, concept)
    return Plan(frame, tense, subject, verb, thing, setting, time, first, other, other_verb, quality, second)


def _filled_person(person: Person | None, concept: Concept) -> Person | None:
    return person and Person(concept.lexemes.get(person.lexeme, person.lexeme), person.plural)


def _filled_thing(thing: Thing | None, concept: Concept) -> Thing | None:
    if not thing:
        return None
    lexeme, plural, definite, quality, owner = thing
    named = concept.lexemes.get
    return Thing(named(lexeme, lexeme), plural, definite, named(quality, quality), _filled_person(owner, concept))
