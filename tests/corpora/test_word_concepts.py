"""Concepts of words: language by language, checked against the corpus, never taken for concepts of sentences."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from isogloss.cli.adding import _told
from isogloss.corpora.concepts import import_concepts, in_order, load_concept_set
from isogloss.corpora.parallel import ParallelCorpus
from isogloss.findings.bundle.format import BundledConceptSet
from isogloss.kit.request import concepts_of
from isogloss.store.open import Store
from isogloss.vocabulary.digest import digest_of
from isogloss.vocabulary.errors import Refused
from tests.corpora.writing import sentence, table, write


@pytest.fixture
def trees(corpus_of, tmp_path: Path) -> ParallelCorpus:
    """Two sentences in two languages; in German the words are others, and one sentence is missing."""
    english = sentence("s1", "Two dogs run") + sentence("s2", "A dog sleeps here")
    german = sentence("s1", "Zwei Hunde laufen um das Haus")
    write(tmp_path / "trees" / "en.conllu", english)
    write(tmp_path / "trees" / "de.conllu", german)
    return corpus_of(tmp_path / "trees", id="trees")


PLURAL = {"words": {"en": {"s1": [1, 0]}, "de": {"s1": [1]}}}
LISTED = {"words": {"en": {"s1": [1]}}, "negative_words": {"en": {"s2": [1]}}}


def keep(store: Store, folder: Path, concepts: object, id: str = "words", corpus: str = "trees"):
    return import_concepts(store, write(folder / f"{id}.json", json.dumps(concepts)), corpus=corpus, licence="CC0")


def test_words_come_back_by_language_with_all_others_as_negatives(trees, store: Store, tmp_path: Path) -> None:
    row = keep(store, tmp_path, {"plural": PLURAL, "dog": LISTED})
    found = load_concept_set(store, row.id)
    assert (len(found), found.concepts, found.negatives) == (2, {}, {})
    plural, dog = found.words["plural"], found.words["dog"]
    assert plural.positives == {"en": {"s1": {0, 1}}, "de": {"s1": {1}}}
    assert (plural.n_words, plural.ids, dog.n_words) == (3, {"s1"}, 1)
    assert plural.negatives_in(trees, "en", "s1") == {2}
    assert plural.negatives_in(trees, "de", "s1") == {0, 2, 3, 4, 5}
    assert plural.negatives_in(trees, "en", "s2") == {0, 1, 2, 3}
    assert dog.negatives_in(trees, "en", "s2") == {1}
    assert dog.negatives_in(trees, "en", "s1") == frozenset()


def test_the_order_they_come_in_does_not_matter(trees, store: Store, tmp_path: Path) -> None:
    one = keep(store, tmp_path, {"plural": PLURAL, "dog": LISTED}, "one")
    turned = {"dog": dict(reversed(LISTED.items())), "plural": {"words": {"de": {"s1": [1]}, "en": {"s1": [0, 1]}}}}
    assert keep(store, tmp_path, turned, "two").digest == one.digest == digest_of(in_order(turned))


def test_the_shell_says_how_many_words_and_how_many_positives(trees, store: Store, tmp_path: Path) -> None:
    row = keep(store, tmp_path, {"plural": PLURAL})
    assert _told(store, {"kind": "concepts", "id": row.id}) == ["Concepts with their positives: plural 3."]
    # Two lists are no two positives.
    sides = {"war": {"positive": ["s1"], "negative": ["s2"]}}
    row = keep(store, tmp_path, sides, "sides")
    assert _told(store, {"kind": "concepts", "id": row.id}) == ["Concepts with their positives: war 1."]


@pytest.mark.parametrize(
    ("concepts", "what"),
    [
        ({"a": {"words": {}}}, "does not list words as they are listed"),
        ({"a": {"words": {"en": {"s1": []}}}}, "does not list words"),
        ({"a": {"words": {"en": {"s1": [True]}}}}, "does not list words"),
        ({"a": {"words": {"en": {"s1": [-1]}}}}, "does not list words"),
        ({"a": {"words": {"en": ["s1"]}}}, "does not list words"),
        ({"a": {"words": {"en": {"s1": [0]}}, "positive": ["s1"]}}, "does not list words"),
        ({"a": {"words": {"en": {"s1": [0]}}, "negative_words": {}}}, "does not list words"),
        ({"a": {"words": {"en": {"s1": [3]}}}}, "“s1” in en has 3 words, and none has number 3"),
        ({"a": {"words": {"de": {"s2": [0]}}}}, "has no such sentence"),
        ({"a": {"words": {"fr": {"s1": [0]}}}}, "has no such sentence"),
        ({"a": {"words": {"en": {"s1": [0, 0]}}}}, "named twice"),
        ({"a": {"words": {"en": {"s1": [0]}}, "negative_words": {"en": {"s1": [0]}}}}, "as a positive and as a neg"),
        ({"a": {"words": {"en": {"s1": [0]}}}, "b": ["s1"]}, "name words, and some whole sentences"),
    ],
)
def test_broken_words_are_named_and_none_is_imported(trees, store: Store, tmp_path: Path, concepts, what: str) -> None:
    with pytest.raises(Refused, match=what):
        keep(store, tmp_path, concepts)
    assert not keep(store, tmp_path, {"plural": PLURAL}).concepts.keys() - {"plural"}


def test_words_of_a_text_that_nobody_analysed_are_refused(corpus_of, store: Store, tmp_path: Path) -> None:
    corpus_of(write(tmp_path / "plain" / "en.tsv", table("id|text", "s1|Two dogs run")), id="plain")
    with pytest.raises(Refused, match="nobody analysed “s1” in en") as refused:
        keep(store, tmp_path, {"a": {"words": {"en": {"s1": [0]}}}}, corpus="plain")
    assert "CoNLL-U" in refused.value.hint


def test_a_bundle_carries_words_as_they_are(trees, store: Store, tmp_path: Path) -> None:
    row = keep(store, tmp_path, {"plural": PLURAL, "dog": LISTED})
    facts = {"id": row.id, "name": row.name, "licence": "CC0", "digest": row.digest, "source": "here"}
    carried = BundledConceptSet.model_validate_json(BundledConceptSet(**facts, concepts=row.concepts).model_dump_json())
    assert digest_of(in_order(carried.concepts)) == row.digest


def test_a_study_of_sentences_refuses_words_and_one_of_words_sentences(trees, store: Store, tmp_path: Path) -> None:
    keep(store, tmp_path, {"plural": PLURAL}, "words")
    keep(store, tmp_path, {"plural": ["s1"]}, "sentences")
    catalogue = SimpleNamespace(concept_set=lambda id: load_concept_set(store, id))
    assert concepts_of("sentences", trees, catalogue).concepts
    assert concepts_of("words", trees, catalogue, words=True).words
    with pytest.raises(Refused, match="names words, and this study asks of whole sentences") as refused:
        concepts_of("words", trees, catalogue)
    assert (refused.value.code, refused.value.field) == ("concepts_of_another_kind", "concepts")
    with pytest.raises(Refused, match="names whole sentences, and this study asks of words"):
        concepts_of("sentences", trees, catalogue, words=True)
