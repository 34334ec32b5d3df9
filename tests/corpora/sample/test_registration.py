"""The sample corpus as a corpus of the house."""

from isogloss.corpora.concepts import load_concept_set
from isogloss.corpora.parallel import load_corpus
from isogloss.corpora.sample import LANGUAGES, add_sample
from isogloss.store.open import Store
from isogloss.vocabulary.clone import CLONE, cloned
from isogloss.vocabulary.language import languages_in_order
from isogloss.web.corpus_router import page

#: What the evaluation says. A change of it is a change of every number measured on it: say so in the CHANGELOG.
DIGEST = "a1839d75e4ec55667a8178f556cec3c86b84b3be7f574ff7303c72d0c07eb3c1"


def test_it_is_added_once_with_its_concepts_and_id_sets(store: Store) -> None:
    first, again = add_sample(store), add_sample(store)
    assert (first.id, first.digest) == (again.id, again.digest) == ("sample", DIGEST)
    with store.app.session() as session:
        summary = page(session, "sample")
    assert list(summary.languages) == languages_in_order((*LANGUAGES, CLONE))
    assert (summary.n_ids, summary.n_complete, summary.n_documents) == (600, 600, 180)
    assert (summary.kind, summary.licence, summary.has_documents) == ("constructed", "Apache-2.0", True)
    assert summary.note.startswith("Constructed text:") and "native speakers" in summary.note
    assert {row.name: row.n_ids for row in summary.id_sets} == {"anchor-words": 240, "heldout-words": 360}
    (concepts,) = summary.concept_page
    assert concepts.id == "sample-concepts" and {concept.positives for concept in concepts.concepts} == {50}


def test_its_sentences_are_free_of_shared_surface_forms_and_names(store: Store) -> None:
    add_sample(store)
    corpus = load_corpus(store, "sample")
    assert corpus.names_are_known
    for i, a in enumerate(LANGUAGES):
        for b in LANGUAGES[i + 1 :]:
            assert len(corpus.shared_surface_free(a, b)) / len(corpus.ids) > 0.8, (a, b)
    assert len(load_concept_set(store, "sample-concepts")) == 12
    assert corpus.select(["heldout-words", "anchor-words"]) == corpus.ids


def test_its_text_joins_without_a_remark(store: Store) -> None:
    note = add_sample(store).note
    assert "they were left as they were" not in note and "not in every language" not in note


def test_the_clone_says_what_english_says_in_characters_of_its_own(store: Store) -> None:
    add_sample(store)
    corpus = load_corpus(store, "sample")
    assert corpus.texts(CLONE, corpus.ids) == [cloned(text) for text in corpus.texts("en", corpus.ids)]
    assert not set("".join(corpus.texts(CLONE, corpus.ids))) & set("".join(corpus.texts("en", corpus.ids)))
