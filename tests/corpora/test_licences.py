import json
from pathlib import Path

import pytest

from isogloss.corpora.licences import licence_of
from isogloss.corpora.sources import find_files
from isogloss.vocabulary.digest import digest_file
from isogloss.vocabulary.errors import Refused
from tests.corpora.writing import table, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("en", "de"):
        write(tmp_path / "data" / "sib" / f"{name}.tsv", table("id|text", f"1|{name}"))
    return tmp_path / "data" / "sib"


def found(folder: Path, said: str | None = None) -> str:
    return licence_of(folder, find_files(folder)[1], said)


def manifest(folder: Path, **licences: str) -> None:
    files = [
        {"path": f"sib/{name}.tsv", "licence": licence, "sha256": digest_file(folder / f"{name}.tsv")}
        for name, licence in licences.items()
    ]
    write(folder.parent / "manifest.json", json.dumps({"files": files}))


@pytest.mark.parametrize("said", [None, "", " \n"])
def test_without_a_licence_nothing_is_imported_and_the_hint_says_how(folder: Path, said: str | None) -> None:
    with pytest.raises(Refused) as refusal:
        found(folder, said)
    assert (refusal.value.code, refusal.value.field) == ("no_licence", "licence")
    assert "--licence" in refusal.value.hint


def test_a_manifest_above_that_lists_the_files_tells_all_their_licences(folder: Path) -> None:
    manifest(folder, en="CC BY 4.0", de="CC BY-SA 4.0")
    assert found(folder) == "CC BY 4.0; CC BY-SA 4.0"


def test_a_manifest_that_lists_only_some_of_the_files_tells_nothing(folder: Path) -> None:
    manifest(folder, en="CC BY 4.0")
    with pytest.raises(Refused):
        found(folder)


def test_a_manifest_of_other_contents_tells_nothing(folder: Path) -> None:
    manifest(folder, en="CC BY 4.0", de="CC BY 4.0")
    write(folder / "de.tsv", table("id|text", "1|changed"))
    with pytest.raises(Refused):
        found(folder)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"files": 3}', '{"files": [1]}', "[" * 50_000, '{"files": [{"path": 1}]}']
)
def test_some_other_manifest_is_passed_over(folder: Path, content: str) -> None:
    write(folder / "manifest.json", content)
    write(folder / "README.md", "License: CC BY 4.0\n")
    assert found(folder) == "CC BY 4.0"


def test_the_card_of_a_dataset_tells(folder: Path) -> None:
    write(folder / "README.md", "---\nlanguage: [en]\nlicense: [cc-by-4.0, mit]\n---\n# Data\n")
    assert found(folder) == "cc-by-4.0, mit"


def test_what_a_person_says_wins_and_is_one_line(folder: Path) -> None:
    write(folder / "README.md", "---\nlicense: mit\n---\n")
    assert found(folder, "CC BY\n4.0\0") == "CC BY 4.0"
