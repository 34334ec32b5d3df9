from pathlib import Path

import pytest

from isogloss.corpora.languages import Languages, split_of
from isogloss.corpora.sources import SourceFile
from isogloss.vocabulary.errors import Refused


def file(name: str) -> SourceFile:
    return SourceFile(Path(name), name)


@pytest.mark.parametrize(
    ("name", "language", "split"),
    [
        ("deu_Latn.tsv", "de", None),
        ("zho_Hant.tsv.gz", "zh-Hant", None),
        ("de_pud-ud-test.conllu.gz", "de", "test"),
        ("fr_x-ud-train.conllu", "fr", "train"),
        ("de_mine.conllu", "de", None),
        ("data/eng_Latn/train.tsv", "en", "train"),
        ("test.et.jsonl.gz", "et", "test"),
        ("pt-BR.csv", "pt-BR", None),
        ("EN.csv", "en", None),
    ],
)
def test_file_names_tell_language_and_split(name: str, language: str, split: str | None) -> None:
    assert Languages().of_file(file(name), alone=False) == language
    assert split_of(file(name)) == split


@pytest.mark.parametrize(
    "name", ["my_corpus.tsv", "news.tsv", "train.tsv", "data/train.tsv", "a.b.jsonl", "en.de.tsv", "12.csv"]
)
def test_file_names_that_do_not_tell_are_not_guessed(name: str) -> None:
    with pytest.raises(Refused, match="does not say which language"):
        Languages().of_file(file(name), alone=False)


def test_what_is_said_of_a_file_wins_over_its_name() -> None:
    said = Languages(["zh_pud-ud-test.conllu.gz=zh-Hant", "en"])
    assert said.of_file(file("zh_pud-ud-test.conllu.gz"), alone=False) == "zh-Hant"
    assert said.keeps("zh-Hant") and said.keeps("en") and not said.keeps("de")


def test_a_language_that_was_asked_for_and_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="has no sw") as refusal:
        Languages(["en", "sw"]).check_found({"en": 3, "de": 3})
    assert "de, en" in refusal.value.hint
