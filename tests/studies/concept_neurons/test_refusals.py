"""What can't be computed is refused before anything starts, with the field at fault and what to do."""

import pytest

from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.imports import import_corpus
from isogloss.models.ladder import add_model
from isogloss.runs.catalogue import StoredCatalogue
from isogloss.store.open import open_store
from isogloss.studies.concept_neurons.schema import Params
from isogloss.studies.concept_neurons.study import cost, inputs, resolve
from isogloss.vocabulary.errors import IsoglossError
from tests.e2e import material


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    store = open_store(home=folder / "home")
    (folder / "ladder").mkdir()
    add_model(store, str(material.write_ladder(folder / "ladder")), id=material.MODEL)
    import_corpus(store, material.write_corpus(folder / "text.jsonl"), id=material.CORPUS, licence="CC0-1.0")
    import_concepts(
        store,
        material.write_concepts(folder / "c.json"),
        corpus=material.CORPUS,
        id=material.CONCEPTS,
        licence="CC0-1.0",
    )
    (folder / "few.json").write_text('{"few": ["s000", "s001"]}')
    import_concepts(store, folder / "few.json", corpus=material.CORPUS, id="few", licence="CC0-1.0")
    yield StoredCatalogue(store)
    store.close()


def test_what_can_be_computed_is_priced_and_names_all_that_it_reads(catalogue):
    params = Params(**material.PARAMS)
    found = inputs(resolve(params, catalogue))
    assert len(found.fingerprints) == 1
    assert set(found.corpora) == {material.CORPUS}
    assert set(found.concept_sets) == {material.CONCEPTS}
    priced = cost(resolve(params, catalogue))
    assert priced.seconds > 0
    assert "75 sentences in 4 languages" in priced.detail


@pytest.mark.parametrize(
    ("change", "code", "field", "says"),
    [
        ({"model": "nobody"}, "unknown_model", "model", material.MODEL),
        ({"checkpoint": "step7"}, "unknown_checkpoint", "checkpoint", "step1024"),
        ({"corpus": "nothing"}, "unknown_corpus", "corpus", material.CORPUS),
        ({"concepts": "nothing"}, "unknown_concept_set", "concepts", material.CONCEPTS),
        ({"only_concepts": ["weather", "love"]}, "unknown_concept", "only_concepts", "weather"),
        ({"languages": ["en", "tlh"]}, "unknown_language", "languages", "ar"),
        ({"languages": ["en", "en"]}, "repeated_language", "languages", "twice"),
        ({"ids": "test"}, "unknown_ids", "ids", "test"),
        ({"concepts": "few"}, "too_few_positives", "concepts", "positive"),
        ({"concepts": "few", "only_concepts": ["few"]}, "too_few_positives", "only_concepts", "2 positive"),
        ({"k": 5000}, "bad_k", "k", "smaller k"),
        ({"shared_by": 9}, "bad_shared_by", "shared_by", "4 languages"),
        ({"ids": "s000+s003"}, "too_few_documents", "ids", "documents"),
        ({"max_tokens": 4096}, "bad_max_tokens", "max_tokens", "fewer"),
    ],
)
def test_bad_input_names_the_field_and_what_to_do(catalogue, change, code, field, says):
    with pytest.raises(IsoglossError) as refused:
        inputs(resolve(Params(**material.PARAMS | change), catalogue))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert says in str(refused.value)


def test_concepts_of_another_corpus_are_refused(catalogue, tmp_path):
    import_corpus(catalogue.store, material.write_corpus(tmp_path / "other.jsonl"), id="other", licence="CC0-1.0")
    with pytest.raises(IsoglossError, match="belongs to the corpus") as refused:
        inputs(resolve(Params(**material.PARAMS | {"corpus": "other"}), catalogue))
    assert refused.value.code == "concepts_of_another_corpus"
