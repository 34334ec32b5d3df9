"""Tables of models. A row says what a model was when it was added; its weights stay where they are, on disk."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from isogloss.store.base import Base, BigInt, utc_now


class ModelRow(Base):
    """A model: one architecture, one tokenizer, one or more checkpoints.

    ``kind`` is ``folder`` or ``hub``, or ``imported`` where it came with a bundle, which holds no weights. ``source``
    is the folder or the hub id, or what the folder was called where the bundle was made. ``trained_on`` is {corpus:
    what of it} as ``models.training_text`` reads it, ``languages`` our tags; both None where nobody declared them.
    """

    __tablename__ = "model"

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    kind: Mapped[str]
    family: Mapped[str]
    architecture: Mapped[str]
    config: Mapped[dict[str, Any]]
    n_layers: Mapped[int]
    d_model: Mapped[int]
    n_parameters: Mapped[int] = mapped_column(BigInt)
    tokenizer_digest: Mapped[str]
    tokenizer_path: Mapped[str] = mapped_column(Text)
    bos_policy: Mapped[str]
    languages: Mapped[list[str] | None]
    licence: Mapped[str | None] = mapped_column(Text)
    trained_on: Mapped[dict[str, Any] | None]
    note: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(default=utc_now)


class CheckpointRow(Base):
    """One checkpoint; ``position`` counts from 0 in training order. ``commit`` is the hub's, for hub models.

    ``path`` is the folder with its weights, None where they are not here. ``config_digest`` is that of its
    config.json (``models.config_digest``), None where an earlier version added it: then it is that of the model's.
    """

    __tablename__ = "checkpoint"

    model_id: Mapped[str] = mapped_column(ForeignKey("model.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    step: Mapped[int | None] = mapped_column(BigInt)
    tokens_seen: Mapped[int | None] = mapped_column(BigInt)
    fingerprint: Mapped[str]
    commit: Mapped[str | None]
    path: Mapped[str | None] = mapped_column(Text)
    n_bytes: Mapped[int] = mapped_column(BigInt)
    config_digest: Mapped[str | None]


class WeightDigestRow(Base):
    """What a folder's weights were when they were last read whole; ``stamp`` as ``fingerprint.stamp_of`` makes it,
    ``as_stored`` as ``fingerprint.Weights`` has it."""

    __tablename__ = "weight_digest"

    path: Mapped[str] = mapped_column(Text, primary_key=True)
    stamp: Mapped[str]
    fingerprint: Mapped[str]
    n_parameters: Mapped[int] = mapped_column(BigInt)
    n_bytes: Mapped[int] = mapped_column(BigInt)
    as_stored: Mapped[str | None]
