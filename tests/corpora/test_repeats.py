"""Text that stands in several documents, documents that are stated, negatives that are listed."""

import json
from pathlib import Path

import pytest

from isogloss.corpora.choosing import chosen_ids, repeats_note
from isogloss.corpora.concepts import import_concepts, load_concept_set
from isogloss.corpora.repeats import grouped
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Refused
from tests.corpora.writing import jsonl, table, write


def rows(n: int, say=lambda i: f"sentence {i}", document=lambda i: f"d{i:02d}"):
    return [
        {"id": f"s{i:02d}", "document": document(i), "language": language, "text": f"{language} {say(i)}"}
        for i in range(n)
        for language in ("en", "de")
    ]


def test_documents_that_share_a_text_are_one_also_over_a_third() -> None:
    found = grouped([("en", "a", "1"), ("en", "a", "2"), ("en", "b", "2"), ("en", "b ", "3"), ("en", "c", "4")])
    assert found == {"1": "1", "2": "1", "3": "1", "4": "4"}


def test_texts_are_the_same_whatever_their_spaces_and_their_composition() -> None:
    assert grouped([("fr", "é  a", "1"), ("fr", "e\u0301 a\n", "2")]) == {"1": "1", "2": "1"}


def test_the_same_text_in_two_languages_is_no_repetition() -> None:
    assert grouped([("en", "1984", "1"), ("de", "1984", "2")]) == {"1": "1", "2": "2"}


def test_repeated_text_is_counted_at_import(tmp_path: Path, read) -> None:
    note = read(write(tmp_path / "a.jsonl", jsonl(*rows(20, lambda i: f"is {i % 15}")))).note
    assert "10 sentences stand, word for word, in more than one document. The 10 documents" in note
    assert "count as 5." in note
    within = read(write(tmp_path / "b.jsonl", jsonl(*rows(20, lambda i: f"is {i // 2}", lambda i: f"d{i // 2}")))).note
    assert "word for word" not in within


def test_splits_keep_the_documents_of_a_repeated_text_together(tmp_path: Path, corpus_of) -> None:
    corpus = corpus_of(write(tmp_path / "a.jsonl", jsonl(*rows(20, lambda i: f"is {i % 15}"))))
    groups = corpus.groups(("en", "de"))
    assert len(set(groups.values())) == 15 and groups["s00"] == groups["s15"]
    assert corpus.documents["s00"] != corpus.documents["s15"]
    assert "count as 5" in repeats_note(corpus, ("en",), corpus.ids)[0]
    assert repeats_note(corpus, ("en",), ["s07"]) == []


def test_documents_are_counted_that_are_read_and_share_a_text(tmp_path: Path, corpus_of) -> None:
    corpus = corpus_of(write(tmp_path / "a.jsonl", jsonl(*rows(20, lambda i: f"is {i % 15}"))))
    # s01 shares its text with s16, which is not read.
    said = repeats_note(corpus, ("en",), ["s00", "s01", "s07", "s15"])
    assert said == [
        "2 sentences stand, word for word, in more than one document. The 2 documents that share them are kept on one "
        "side of every split, and count as 1."
    ]
    assert repeats_note(corpus, ("en",), ["s00", "s01"]) == []


def test_a_corpus_of_few_texts_said_often_is_refused_with_the_reason(tmp_path: Path, corpus_of) -> None:
    corpus = corpus_of(write(tmp_path / "a.jsonl", jsonl(*rows(40, lambda i: f"is {i % 8}"))))
    with pytest.raises(Refused, match=r"40 sentences in 8 documents .* Documents that share a text count as one"):
        chosen_ids(corpus, ("en", "de"), None, None, seed=0)


def test_what_a_language_that_is_not_read_repeats_does_not_matter(tmp_path: Path, corpus_of) -> None:
    filled = [row | ({"text": "not translated"} if row["language"] == "de" else {}) for row in rows(20)]
    corpus = corpus_of(write(tmp_path / "a.jsonl", jsonl(*filled)))
    assert len(set(corpus.groups(("en",)).values())) == 20
    assert len(set(corpus.groups().values())) == 1


def test_a_stated_document_is_obeyed_whatever_the_ids_look_like(tmp_path: Path, read) -> None:
    ids = [f"n{i:08d}" for i in range(30)]
    joined = read(
        write(tmp_path / "en.tsv", table("id|text|document", *(f"{i}|t {i}|doc{n}" for n, i in enumerate(ids))))
    )
    assert (joined.document_rule, joined.n_documents) == ("stated", 30)
    unstated = read(write(tmp_path / "b" / "en.tsv", table("id|text", *(f"{i}|t {i}" for i in ids))))
    assert (unstated.document_rule, unstated.n_documents) == ("pud", 1)


CORPUS = rows(20)


def listed(store: Store, folder: Path, corpus_of, concept) -> object:
    corpus = corpus_of(write(folder / "a.jsonl", jsonl(*CORPUS)), id="c")
    (folder / "c.json").write_text(json.dumps({"rain": concept, "sun": ["s01"]}))
    return load_concept_set(store, import_concepts(store, folder / "c.json", corpus=corpus.id, licence="CC0").id)


def test_listed_negatives_are_kept_and_are_content(store: Store, tmp_path: Path, corpus_of) -> None:
    found = listed(store, tmp_path, corpus_of, {"positive": ["s02", "s01"], "negative": ["s05", "s04"]})
    assert found.concepts == {"rain": {"s01", "s02"}, "sun": {"s01"}}
    assert found.negatives == {"rain": {"s04", "s05"}}


@pytest.mark.parametrize(
    ("concept", "said"),
    [
        ({"positive": ["s01"], "negative": ["s01"]}, "as a positive and as a negative"),
        ({"positive": ["s01"], "negative": ["nowhere"]}, "nowhere"),
        ({"positive": ["s01"], "negative": "s02"}, "no list of ids"),
        ({"positive": ["s01"], "negative": []}, "no list of ids"),
        ({"positive": ["s01"], "negative": ["s02"], "negatives": ["s03"]}, "no list of ids"),
    ],
)
def test_negatives_that_cannot_be_obeyed_are_refused(store: Store, tmp_path: Path, corpus_of, concept, said) -> None:
    with pytest.raises(Refused, match=said):
        listed(store, tmp_path, corpus_of, concept)
