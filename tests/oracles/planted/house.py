"""A house with the planted models, in which runs are executed in this process: a lane's own work, without the engine
that remembers steps (``runs.durable``), which no number depends on."""

import json
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from isogloss.activations.unit_sets import Expert, experts_of
from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.id_sets import import_ids
from isogloss.corpora.imports import import_corpus
from isogloss.models.ladder import add_model
from isogloss.runs import durable
from isogloss.runs.catalogue import Catalogue
from isogloss.runs.execution import Execution
from isogloss.runs.intake import Options
from isogloss.runs.keeping import Keeping
from isogloss.runs.reading import read_result, status
from isogloss.runs.requests import ask_run
from isogloss.runs.tables import find_run
from isogloss.runs.warm import Warm
from isogloss.store.open import open_store
from isogloss.studies import STUDIES
from tests.oracles.planted import text, weights
from tests.oracles.planted.plan import FAMILIES, LANGUAGES

STUDY = {study.slug: study for study in STUDIES}
#: Experts of the planted concepts, chosen on half of the documents: a language has four of each.
CONCEPT_RUN = {
    "corpus": text.CORPUS, "concepts": text.CONCEPT_SET, "ids": text.HALF, "languages": list(LANGUAGES), "k": 4,
    "shared_by": 2, "folds": 2, "halvings": 2, "pseudo_concepts": 20, "set_sizes": 2, "traces": 1,
}  # fmt: skip


def families(*fast: str) -> list[Any]:
    """All families as test parameters: these in the fast suite, the others in the slow one."""
    return [pytest.param(of, marks=[] if of in fast else [pytest.mark.slow]) for of in FAMILIES]


class House:
    """Every family's model is called by its family's name."""

    def __init__(self, folder: Path):
        self.store = open_store(home=folder / "home")
        for family in FAMILIES:
            add_model(self.store, str(weights.save(folder / family, family)), id=family.replace("_", "-"))
        corpus, concepts, half = text.write(folder)
        import_corpus(self.store, corpus, id=text.CORPUS, licence="CC0-1.0")
        import_concepts(self.store, concepts, corpus=text.CORPUS, id=text.CONCEPT_SET, licence="CC0-1.0")
        import_ids(self.store, half, corpus=text.CORPUS, name=text.HALF)
        studies = {study.name: study for study in STUDIES}
        warm = Warm(self.store, studies, model_budget_bytes=1 << 30, device="cpu")
        self._execute = Execution(self.store, "planted/here", studies, warm, Options())

    def ask(self, slug: str, family: str, params: dict[str, Any]) -> dict[str, Any]:
        """The result of a study of a family's model, its key beside it."""
        checkpoint = {"model": family.replace("_", "-"), "checkpoint": self._checkpoint(family), "dtype": "float64"}
        return self.run(slug, checkpoint | params)

    def run(self, slug: str, params: dict[str, Any]) -> dict[str, Any]:
        """The result of a run, its key beside it; asked for again it is there already."""
        asked = ask_run(self.store, STUDY[slug], params, "planted")
        if asked.status != "done":
            with _without_engine():
                self._execute(asked.key, 1)
        ended = status(self.store, asked.key)
        assert ended.status == "done", (ended.error, ended.log)
        return json.loads(read_result(self.store, asked.key)[0]) | {"key": asked.key}

    def array(self, key: str, name: str) -> Any:
        """An array that a run kept."""
        with self.store.app.session() as session:
            run = find_run(session, key)
        return Keeping(self.store, run.id, self.store.app.writing).get_array(name)

    def concepts(self, family: str) -> dict[str, Any]:
        """The concept neurons of a family's model."""
        return self.ask("concept-neurons", family, CONCEPT_RUN)

    def experts(self, key: str, concept: int) -> list[Expert]:
        """The experts that a concept run stored for one concept, as other studies read them."""
        with self.store.app.session() as session:
            return experts_of(session, find_run(session, key).id, text.concept_name(concept))

    def _checkpoint(self, family: str) -> str:
        return Catalogue(self.store).checkpoints(family.replace("_", "-"))[0].revision

    def close(self) -> None:
        """Close the store."""
        self.store.close()


@contextmanager
def _without_engine():
    kept = durable.step
    durable.step = lambda _name, work: work()
    try:
        yield
    finally:
        durable.step = kept
