"""Models and their ladders: adding one to the installation, and reading what is there. Torch-free.

Adding reads everything first (every config, every tokenizer, every weight) and writes rows in one transaction at the
end: a model is there whole or not at all. Weights stay where they are.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.models.agreement import one_config, one_tokenizer
from isogloss.models.bos import check_bos_policy
from isogloss.models.config_digest import config_digest
from isogloss.models.families import family_of
from isogloss.models.files import read_config
from isogloss.models.fingerprint import weights_of
from isogloss.models.foreign import architectures_of, refuse_odd_files
from isogloss.models.found import (
    FoundCheckpoint,
    FoundModel,
    checked_slug,
    find_folder,
    folder_at,
    ordered,
    slug_of,
)
from isogloss.models.layouts import has_tokenizer
from isogloss.models.model_rows import Read, checkpoints, keep, without_twin
from isogloss.models.order import order_notes, steps_wanted, with_steps
from isogloss.models.points import sizes
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.models.training_text import checked
from isogloss.models.trial import try_tokenizer
from isogloss.models.vocabulary_check import check_tokenizer
from isogloss.vocabulary.checkpoint import Checkpoint
from isogloss.vocabulary.checkpoint import duplicates as shared_fingerprints
from isogloss.vocabulary.errors import NotFound, Refused
from isogloss.vocabulary.language import languages_in_order, parse_language

if TYPE_CHECKING:
    from isogloss.models.hub import Hub
    from isogloss.store.open import AnyStore, Store

#: ``progress(bytes done, bytes in all, what)``; it may raise Cancelled to stop.
Progress = Callable[[int, int, str], None]

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")


class HowToRead(TypedDict, total=False):
    """What may be said of a model that is added.

    ``id`` is its name here, ``revisions`` the checkpoints of a folder or hub. ``steps`` are the training steps of
    checkpoints by name, in place of what the names tell. ``tokenizer`` is another folder or hub id to take it from,
    ``trained_on`` as ``training_text.checked`` reads it. What whoever adds it should know goes into ``notes``.
    """

    id: str | None
    revisions: Sequence[str] | None
    steps: Mapping[str, int] | None
    tokenizer: str | None
    bos_policy: str | None
    languages: Sequence[str] | None
    licence: str | None
    trained_on: Mapping[str, Any] | str | None
    note: str | None
    hub: "Hub | None"
    progress: Progress | None
    notes: list[str] | None


def add_model(store: "Store", source: str, **how: Unpack[HowToRead]) -> ModelRow:
    """Add a checkpoint, a folder of checkpoints, or a model of the hub.

    Adding a model again adds the checkpoints it did not have, and leaves the steps of the others as they are where none
    are given, here or in a ladder.json. Raises Refused for what cannot be read as it is, NotFound and Unavailable from
    the hub, Conflict where the id belongs to another model or a checkpoint's weights are no longer those that were
    added.
    """
    return keep_model(store, read_model(store, source, **how))


@dataclass(frozen=True)
class ReadModel:
    """A model that was read whole and found sound, and is not added yet: its row, its checkpoints as they were found
    with what was read of each, and the names of those whose step was given."""

    row: ModelRow
    found: list[FoundCheckpoint]
    read: list[Read]
    given: frozenset[str]


def keep_model(store: "AnyStore", model: ReadModel) -> ModelRow:
    """Add what was read, in one transaction (or in the one that the store is within); raises Conflict as above."""
    return keep(store, model.row, model.found, model.read, given=model.given)


def read_model(
    store: "Store",
    source: str,
    *,
    id: str | None = None,
    revisions: Sequence[str] | None = None,
    steps: Mapping[str, int] | None = None,
    tokenizer: str | None = None,
    bos_policy: str | None = None,
    languages: Sequence[str] | None = None,
    licence: str | None = None,
    trained_on: Mapping[str, Any] | str | None = None,
    note: str | None = None,
    hub: "Hub | None" = None,
    progress: Progress | None = None,
    notes: list[str] | None = None,
) -> ReadModel:
    """The first half of :func:`add_model`, which says what is what: reads everything, and adds nothing."""
    found = _find(source, revisions, hub, progress, own_tokenizer=tokenizer is None)
    if steps:
        found = replace(found, checkpoints=ordered(with_steps(found.checkpoints, steps)))
    words = _tokenizer_folder(tokenizer, found, hub, progress)
    config = one_config(found)
    folders = [checkpoint.folder for checkpoint in found.checkpoints]
    for folder in [words] if words else folders:
        try_tokenizer(folder)
    digest = one_tokenizer(found, words, named=tokenizer is not None)
    _check_fit(found.checkpoints)
    every = _read_all(store, found.checkpoints, progress)
    words = words or folders[-1]
    passed_over = check_tokenizer(words, config)
    found, read = without_twin(found, every)
    said = [*found.notes, *filter(None, [passed_over])]
    if notes is not None:
        notes.extend(said)
    family, size = family_of(config), sizes(config)
    policy = check_bos_policy(bos_policy or found.bos_policy or "tokenizer")
    declared = languages_in_order({parse_language(code) for code in languages}) if languages else found.languages
    row = ModelRow(
        id=checked_slug(id) if id else slug_of(found.name),
        source=found.source,
        kind=found.kind,
        family=family.name,
        architecture=next(iter(architectures_of(config)), str(config["model_type"]))[:200],
        config=config,
        n_layers=size.layers,
        d_model=size.d_model,
        n_parameters=read[-1].weights.n_parameters,
        tokenizer_digest=digest,
        tokenizer_path=str(words),
        bos_policy=policy,
        languages=declared,
        licence=licence or found.licence,
        trained_on=checked(trained_on) if trained_on else found.trained_on,
        note=note if note is not None else " ".join(filter(None, [found.note, *said])),
    )
    return ReadModel(row, found.checkpoints, read, frozenset(found.stated | (steps or {}).keys()))


def _find(
    source: str,
    revisions: Sequence[str] | None,
    hub: "Hub | None",
    progress: Progress | None,
    *,
    own_tokenizer: bool,
) -> FoundModel:
    folder = folder_at(source, "source")
    if folder is not None:
        return find_folder(folder, revisions)
    if not _HUB_ID.fullmatch(source) or source.startswith("."):
        raise Refused(
            "unknown_model",
            "There is no such folder on this machine.",
            hint="Give a folder that holds a model, or a hub id such as owner/name.",
            field="source",
            source=source[:200],
        )
    return _hub(hub).find(source, revisions, progress, own_tokenizer=own_tokenizer)


def _hub(hub: "Hub | None") -> "Hub":
    # Imported late: the hub's client is heavy, and pages that only read ladders do without it.
    from isogloss.models.hub import Hub

    return hub or Hub()


def _tokenizer_folder(
    tokenizer: str | None, found: FoundModel, hub: "Hub | None", progress: Progress | None
) -> Path | None:
    """Where the tokenizer is taken from instead of each checkpoint's own folder; None if it is not."""
    if tokenizer is None:
        bare = any(not has_tokenizer(checkpoint.folder) for checkpoint in found.checkpoints)
        return found.tokenizer if bare else None
    folder = folder_at(tokenizer, "tokenizer")
    if folder is None:
        return _hub(hub).tokenizer(tokenizer, progress)
    # Whatever model lies beside it is not the one that is added.
    refuse_odd_files(folder, "tokenizer")
    return folder


def _check_fit(found: list[FoundCheckpoint]) -> None:
    # Found by name: it takes torch to make the model's shape, and nothing that serves pages may bring that in.
    fit = import_module("isogloss.models.fit")
    for checkpoint in found:
        fit.check_fit(checkpoint.folder, read_config(checkpoint.folder))


def _read_all(store: "Store", found: list[FoundCheckpoint], progress: Progress | None) -> list[Read]:
    read = []
    for i, checkpoint in enumerate(found):
        label = f"reading {checkpoint.revision} ({i + 1} of {len(found)})"
        on_bytes = (lambda done, total, label=label: progress(done, total, label)) if progress else None
        # Kept one by one: what was read of a long ladder is not read again after an interruption.
        weights = weights_of(store, checkpoint.folder, on_bytes)
        read.append(Read(weights, config_digest(read_config(checkpoint.folder))))
    return read


def get_model(session: Session, id: str) -> ModelRow:
    """One model; raises NotFound with the ids there are."""
    row = session.get(ModelRow, id)
    if row is None:
        known = [model.id for model in list_models(session)]
        raise NotFound(
            "unknown_model",
            f"There is no model “{id[:80]}”.",
            hint=f"There are: {', '.join(known[:40])}." if known else "Add one: isogloss models add ID_OR_FOLDER.",
            field="model",
        )
    return row


def list_models(session: Session) -> list[ModelRow]:
    """All models, by id."""
    return list(session.scalars(select(ModelRow).order_by(ModelRow.id)))


def order_said(rows: Sequence[CheckpointRow]) -> tuple[list[str], str | None]:
    """How a ladder's order came about, and what to say for the steps that no name told (:mod:`models.order`)."""
    ladder = [Checkpoint(row.revision, row.step, row.tokens_seen) for row in rows]
    return order_notes(ladder), steps_wanted(ladder)


def get_checkpoint(session: Session, model: str, revision: str) -> CheckpointRow:
    """One checkpoint; raises NotFound with the revisions there are, or for an unknown model."""
    get_model(session, model)
    row = session.get(CheckpointRow, (model, revision))
    if row is None:
        known = [checkpoint.revision for checkpoint in checkpoints(session, model)]
        raise NotFound(
            "unknown_checkpoint",
            f"The model {model} has no checkpoint “{revision[:80]}”.",
            hint=f"It has: {', '.join(known[:40])}{' …' if len(known) > 40 else ''}.",
            field="checkpoint",
        )
    return row


def weights_elsewhere(model: str, revision: str) -> Refused:
    """A checkpoint is known here by what was computed on it, and its weights are not."""
    return Refused(
        "weights_elsewhere",
        f"The weights of {model} at {revision} are not in this installation: it came with a bundle, which "
        "holds results only.",
        hint=f"Where you have its folder, add it under the same id: isogloss models add FOLDER --id {model}",
        field="checkpoint",
    )


def duplicates(rows: Sequence[CheckpointRow]) -> list[list[str]]:
    """Groups of revisions with the same weights, which every plot that shows them must flag."""
    return shared_fingerprints(as_checkpoints(rows))


def as_checkpoints(rows: Sequence[CheckpointRow]) -> list[Checkpoint]:
    """Checkpoints with what says where they stand."""
    return [Checkpoint(row.revision, row.step, row.tokens_seen, row.fingerprint) for row in rows]
