"""Capture: sentences in, one number per sentence and unit out.

``z(x) = max over the tokens t of x of r(x, t)``: the greatest value of a unit over a sentence's own tokens (Suau et al.
2022, section 3). Positions that stand for no text (the beginning-of-sequence token, padding) are never pooled. Nothing
is kept per token: each module's values are reduced inside its hook and written where they belong.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import torch

from isogloss.activations.batches import (
    DEFAULT_BATCH_TOKENS,
    Batch,
    CheckCancelled,
    OnProgress,
    Side,
    each_batch,
    token_limit,
    values_not_finite,
)
from isogloss.activations.pooled import Pooled
from isogloss.activations.pooling import span_max, span_positive, span_sum
from isogloss.activations.traces import Trace, token_traces
from isogloss.models.hooks import Share, Source, read, sources
from isogloss.models.load import LoadedModel
from isogloss.models.points import check_place
from isogloss.models.tokens import TokenBatch, tokenize
from isogloss.vocabulary.address import Address
from isogloss.vocabulary.errors import Refused

__all__ = ["Pooled", "Pooling", "Trace", "capture_pooled", "pool_tokens", "token_traces"]

#: ``max_with_padding`` pads every sentence to ``max_tokens`` and lets the padding into the maximum, as the published
#: code does: the mask goes to the model and not to the pool. For comparison with it, and for nothing else.
Pooling = Literal["max", "max_with_padding"]


class _Reduction:
    """The running reduction of one source: pooled rows go to their places, sums and counts add up."""

    def __init__(self, loaded: LoadedModel, shares: list[Share], values: dict[Address, np.ndarray], statistics: bool):
        self.loaded, self.shares, self.values, self.statistics = loaded, shares, values, statistics
        self.batch: Batch
        # Zero until a batch was read, of whatever shape the source has.
        self.sums: np.ndarray = np.zeros(())
        self.positive: np.ndarray = np.zeros((), np.int64)

    def __call__(self, values: torch.Tensor) -> None:
        greatest, total = span_max(values, self.batch.pooled), span_sum(values, self.batch.bounds)
        # A maximum hides a token at minus infinity; the sum does not.
        if not (np.isfinite(greatest).all() and np.isfinite(total).all()):
            raise values_not_finite(self.loaded, self.shares, values, self.batch)
        for share in self.shares:
            self.values[share.place][self.batch.texts] = share.of(greatest)
        if self.statistics:
            self.sums = self.sums + total
            self.positive = self.positive + span_positive(values, self.batch.bounds)

    def per_token(self, totals: np.ndarray, n_tokens: int) -> dict[Address, np.ndarray]:
        """Totals over tokens as means of each place."""
        return {share.place: (share.of(totals) / n_tokens).astype(np.float32) for share in self.shares}


def capture_pooled(
    loaded: LoadedModel,
    texts: Sequence[str],
    places: Sequence[Address],
    *,
    pooling: Pooling = "max",
    max_tokens: int | None = None,
    batch_tokens: int = DEFAULT_BATCH_TOKENS,
    bos_policy: str | None = None,
    statistics: bool = True,
    padding_side: Side = "right",
    on_progress: OnProgress | None = None,
    check_cancelled: CheckCancelled | None = None,
) -> Pooled:
    """Pool every place over every text.

    ``max_tokens`` counts positions (128 by default), ``batch_tokens`` bounds rows x longest row of one forward pass,
    ``statistics=False`` leaves mean and firing out. ``on_progress(texts done, texts)`` and ``check_cancelled()``, which
    raises to stop, are called between batches. Raises Refused for unknown places, empty texts and values that are not
    finite.
    """
    tokens = tokenize(loaded, texts, max_tokens=token_limit(loaded, max_tokens), bos_policy=bos_policy)
    return pool_tokens(
        loaded,
        tokens,
        places,
        pool_to=_padding_pooled(loaded, pooling, max_tokens),
        batch_tokens=batch_tokens,
        statistics=statistics,
        padding_side=padding_side,
        on_progress=on_progress,
        check_cancelled=check_cancelled,
    )


def _padding_pooled(loaded: LoadedModel, pooling: str, max_tokens: int | None) -> int:
    """How far every row is padded and pooled; 0 where only its own tokens are."""
    if pooling not in ("max", "max_with_padding"):
        raise Refused(
            "unknown_pooling", f"“{pooling[:40]}” is no pooling.", hint="Use max or max_with_padding.", field="pooling"
        )
    return token_limit(loaded, max_tokens) if pooling == "max_with_padding" else 0


def pool_tokens(
    loaded: LoadedModel,
    tokens: TokenBatch,
    places: Sequence[Address],
    *,
    pool_to: int = 0,
    batch_tokens: int = DEFAULT_BATCH_TOKENS,
    statistics: bool = True,
    padding_side: Side = "right",
    on_progress: OnProgress | None = None,
    check_cancelled: CheckCancelled | None = None,
) -> Pooled:
    """As :func:`capture_pooled`, for texts that are tokens already.

    ``pool_to`` pads them that far and pools the padding too.
    """
    n_texts = len(tokens.ids)
    kept_type = np.float64 if loaded.dtype == "float64" else np.float32
    values = {place: np.empty((n_texts, check_place(loaded.config, place)), kept_type) for place in places}
    reductions = {
        source: _Reduction(loaded, shares, values, statistics) for source, shares in sources(loaded, values).items()
    }
    n_tokens = np.zeros(n_texts, np.int64)
    batches = each_batch(
        loaded,
        tokens,
        batch_tokens,
        side=padding_side,
        pool_to=pool_to,
        on_progress=on_progress,
        check_cancelled=check_cancelled,
    )
    for batch in batches if reductions else ():
        _read_batch(loaded, batch, reductions)
        n_tokens[batch.texts] = [stop - start for start, stop in batch.bounds]
    pooled = Pooled(values, n_tokens, np.array(tokens.truncated, np.int64))
    if statistics and n_texts:
        for reduction in reductions.values():
            pooled.mean.update(reduction.per_token(reduction.sums, int(n_tokens.sum())))
            pooled.firing.update(reduction.per_token(reduction.positive, int(n_tokens.sum())))
    return pooled


def _read_batch(loaded: LoadedModel, batch: Batch, reductions: dict[Source, _Reduction]) -> None:
    for reduction in reductions.values():
        reduction.batch = batch
    read(loaded, batch.ids, batch.mask, reductions)
