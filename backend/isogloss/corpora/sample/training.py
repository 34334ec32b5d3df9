"""Training text: topical documents without end, in one language, with a chosen share of its words from others.

Nothing in it is parallel: every language draws its own documents. What can align languages is a word of one that
stands where the other's should, in the form it has in the translation of that sentence. Words that all concepts share
and held-out lexemes are never switched, and no plan of the evaluation is used.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from isogloss.corpora.sample.concepts import CONCEPTS, Concept, counterpart, is_held_out
from isogloss.corpora.sample.grammar import LANGUAGES, check_language, pieces, sentence
from isogloss.corpora.sample.plans import Draws, Plan, draw, filled, is_reserved
from isogloss.corpora.sample.words import text_of
from isogloss.vocabulary.errors import Refused

#: Sentences of a document, at least and at most.
SHORTEST, LONGEST = 6, 14


class Switching(NamedTuple):
    """How words are switched: the share of switchable ones, the languages they come from, and whether from another
    concept (the placebo, which gives the same foreign words without their meaning)."""

    share: float
    guests: tuple[str, ...]
    placebo: bool
    draws: Draws
    concepts: Draws


def training_documents(
    language: str,
    *,
    seed: int,
    switch: float = 0.0,
    placebo: bool = False,
    bilingual: float = 0.0,
    others: Sequence[str] = LANGUAGES,
) -> Iterator[str]:
    """Documents of one concept each, one text of several sentences, endless and the same for the same arguments.

    ``switch`` is the share of switchable concept words that stand in one of ``others``; ``placebo`` takes them from a
    random other concept instead, at the same places. ``bilingual`` is the share of documents in which every second
    sentence is in another language (and none a translation). The plain text under the switches depends on ``language``
    and ``seed`` alone, so that arms differ in nothing else. Raises Refused for an unknown language and for a share that
    is none or has no other language to draw from.
    """
    guests = tuple(other for other in map(check_language, others) if other != check_language(language))
    for share in (switch, bilingual):
        if not 0 <= share <= 1 or (share and not guests):
            raise Refused("broken_share", "A share lies between 0 and 1, and needs another language.", field="switch")
    name = f"{seed}/{language}"
    switching = Switching(switch, guests, placebo, Draws(f"switch/{name}"), Draws(f"placebo/{name}"))
    return _documents(language, Draws(f"training/{name}"), switching, bilingual, Draws(f"bilingual/{name}"))


def _documents(language: str, draws: Draws, switching: Switching, bilingual: float, pairs: Draws) -> Iterator[str]:
    concepts = tuple(CONCEPTS.values())
    lengths = range(SHORTEST, LONGEST + 1)
    while True:
        concept = draws.one(concepts)
        plans = [_plan(draws) for _ in range(draws.one(lengths))]
        second = pairs.one(switching.guests) if bilingual and pairs.yes(bilingual) else language
        spoken = (language, second)
        yield " ".join(_text(spoken[i % 2], plan, concept, switching) for i, plan in enumerate(plans))


def _plan(draws: Draws) -> Plan:
    """A plan that is not the evaluation's."""
    while is_reserved(plan := draw(draws)):
        pass
    return plan


def _text(language: str, plan: Plan, concept: Concept, switching: Switching) -> str:
    row = pieces(sentence(language, filled(plan, concept)))
    if not switching.share:
        return text_of((piece for piece, _ in row), language)
    switched: dict[str, str] = {}
    for _, lexeme in row:
        if lexeme and lexeme not in switched and not is_held_out(lexeme):
            switched[lexeme] = _guest(plan, concept, lexeme, switching)
    return text_of(_replaced(row, switched), language)


def _guest(plan: Plan, concept: Concept, lexeme: str, switching: Switching) -> str:
    """The word that stands in for a lexeme, or "" where it stays."""
    if not switching.draws.yes(switching.share):
        return ""
    guest = switching.draws.one(switching.guests)
    if switching.placebo:
        concept = switching.concepts.one([other for other in CONCEPTS.values() if other is not concept])
        lexeme = counterpart(lexeme, concept)
    return " ".join(piece for piece, own in pieces(sentence(guest, filled(plan, concept))) if own == lexeme)


def _replaced(row: list[tuple[str, str]], switched: dict[str, str]) -> Iterator[str]:
    """The pieces of a sentence with guests in place of the words they stand in for."""
    said: set[str] = set()
    for piece, lexeme in row:
        guest = switched.get(lexeme, "")
        if not guest:
            yield piece
        elif lexeme not in said:
            said.add(lexeme)
            yield guest
