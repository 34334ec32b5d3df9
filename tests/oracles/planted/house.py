"""A house with the planted models, in which runs are executed in this process."""

from pathlib import Path
from typing import Any

import pytest

from isogloss.activations.unit_sets import Expert, experts_of
from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.id_sets import import_ids
from isogloss.corpora.imports import import_corpus
from isogloss.models.ladder import add_model
from isogloss.runs.catalogue import StoredCatalogue
from isogloss.runs.rows.tables import find_run
from isogloss.store.open import open_store
from tests.here import Here
from tests.oracles.planted import text, weights
from tests.oracles.planted.plan import FAMILIES, LANGUAGES

#: Experts of the planted concepts, chosen on half of the documents: a language has four of each.
CONCEPT_RUN = {
    "corpus": text.CORPUS, "concepts": text.CONCEPT_SET, "ids": text.HALF, "languages": list(LANGUAGES), "k": 4,
    "shared_by": 2, "folds": 2, "halvings": 2, "pseudo_concepts": 20, "set_sizes": 2, "traces": 1,
}  # fmt: skip


def families(*fast: str) -> list[Any]:
    """All families as test parameters: these in the fast suite, the others in the slow one."""
    return [pytest.param(of, marks=[] if of in fast else [pytest.mark.slow]) for of in FAMILIES]


class House(Here):
    """Every family's model is called by its family's name."""

    def __init__(self, folder: Path):
        super().__init__(open_store(home=folder / "home"))
        for family in FAMILIES:
            add_model(self.store, str(weights.save(folder / family, family)), id=family.replace("_", "-"))
        corpus, concepts, half = text.write(folder)
        import_corpus(self.store, corpus, id=text.CORPUS, licence="CC0-1.0")
        import_concepts(self.store, concepts, corpus=text.CORPUS, id=text.CONCEPT_SET, licence="CC0-1.0")
        import_ids(self.store, half, corpus=text.CORPUS, name=text.HALF)

    def ask(self, slug: str, family: str, params: dict[str, Any]) -> dict[str, Any]:
        """The result of a study of a family's model, its key beside it."""
        checkpoint = {"model": family.replace("_", "-"), "checkpoint": self._checkpoint(family), "dtype": "float64"}
        return self.run(slug, checkpoint | params)

    def run(self, slug: str, params: dict[str, Any]) -> dict[str, Any]:
        """The result of a run, its key beside it; asked for again it is there already."""
        ended, result = self.done(slug, params)
        return result | {"key": ended.key}

    def concepts(self, family: str) -> dict[str, Any]:
        """The concept neurons of a family's model."""
        return self.ask("concept-neurons", family, CONCEPT_RUN)

    def experts(self, key: str, concept: int) -> list[Expert]:
        """The experts that a concept run stored for one concept, as other studies read them."""
        with self.store.app.session() as session:
            return experts_of(session, find_run(session, key).id, text.concept_name(concept))

    def _checkpoint(self, family: str) -> str:
        return StoredCatalogue(self.store).checkpoints(family.replace("_", "-"))[0].revision
