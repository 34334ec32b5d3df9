import json
from pathlib import Path

import pytest

from isogloss.vocabulary.errors import IsoglossError, Refused
from tests.corpora.writing import jsonl, table, write


def texts(joined) -> dict[tuple[str, str], str]:
    return {(record.language, record.id): record.text for record in joined.records}


SAME = {("en", "1"): "A quake", ("en", "2"): "A ship", ("de", "1"): "Ein Beben", ("de", "2"): "Ein Schiff"}


def layouts(folder: Path) -> dict[str, Path]:
    """The same corpus in every layout and format."""
    wide = [("id|en|de"), "1|A quake|Ein Beben", "2|A ship|Ein Schiff"]
    long = ["lang|id|text", "en|2|A ship", "de|1|Ein Beben", "de|2|Ein Schiff", "en|1|A quake"]
    write(folder / "files" / "eng_Latn.tsv.gz", table("index_id|text", "2|A ship", "1|A quake"))
    write(folder / "files" / "deu_Latn.tsv", table("text|index_id", "Ein Schiff|2", "Ein Beben|1"))
    write(folder / "folders" / "en" / "train.csv", table("id,text", "1,A quake"))
    write(folder / "folders" / "en" / "test.csv", table("id,text", "2,A ship"))
    write(folder / "folders" / "de" / "train.csv", table("id,text", '1,"Ein Beben"'))
    write(folder / "folders" / "de" / "test.csv", table("id,text", "2,Ein Schiff"))
    wide_rows = [dict(zip(("id", "en", "de"), row.split("|"), strict=True)) for row in wide[1:]]
    return {
        "wide tsv": write(folder / "wide.tsv", table(*wide)),
        "wide csv": write(folder / "wide.csv.gz", table(*wide, between=",")),
        "wide jsonl": write(folder / "wide.jsonl", jsonl(*wide_rows)),
        "long tsv": write(folder / "long.tsv.gz", table(*long)),
        "long jsonl": write(
            folder / "long.jsonl.gz",
            jsonl(*({"id": int(i), "language": lang, "text": text} for (lang, i), text in SAME.items())),
        ),
        "a file per language": folder / "files",
        "a folder per language": folder / "folders",
    }


@pytest.mark.parametrize(
    "layout",
    ["wide tsv", "wide csv", "wide jsonl", "long tsv", "long jsonl", "a file per language", "a folder per language"],
)
def test_every_layout_gives_the_same_sentences(tmp_path: Path, read, layout: str) -> None:
    assert texts(read(layouts(tmp_path)[layout])) == SAME


def test_a_column_called_id_is_indonesian_where_another_column_holds_the_id(tmp_path: Path, read) -> None:
    joined = read(write(tmp_path / "x.tsv", table("sent_id|en|id", "1|A quake|Gempa")))
    assert texts(joined) == {("en", "1"): "A quake", ("id", "1"): "Gempa"}


def test_an_empty_cell_is_a_sentence_the_language_lacks(tmp_path: Path, read) -> None:
    rows = jsonl({"id": 1, "en": "A quake", "de": None}, {"id": 2, "en": "A ship", "de": "Ein Schiff"})
    joined = read(write(tmp_path / "x.jsonl", rows))
    assert ("de", "1") not in texts(joined)
    assert joined.n_complete == 1 and "1 of 2 ids are not in every language" in joined.note


def test_quotes_are_text_in_tsv_and_quotes_in_csv(tmp_path: Path, read) -> None:
    quoted = '"He said ""no""."'
    tsv = read(write(tmp_path / "en.tsv", table("id|text", f"1|{quoted}")))
    csv = read(write(tmp_path / "en.csv", table("id,text", f"1,{quoted}")))
    assert texts(tsv) == {("en", "1"): quoted} and "looks like the quoting of a CSV file" in tsv.note
    assert texts(csv) == {("en", "1"): 'He said "no".'} and "CSV" not in csv.note


def test_a_quoted_line_break_belongs_to_the_text_and_does_not_shift_line_numbers(tmp_path: Path, read) -> None:
    source = write(tmp_path / "en.csv", 'id,text\n1,"two\nlines"\n2,fine,extra\n')
    with pytest.raises(Refused, match=r"en\.csv, line 4: 3 columns where the header has 2"):
        read(source)


def test_windows_line_ends_and_a_byte_order_mark_are_no_text(tmp_path: Path, read) -> None:
    joined = read(write(tmp_path / "en.tsv", b"\xef\xbb\xbfid\ttext\r\n1\tA quake\r\n"))
    assert texts(joined) == {("en", "1"): "A quake"}


def test_columns_about_a_sentence_are_not_taken_for_languages(tmp_path: Path, read) -> None:
    joined = read(
        write(tmp_path / "x.tsv", table("id|url|source|en|split|document|topic", "1|u|s|A quake|dev|d1|nature"))
    )
    assert joined.languages == ("en",)
    assert (joined.records[0].split, joined.records[0].document) == ("dev", "d1")
    assert joined.topics == {"nature": ["1"]}


def test_only_the_languages_asked_for_are_kept(tmp_path: Path, read) -> None:
    joined = read(write(tmp_path / "x.tsv", table("id|en|de|fr", "1|a|b|c")), languages=["fra_Latn", "en"])
    assert joined.languages == ("en", "fr")


def test_the_name_of_a_file_need_not_tell_when_the_language_is_said(tmp_path: Path, read) -> None:
    source = write(tmp_path / "mine" / "news.tsv", table("id|text", "1|Habari")).parent
    with pytest.raises(Refused, match="does not say which language") as refusal:
        read(source)
    assert "news.tsv=" in refusal.value.hint
    assert read(source, languages=["news.tsv=sw"]).languages == ("sw",)
    assert read(source / "news.tsv", languages=["sw"]).languages == ("sw",)


@pytest.mark.parametrize(
    ("name", "text", "line", "what"),
    [
        ("en.tsv", "id\ttext\n1\tgood\n2\n", 3, "1 columns where the header has 2"),
        ("en.tsv", "id\ttext\n1\tgood\n\tbad\n", 3, "the id is empty"),
        ("en.tsv", "id\ttext\n1\tgood\n2\t \n", 3, "the text is empty"),
        ("en.tsv", "id\ttext\n1\tgood\n2\t\xff\n".encode("latin-1"), 3, "not UTF-8"),
        ("en.tsv", "id\ttext\n1\tgo\0od\n", 2, "NUL"),
        ("en.tsv", "number\ttext\n1\tgood\n", 2, "no id"),
        ("en.tsv", "id\ttext\ttext\n", 1, "two with the same"),
        ("en.tsv", "id\t\n", 1, "without a name"),
        ("x.tsv", "id\tlanguage\ttext\n1\ten\tgood\n2\tklingon\tbad\n", 3, "not a language code"),
        ("x.tsv", "id\tword_count\ten\n1\t2\tgood\n", 2, "“word_count” is neither known nor a language"),
        ("x.tsv", "id\teng_Latn\ten\n1\ta\tb\n", 2, "two columns hold en"),
        ("x.tsv", "id\tsplit\n1\tdev\n", 2, "neither a column “text”"),
        ("en.csv", 'id,text\n1,"never closed\n', 2, "not CSV"),
        ("en.csv", 'id,text\n1,"closed"twice\n', 2, "not CSV"),
        ("en.jsonl", '{"id": 1, "text": "good"}\n{"id": 2, "text"\n', 2, "not one JSON object"),
        ("en.jsonl", '{"id": 1, "text": "good"}\n[1]\n', 2, "not one JSON object"),
        ("en.jsonl", '{"id": 1, "id": 2, "text": "good"}\n', 1, "a key occurs twice"),
        ("en.jsonl", '{"id": 1, "text": 7}\n', 1, "the text is not a string"),
        ("en.jsonl", '{"id": 1.5, "text": "good"}\n', 1, "neither text nor a whole number"),
        ("en.jsonl", '{"id": true, "text": "good"}\n', 1, "neither text nor a whole number"),
        ("en.jsonl", '{"id": 1, "text": "\\ud800"}\n', 1, "surrogate"),
        ("en.jsonl", '{"id": 1, "text": "good", "split": {"a": 1}}\n', 1, "split is not a short text"),
        ("en.jsonl", "[" * 100_000, 1, "not one JSON object"),
    ],
)  # fmt: skip
def test_a_broken_line_is_named(tmp_path: Path, read, name: str, text: str | bytes, line: int, what: str) -> None:
    source = write(tmp_path / name, text)
    with pytest.raises(IsoglossError) as refusal:
        read(source)
    assert f"{name}, line {line}: " in refusal.value.message
    assert what in refusal.value.message
    assert refusal.value.details == {"file": name, "line": line}
    json.dumps(refusal.value.public())
