"""Keeping a model: its row and those of its checkpoints, in one transaction.

A model that is there already gains the checkpoints it did not have; what was kept of it is never changed. One that
came with a bundle has no weights here: whoever has them adds the model under the same id, and it gains those.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.models.agreement import same_shape
from isogloss.models.fingerprint import Weights
from isogloss.models.found import FoundCheckpoint, ordered
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.vocabulary.errors import Conflict

if TYPE_CHECKING:
    from isogloss.store.open import Store

#: The ``kind`` of a model that came with a bundle.
IMPORTED = "imported"


def keep(store: "Store", row: ModelRow, found: list[FoundCheckpoint], weights: list[Weights]) -> ModelRow:
    """Write model and checkpoints in one transaction, or add checkpoints to the model that is there."""
    with store.app.writing() as session:
        there = session.get(ModelRow, row.id, with_for_update=True)
        if there is None:
            session.add(row)
            session.flush()
        else:
            _refuse_other(there, row)
            _settle(there, row)
            row = there
        known = {checkpoint.revision: checkpoint for checkpoint in checkpoint_rows(session, row.id)}
        for checkpoint, read in zip(found, weights, strict=True):
            _keep_checkpoint(session, row.id, checkpoint, read, known.get(checkpoint.revision))
        session.flush()
        _number(checkpoint_rows(session, row.id))
    return row


def _refuse_other(there: ModelRow, new: ModelRow) -> None:
    known = IMPORTED in (there.kind, new.kind) or there.source == new.source
    if not known or there.tokenizer_digest != new.tokenizer_digest or not same_shape(there.config, new.config):
        raise Conflict(
            "model_exists",
            f"There is another model called {there.id}.",
            hint="Give this one an id of its own.",
            field="id",
        )


def _settle(there: ModelRow, new: ModelRow) -> None:
    """A model that came with a bundle gets its place on this machine."""
    if there.kind == IMPORTED and new.kind != IMPORTED:
        there.kind, there.source, there.tokenizer_path = new.kind, new.source, new.tokenizer_path


def keep_without_weights(session: Session, row: ModelRow, checkpoints: list[CheckpointRow]) -> None:
    """Write a model that came with a bundle, in the session's transaction; raises Conflict as :func:`keep` does.

    Checkpoints that are here already stay as they are, with their weights.
    """
    there = session.get(ModelRow, row.id, with_for_update=True)
    if there is None:
        session.add(row)
        session.flush()
    else:
        _refuse_other(there, row)
    known = {checkpoint.revision: checkpoint for checkpoint in checkpoint_rows(session, row.id)}
    for checkpoint in checkpoints:
        mine = known.get(checkpoint.revision)
        if mine is None:
            session.add(checkpoint)
        elif mine.fingerprint != checkpoint.fingerprint:
            raise _other_weights(row.id, checkpoint.revision)
    session.flush()
    _number(checkpoint_rows(session, row.id))


def _other_weights(model: str, revision: str) -> Conflict:
    return Conflict(
        "weights_changed",
        f"The weights of {model} at {revision} are not those that were added before.",
        hint="Results refer to those: add the new ones as another model.",
        field="revisions",
    )


def _keep_checkpoint(
    session: Session, model: str, found: FoundCheckpoint, read: Weights, known: CheckpointRow | None
) -> None:
    if known is not None and known.fingerprint != read.fingerprint:
        raise _other_weights(model, found.revision)
    # What somebody said of it stays where this time nothing is said.
    said = known if known is not None and found.step is None and found.tokens_seen is None else found
    session.merge(
        CheckpointRow(
            model_id=model,
            revision=found.revision,
            position=known.position if known else -1,
            step=said.step,
            tokens_seen=said.tokens_seen,
            fingerprint=read.fingerprint,
            commit=found.commit,
            path=str(found.folder),
            n_bytes=read.n_bytes,
        )
    )


def _number(rows: list[CheckpointRow]) -> None:
    """Positions in training order, over all checkpoints there are now."""
    plain = [FoundCheckpoint(row.revision, Path(row.path or ""), row.step, row.tokens_seen) for row in rows]
    place = {checkpoint.revision: i for i, checkpoint in enumerate(ordered(plain))}
    for row in rows:
        row.position = place[row.revision]


def checkpoint_rows(session: Session, model: str) -> list[CheckpointRow]:
    """The checkpoints of a model, in training order."""
    rows = select(CheckpointRow).where(CheckpointRow.model_id == model)
    return list(session.scalars(rows.order_by(CheckpointRow.position, CheckpointRow.revision)))
