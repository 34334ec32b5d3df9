"""Texts that a model wrote, as several studies answer of them: whose language, how that was told, whose words."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from isogloss.contract.estimate import Estimate
from isogloss.contract.wire import Wire
from isogloss.corpora import identification
from isogloss.corpora.choosing import by_seed
from isogloss.corpora.keywords import concept_words
from isogloss.kit.units import UnitRun

#: Sentences of each language on which the identifier's accuracy is measured.
MEASURED_ON = 200


class LanguageShare(Wire):
    """Share of a pane's texts in a language; ``language`` None is the undetermined. There is none where nothing is told
    (see the identifier's ``why``)."""

    pane: str
    language: str | None
    share: Estimate


class Identifier(Wire):
    """How languages were told: the package, its candidates, those it does not know, and its measured accuracy on the
    corpus's text cut to the texts' lengths in each language (empty where nothing is told, or there is no corpus)."""

    name: str
    version: str
    candidates: tuple[str, ...]
    lacks: tuple[str, ...]
    alike: tuple[str, ...] = Field((), description="Candidates it has one name for: undetermined between them.")
    why: str | None = Field(None, description="Why no text's language is told, where none is.")
    threshold: float = Field(description="Below this probability a text is undetermined.")
    characters: int | None = Field(
        description="Half of the texts have at most so many: for the accuracy, corpus text was cut to their lengths."
    )
    accuracy: dict[str, float]
    n: dict[str, int]


def identified(
    identifier: identification.Identifier, written: Sequence[str], source: UnitRun | None, *, seed: int
) -> Identifier:
    """The identifier as the answer has it; its accuracy is measured on the text the units were found in."""
    corpus: Mapping[str, Sequence[str]] = {}
    if source is not None:
        ids = by_seed(source.read_ids, MEASURED_ON, seed=seed)
        corpus = {language: source.corpus.texts(language, ids) for language in source.languages}
    return Identifier(**identification.facts(identifier, written, corpus, seed=seed))


def words_of(source: UnitRun, concept: str, n: int) -> dict[str, tuple[str, ...]]:
    """The concept's ``n`` words in each language, told by the sentences the concept run read."""
    return {
        language: tuple(concept_words(source.positives(concept, language), source.negatives(concept, language), n))
        for language in source.languages
    }
