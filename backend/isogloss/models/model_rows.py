"""Keeping a model: its row and those of its checkpoints, in one transaction.

A model that is there already gains the checkpoints it did not have; what was kept of it is never changed. One that
came with a bundle has no weights here: whoever has them adds the model under the same id, and it gains those.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.models.agreement import same_shape
from isogloss.models.config_digest import digest_at
from isogloss.models.fingerprint import Weights, known_weights, read_weights
from isogloss.models.found import FoundCheckpoint, FoundModel, ordered
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.models.unchanged import same_tokenizer
from isogloss.vocabulary.errors import Conflict

if TYPE_CHECKING:
    from isogloss.store.open import AnyStore

#: The ``kind`` of a model that came with a bundle.
IMPORTED = "imported"


@dataclass(frozen=True)
class Read:
    """What was read of a checkpoint's folder: its weights, and the digest of its config."""

    weights: Weights
    config: str


def without_twin(found: FoundModel, read: list[Read]) -> tuple[FoundModel, list[Read]]:
    """Without the model that a training ended with where it is one of its checkpoints again, which has the step; and
    what was read of the rest."""
    revisions = [checkpoint.revision for checkpoint in found.checkpoints]
    if found.final not in revisions:
        return found, read
    own = revisions.index(found.final)
    last = read[own].weights.fingerprint
    same = [i for i, one in enumerate(read) if one.weights.fingerprint == last and i != own]
    if not same:
        return found, read
    said = f"{found.final} is left out: its weights are those of {revisions[same[-1]]}. Name it in revisions to add it."
    kept = [checkpoint for checkpoint in found.checkpoints if checkpoint.revision != found.final]
    rest = [one for i, one in enumerate(read) if i != own]
    return replace(found, checkpoints=kept, notes=[*found.notes, said]), rest


def keep(
    store: "AnyStore", row: ModelRow, found: list[FoundCheckpoint], read: list[Read], given: Collection[str] = ()
) -> ModelRow:
    """Write model and checkpoints in one transaction, which is the store's own where it is within one, or add
    checkpoints to the model that is there.

    ``given`` are the checkpoints whose step somebody gave in this call: those of the others stay as they are known.
    """
    with store.app.writing() as session:
        there = session.get(ModelRow, row.id, with_for_update=True)
        if there is None:
            session.add(row)
            session.flush()
        else:
            _refuse_other(there, row)
            _settle(there, row)
            row = there
        known = {checkpoint.revision: checkpoint for checkpoint in checkpoints(session, row.id)}
        for checkpoint, own in zip(found, read, strict=True):
            mine = known.get(checkpoint.revision)
            if mine is not None and checkpoint.revision not in given:
                checkpoint = _as_known(checkpoint, mine)
            _keep_checkpoint(session, row, checkpoint, own, mine)
        session.flush()
        _number(checkpoints(session, row.id))
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


def keep_without_weights(session: Session, row: ModelRow, brought: list[CheckpointRow]) -> None:
    """Write a model that came with a bundle, in the session's transaction; raises Conflict as :func:`keep` does.

    Checkpoints that are here already stay as they are, with their weights.
    """
    there = session.get(ModelRow, row.id, with_for_update=True)
    if there is None:
        session.add(row)
        session.flush()
    else:
        _refuse_other(there, row)
    known = {checkpoint.revision: checkpoint for checkpoint in checkpoints(session, row.id)}
    for checkpoint in brought:
        mine = known.get(checkpoint.revision)
        if mine is None:
            session.add(checkpoint)
        elif not _one_checkpoint(session, mine, checkpoint):
            raise _other_weights(row.id, checkpoint.revision)
    session.flush()
    _number(checkpoints(session, row.id))


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
        weights = known_weights(session, folder) or read_weights(folder)
        if not (weights.known_as(mine.fingerprint) and weights.known_as(brought.fingerprint)):
            return False
    return None in (mine.config_digest, brought.config_digest) or mine.config_digest == brought.config_digest


def _as_known(found: FoundCheckpoint, known: CheckpointRow) -> FoundCheckpoint:
    """A checkpoint at the step and the tokens that are kept of it, which somebody may have given; what nobody knew yet
    is added."""
    if known.step not in (None, found.step):
        return replace(found, step=known.step, tokens_seen=known.tokens_seen)
    return found if known.tokens_seen is None else replace(found, tokens_seen=known.tokens_seen)


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
    session.merge(
        CheckpointRow(
            model_id=model,
            revision=found.revision,
            position=known.position if known else -1,
            step=found.step,
            tokens_seen=found.tokens_seen,
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


def checkpoints(session: Session, model: str) -> list[CheckpointRow]:
    """The checkpoints of a model, in training order; none for an unknown one."""
    rows = select(CheckpointRow).where(CheckpointRow.model_id == model)
    return list(session.scalars(rows.order_by(CheckpointRow.position, CheckpointRow.revision)))
