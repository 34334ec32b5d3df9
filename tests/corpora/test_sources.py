import gzip
import os
from pathlib import Path

import pytest

from isogloss.corpora.sources import Limits, Reader, SourceFile, find_files
from isogloss.vocabulary.errors import NotFound, Refused, TooLarge
from tests.corpora.writing import table, write

GOOD = table("id|text", "1|A quake")


def test_hidden_files_and_other_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("en.tsv", "sub/de.tsv.gz", ".git/fr.tsv", "README.md", "licence.txt", "x.parquet"):
        write(tmp_path / name, GOOD)
    kind, files = find_files(tmp_path)
    assert (kind, [file.name for file in files]) == ("tsv", ["en.tsv", "sub/de.tsv.gz"])


def test_two_formats_in_one_folder_are_not_guessed_between(tmp_path: Path) -> None:
    write(tmp_path / "en.tsv", GOOD)
    write(tmp_path / "en.csv", GOOD)
    with pytest.raises(Refused, match="several formats: csv, tsv"):
        find_files(tmp_path)
    assert find_files(tmp_path, "csv")[1][0].name == "en.csv"


def test_a_file_of_any_name_is_read_as_the_format_that_is_said(tmp_path: Path) -> None:
    file = write(tmp_path / "eng_Latn.text", GOOD)
    assert find_files(file, "tsv")[0] == "tsv"
    with pytest.raises(Refused, match="nothing to import"):
        find_files(file)


@pytest.mark.parametrize(
    ("path", "code"), [("nowhere", "no_such_source"), ("empty", "no_corpus_files"), ("other", "no_corpus_files")]
)
def test_a_source_without_anything_to_read_says_so(tmp_path: Path, path: str, code: str) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "other" / "data.parquet", b"PAR1")
    with pytest.raises((NotFound, Refused)) as refusal:
        find_files(tmp_path / path)
    assert refusal.value.code == code
    if path == "other":
        assert ".parquet" in refusal.value.hint


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        find_files(write(tmp_path / "en.tsv", GOOD), "xlsx")
    assert "conllu" in refusal.value.hint


def lines(path: Path, limits: Limits) -> list[str]:
    return [line for _, line in Reader(limits).lines(SourceFile(path, path.name))]


def test_a_small_file_that_unpacks_to_a_huge_line_is_stopped_early(tmp_path: Path) -> None:
    bomb = tmp_path / "en.tsv.gz"
    bomb.write_bytes(gzip.compress(b"a" * (64 << 20)))
    assert bomb.stat().st_size < 100_000
    with pytest.raises(TooLarge, match=r"line 1: the line has more than 1,000 bytes"):
        lines(bomb, Limits(line_bytes=1_000))


def test_a_small_file_that_unpacks_to_very_many_lines_is_stopped(tmp_path: Path) -> None:
    bomb = write(tmp_path / "en.tsv.gz", b"\n" * 1_000_000)
    with pytest.raises(TooLarge, match="more than 5,000 bytes when unpacked"):
        lines(bomb, Limits(unpacked_bytes=5_000))


def test_bytes_are_counted_over_all_files_of_a_source(tmp_path: Path) -> None:
    reader = Reader(Limits(unpacked_bytes=30))
    first, second = (SourceFile(write(tmp_path / name, "x" * 20), name) for name in ("a.tsv", "b.tsv"))
    assert len(list(reader.lines(first))) == 1
    with pytest.raises(TooLarge):
        list(reader.lines(second))


def test_files_and_their_number_have_limits(tmp_path: Path) -> None:
    for name in ("en.tsv", "de.tsv", "fr.tsv"):
        write(tmp_path / name, GOOD)
    with pytest.raises(TooLarge, match="3 files; 2 are allowed"):
        find_files(tmp_path, limits=Limits(files=2))
    with pytest.raises(TooLarge, match=r"de\.tsv has 18 bytes; 10 are allowed"):
        find_files(tmp_path, limits=Limits(file_bytes=10))


def test_a_sentence_longer_than_allowed_is_refused(tmp_path: Path, read) -> None:
    source = write(tmp_path / "en.tsv", table("id|text", "1|" + "x" * 51))
    with pytest.raises(Refused, match=r"line 2: the sentence has 51 characters; 50 are allowed"):
        read(source, limits=Limits(sentence_characters=50))


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-20], lambda data: data[:60] + b"????" + data[64:], lambda data: b"no gzip"]
)
def test_a_damaged_archive_is_named(tmp_path: Path, read, damage) -> None:
    data = gzip.compress(table("id|text", *(f"{i}|{os.urandom(20).hex()}" for i in range(2_000))).encode())
    source = tmp_path / "en.tsv.gz"
    source.write_bytes(damage(data))
    with pytest.raises(Refused, match=r"en\.tsv\.gz, line \d+: .*"):
        read(source)


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, read) -> None:
    source = tmp_path / "en.tsv"
    source.symlink_to(tmp_path / "gone.tsv")
    with pytest.raises(NotFound):
        read(source)
