"""The evaluation text of the sample corpus as a corpus of the house."""

from collections.abc import Callable

from isogloss.corpora.concepts import keep_concepts
from isogloss.corpora.id_sets import keep_ids
from isogloss.corpora.imports import import_records
from isogloss.corpora.record import Record
from isogloss.corpora.sample.evaluation import concept_ids, id_sets, records
from isogloss.corpora.tables import CorpusRow
from isogloss.store.open import AnyStore

CORPUS = "sample"
CONCEPT_SET = "sample-concepts"
LICENCE = "Apache-2.0"

#: What pages tell the sample corpus by: a corpus of this kind was written to calibrate the instrument.
KIND = "constructed"
SOURCE = "isogloss.corpora.sample"
NOTE = (
    "Constructed text: sentences made by small grammars from hand-made word lists, to calibrate the instrument. "
    "They say nothing about published models, and were not checked by native speakers."
)


def add_sample(store: AnyStore) -> CorpusRow:
    """Store the evaluation text with its concepts and id sets, all of it or nothing; again changes nothing.

    Raises Conflict where another corpus has its name.
    """
    return store.app.whole(make_sample())


def make_sample() -> Callable[[AnyStore], CorpusRow]:
    """Make the evaluation text, and return what stores it: apart, so that a transaction on SQLite keeps nobody else
    from writing meanwhile."""
    sentences = list(records())
    return lambda store: _add(store, sentences)


def _add(store: AnyStore, sentences: list[Record]) -> CorpusRow:
    row = import_records(
        store, sentences, id=CORPUS, name="Sample corpus", kind=KIND, licence=LICENCE, source=SOURCE, note=NOTE
    )
    keep_concepts(
        store,
        concept_ids(),
        corpus=CORPUS,
        id=CONCEPT_SET,
        name="Sample corpus: concepts",
        licence=LICENCE,
        source=SOURCE,
    )
    for name, ids in id_sets().items():
        keep_ids(store, ids, corpus=CORPUS, name=name, source=SOURCE)
    return row
