"""The cache of pooled values: one evictable artifact per place and language.

A miss is never an error: an artifact may have been evicted, by this process or another. What is asked for together is
captured together, and only the places that are missing.
"""

from collections.abc import Iterable

import numpy as np
from sqlalchemy import delete

from isogloss.activations.pooled import Pooled
from isogloss.activations.request import ActivationRequest
from isogloss.activations.tables import PooledCacheRow
from isogloss.store.base import utc_now
from isogloss.store.open import Store
from isogloss.store.upsert import insert
from isogloss.vocabulary.address import Address
from isogloss.vocabulary.errors import NotFound

_COUNTS = "counts"
_KIND = "pooled"


class PooledCache:
    """Pooled values by request; ``budget_bytes`` is the store's own unless given."""

    def __init__(self, store: Store, budget_bytes: int | None = None):
        self.store = store
        self.budget_bytes = store.cache_budget_bytes if budget_bytes is None else budget_bytes

    def get(self, request: ActivationRequest, place: Address) -> Pooled | None:
        """One place's values, mean, firing rate and the token counts; None where any of them is not here."""
        values, statistics, counts = (self._array(request.key(part)) for part in _parts(place))
        if values is None or statistics is None or counts is None:
            return None
        return Pooled({place: values}, counts[0], counts[1], {place: statistics[0]}, {place: statistics[1]})

    def missing(self, request: ActivationRequest) -> list[Address]:
        """The request's places that have to be captured (an artifact that is evicted meanwhile is a miss later)."""
        return [place for place in request.places if not all(self._there(request.key(part)) for part in _parts(place))]

    def put(self, request: ActivationRequest, pooled: Pooled, places: Iterable[Address] | None = None) -> None:
        """Keep the values of these places (all of them by default), then make room within the budget.

        ``pooled`` must have its statistics. Raises OutOfSpace; what was put before stays.
        """
        self._keep(request.key(_COUNTS), np.stack([pooled.n_tokens, pooled.truncated]))
        for place in places if places is not None else pooled.values:
            values, statistics, _ = _parts(place)
            self._keep(request.key(statistics), np.stack([pooled.mean[place], pooled.firing[place]]))
            self._keep(request.key(values), pooled.values[place])
        self.store.artifacts.evict(self.budget_bytes)

    def _there(self, key: str) -> bool:
        with self.store.app.session() as session:
            row = session.get(PooledCacheRow, key)
        return row is not None and self.store.artifacts.exists(row.digest)

    def _array(self, key: str) -> np.ndarray | None:
        with self.store.app.session() as session:
            row = session.get(PooledCacheRow, key)
        if row is None:
            return None
        try:
            return self.store.artifacts.get_array(row.digest)
        except NotFound:
            with self.store.app.session() as session:
                # Only if it still points there: another process may have captured it again.
                gone = delete(PooledCacheRow).where(PooledCacheRow.key == key, PooledCacheRow.digest == row.digest)
                session.execute(gone)
            return None

    def _keep(self, key: str, array: np.ndarray) -> None:
        digest = self.store.artifacts.put_array(array, kind=_KIND, evictable=True)
        found = {"digest": digest, "n_bytes": array.nbytes, "last_used": utc_now()}
        with self.store.app.session() as session:
            row = insert(session, PooledCacheRow).values(key=key, **found)
            # Two lanes may have captured the same sentences at the same time.
            session.execute(row.on_conflict_do_update(index_elements=["key"], set_=found))


def _parts(place: Address) -> tuple[str, str, str]:
    return f"{place}", f"{place}:statistics", _COUNTS
