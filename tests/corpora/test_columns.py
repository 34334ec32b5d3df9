from pathlib import Path

import pytest

from isogloss.corpora.columns import language_columns
from isogloss.corpora.languages import Languages
from isogloss.corpora.record import Where
from isogloss.vocabulary.errors import Refused
from tests.corpora.writing import jsonl, table, write

AT = Where("x.tsv", 2)


@pytest.mark.parametrize(
    "column",
    "doc src tgt cat no row len num pos raw key tag seq lab nr ts mt sc est min run war tel Doc NO".split(),  # noqa: SIM905
)
def test_a_column_that_may_be_no_language_is_asked_about(tmp_path: Path, read, column: str) -> None:
    source = write(tmp_path / "x.tsv", table(f"id|en|de|{column}", "1|hello|hallo|sports"))
    with pytest.raises(Refused) as refusal:
        read(source)
    assert f"“{column}”" in refusal.value.message and "may be" in refusal.value.message
    assert "--languages en,de" in refusal.value.hint and refusal.value.field == "languages"
    assert read(source, ["en", "de"]).languages == ("en", "de")


def test_all_such_columns_are_named_at_once(tmp_path: Path, read) -> None:
    with pytest.raises(Refused, match="“cat”, “no”, “row” may be languages or not"):
        read(write(tmp_path / "x.tsv", table("id|en|de|cat|no|row", "1|hello|hallo|sports|1|17")))


def test_a_declared_column_is_a_language_whatever_else_it_could_be(tmp_path: Path, read) -> None:
    source = write(tmp_path / "x.tsv", table("id|en|no|cat|word_count", "1|hello|hei|hola|1"))
    assert read(source, ["en", "no", "cat_Latn"]).languages == ("en", "ca", "no")


@pytest.mark.parametrize("column", ["en", "pt-BR", "deu_Latn", "cat_Latn", "sentence_cat", "eng", "arz_Arab", "zh"])
def test_a_column_that_can_be_nothing_else_is_a_language(column: str) -> None:
    assert language_columns({"id": "1", column: "a"}, AT, {"id"}, Languages())


@pytest.mark.parametrize("value", ["17", "2026-01-02", 3, True, 1.5, ["a"]])
def test_numbers_are_no_sentences_whatever_their_column_is_called(value) -> None:
    with pytest.raises(Refused, match="may be"):
        language_columns({"id": "1", "en": "a", "sv": value}, AT, {"id"}, Languages())


def test_what_was_read_as_what_is_said() -> None:
    asked = Languages(["en"])
    language_columns({"id": "1", "eng_Latn": "a", "url": "b", "doc": "c"}, AT, {"id"}, asked)
    assert list(asked.said) == ["Languages are the columns eng_Latn (en).", "Left alone: the columns url, doc."]


@pytest.mark.parametrize(("name", "text"), [
    ("x.csv", "\ufeffid;en;de\r\n1;A quake, big;Ein Beben\r\n"),
    ("x.csv", "sep=;\nid;en;de\n1;\"A quake, big\";Ein Beben\n"),
    ("x.csv", "sep=\t\r\nid\ten\tde\r\n1\t\"A quake, big\"\tEin Beben\r\n"),
    ("x.csv", "id\ten\tde\n1\tA quake, big\tEin Beben\n"),
    ("x.csv", 'id,en,de\n1,"A quake, big",Ein Beben\n'),
    ("x.csv", '"id";"en";"de"\n1;"A quake, big";Ein Beben\n'),
    ("x.csv", "id|en|de\n1|A quake, big|Ein Beben\n"),
])  # fmt: skip
def test_a_csv_file_may_have_semicolons_or_tabs_as_excel_writes_them(tmp_path, read, name, text) -> None:
    joined = read(write(tmp_path / name, text))
    assert [(r.language, r.text) for r in joined.records] == [("en", "A quake, big"), ("de", "Ein Beben")]


def test_semicolons_in_a_tsv_file_are_named(tmp_path: Path, read) -> None:
    with pytest.raises(Refused, match="one column, “id;en;de”") as refusal:
        read(write(tmp_path / "x.tsv", "id;en;de\n1;a;b\n"))
    assert "tabs" in refusal.value.hint


@pytest.mark.parametrize(("start", "what"), [
    (b"\xff\xfei\0d\0", "UTF-16"), (b"\xfe\xff\0i\0d", "UTF-16"), (b"PK\x03\x04", "spreadsheet"), (b"PAR1", "Parquet"),
    (b"\xd0\xcf\x11\xe0", "old spreadsheet"), (b"<!DOCTYPE html>", "web page"), (b"%PDF-1.7", "PDF"),
    (b"version https://example.org/git-lfs/spec/v1\n", "Git LFS"),
])  # fmt: skip
@pytest.mark.parametrize("name", ["x.csv", "en.tsv", "en.jsonl", "en.conllu", "en.dev"])
def test_a_file_that_is_no_text_is_called_what_it_is(tmp_path, read, name, start, what) -> None:
    with pytest.raises(Refused, match=rf"line 1: this is .*{what}"):
        read(write(tmp_path / name, start + b"\n1\n"))


def test_a_gzipped_file_is_read_whatever_it_is_called(tmp_path: Path, read) -> None:
    packed = write(tmp_path / "en.tsv.gz", table("id|text", "1|a"))
    assert read(packed.rename(tmp_path / "en.tsv")).counts == {"en": 1}


def test_an_import_without_a_single_shared_id_is_refused(store, tmp_path: Path) -> None:
    from isogloss.corpora.imports import import_corpus

    write(tmp_path / "c" / "en.tsv", table("id|text", "001|a", "002|b"))
    write(tmp_path / "c" / "de.tsv", table("id|text", "1|c", "2|d"))
    with pytest.raises(Refused, match="en has “001”, de has “1”") as refusal:
        import_corpus(store, tmp_path / "c", licence="x")
    assert "001 is not 1" in refusal.value.hint


def test_a_language_that_shares_no_id_with_another_is_said(tmp_path: Path, read) -> None:
    rows = [{"id": i, "language": code, "text": "a"} for i, code in ((1, "en"), (1, "de"), ("01", "fr"))]
    note = read(write(tmp_path / "x.jsonl", jsonl(*rows))).note
    assert "None of the 2 ids is in every language. No id of fr is in another language." in note
