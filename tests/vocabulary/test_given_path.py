import os
from pathlib import Path

import pytest

from isogloss.vocabulary.errors import NotFound, Refused
from isogloss.vocabulary.given_path import existing_path, given_path


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "is empty"),
        (" \t", "is empty"),
        ("~nosuchuser", "home folder that is not known"),
        ("~nosuchuser/corpus.tsv", "home folder that is not known"),
        ("a" * 300, "longer than this system allows"),
        ("./" + "b" * 300 + "/x.tsv", "longer than this system allows"),
        ("c/" * 5_000, "longer than this system allows"),
        ("nul\0.tsv", "NUL"),
        ("half\udcff.tsv", "not UTF-8"),
    ],
)
def test_a_path_that_can_be_none_is_refused_in_one_short_sentence(given: str, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        given_path(given, "tokenizer")
    assert said in refusal.value.message and len(refusal.value.message) < 200
    assert refusal.value.field == "tokenizer" and refusal.value.hint


def test_a_loop_of_links_is_called_one(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(Refused, match="leads back to itself"):
        given_path(tmp_path / "a" / "x.tsv")


def test_a_folder_whose_bytes_are_no_utf8_is_refused_from_inside_too(tmp_path: Path, monkeypatch) -> None:
    inside = os.fsencode(tmp_path) + b"/\xff"
    os.mkdir(inside)
    monkeypatch.chdir(os.fsdecode(inside))
    with pytest.raises(Refused, match="is not UTF-8"):
        given_path("x.tsv")


def test_a_command_in_a_folder_that_is_gone_is_told_so(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(Refused, match="is gone"):
        given_path("x.tsv")


def test_what_could_be_a_path_is_made_absolute_whether_it_is_there_or_not(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    assert given_path("owner/name") == tmp_path / "owner" / "name"
    assert given_path("~/x.tsv") == tmp_path / "me" / "x.tsv"
    with pytest.raises(NotFound, match="no file or folder"):
        existing_path("owner/name")
