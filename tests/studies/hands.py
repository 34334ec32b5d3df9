"""What a job is handed, without an engine: every step is done at once, and only what is kept is remembered."""

from typing import Any

import numpy as np

from isogloss.runs.catalogue import StoredCatalogue
from isogloss.store.open import Store


class Hands:
    """The least of it; a study's tests add what its job asks for besides."""

    def __init__(self, store: Store):
        self.store, self.catalogue = store, StoredCatalogue(store)
        self.kept: dict[str, Any] = {}
        self.figures: dict[str, Any] = {}
        self.planned: list[str] = []
        self.frames: list[dict[str, Any]] = []

    def plan(self, steps: Any) -> None:
        self.planned = list(steps)

    def step(self, name: str, work: Any) -> Any:
        return work()

    def progress(self, done: float, total: float, label: str = "") -> None: ...

    def check_cancelled(self) -> None: ...

    def frame(self, data: dict[str, Any]) -> None:
        self.frames.append(data)

    def save_bytes(self, name: str, data: bytes, **_: Any) -> str:
        self.kept[name] = data
        return name

    def load_bytes(self, name: str) -> bytes:
        return self.kept[name]

    def save_array(self, name: str, array: np.ndarray, **_: Any) -> str:
        self.kept[name] = array.copy()
        return name

    def load_array(self, name: str) -> np.ndarray:
        return self.kept[name]

    def answer(self, result: Any, figures: Any = None) -> None:
        self.result = result
        for name, figure in (figures or {}).items():
            self.save_figure(name, figure)

    def save_figure(self, name: str, figure: Any) -> None:
        self.figures[name] = figure
