"""The concepts of the sample corpus and the words they share, as lexemes that every language names.

A lexeme is called by its English gloss. All concepts have the same shape, so that a sentence drawn for one of them can
be filled for any other: nothing but the words themselves tells concepts apart. A star marks a held-out lexeme: it is
never switched, so that its alignment across languages has to come by way of its neighbours. Held-out words were chosen
so that none is derived from, or spelled like, a switchable word in any of the languages.
"""

from typing import NamedTuple

#: concept: people; things; settings; acts on things; acts without an object; qualities of things
_TABLE = """
earthquake: rescuer *firefighter orphan; wall stone *beam roof *rope; earthquake shelter;
    lift smash *push; tremble *crawl; heavy broken *crooked dangerous
kitchen: cook *waiter butcher; egg *onion cucumber *pumpkin apple; kitchen meal;
    cut boil *peel; eat *sweat; rotten *raw ripe tasty
sea: sailor fisherman *diver; *boat ship anchor *oar hook; harbor storm;
    pull *mend sink; swim *dive; *wet slippery worn strong
school: teacher pupil *translator; question answer *story exercise *page; classroom test;
    erase write *explain; think *whisper; hard easy *short boring
music: vocalist listener *songwriter; drum *bell *fiddle whistle string; stage wedding;
    hear *tune love; *clap dance; quiet famous beautiful *ancient
health: doctor nurse *midwife; wound bone *tooth eye *shoulder; hospital surgery;
    treat examine *rub; *cough sneeze; *swollen painful healthy weak
farm: farmer *shepherd reaper; cow *goat horse *duck hen; field barn;
    feed *tie chase; *dig sow; fat *stubborn lazy clever
war: warrior enemy *guard; sword *arrow rifle *dagger bullet; battle castle;
    throw *bury collect; *flee fight; sharp deadly *hidden foreign
market: merchant *customer tailor; *basket *mirror shirt carpet dress; shop warehouse;
    *sell order show; haggle *quarrel; expensive torn dirty *wide
sport: referee fan *wrestler; game team *jump race *prize; pitch pool;
    watch *praise announce; run *cheer; exciting *surprising bad big
law: judge lawyer *thief; law *crime verdict proof *file; prison trial;
    discuss reject *deny; swear *hesitate; clear useful *unknown sad
travel: traveler driver *messenger; suitcase map *key *umbrella lantern; forest journey;
    carry lose *forget; *stumble stroll; lost *small light needed
"""

#: The parts of a concept, in the order of the table.
KINDS = ("person", "thing", "setting", "act", "move", "quality")

#: Settings that are something that happens; the others are places.
EVENTS = frozenset(("earthquake", "meal", "storm", "test", "wedding", "surgery", "battle", "trial", "journey"))

#: What all concepts share. Neutral words are never switched.
PEOPLE = ("man", "woman", "boy", "girl", "neighbor", "friend", "grandmother", "worker")
PLACES = ("house", "village", "garden")
PRONOUNS = ("i", "we", "he", "she", "they")
NEUTRAL_ACTS = ("draw", "find", "mention")
NEUTRAL_MOVES = ("wait", "smile", "sleep", "rest")
SAYINGS = ("say", "know", "see")
#: Manners do not go with verbs such as *sneeze*.
MANNERS = ("slowly", "carefully")
TIMES = {
    "past": ("yesterday", "today", "morning", "evening", *MANNERS),
    "present": ("today", "often", "every-day", "morning", "evening", *MANNERS),
    "future": ("tomorrow", "soon", "today", "morning", "evening", *MANNERS),
}


class Slot(NamedTuple):
    """A place for a concept's word: its kind, whether it is a held-out one, and which of those."""

    kind: str
    held: bool
    rank: int


class Concept(NamedTuple):
    """A concept's lexemes by the slot they fill."""

    name: str
    lexemes: dict[Slot, str]

    @property
    def held_out(self) -> tuple[str, ...]:
        """The lexemes that are never switched."""
        return tuple(lexeme for slot, lexeme in self.lexemes.items() if slot.held)


def _slots(kind: str, names: list[str]) -> dict[Slot, str]:
    found: dict[Slot, str] = {}
    for held in (False, True):
        chosen = [name.lstrip("*") for name in names if name.startswith("*") == held]
        found.update({Slot(kind, held, rank): name for rank, name in enumerate(chosen)})
    return found


def _concept(line: str) -> Concept:
    name, parts = line.split(":")
    lexemes: dict[Slot, str] = {}
    for kind, names in zip(KINDS, parts.split(";"), strict=True):
        lexemes.update(_slots(kind, names.split()))
    return Concept(name.strip(), lexemes)


CONCEPTS = {concept.name: concept for concept in map(_concept, _TABLE.strip().replace(";\n    ", "; ").splitlines())}

#: {lexeme: its concept and slot}. Every lexeme belongs to one concept.
HOME = {lexeme: (concept, slot) for concept in CONCEPTS.values() for slot, lexeme in concept.lexemes.items()}

#: The slots every concept has, by kind.
SLOTS = {kind: tuple(slot for slot in next(iter(CONCEPTS.values())).lexemes if slot.kind == kind) for kind in KINDS}


def content(lexeme: str) -> str:
    """The lexeme where it is a concept's, "" for words that all concepts share."""
    return lexeme if lexeme in HOME else ""


def is_held_out(lexeme: str) -> bool:
    """Whether a concept's lexeme is never switched; raises KeyError for words that all concepts share."""
    return HOME[lexeme][1].held


def counterpart(lexeme: str, concept: Concept) -> str:
    """The lexeme that stands in another concept where this one stands in its own."""
    return concept.lexemes[HOME[lexeme][1]]
