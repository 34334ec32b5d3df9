"""`make study` writes all of a study or nothing, and what is missing is said with its mend."""

import shutil
from pathlib import Path

import pytest

from tests.architecture import golden_digest, new_study
from tests.architecture.repository import ROOT


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree with the page and the registers alone."""
    for path in (new_study.PAGE, *new_study.REGISTERS, "pyproject.toml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    monkeypatch.setattr(new_study, "ROOT", tmp_path)
    return tmp_path


def texts(tree: Path) -> dict[str, str]:
    return {str(path.relative_to(tree)): path.read_text() for path in tree.rglob("*") if path.is_file()}


def test_a_study_is_written_under_its_own_name(tree):
    before = texts(tree)
    written = new_study.write("reading_times")
    after = texts(tree)
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == set(written)
    assert changed - set(new_study.REGISTERS) == set(new_study.skeleton("reading_times"))
    assert all(path.startswith(tuple(new_study.own_folders("reading_times"))) for path in changed - before.keys())
    for path in new_study.REGISTERS:
        was, now = before[path].splitlines(), after[path].splitlines()
        assert len(now) == len(was) + 1 and set(was) <= set(now)
    ours = " ".join(after[path] for path in changed)
    for old, new in zip(new_study.spellings("token_counts"), new_study.spellings("reading_times"), strict=True):
        assert old not in ours and new in ours


@pytest.mark.parametrize(
    "name", ["", "Reading", "reading-times", "reading__times", "_times", "times2", "../times", "class"]
)
def test_what_cannot_be_a_name_is_refused_and_nothing_written(tree, name, capsys):
    before = texts(tree)
    assert new_study.main([name]) == 1
    assert "reading_times" in capsys.readouterr().out
    assert texts(tree) == before


@pytest.mark.parametrize("there", [*new_study.own_folders("reading_times"), new_study.golden_file("reading_times")])
def test_a_study_that_is_there_is_not_written_over(tree, there, capsys):
    (tree / there).mkdir(parents=True)
    before = texts(tree)
    assert new_study.main(["reading_times"]) == 1
    assert there in capsys.readouterr().out
    assert texts(tree) == before


@pytest.mark.parametrize("register", new_study.REGISTERS)
def test_a_line_that_a_register_has_is_not_written_twice(tree, register, capsys):
    new_study.write("reading_times")
    for folder in new_study.own_folders("reading_times"):
        shutil.rmtree(tree / folder)
    other = next(path for path in new_study.REGISTERS if path != register)
    shutil.copy(ROOT / other, tree / other)
    before = texts(tree)
    assert new_study.main(["reading_times"]) == 1
    assert register in capsys.readouterr().out
    assert texts(tree) == before


def test_no_name_is_asked_for(tree, capsys):
    assert new_study.main([]) == 2
    assert "NAME=" in capsys.readouterr().out


def test_a_missing_golden_is_said_with_its_mend(tmp_path, monkeypatch):
    monkeypatch.setattr(golden_digest, "FOLDER", tmp_path)
    with pytest.raises(LookupError, match=r"golden/reading_times\.json is missing: python -m tests\.architecture"):
        golden_digest.kept("reading_times")
    with pytest.raises(LookupError, match=r"tests/studies/reading_times/golden\.py is missing"):
        golden_digest.outcome("reading_times")
