"""Loaded tiny models."""

from pathlib import Path

import pytest

from isogloss.models.load import LoadedModel, load_model
from tests.models.tiny import FAMILIES, save


@pytest.fixture(scope="session")
def tiny_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder per family."""
    root = tmp_path_factory.mktemp("tiny")
    return {family: save(root / family, family) for family in FAMILIES}


@pytest.fixture(scope="session", params=FAMILIES)
def exact(request: pytest.FixtureRequest, tiny_folders: dict[str, Path]) -> LoadedModel:
    """A tiny model of each family, in float64."""
    return load_model(tiny_folders[request.param], dtype="float64")


@pytest.fixture(scope="session")
def small(tiny_folders: dict[str, Path]) -> LoadedModel:
    """A tiny Llama in float32."""
    return load_model(tiny_folders["llama"])
