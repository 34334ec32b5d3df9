"""Keeping a model: its row and those of its checkpoints, in one transaction.

A model that is there already gains the checkpoints it did not have; what was kept of it is never changed. One that
came with a bundle has no weights here: whoever has them adds the model under the same id, and it gains those.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.models.agreement import same_shape
from isogloss.models.config_digest import digest_at
from isogloss.models.fingerprint import Weights, weights_of
from isogloss.models.found import FoundCheckpoint, ordered
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.models.unchanged import same_tokenizer
from isogloss.vocabulary.errors import Conflict

if TYPE_CHECKING:
    from isogloss.store.open import Store

#: The ``kind`` of a model that came with a bundle.
IMPORTED = "imported"


@dataclass(frozen=True)
class Read:
    """What was read of a checkpoint's folder: its weights, and the digest of its config."""

    weights: Weights
    config: str


def keep(store: "Store", row: ModelRow, found: list[FoundCheckpoint], read: list[Read]) -> ModelRow:
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
        for checkpoint, own in zip(found, read, strict=True):
            _keep_checkpoint(session, row, checkpoint, own, known.get(checkpoint.revision))
        session.flush()
        _number(checkpoint_rows(session, row.id))
    return row


def _refuse_other(there: ModelRow, new: ModelRow) -> None:
    known = IMPORTED in (there.kind, new.kind) or there.source == new.source
    if not known or not _one_tokenizer(there, new) or not same_shape(there.config, new.config):
        raise Conflict(
            "model_exists",
            f"There is another model called {there.id}.",
            hint="Give this one an id of its own.",
            field="id",
        )


def _one_tokenizer(there: ModelRow, new: ModelRow) -> bool:
    """Whether two rows are of one tokenizer, where either may have the digest that an earlier version kept of it."""
    if there.tokenizer_digest == new.tokenizer_digest:
        return True
    folder = next((Path(row.tokenizer_path) for row in (new, there) if row.tokenizer_path), None)
    return folder is not None and folder.is_dir() and same_tokenizer(there, folder) and same_tokenizer(new, folder)


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
        elif not _one_checkpoint(session, mine, checkpoint):
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


def _one_checkpoint(session: Session, mine: CheckpointRow, brought: CheckpointRow) -> bool:
    """Whether a checkpoint that a bundle brings is the one that is here; versions may know its weights by two names."""
    if mine.fingerprint != brought.fingerprint:
        folder = Path(mine.path or "")
        if mine.path is None or not folder.is_dir():
            return False
        weights = weights_of(session, folder)
        if not (weights.known_as(mine.fingerprint) and weights.known_as(brought.fingerprint)):
            return False
    return None in (mine.config_digest, brought.config_digest) or mine.config_digest == brought.config_digest


def _keep_checkpoint(
    session: Session, row: ModelRow, found: FoundCheckpoint, read: Read, known: CheckpointRow | None
) -> None:
    model, weights = row.id, read.weights
    if known is not None and not weights.known_as(known.fingerprint):
        raise _other_weights(model, found.revision)
    if known is not None and digest_at(row, known) != read.config:
        raise Conflict(
            "config_changed",
            f"The config of {model} at {found.revision} is not the one that was added before.",
            hint="Results refer to that one: add the folder as another model.",
            field="revisions",
        )
    # What somebody said of it stays where this time nothing is said.
    said = known if known is not None and found.step is None and found.tokens_seen is None else found
    session.merge(
        CheckpointRow(
            model_id=model,
            revision=found.revision,
            position=known.position if known else -1,
            step=said.step,
            tokens_seen=said.tokens_seen,
            fingerprint=known.fingerprint if known else weights.fingerprint,
            commit=found.commit,
            path=str(found.folder),
            n_bytes=weights.n_bytes,
            config_digest=read.config,
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
