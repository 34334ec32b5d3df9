import random
from pathlib import Path

import pytest

from isogloss.corpora.documents import consecutive
from isogloss.corpora.sources import Limits
from isogloss.vocabulary.errors import Refused, TooLarge
from tests.corpora.writing import jsonl, sentence, table, write

ROWS = [
    {"id": f"s{i}", "language": language, "text": f"{language} {i}", "document": f"d{i // 3}", "split": "dev"}
    for i in range(12)
    for language in ("en", "de", "ar")
]


def test_shuffled_rows_are_the_same_corpus(tmp_path: Path, read) -> None:
    shuffled = random.Random(0).sample(ROWS, len(ROWS))
    first = read(write(tmp_path / "a.jsonl", jsonl(*ROWS)))
    second = read(write(tmp_path / "b.jsonl.gz", jsonl(*shuffled)))
    assert first.digest == second.digest
    assert [r.text for r in first.records] == [r.text for r in second.records]


@pytest.mark.parametrize(
    "change", [{"text": "other"}, {"id": "s99"}, {"document": "d9"}, {"split": "test"}, {"language": "fr"}]
)
def test_any_change_of_content_is_another_corpus(tmp_path: Path, read, change: dict[str, str]) -> None:
    alone = [row for row in ROWS if row["language"] == "en"]
    changed = [{**alone[0], **change}, *alone[1:]]
    assert (
        read(write(tmp_path / "a.jsonl", jsonl(*alone))).digest
        != read(write(tmp_path / "b.jsonl", jsonl(*changed))).digest
    )


def test_an_analysis_is_content_too(tmp_path: Path, read) -> None:
    plain = read(write(tmp_path / "en.conllu", sentence("a", "It shook", ["It/PRON", "shook/VERB"])))
    other = read(write(tmp_path / "en.conllu", sentence("a", "It shook", ["It/PRON", "shook/NOUN"])))
    assert plain.digest != other.digest


def test_an_id_twice_in_one_language_names_both_places(tmp_path: Path, read) -> None:
    write(tmp_path / "en" / "train.tsv", table("id|text", "1|a", "2|b"))
    write(tmp_path / "en" / "test.tsv", table("id|text", "3|c", "2|d"))
    with pytest.raises(Refused) as refusal:
        read(tmp_path)
    assert "2 is there a second time in en" in refusal.value.message
    assert "en/train.tsv, line 3" in refusal.value.message
    assert "en/test.tsv, line 3" in refusal.value.message


@pytest.mark.parametrize("name", ["document", "split", "category"])
def test_languages_that_disagree_about_an_id_are_refused(tmp_path: Path, read, name: str) -> None:
    write(tmp_path / "en.tsv", table(f"id|text|{name}", "1|a|here", "2|b|there"))
    write(tmp_path / "de.tsv", table(f"id|text|{name}", "1|a|here", "2|b|here"))
    with pytest.raises(Refused, match=f"the {name} of 2 is ") as refusal:
        read(tmp_path)
    assert "de.tsv, line 3" in refusal.value.message and "en.tsv, line 3" in refusal.value.message


def test_what_one_language_states_of_an_id_holds_in_all(tmp_path: Path, read) -> None:
    write(tmp_path / "en.tsv", table("id|text|document|split", "1|a|d|dev", "2|b|d|dev", "3|c||"))
    write(tmp_path / "de.tsv", table("id|text", "1|a", "2|b", "3|c"))
    joined = read(tmp_path)
    found = {(r.language, r.id): (r.document, r.split) for r in joined.records}
    assert found["de", "1"] == found["en", "1"] == found["de", "2"] == ("d", "dev")
    assert found["de", "3"] == found["en", "3"] == ("3", None)


def test_an_id_that_stands_alone_does_not_slip_into_a_document_of_its_name(tmp_path: Path, read) -> None:
    joined = read(write(tmp_path / "en.tsv", table("id|text|document", "1|a|3", "2|b|3", "3|c|")))
    assert joined.n_documents == 2


def test_pud_s_ids_tell_their_document_whatever_else_is_said(tmp_path: Path, read) -> None:
    ids = ["n01001011", "n01001013", "w02005001"]
    text = "".join(sentence(id, f"text {id}", comments=[f"newdoc id = {id}"]) for id in ids)
    joined = read(write(tmp_path / "en_pud-ud-test.conllu", text))
    assert [record.document for record in joined.records] == ["n01001", "n01001", "w02005"]


def test_documents_of_numbered_sentences_are_runs(tmp_path: Path, read) -> None:
    joined = read(write(tmp_path / "en.tsv", table("index_id|text", *(f"{i}|text" for i in (7, 10, 8, 9, 99, 100, 2)))))
    documents = {record.id: record.document for record in joined.records}
    assert documents == {"2": "2", "7": "7", "8": "7", "9": "7", "10": "7", "99": "99", "100": "99"}
    assert joined.document_rule == "consecutive"


def test_runs_go_over_all_languages_together(tmp_path: Path, read) -> None:
    write(tmp_path / "en.tsv", table("index_id|text", "1|a", "3|c"))
    write(tmp_path / "de.tsv", table("index_id|text", "1|a", "2|b", "3|c"))
    assert {record.document for record in read(tmp_path).records} == {"1"}


def test_numbers_under_another_name_are_no_running_text(tmp_path: Path, read) -> None:
    joined = read(write(tmp_path / "en.tsv", table("id|text", "1|a", "2|b")))
    assert joined.document_rule == "own" and "every sentence stands alone" in joined.note


def test_runs_count_in_numbers_not_in_text() -> None:
    assert consecutive(["9", "10", "11", "1"]) == {"9": "9", "10": "9", "11": "9", "1": "1"}


def test_documents_that_lie_in_several_splits_are_counted(tmp_path: Path, read) -> None:
    joined = read(
        write(tmp_path / "en.tsv", table("id|text|document|split", "1|a|d|train", "2|b|d|test", "3|c|e|test"))
    )
    assert "1 of 2 documents have sentences in several splits" in joined.note


def test_strange_characters_are_left_and_counted(tmp_path: Path, read) -> None:
    strange = ["a\u202eb", "c\x07d", "e\u0301"]
    joined = read(write(tmp_path / "en.jsonl", jsonl(*({"id": i, "text": text} for i, text in enumerate(strange)))))
    assert [record.text for record in joined.records] == strange
    for what in ("1 texts hold control", "1 texts hold characters that override", "1 texts hold decomposed"):
        assert what in joined.note


def test_traditional_characters_under_a_bare_zh_are_pointed_out(tmp_path: Path, read) -> None:
    traditional = write(tmp_path / "t" / "zh.tsv", table("id|text", "1|雖然美國的許多數字化轉型", "2|奧巴馬的特別助理"))
    simplified = write(tmp_path / "s" / "zh.tsv", table("id|text", "1|虽然美国的许多数字化转型", "2|奥巴马的特别助理"))
    assert "traditional" in read(traditional).note
    assert "traditional" not in read(simplified).note
    assert "traditional" not in read(traditional, languages=["zh.tsv=zh-Hant"]).note


def test_more_sentences_than_allowed_are_refused(tmp_path: Path, read) -> None:
    source = write(tmp_path / "en.tsv", table("id|text", *(f"{i}|text" for i in range(11))))
    assert len(read(source, limits=Limits(records=11)).records) == 11
    with pytest.raises(TooLarge, match="more than 10 sentences"):
        read(source, limits=Limits(records=10))


def test_a_header_alone_is_no_corpus(tmp_path: Path, read) -> None:
    with pytest.raises(Refused, match="holds no sentence"):
        read(write(tmp_path / "en.tsv", "id\ttext\n"))
