"""A house with the tiny ladder, its corpus and a worker, for studies that build on each other's runs."""

import json
from pathlib import Path
from typing import Any

from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.id_sets import import_ids
from isogloss.corpora.imports import import_corpus
from isogloss.models.ladder import add_model
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

    def __init__(self, folder: Path, database_url: str | None = None, *, half: bool = False):
        folder.mkdir(parents=True, exist_ok=True)
        self.store: Store = open_store(home=folder / "home", database_url=database_url)
        self.catalogue = Catalogue(self.store)
        self._workers = Workers(folder, folder / "home", database_url)
        (folder / "ladder").mkdir()
        add_model(self.store, str(material.write_ladder(folder / "ladder")), id=material.MODEL)
        import_corpus(self.store, material.write_corpus(folder / "text.jsonl"), id=material.CORPUS, licence="CC0-1.0")
        concepts = material.write_concepts(folder / "c.json")
        import_concepts(self.store, concepts, corpus=material.CORPUS, id=material.CONCEPTS, licence="CC0-1.0")
        self.params = dict(material.PARAMS)
        if half:
            (folder / "ids.json").write_text(json.dumps(self.half()))
            import_ids(self.store, folder / "ids.json", corpus=material.CORPUS, name="half")
            self.params |= {"ids": "half"}

    @staticmethod
    def half() -> list[str]:
        """Ids of every other document."""
        return [row["id"] for row, _ in material.rows() if int(row["document"][1:]) % 2 == 0]

    def ended(self, slug: str, params: dict[str, Any], checkpoints: str | list[str] | None = None) -> RunStatus:
        """A run (a series with ``checkpoints``) through the worker, however it ends."""
        if not self._workers.all:
            self._workers.start(lanes_batch=1, lanes_live=1)
        study = next(study for study in STUDIES if study.slug == slug)
        if checkpoints is None:
            asked = ask_run(self.store, study, params, "test")
        else:
            asked = ask_series(self.store, study, params, checkpoints, "test")
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
