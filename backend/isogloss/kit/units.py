"""Units of an earlier run: its concepts' experts with their medians, and how active every unit of it is.

The port by which studies build on one another's units. What such a run keeps is written by
:mod:`isogloss.activations.unit_sets` (activity) and :mod:`isogloss.store.unit_score` (experts); what it was asked is
read here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

import numpy as np

from isogloss.activations.unit_sets import Activity, Expert, experts_of, reach_of, read_activity
from isogloss.contract.catalogue import Catalogue, RunFacts
from isogloss.contract.context import RunContext
from isogloss.contract.params import CheckpointParams
from isogloss.contract.references import RunRef, of_study
from isogloss.corpora.choosing import ids_of
from isogloss.corpora.concepts import ConceptSet
from isogloss.corpora.parallel import ParallelCorpus
from isogloss.vocabulary.address import Address
from isogloss.vocabulary.errors import NotFound

#: Studies whose runs offer units; one that offers a dictionary's latents joins them here.
OFFERING = ("concept_neurons",)
#: The key of such a run, as a request names it.
UnitRunRef = Annotated[RunRef, of_study(*OFFERING)]


@dataclass(frozen=True)
class UnitRun:
    """A finished run that offers units, with the text they were found in."""

    run: RunFacts
    catalogue: Catalogue

    @cached_property
    def corpus(self) -> ParallelCorpus:
        """The corpus it read."""
        return self.catalogue.corpus(self.run.params["corpus"])

    @cached_property
    def concept_set(self) -> ConceptSet:
        """Whose concepts it scored."""
        return self.catalogue.concept_set(self.run.params["concepts"])

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Its languages, in the corpus's order."""
        return tuple(language for language in self.corpus.languages if language in self.run.params["languages"])

    @cached_property
    def read_ids(self) -> tuple[str, ...]:
        """The ids it chose its experts on: all it may have read, where it cut their number."""
        return ids_of(self.corpus, self.languages, self.run.params["ids"])

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts it was asked for."""
        return tuple(self.run.params["only_concepts"] or self.concept_set.concepts)

    @property
    def units(self) -> str:
        """Which units it ranked: mlp_act, or all_linear."""
        return str(self.run.params["units"])

    def experts(self, concept: str) -> list[Expert]:
        """The concept's experts, those of many languages first; empty where it has none."""
        with self.catalogue.store.app.session() as session:
            return experts_of(session, self.run.id, concept)

    def reach(self, widths: Mapping[Address, int]) -> dict[Address, np.ndarray]:
        """In how many languages each unit of these places is an expert of one concept (``unit_sets.reach_of``)."""
        with self.catalogue.store.app.session() as session:
            return reach_of(session, self.run.id, widths)

    def positive_ids(self, concept: str) -> list[str]:
        """The concept's positive sentences among the ids it read."""
        members = self.concept_set.concepts.get(concept, frozenset())
        return [i for i in self.read_ids if i in members]

    def positives(self, concept: str, language: str) -> list[str]:
        """The same in one language, as texts."""
        return self.corpus.texts(language, self.positive_ids(concept))

    def negatives(self, concept: str, language: str) -> list[str]:
        """The concept's negative sentences among the ids it read, in one language."""
        return self.corpus.texts(language, self.concept_set.negatives_among(concept, self.read_ids))

    def activity(self, ctx: RunContext, widths: Mapping[Address, int]) -> Activity | None:
        """Mean and firing rate of every unit of these places over its tokens; None where it ranked others."""
        read = ctx.upstream(self.run.key)
        try:
            return read_activity(read.load_array, widths, [facts.tokens for facts in read.result.languages])
        except NotFound:
            return None


def unit_run(params: CheckpointParams, key: str, catalogue: Catalogue, field: str = "concept_run") -> UnitRun:
    """The run that offers units which a request builds on, at the request's own checkpoint; raises Refused for one of
    another checkpoint or study."""
    return UnitRun(catalogue.finished_at(key, OFFERING, params.model, params.checkpoint, field), catalogue)
