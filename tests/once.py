"""What several files of tests need and cost to make: made once a session, by whichever worker needs it first."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from isogloss.store.open import open_store
from tests.e2e import material
from tests.e2e.served import isogloss


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that ``make(folder)`` filled: in this session nobody makes it a second time."""
    root = factory.getbasetemp()
    # Each of several test workers has a folder of its own, side by side.
    shared = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "made-once"
    shared.mkdir(exist_ok=True)
    folder, done = shared / name, shared / f"{name}.done"
    with FileLock(shared / f"{name}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


#: Fixtures whose tests compute whole runs, or wait until another has.
_RUNS = {"furnished", "finished", "finished_half", "house_of", "planted"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs whole runs: `make check` does without."""
    for item in items:
        if _RUNS & set(getattr(item, "fixturenames", ())):
            item.add_marker("runs")


@pytest.fixture(scope="session")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``ladder/``, ``corpus.jsonl``, ``themes.json`` and ``half.json``."""

    def write(folder: Path) -> None:
        (folder / "ladder").mkdir()
        material.write_ladder(folder / "ladder")
        material.write_corpus(folder / "corpus.jsonl")
        material.write_concepts(folder / "themes.json")
        material.write_half(folder / "half.json")

    return made_once(tmp_path_factory, "brought", write)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, brought: Path) -> Path:
    """A home with model, corpus and concepts and no run; copy it to change it."""

    def add(folder: Path) -> None:
        home, own = folder / "home", ("--licence", "CC0-1.0")
        isogloss(home, "models", "add", str(brought / "ladder"), "--id", material.MODEL, *own)
        corpus = ("--id", material.CORPUS, "--name", "Four scripts")
        isogloss(home, "corpora", "add", str(brought / "corpus.jsonl"), *corpus, *own)
        themes = ("--corpus", material.CORPUS, "--id", material.CONCEPTS)
        isogloss(home, "concepts", "add", str(brought / "themes.json"), *themes, *own)

    return made_once(tmp_path_factory, "furnished", add) / "home"


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Path:
    """The same with concept neurons of the whole ladder; asking for them again answers at once."""

    def compute(folder: Path) -> None:
        shutil.copytree(furnished, folder / "home")
        _compute(folder / "home", material.PARAMS)

    return made_once(tmp_path_factory, "finished", compute) / "home"


@pytest.fixture(scope="session")
def finished_half(tmp_path_factory: pytest.TempPathFactory, brought: Path, finished: Path) -> Path:
    """The same, and the ladder on half of the documents as well (``material.HALF``)."""

    def compute(folder: Path) -> None:
        shutil.copytree(finished, folder / "home")
        half = (str(brought / "half.json"), "--corpus", material.CORPUS, "--name", material.HALF)
        isogloss(folder / "home", "ids", "add", *half)
        _compute(folder / "home", material.PARAMS | {"ids": material.HALF})

    return made_once(tmp_path_factory, "finished-half", compute) / "home"


def _compute(home: Path, params: dict) -> None:
    # Here and not above: the numerics' shapes are made to be checked before anything imports them.
    from tests.here import Here

    with closing(open_store(home=home)) as store:
        Here(store).done("concept-neurons", params, "all")
