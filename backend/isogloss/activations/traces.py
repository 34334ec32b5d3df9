"""Traces: what chosen units do token by token in chosen sentences, as a page shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from isogloss.activations.batches import (
    DEFAULT_BATCH_TOKENS,
    Batch,
    CheckCancelled,
    each_batch,
    token_limit,
    values_not_finite,
)
from isogloss.methods.finite import is_finite
from isogloss.models.hooks import Share, read, sources
from isogloss.models.load import LoadedModel
from isogloss.models.points import check_unit
from isogloss.models.tokens import Stretch, stretches, tokenize
from isogloss.vocabulary.address import Address, UnitAddress


@dataclass(frozen=True)
class Trace:
    """One text's values token by token, as stretches of text that split no character a reader sees.

    ``values[place][unit]`` has one number per stretch: the greatest over its tokens.
    """

    stretches: tuple[Stretch, ...]
    values: dict[Address, dict[int, list[float]]]


def token_traces(
    loaded: LoadedModel,
    texts: Sequence[str],
    wanted: dict[int, dict[Address, list[int]]],
    *,
    max_tokens: int | None = None,
    batch_tokens: int = DEFAULT_BATCH_TOKENS,
    bos_policy: str | None = None,
    check_cancelled: CheckCancelled | None = None,
) -> dict[int, Trace]:
    """Values per token of chosen units in chosen texts: ``wanted`` is {index of text: {place: units}}.

    The same tokens and limit as ``capture_pooled``, so the greatest number of a trace is the pooled value (up to
    the rounding of a differently filled batch). Raises Refused for an unknown unit.
    """
    chosen = sorted(wanted)
    for of_text in wanted.values():
        for place, units in of_text.items():
            for unit in units:
                check_unit(loaded.config, UnitAddress(place, unit))
    limit = token_limit(loaded, max_tokens)
    tokens = tokenize(loaded, [texts[i] for i in chosen], max_tokens=limit, bos_policy=bos_policy)
    traces: dict[int, Trace] = {}
    for batch in each_batch(loaded, tokens, batch_tokens, check_cancelled=check_cancelled):
        asked = [wanted[chosen[text]] for text in batch.texts]
        places = sorted({place for here in asked for place in here})
        kept = _token_values(loaded, batch, asked, places)
        for row, text in enumerate(batch.texts):
            parts = tuple(stretches(texts[chosen[text]], tokens.spans[text]))
            traces[chosen[text]] = Trace(parts, _per_stretch(parts, kept[row]))
    return traces


def _token_values(
    loaded: LoadedModel, batch: Batch, wanted: list[dict[Address, list[int]]], places: list[Address]
) -> list[dict[Address, dict[int, np.ndarray]]]:
    """Per row: {place: {unit: values [positions]}}."""
    kept: list[dict[Address, dict[int, np.ndarray]]] = [{} for _ in wanted]

    def keep(shares: list[Share]) -> Callable[[torch.Tensor], None]:
        def each(values: torch.Tensor) -> None:
            for share in shares:
                own = share.of(values)
                for row, asked in enumerate(wanted):
                    units, span = asked.get(share.place, []), slice(*batch.bounds[row])
                    if units and not is_finite(own[row, span][:, units]):
                        raise values_not_finite(loaded, [share], values, batch)
                    kept[row][share.place] = {unit: own[row, :, unit].double().cpu().numpy() for unit in units}

        return each

    wanted_sources = sources(loaded, places)
    if wanted_sources:
        read(loaded, batch.ids, batch.mask, {source: keep(shares) for source, shares in wanted_sources.items()})
    return kept


def _per_stretch(
    parts: tuple[Stretch, ...], values: dict[Address, dict[int, np.ndarray]]
) -> dict[Address, dict[int, list[float]]]:
    def greatest(per_token: np.ndarray) -> list[float]:
        return [float(per_token[list(part.positions)].max()) for part in parts]

    return {
        place: {unit: greatest(per_token) for unit, per_token in units.items()}
        for place, units in values.items()
        if units
    }
