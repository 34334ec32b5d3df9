"""Donor tokens: the values units had at tokens of real text, to resample an ablated unit from."""

from collections.abc import Iterable, Sequence

import numpy as np
import torch

from isogloss.activations.batches import DEFAULT_BATCH_TOKENS, CheckCancelled, each_batch, token_limit
from isogloss.methods.finite import is_finite
from isogloss.models.broken import not_finite
from isogloss.models.editing import Donors
from isogloss.models.hooks import listening, run_body
from isogloss.models.load import LoadedModel
from isogloss.models.tokens import tokenize
from isogloss.vocabulary.address import Address, UnitAddress

#: Donor tokens kept: enough that no value is drawn often.
MOST_TOKENS = 1024


def read_donors(
    loaded: LoadedModel,
    texts: Sequence[str],
    units: Iterable[UnitAddress],
    *,
    seed: int,
    n: int = MOST_TOKENS,
    max_tokens: int | None = None,
    check_cancelled: CheckCancelled | None = None,
) -> Donors:
    """Values of the units at ``n`` of the texts' own tokens, drawn without replacement; all of them where fewer.

    The same token gives all units their values, so that what they do together is kept.
    """
    tokens = tokenize(loaded, texts, max_tokens=token_limit(loaded, max_tokens))
    places: dict[Address, list[UnitAddress]] = {}
    for unit in sorted(set(units)):
        places.setdefault(unit.place, []).append(unit)
    columns = {place: torch.tensor([unit.unit for unit in here]) for place, here in places.items()}
    parts: dict[Address, list[torch.Tensor]] = {place: [] for place in places}
    for batch in each_batch(loaded, tokens, DEFAULT_BATCH_TOKENS, check_cancelled=check_cancelled):
        own = torch.zeros_like(batch.mask, dtype=torch.bool)
        for row, (start, stop) in enumerate(batch.bounds):
            own[row, start:stop] = True

        def keep(place: Address, values: torch.Tensor, own: torch.Tensor = own) -> None:
            mine = values[own][:, columns[place].to(values.device)].cpu()
            if not is_finite(mine):
                raise not_finite(loaded, f"values at {place}, which are donors to others,")
            parts[place].append(mine)

        with listening(loaded, places, keep):
            run_body(loaded, batch.ids, batch.mask)
    total = sum(len(part) for part in next(iter(parts.values())))
    chosen = np.sort(np.random.default_rng(seed).permutation(total)[:n])
    values: dict[UnitAddress, torch.Tensor] = {}
    for place, here in places.items():
        every = torch.cat(parts[place])[torch.from_numpy(chosen)]
        values.update({unit: every[:, i] for i, unit in enumerate(here)})
    return Donors(values)
