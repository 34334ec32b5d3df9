"""A house with finished runs: on SQLite, shared by a module, and of a test's own, on either database."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from isogloss.findings.bundle.contents import Wanted
from isogloss.findings.bundle.writing import write_bundle
from isogloss.store.open import Store, open_store
from tests.findings.house import a_series, furnish
from tests.findings.toy import STUDIES

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Origin:
    """Where bundles come from."""

    store: Store
    folder: Path
    series: str

    def bundle(self, *keys: str, into: Path, studies: object = STUDIES, **wanted: object) -> Path:
        """A bundle of these runs (the series by default), made at a fixed time."""
        write_bundle(self.store, studies, keys or (self.series,), into, Wanted(**{"made_at": AT} | wanted))
        return into


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Origin]:
    """A house on SQLite with a finished series of puzzles over three checkpoints."""
    folder = tmp_path_factory.mktemp("origin")
    with closing(open_store(home=folder / "home")) as store:
        furnish(store, folder)
        yield Origin(store, folder, a_series(store))


@pytest.fixture(scope="session")
def series_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A closed house on SQLite with the same in it, to be copied; its home and the series' key."""
    folder = tmp_path_factory.mktemp("series")
    with closing(open_store(home=folder / "home")) as store:
        furnish(store, folder)
        return folder / "home", a_series(store)


@pytest.fixture
def local(series_home: tuple[Path, str], tmp_path: Path) -> Iterator[Origin]:
    """A copy of it that a test may change."""
    shutil.copytree(series_home[0], tmp_path / "home")
    with closing(open_store(home=tmp_path / "home")) as store:
        yield Origin(store, tmp_path, series_home[1])


@pytest.fixture
def own(request: pytest.FixtureRequest, database_url: str | None, tmp_path: Path) -> Iterator[Origin]:
    """The same on either database."""
    if database_url is None:
        yield request.getfixturevalue("local")
        return
    with closing(open_store(home=tmp_path / "home", database_url=database_url)) as store:
        furnish(store, tmp_path)
        yield Origin(store, tmp_path, a_series(store))


@pytest.fixture(scope="module")
def bundle(origin: Origin) -> Path:
    """The bundle of that series."""
    return origin.bundle(into=origin.folder / "series.zip", title="Puzzles grow", note="A note.")
