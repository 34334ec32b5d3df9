"""The tiny models of tests.models."""

from tests.models.conftest import exact, small, tiny_folders

__all__ = ["exact", "small", "tiny_folders"]
