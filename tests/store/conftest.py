"""Artifacts in all the places they can be."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from isogloss.store.artifacts import Artifacts
from isogloss.store.open import open_store


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres), "folder"])
def place(request: pytest.FixtureRequest, home: Path) -> dict[str, object]:
    """The arguments of ``open_store`` for each backend."""
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    return {"home": home, "database_url": url, "artifacts": "folder" if request.param == "folder" else "database"}


@pytest.fixture
def artifacts(place: dict[str, object]) -> Iterator[Artifacts]:
    """Each backend, noting every reading."""
    with contextlib.closing(open_store(**place)) as store:
        store.artifacts.touch_s = 0.0
        yield store.artifacts
