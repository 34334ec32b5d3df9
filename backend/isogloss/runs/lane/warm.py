"""What a lane keeps warm between runs: models under a byte budget.

Torch is imported when the first model is asked for, so that a lane starts in a moment.
"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from isogloss.contract.study import AnyStudy
from isogloss.store.open import Store


class Warm:
    """Things that take long to load. ``device`` is ``auto``, ``cpu`` or a torch device."""

    def __init__(self, store: Store, studies: Mapping[str, AnyStudy], *, model_budget_bytes: int, device: str = "auto"):
        self.store, self.studies = store, studies
        self._budget, self._device = model_budget_bytes, device
        self._models: OrderedDict[tuple[str, ...], Any] = OrderedDict()
        self._used = False

    @property
    def device(self) -> str:
        """The device models are loaded to."""
        if self._device != "auto":
            return self._device
        import torch

        return "cuda" if torch.cuda.is_available() else "cpu"

    def use_device(self) -> str:
        """The device, for a run that puts something there itself."""
        self._used = True
        return self.device

    @property
    def device_used(self) -> str:
        """Where models are, if any was loaded; else the CPU, for then nothing else can have been used."""
        return self.device if self._models or self._used else "cpu"

    @property
    def pooled(self) -> Any:
        """The cache of pooled activations."""
        from isogloss.activations.cache import PooledCache

        return PooledCache(self.store)

    def model(self, model_id: str, revision: str, *, dtype: str, attention: str) -> Any:
        """A loaded model whose files are those that were added, now too; the least recently used ones make room.

        Raises what ``models`` raises.
        """
        from isogloss.models.ladder import get_checkpoint
        from isogloss.models.load import load_checkpoint, still_loaded

        with self.store.app.session() as session:
            rung = get_checkpoint(session, model_id, revision)
        name = (rung.fingerprint, model_id, revision, dtype, attention)
        loaded = self._models.pop(name, None)
        if loaded is None:
            self._make_room(rung.n_bytes)
            options = {"dtype": dtype, "attention": attention, "device": self.device}
            loaded = load_checkpoint(self.store, model_id, revision, **options)
        else:
            loaded = still_loaded(self.store, loaded, model_id, revision)
        self._models[name] = loaded
        return loaded

    def _make_room(self, incoming: int) -> None:
        """Let go of the least recently used, before loading what would go beyond the budget."""
        while self._models and incoming + sum(loaded.n_bytes for loaded in self._models.values()) > self._budget:
            self._models.popitem(last=False)
