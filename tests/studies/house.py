"""A house with the tiny ladder and its corpus, for studies that build on each other's runs."""

import shutil
from pathlib import Path
from typing import Any

from isogloss.runs.catalogue import StoredCatalogue
from isogloss.store.open import open_store
from tests.e2e import material
from tests.here import Here


class House(Here):
    """Made once per module; ``catalogue`` is what a study's check sees."""

    def __init__(self, folder: Path, start: Path, *, half: bool = False):
        """``start`` is the home it begins as (tests.once); with ``half`` its concept runs read half of the text."""
        shutil.copytree(start, folder / "home")
        super().__init__(open_store(home=folder / "home"))
        self.catalogue = StoredCatalogue(self.store)
        self.params = material.PARAMS | ({"ids": material.HALF} if half else {})

    def ask(self, slug: str, params: dict[str, Any], checkpoints: str | list[str] | None = None) -> dict[str, Any]:
        """A run or series that must end well: ``{"run": ..., "result": ...}``."""
        ended, result = self.done(slug, params, checkpoints)
        return {"run": ended.model_dump(mode="json"), "result": result}
