"""Batches: texts of similar length together, under a budget of tokens."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import torch

from isogloss.activations.pooling import Bounds
from isogloss.activations.request import DEFAULT_MAX_TOKENS
from isogloss.models.broken import not_finite
from isogloss.models.hooks import Share
from isogloss.models.load import LoadedModel
from isogloss.models.points import check_max_tokens, sizes
from isogloss.models.tokens import TokenBatch
from isogloss.vocabulary.errors import Refused

Side = Literal["right", "left"]

#: Of rows times longest row: products of matrices gain little beyond it, and memory grows.
DEFAULT_BATCH_TOKENS = 1024

OnProgress = Callable[[int, int], None]
CheckCancelled = Callable[[], None]


@dataclass(frozen=True)
class Batch:
    """Padded ids and mask, both [rows, positions]; ``texts`` are the rows' places in what was asked for.

    ``bounds`` are each row's own tokens; ``pooled`` the positions its maximum is taken over (the same, but for the
    published code's pooling, which goes on to the end of the padding).
    """

    texts: list[int]
    ids: torch.Tensor
    mask: torch.Tensor
    bounds: Bounds
    pooled: Bounds


def token_limit(loaded: LoadedModel, max_tokens: int | None) -> int:
    """How many positions a text may take; raises Refused for more than the model has."""
    if max_tokens is None:
        return min(DEFAULT_MAX_TOKENS, sizes(loaded.config).max_positions or DEFAULT_MAX_TOKENS)
    return check_max_tokens(loaded.config, max_tokens)


def plan(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Texts in batches of similar length, longest first: rows times the longest row stay within ``budget`` tokens.

    A text longer than the budget is a batch of its own. Longest first, so that what does not fit in memory fails at
    once and not after an hour.
    """
    batches: list[list[int]] = []
    for text in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if batches and lengths[batches[-1][0]] * (len(batches[-1]) + 1) <= budget:
            batches[-1].append(text)
        else:
            batches.append([text])
    return batches


def pad_token(loaded: LoadedModel) -> int:
    """The id that fills short rows: the tokenizer's padding token, else its end-of-sequence token, else 0."""
    for token in (loaded.tokenizer.pad_token_id, loaded.tokenizer.eos_token_id, loaded.config.get("eos_token_id")):
        if isinstance(token, int):
            return token
    return 0


def pad(loaded: LoadedModel, tokens: TokenBatch, texts: list[int], *, pool_to: int = 0, side: Side = "right") -> Batch:
    """One batch of the given texts, padded to its longest row.

    With ``pool_to`` it is padded to that many positions instead, on the right, and the padding is pooled.
    """
    width = max([pool_to, *(len(tokens.ids[text]) for text in texts)])
    ids = torch.full((len(texts), width), pad_token(loaded))
    mask = torch.zeros_like(ids)
    bounds: Bounds = []
    for row, text in enumerate(texts):
        row_ids = tokens.ids[text]
        at = width - len(row_ids) if side == "left" and not pool_to else 0
        ids[row, at : at + len(row_ids)] = torch.tensor(row_ids)
        mask[row, at : at + len(row_ids)] = 1
        start, stop = tokens.bounds(text)
        bounds.append((at + start, at + stop))
    pooled = [(start, width) for start, _ in bounds] if pool_to else bounds
    return Batch(texts, ids.to(loaded.device), mask.to(loaded.device), bounds, pooled)


def each_batch(
    loaded: LoadedModel,
    tokens: TokenBatch,
    budget: int,
    *,
    side: Side = "right",
    pool_to: int = 0,
    on_progress: OnProgress | None = None,
    check_cancelled: CheckCancelled | None = None,
) -> Iterator[Batch]:
    """All texts in the batches of :func:`plan`, padded as :func:`pad` does.

    ``check_cancelled()``, which raises to stop, is called before each batch, ``on_progress(texts done, texts)`` after.
    """
    done = 0
    for texts in plan([max(len(ids), pool_to) for ids in tokens.ids], budget):
        if check_cancelled:
            check_cancelled()
        yield pad(loaded, tokens, texts, pool_to=pool_to, side=side)
        done += len(texts)
        if on_progress:
            on_progress(done, len(tokens.ids))


def values_not_finite(loaded: LoadedModel, shares: Sequence[Share], values: torch.Tensor, batch: Batch) -> Refused:
    """The refusal of a batch's values [rows, positions, columns], with the first place and text at fault."""
    for row, (start, stop) in enumerate(batch.bounds):
        for share in shares:
            if not bool(torch.isfinite(share.of(values[row, start:stop])).all()):
                return not_finite(loaded, f"values at {share.place}", batch.ids[row, start:stop])
    return not_finite(loaded, f"values at {shares[0].place}")
