"""A house with the tiny ladder, its corpus and a worker, for studies that build on each other's runs."""

import json
import shutil
from pathlib import Path
from typing import Any

from isogloss.runs.reading import read_result
from isogloss.runs.requests import ask_run, ask_series
from isogloss.runs.study import Catalogue
from isogloss.runs.wire import RunStatus
from isogloss.store.open import Store, open_store
from isogloss.studies import STUDIES
from tests.e2e import material
from tests.runs.processes import Workers, until_status


class House:
    """Made once per module, with one real worker; ``catalogue`` is what a study's check sees."""

    def __init__(self, folder: Path, start: Path, *, half: bool = False):
        """``start`` is the home it begins as (tests.once); with ``half`` its concept runs read half of the text."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(start, folder / "home")
        self.store: Store = open_store(home=folder / "home")
        self.catalogue = Catalogue(self.store)
        self._workers = Workers(folder, folder / "home", None)
        self.params = material.PARAMS | ({"ids": material.HALF} if half else {})

    def ended(self, slug: str, params: dict[str, Any], checkpoints: str | list[str] | None = None) -> RunStatus:
        """A run (a series with ``checkpoints``) through the worker, however it ends."""
        study = next(study for study in STUDIES if study.slug == slug)
        if checkpoints is None:
            asked = ask_run(self.store, study, params, "test")
        else:
            asked = ask_series(self.store, study, params, checkpoints, "test")
        if asked.status != "done" and not self._workers.all:
            self._workers.start(lanes_batch=1, lanes_live=1)
        return until_status(self.store, asked.key, "done", "failed", "cancelled", seconds=240)

    def ask(self, slug: str, params: dict[str, Any], checkpoints: str | list[str] | None = None) -> dict[str, Any]:
        """The same, which must end well: ``{"run": ..., "result": ...}``."""
        status = self.ended(slug, params, checkpoints)
        assert status.status == "done", (status.error, status.log)
        return {"run": status.model_dump(mode="json"), "result": json.loads(read_result(self.store, status.key)[0])}

    def close(self) -> None:
        """Stop the worker and close the store."""
        self._workers.end()
        self.store.close()
