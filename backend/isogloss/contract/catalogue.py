"""What a study may look up while it checks a request. ``runs.catalogue`` reads it from the store."""

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from isogloss.corpora.concepts import ConceptSet
    from isogloss.corpora.parallel import ParallelCorpus
    from isogloss.models.tables import CheckpointRow, ModelRow
    from isogloss.store.open import Store


class RunFacts(Protocol):
    """What is known of a stored run."""

    @property
    def id(self) -> int:
        """Its number in the store."""

    @property
    def key(self) -> str:
        """Its run key."""

    @property
    def kind(self) -> str:
        """``run``, ``series``, ``recipe`` or ``intake``."""

    @property
    def study(self) -> str:
        """Whose it is."""

    @property
    def status(self) -> str:
        """How far it is."""

    @property
    def params(self) -> dict[str, Any]:
        """What was asked, as JSON."""

    @property
    def model(self) -> str | None:
        """The model it reads."""

    @property
    def checkpoint(self) -> str | None:
        """And which of its checkpoints."""


class Catalogue(Protocol):
    """A read-only view of models, corpora, concept sets and earlier runs; an unknown name is a public error whose hint
    has the known ones."""

    @property
    def store(self) -> "Store":
        """Where all of it is kept."""
        ...

    def model(self, model_id: str) -> "ModelRow":
        """Raises NotFound."""
        ...

    def checkpoints(self, model_id: str) -> list["CheckpointRow"]:
        """All checkpoints of a model, in training order; raises NotFound for an unknown model."""
        ...

    def checkpoint(self, model_id: str, revision: str) -> "CheckpointRow":
        """Raises NotFound naming the ladder's revisions."""
        ...

    def corpus(self, corpus_id: str) -> "ParallelCorpus":
        """Raises NotFound."""
        ...

    def concept_set(self, concept_set_id: str) -> "ConceptSet":
        """Raises NotFound."""
        ...

    def finished(self, key: str, studies: tuple[str, ...] = (), field: str | None = None) -> RunFacts:
        """A finished run of one of these studies; raises Refused otherwise."""
        ...

    def finished_at(
        self, key: str, studies: tuple[str, ...], model: str, checkpoint: str, field: str | None = None
    ) -> RunFacts:
        """A finished run of this very checkpoint: the one named, or the one the named series has of it; raises Refused
        where there is none."""
        ...
