"""Held-out rows of a training, and the loss on them: text that is never trained on, packed as the stream is.

Kept by the run as ``held-out/tokens/<language>`` and ``held-out/documents/<language>``, both int32 [rows, length].
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from isogloss.contract.context import Keeps
from isogloss.methods.finite import check_finite
from isogloss.methods.packing import Rows, pack
from isogloss.methods.token_loss import Measured, mean_loss
from isogloss.training.stream import Kept
from isogloss.vocabulary.errors import Refused

if TYPE_CHECKING:
    from isogloss.models.training import Training


def check_losses(losses: object, what: str) -> None:
    """Raises Refused where the training diverged: later checkpoints would be of weights that are no numbers."""
    hint = "Take a lower learning rate or a longer warm-up; checkpoints reached before stay."
    check_finite(losses, f"The {what}", hint=hint, field="learning_rate")


def held_out_rows(documents: Iterable[np.ndarray], language: str, *, tokens: int, length: int, begin: int) -> Rows:
    """Rows of ``length`` for at least so many tokens of a language, or as many as its documents (ids by document) fill.

    Raises Refused where they do not fill one row.
    """
    wanted = -(-tokens // length)
    rows: list[Rows] = []
    for block in pack(documents, length=length, begin=begin):
        rows.append(block)
        if sum(map(len, rows)) >= wanted:
            break
    if not rows:
        raise Refused(
            "text_too_small",
            f"What is kept out of the text in {language} does not fill one row of {length} tokens.",
            hint="Give more text, or take a shorter context.",
            field="text",
        )
    parts = (np.concatenate([getattr(r, name) for r in rows])[:wanted] for name in ("tokens", "documents"))
    return Rows(*parts)


def keep_held_out(ctx: Keeps, language: str, rows: Rows) -> None:
    """Keep the held-out rows of a language."""
    ctx.save_array(f"held-out/tokens/{language}", rows.tokens)
    ctx.save_array(f"held-out/documents/{language}", rows.documents)


def kept_held_out(kept: Kept, language: str) -> Rows:
    """The held-out rows that a run kept of a language; raises NotFound."""
    return Rows(kept.load_array(f"held-out/tokens/{language}"), kept.load_array(f"held-out/documents/{language}"))


def held_out_loss(training: "Training", rows: Rows, language: str, *, batch: int, begin: int, seed: int) -> Measured:
    """The mean loss in nats a token of a model in training, ``batch`` rows at a time; the token ``begin`` is read and
    never counted, and documents are drawn again with ``seed``. Raises Refused where a loss is not finite."""
    losses = training.read(rows.tokens, batch)
    check_losses(losses, f"held-out loss in {language} at step {training.step:,}")
    return mean_loss(losses, rows.tokens, rows.documents, begin=begin, seed=seed)
