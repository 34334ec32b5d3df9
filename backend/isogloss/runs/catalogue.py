"""The catalogue that studies look things up in (:class:`isogloss.contract.catalogue.Catalogue`), from the store."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isogloss.store.open import Store
from isogloss.vocabulary.errors import NotFound, Refused

if TYPE_CHECKING:
    from isogloss.corpora.concepts import ConceptSet
    from isogloss.corpora.parallel import ParallelCorpus
    from isogloss.models.tables import CheckpointRow, ModelRow
    from isogloss.runs.rows.tables import RunRow


@dataclass(frozen=True)
class StoredCatalogue:
    """A read-only view of what is here; an unknown name is a public error whose hint has the known ones."""

    store: Store

    def model(self, model_id: str) -> "ModelRow":
        """The ``ModelRow``; raises NotFound."""
        from isogloss.models.ladder import get_model

        with self.store.app.session() as session:
            return get_model(session, model_id)

    def checkpoints(self, model_id: str) -> list["CheckpointRow"]:
        """All ``CheckpointRow`` of a model, in training order; raises NotFound for an unknown model."""
        from isogloss.models.ladder import get_model
        from isogloss.models.model_rows import checkpoints

        with self.store.app.session() as session:
            return list(checkpoints(session, model_id)) or list(checkpoints(session, get_model(session, model_id).id))

    def checkpoint(self, model_id: str, revision: str) -> "CheckpointRow":
        """One ``CheckpointRow``; raises NotFound naming the ladder's revisions."""
        rows = self.checkpoints(model_id)
        for row in rows:
            if row.revision == revision:
                return row
        known = ", ".join(row.revision for row in rows[:20]) + (" …" if len(rows) > 20 else "")
        raise NotFound(
            "unknown_checkpoint",
            f"The model {model_id} has no checkpoint “{revision[:80]}”.",
            hint=f"It has: {known}.",
            field="checkpoint",
        )

    def check_weights(self, model_id: str, revision: str, key: str) -> None:
        """Raises Refused where the run of this key would have to read weights that are not in this installation.

        One that is done needs none; a checkpoint that is not known here is for the study's own check to refuse.
        """
        from isogloss.models.ladder import weights_elsewhere
        from isogloss.models.tables import CheckpointRow
        from isogloss.runs.rows.tables import find_run

        with self.store.app.session() as session:
            row, run = session.get(CheckpointRow, (model_id, revision)), find_run(session, key)
        if row is not None and row.path is None and (run is None or run.status != "done"):
            raise weights_elsewhere(model_id, revision)

    def corpus(self, corpus_id: str) -> "ParallelCorpus":
        """The ``ParallelCorpus``; raises NotFound."""
        from isogloss.corpora.parallel import load_corpus

        return load_corpus(self.store, corpus_id)

    def concept_set(self, concept_set_id: str) -> "ConceptSet":
        """The ``ConceptSet``; raises NotFound."""
        from isogloss.corpora.concepts import load_concept_set

        return load_concept_set(self.store, concept_set_id)

    def finished(self, key: str, studies: tuple[str, ...] = (), field: str | None = None) -> "RunRow":
        """The row of a finished run of one of these studies; raises Refused otherwise."""
        from isogloss.runs.rows.tables import find_run

        with self.store.app.session() as session:
            row = find_run(session, key)
        if row is None or row.status != "done":
            raise Refused(
                "upstream_unfinished",
                f"The run {key} that this one builds on is {row.status if row else 'not known here'}.",
                hint="Ask for it first, and wait until it is done.",
                field=field,
            )
        if studies and row.study not in studies:
            raise Refused(
                "wrong_upstream",
                f"The run {key} belongs to the study {row.study}.",
                hint=f"A run of {' or '.join(studies)} is needed here.",
                field=field,
            )
        return row

    def finished_at(
        self, key: str, studies: tuple[str, ...], model: str, checkpoint: str, field: str | None = None
    ) -> "RunRow":
        """The row of a finished run of this very checkpoint: the one named, or the one the named series has of it.

        Raises Refused where there is none: units of another model or checkpoint mean nothing in this one.
        """
        from isogloss.runs.rows.tables import children_of

        row = self.finished(key, studies, field)
        runs = [row]
        if row.kind == "series":
            with self.store.app.session() as session:
                runs = [run for _, run in children_of(session, row.id) if run.status == "done"]
        found = next((run for run in runs if (run.model, run.checkpoint) == (model, checkpoint)), None)
        if found is None:
            have = ", ".join(f"{run.model} at {run.checkpoint}" for run in runs[:20])
            raise Refused(
                "another_model",
                f"The run {key[:12]} has no answer for {model} at {checkpoint}: its units belong to {have or 'none'}.",
                hint="Choose a run of this very checkpoint, or the checkpoint of that run.",
                field=field,
            )
        return found
