"""Losses: what each text costs a model that may be edited while it reads, in nats.

A text's loss is the sum over its own tokens of -log p(token | everything before it). Its first token counts where a
special token stands before it, since nothing can be expected of a token that begins the sequence.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from isogloss.activations.batches import DEFAULT_BATCH_TOKENS, CheckCancelled, Side, each_batch, plan
from isogloss.models.broken import not_finite
from isogloss.models.editing import Edits, editing
from isogloss.models.hooks import run_body
from isogloss.models.load import LoadedModel
from isogloss.models.tokens import TokenBatch
from isogloss.models.writing import Reach, donors_of, row_key

#: Logits held at once: rows of the head's output, times the vocabulary.
_LOGITS_AT_ONCE = 1 << 25


@dataclass(frozen=True)
class Losses:
    """``nats`` and ``tokens`` of every text: [texts]."""

    nats: np.ndarray
    tokens: np.ndarray


def text_losses(
    loaded: LoadedModel,
    tokens: TokenBatch,
    *,
    edits: Edits | None = None,
    variant: int = 0,
    reach: Reach | None = None,
    seed: int = 0,
    batch_tokens: int = DEFAULT_BATCH_TOKENS,
    padding_side: Side = "right",
    check_cancelled: CheckCancelled | None = None,
) -> Losses:
    """The loss of every text under one variant of the edits (none where ``edits`` is None). Raises Refused for one that
    is not finite."""
    nats, counts = np.zeros(len(tokens.ids)), np.zeros(len(tokens.ids), np.int64)
    for batch in each_batch(loaded, tokens, batch_tokens, side=padding_side, check_cancelled=check_cancelled):
        rows = batch.texts
        donors = donor_positions(edits, [tokens.ids[row] for row in rows], batch.mask, seed)
        with edited(edits, batch.mask, [variant] * len(rows), reach or Reach(), donors):
            hidden = run_body(loaded, batch.ids, batch.mask)
        meant = torch.zeros_like(batch.mask, dtype=torch.bool)
        for row, (start, stop) in enumerate(batch.bounds):
            first = int(batch.mask[row].nonzero()[0, 0])
            meant[row, max(start, first + 1) : stop] = True
        nats[rows], counts[rows] = _summed(loaded, hidden, batch.ids, meant)
        for row in rows:
            if not np.isfinite(nats[row]):
                raise not_finite(loaded, "losses", tokens.ids[row], edited=edits is not None)
    return Losses(nats, counts)


def _summed(
    loaded: LoadedModel, hidden: torch.Tensor, ids: torch.Tensor, meant: torch.Tensor
) -> tuple[np.ndarray, np.ndarray]:
    """Summed loss and number of the ``meant`` tokens of each row, each read from the position before it."""
    row, position = meant.nonzero(as_tuple=True)
    before, wanted = hidden[row, position - 1], ids[row, position]
    losses = []
    with torch.inference_mode():
        at_once = max(1, _LOGITS_AT_ONCE // loaded.unembedding.shape[0])
        for start in range(0, len(wanted), at_once):
            logits = loaded.logits(before[start : start + at_once])
            logits = logits if logits.dtype == torch.float64 else logits.float()
            losses.append(torch.nn.functional.cross_entropy(logits, wanted[start : start + at_once], reduction="none"))
    each = torch.cat(losses).double() if losses else torch.zeros(0, dtype=torch.float64)
    total = torch.zeros(len(ids), dtype=torch.float64, device=each.device).index_add_(0, row, each)
    return total.cpu().numpy(), meant.sum(1).cpu().numpy()


def each_next(
    loaded: LoadedModel,
    prompts: Sequence[Sequence[int]],
    *,
    edits: Edits | None = None,
    variants: Sequence[int] = (0,),
    reach: Reach | None = None,
    seed: int = 0,
    batch_tokens: int = DEFAULT_BATCH_TOKENS,
    check_cancelled: CheckCancelled | None = None,
) -> Iterator[tuple[int, int, np.ndarray]]:
    """Log-probabilities [vocabulary] of the token after each prompt under each variant: (place in ``variants``, prompt,
    row), in no particular order, so that no more than a batch is held. Raises Refused where one is not finite."""
    rows = [(v, p) for v in range(len(variants)) for p in range(len(prompts))]
    lengths = [len(prompts[p]) for _, p in rows]
    for chosen in plan(lengths, batch_tokens):
        if check_cancelled:
            check_cancelled()
        width = max(lengths[i] for i in chosen)
        ids = torch.zeros(len(chosen), width, dtype=torch.long)
        mask = torch.zeros_like(ids)
        for r, i in enumerate(chosen):
            text = prompts[rows[i][1]]
            ids[r, width - len(text) :], mask[r, width - len(text) :] = torch.tensor(list(text)), 1
        ids, mask = ids.to(loaded.device), mask.to(loaded.device)
        donors = donor_positions(edits, [prompts[rows[i][1]] for i in chosen], mask, seed)
        with edited(edits, mask, [variants[rows[i][0]] for i in chosen], reach or Reach(), donors):
            hidden = run_body(loaded, ids, mask)
        with torch.inference_mode():
            found = loaded.logits(hidden[:, -1]).double().log_softmax(1).cpu().numpy()
        for i, row in zip(chosen, found, strict=True):
            if not np.isfinite(row).all():
                raise not_finite(loaded, "logits", prompts[rows[i][1]], edited=edits is not None)
            yield *rows[i], row


def next_logits(
    loaded: LoadedModel, prompts: Sequence[Sequence[int]], *, variants: Sequence[int] = (0,), **more: Any
) -> np.ndarray:
    """:func:`each_next` put together: [variants, prompts, vocabulary]. For few variants."""
    out: np.ndarray | None = None
    for v, p, row in each_next(loaded, prompts, variants=variants, **more):
        if out is None:
            out = np.empty((len(variants), len(prompts), len(row)))
        out[v, p] = row
    return np.empty((len(variants), 0, 0)) if out is None else out


def edited(
    edits: Edits | None, mask: torch.Tensor, variants: Sequence[int], reach: Reach, donors: torch.Tensor | None
) -> AbstractContextManager[object]:
    """The edits on one pass over whole texts; nothing where there are none."""
    if edits is None:
        return nullcontext()
    return editing(edits, reach.chosen(mask, 0), torch.tensor(list(variants), device=mask.device), donors)


def donor_positions(
    edits: Edits | None, texts: Sequence[Sequence[int]], mask: torch.Tensor, seed: int
) -> torch.Tensor | None:
    """[rows, positions]: the donor of every real token, drawn as :class:`~isogloss.models.writing.Writing` draws."""
    if edits is None or not edits.n_donors:
        return None
    out = torch.zeros_like(mask)
    for row, ids in enumerate(texts):
        drawn = donors_of(row_key(ids, seed), len(ids), edits.n_donors)
        out[row, mask[row].bool()] = torch.from_numpy(drawn).to(mask.device)
    return out
