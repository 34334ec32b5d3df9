import dataclasses
from pathlib import Path

import pytest

from isogloss.corpora import parallel
from isogloss.corpora.id_sets import import_ids
from isogloss.corpora.imports import import_corpus
from isogloss.corpora.parallel import load_corpus
from isogloss.store.open import Store
from isogloss.vocabulary.errors import NotFound, Refused
from tests.corpora.writing import sentence, table, write


@pytest.fixture
def source(tmp_path: Path) -> Path:
    header = "index_id|split|text"
    write(tmp_path / "c" / "eng_Latn.tsv", table(header, "10|dev|ten", "9|dev|nine", "2|test|two"))
    write(tmp_path / "c" / "arb_Arab.tsv", table(header, "2|test|اثنان", "10|dev|عشرة"))
    return tmp_path / "c"


def test_ids_are_sorted_and_documents_are_the_same_in_all_languages(corpus_of, source: Path) -> None:
    corpus = corpus_of(source, id="numbers")
    assert corpus.ids == ("10", "2", "9")
    assert corpus.documents == {"10": "9", "2": "2", "9": "9"}
    assert corpus.languages == ("en", "ar")
    assert corpus.splits == {"dev": {"10", "9"}, "test": {"2"}}


def test_sentences_come_in_the_order_asked_for(corpus_of, source: Path) -> None:
    corpus = corpus_of(source)
    assert corpus.texts("en", ["9", "2", "9"]) == ["nine", "two", "nine"]
    assert corpus.text("ar", "2") == "اثنان"


def test_ids_that_a_language_lacks_are_known(corpus_of, source: Path) -> None:
    corpus = corpus_of(source)
    assert corpus.complete() == ("10", "2") and corpus.complete(["en"]) == ("10", "2", "9")
    assert corpus.complete(["ar"], ["9", "2"]) == ("2",)
    assert not corpus.has("ar", "9")
    with pytest.raises(NotFound, match="no sentence “9” in ar"):
        corpus.text("ar", "9")


def test_an_unknown_language_is_refused_with_those_there_are(corpus_of, source: Path) -> None:
    corpus = corpus_of(source)
    for ask in (
        lambda: corpus.text("sw", "2"),
        lambda: corpus.tokens("sw", "2"),
        lambda: corpus.complete(["sw"]),
        lambda: corpus.shared_surface_free("en", "sw"),
    ):
        with pytest.raises(Refused) as refusal:
            ask()
        assert refusal.value.hint == "It has: en, ar."


def test_ids_are_chosen_by_set_split_or_name(store: Store, corpus_of, source: Path) -> None:
    corpus_of(source, id="numbers")
    import_ids(store, write(source.parent / "some.json", '["9", 2]'), corpus="numbers", name="some")
    corpus = load_corpus(store, "numbers")
    assert corpus.select() == corpus.ids
    assert corpus.select("some") == ("2", "9")
    assert corpus.select("dev") == ("10", "9")
    assert corpus.select(["test", "10"]) == ("10", "2")
    assert corpus.select([]) == ()
    assert len(corpus.id_sets["some"].digest) == 64
    with pytest.raises(Refused) as refusal:
        corpus.select(["dev", "untrained"])
    assert refusal.value.hint == "It has: some, dev, test."


def test_sentences_are_read_once_and_id_sets_every_time(store: Store, corpus_of, source: Path) -> None:
    first = corpus_of(source, id="numbers")
    import_ids(store, write(source.parent / "some.json", '["9"]'), corpus="numbers", name="some")
    second = load_corpus(store, "numbers")
    assert second.content is first.content
    assert "some" in second.id_sets and "some" not in first.id_sets


def test_two_corpora_of_one_content_and_id_share_memory_whatever_their_database(
    store: Store, corpus_of, source: Path
) -> None:
    first = corpus_of(source, id="numbers")
    assert load_corpus(store, "numbers").content is first.content
    assert len(parallel._kept) <= parallel.KEPT


def test_a_corpus_cannot_be_changed(corpus_of, source: Path) -> None:
    corpus = corpus_of(source)
    with pytest.raises(dataclasses.FrozenInstanceError):
        corpus.digest = "x"


def test_an_unknown_corpus_is_named_with_those_there_are(store: Store, source: Path) -> None:
    with pytest.raises(NotFound) as empty:
        load_corpus(store, "pud")
    assert "isogloss corpora add" in empty.value.hint
    import_corpus(store, source, id="numbers", licence="CC0")
    with pytest.raises(NotFound, match="no corpus “pud”") as other:
        load_corpus(store, "pud")
    assert other.value.hint == "There are: numbers."


def test_words_are_there_only_where_somebody_cut_them(corpus_of, tmp_path: Path, source: Path) -> None:
    assert corpus_of(source).tokens("en", "2") is None
    assert not corpus_of(source).names_are_known
    treebank = corpus_of(write(tmp_path / "en_x-ud-test.conllu", sentence("a", "It shook")), id="treebank")
    assert [token.form for token in treebank.tokens("en", "a") or ()] == ["It", "shook"]
    assert treebank.names_are_known
