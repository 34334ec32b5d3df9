"""The real corpora beside the repository: what methods.md says of them, measured."""

import gzip
import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from isogloss.corpora.concepts import import_concepts, load_concept_set
from isogloss.corpora.covariates import surface_features
from isogloss.corpora.id_sets import import_ids
from isogloss.corpora.imports import import_corpus
from isogloss.corpora.parallel import list_corpora, load_corpus
from isogloss.store.open import Store, open_store
from isogloss.web.corpus_router import page

EIGHT = ("en", "de", "es", "ru", "ar", "hi", "tr", "zh-Hans")


@pytest.fixture(scope="module")
def house(shared_data: Path, tmp_path_factory: pytest.TempPathFactory):
    """Both corpora with their concepts and the ladder's untrained ids, imported once."""
    store = open_store(home=tmp_path_factory.mktemp("home"))
    import_corpus(store, shared_data / "ud" / "pud", id="pud", languages=EIGHT)
    import_corpus(store, shared_data / "sib200", id="sib200", languages=EIGHT)
    import_concepts(store, shared_data / "concepts" / "pud_concepts.json", corpus="pud")
    import_concepts(store, shared_data / "concepts" / "sib200_topics.json", corpus="sib200", id="published-topics")
    ladder = shared_data / "models" / "mini-ladder" / "ladder.json"
    import_ids(store, ladder, corpus="pud", name="untrained", pointer="untrained_pud_sent_ids")
    yield store
    store.close()


def test_pud_has_a_thousand_ids_in_397_documents_in_all_languages(house: Store) -> None:
    corpus = load_corpus(house, "pud")
    assert len(corpus.ids) == len(corpus.complete()) == 1_000
    assert corpus.languages == EIGHT
    assert len(set(corpus.documents.values())) == 397
    assert len(corpus.select("untrained")) == 300


def test_pud_s_documents_are_those_its_own_marks_tell(shared_data: Path, house: Store) -> None:
    packed = (shared_data / "ud" / "pud" / "en_pud-ud-test.conllu.gz").read_bytes()
    marked, current = {}, ""
    for line in gzip.decompress(packed).decode().splitlines():
        if line.startswith("# newdoc id = "):
            current = line.split("= ")[1].strip()
        elif line.startswith("# sent_id = "):
            marked[line.split("= ")[1].strip()] = current
    assert load_corpus(house, "pud").documents == marked


def test_every_word_of_every_treebank_has_a_place_in_its_text(house: Store) -> None:
    corpus = load_corpus(house, "pud")
    for language in corpus.languages:
        for item in corpus.ids[::50]:
            text = corpus.text(language, item)
            for token in corpus.tokens(language, item) or ():
                assert token.start is not None and text[token.start : token.end].strip()


def test_sib_has_294_documents_and_its_splits_cut_through_many(house: Store) -> None:
    corpus = load_corpus(house, "sib200")
    assert (len(corpus.ids), len(corpus.languages)) == (1_004, 8)
    assert len(set(corpus.documents.values())) == 294
    assert {split: len(ids) for split, ids in corpus.splits.items()} == {"dev": 99, "test": 204, "train": 701}
    assert "138 of 294 documents have sentences in several splits" in corpus.note


def test_the_category_column_is_the_published_topic_labels(house: Store) -> None:
    ours, published = load_concept_set(house, "sib200-topics"), load_concept_set(house, "published-topics")
    assert ours.digest == published.digest and len(ours.concepts["sports"]) == 122


@pytest.mark.slow
def test_all_eighteen_treebanks_and_thirty_three_topic_files_are_complete(tmp_path: Path, shared_data: Path) -> None:
    store = open_store(home=tmp_path)
    for source, n_languages, n_documents in (("ud/pud", 18, 397), ("sib200", 33, 294)):
        row = import_corpus(store, shared_data / source)
        assert len(row.languages) == n_languages
        assert (row.n_complete, row.n_documents) == (row.n_ids, n_documents)
    store.close()


def test_licences_are_those_of_the_manifest(house: Store) -> None:
    assert load_corpus(house, "pud").licence == "CC BY-SA 3.0; CC BY-SA 4.0"
    assert "FLORES" in load_corpus(house, "sib200").licence


def test_pud_s_chinese_is_known_to_be_traditional(house: Store) -> None:
    assert "traditional" in load_corpus(house, "pud").note
    assert "traditional" not in load_corpus(house, "sib200").note


@pytest.mark.parametrize("name", ["pud", "sib200"])
def test_sentences_without_shared_surface_are_found_for_28_pairs_in_seconds(house: Store, name: str) -> None:
    corpus = load_corpus(house, name)
    began = time.perf_counter()
    free = {pair: corpus.shared_surface_free(*pair) for pair in itertools.combinations(EIGHT, 2)}
    assert time.perf_counter() - began < 60
    assert all(len(ids) >= 25 for ids in free.values())
    assert len(free["en", "es"]) < len(free["en", "ar"])
    no_digit = {i for i in corpus.ids if not any(c.isdigit() for c in corpus.text("en", i) + corpus.text("es", i))}
    assert free["en", "es"] < no_digit


def test_a_translation_is_near_its_original_in_length(house: Store) -> None:
    corpus = load_corpus(house, "pud")
    lengths = surface_features(corpus, corpus.ids, ["en", "de"])["n_chars"]
    assert np.corrcoef(lengths)[0, 1] > 0.9


def test_the_page_of_a_corpus_is_json(house: Store) -> None:
    with house.app.session() as session:
        shown = page(session, "pud")
        rows = list_corpora(session)
    json.dumps(shown.model_dump(mode="json"))
    assert {row.id for row in rows} == {"pud", "sib200"}
    assert (shown.languages[0], shown.counts["en"]) == ("en", 1_000)
    assert shown.n_documents == 397 and [(split.name, split.n_ids) for split in shown.splits] == [("test", 1_000)]
    assert {concept.name: concept.positives for concept in shown.concept_page[0].concepts}["war"] == 56
    assert [(each.name, each.n_ids) for each in shown.id_sets] == [("untrained", 300)]


def test_corpora_never_wait_for_torch(shared_data: Path) -> None:
    code = "import sys, isogloss.corpora.imports, isogloss.corpora.covariates, isogloss.corpora.parallel; " \
        "print(sorted({'torch', 'transformers', 'huggingface_hub'} & set(sys.modules)))"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
