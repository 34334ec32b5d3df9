"""States: what a place holds at sampled tokens of a text, and on average over all of them; and how often it is active.

One pass through the model reads everything. As with pooling, positions that stand for no text are never read, and rows
are read one by one over their own span, so that padding cannot matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from isogloss.activations.batches import (
    DEFAULT_BATCH_TOKENS,
    Batch,
    CheckCancelled,
    OnProgress,
    Side,
    each_batch,
    values_not_finite,
)
from isogloss.activations.pooling import wide
from isogloss.models.hooks import Share, read, sources
from isogloss.models.load import LoadedModel
from isogloss.models.points import check_place
from isogloss.models.tokens import TokenBatch
from isogloss.vocabulary.address import Address


@dataclass(frozen=True)
class States:
    """``mean[place]`` [texts, width] over each text's own tokens; ``sampled[place]`` [samples, width], the samples of
    the first text first; of the places counted ``active[place]`` [groups, width], the tokens whose value is above 0,
    and ``total[place]`` [groups, width], the sum of their values; ``tokens`` [groups]."""

    mean: dict[Address, np.ndarray]
    sampled: dict[Address, np.ndarray]
    active: dict[Address, np.ndarray]
    total: dict[Address, np.ndarray]
    tokens: np.ndarray


def sample_positions(n_tokens: int, wanted: int, key: Sequence[int]) -> np.ndarray:
    """At most ``wanted`` different tokens of a text that has ``n_tokens``, in reading order. ``key`` decides them: the
    seed and the text's own name, so that they depend on no other text."""
    chosen = np.random.default_rng(list(key)).permutation(n_tokens)[:wanted]
    return np.sort(chosen)


def token_states(
    loaded: LoadedModel,
    tokens: TokenBatch,
    places: Sequence[Address],
    samples: Sequence[np.ndarray],
    *,
    counted: Sequence[Address] = (),
    groups: np.ndarray | None = None,
    batch_tokens: int = DEFAULT_BATCH_TOKENS,
    padding_side: Side = "right",
    on_progress: OnProgress | None = None,
    check_cancelled: CheckCancelled | None = None,
) -> States:
    """Read every text once.

    samples: per text, the tokens to keep, counted from the text's first own token. ``counted`` are places whose
    activity is counted over the texts of each group; groups: [texts], -1 for a text that is not counted. Raises Refused
    for unknown places and values that are not finite.
    """
    kept_type = np.float64 if loaded.dtype == "float64" else np.float32
    starts = np.concatenate([[0], np.cumsum([len(chosen) for chosen in samples])]).astype(int)
    of_group = np.full(len(tokens.ids), -1) if groups is None else np.asarray(groups)
    n_groups = int(of_group.max(initial=-1)) + 1
    widths = {place: check_place(loaded.config, place) for place in {*places, *counted}}
    found = States(
        mean={place: np.empty((len(tokens.ids), widths[place]), kept_type) for place in places},
        sampled={place: np.empty((starts[-1], widths[place]), kept_type) for place in places},
        active={place: np.zeros((n_groups, widths[place]), np.int64) for place in counted},
        total={place: np.zeros((n_groups, widths[place])) for place in counted},
        tokens=np.zeros(n_groups, np.int64),
    )
    hooks = {
        source: _Reading(loaded, shares, found, samples, starts, of_group)
        for source, shares in sources(loaded, widths).items()
    }
    for batch in each_batch(
        loaded, tokens, batch_tokens, side=padding_side, on_progress=on_progress, check_cancelled=check_cancelled
    ):
        for hook in hooks.values():
            hook.batch = batch
        read(loaded, batch.ids, batch.mask, hooks)
        for text, (start, stop) in zip(batch.texts, batch.bounds, strict=True):
            if of_group[text] >= 0:
                found.tokens[of_group[text]] += stop - start
    return found


class _Reading:
    """What is kept of one source."""

    def __init__(
        self,
        loaded: LoadedModel,
        shares: list[Share],
        found: States,
        samples: Sequence[np.ndarray],
        starts: np.ndarray,
        groups: np.ndarray,
    ):
        self.loaded, self.shares, self.found = loaded, shares, found
        self.samples, self.starts, self.groups = samples, starts, groups
        self.batch: Batch

    def __call__(self, values: torch.Tensor) -> None:
        array = wide(values).cpu().numpy()
        for row, (text, (start, stop)) in enumerate(zip(self.batch.texts, self.batch.bounds, strict=True)):
            own = array[row, start:stop]
            with np.errstate(invalid="ignore"):
                mean = own.mean(0, dtype=np.float64)
            if not np.isfinite(mean).all():
                raise values_not_finite(self.loaded, self.shares, values, self.batch)
            for share in self.shares:
                self._keep(share, text, own, mean)

    def _keep(self, share: Share, text: int, own: np.ndarray, mean: np.ndarray) -> None:
        place = share.place
        if place in self.found.mean:
            self.found.mean[place][text] = share.of(mean)
            span = slice(self.starts[text], self.starts[text + 1])
            self.found.sampled[place][span] = share.of(own[self.samples[text]])
        if place in self.found.active and self.groups[text] >= 0:
            group = self.groups[text]
            self.found.active[place][group] += share.of(np.add.reduce(own > 0, axis=0, dtype=np.int64))
            self.found.total[place][group] += share.of(mean) * len(own)
