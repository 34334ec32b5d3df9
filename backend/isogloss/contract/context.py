"""What a job is handed. The lane's implementation is ``lane_context``; this face of it is free of torch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from isogloss.contract.catalogue import Catalogue
from isogloss.contract.publication import Part

if TYPE_CHECKING:
    import numpy as np
    from plotly.graph_objects import Figure

    from isogloss.activations.cache import PooledCache
    from isogloss.models.load import LoadedModel
    from isogloss.store.open import Store

P = TypeVar("P", bound=BaseModel)
R = TypeVar("R", bound=BaseModel)
T = TypeVar("T")

#: What a step may return: small, and the same after a trip through JSON.
Json = dict[str, Any] | list[Any] | str | int | float | bool | None


class Keeps(Protocol):
    """Keeping and reading what belongs to one run, by name. Keeping twice under one name keeps the last."""

    @property
    def key(self) -> str:
        """The run's key."""
        ...

    @property
    def run_id(self) -> int:
        """The run's number in this installation."""
        ...

    @property
    def store(self) -> "Store":
        """Where everything is kept."""
        ...

    def save_bytes(self, name: str, data: bytes, *, kind: str = "bytes", evictable: bool = False) -> str:
        """Keep bytes; returns their digest. Raises OutOfSpace, with nothing half-written."""
        ...

    def load_bytes(self, name: str) -> bytes:
        """Bytes kept under this name; raises NotFound."""
        ...

    def save_array(self, name: str, array: "np.ndarray", *, evictable: bool = False) -> str:
        """Keep an array of any shape and plain dtype; returns its digest."""
        ...

    def load_array(self, name: str) -> "np.ndarray":
        """The array kept under this name; raises NotFound."""
        ...

    def save_figure(self, name: str, figure: "Figure") -> str:
        """Keep a figure under one of the study's figure names; raises Refused for a name the study does not declare."""
        ...

    def log(self, text: str) -> None:
        """One line for the reader of the run's log (cut at 2,000 characters, at most 2,000 lines)."""
        ...

    def warn(self, code: str, text: str) -> None:
        """A caveat shown with the result, once per code."""
        ...


class RunContext(Keeps, Protocol):
    """The hands of a running job. Everything between steps runs again after a death, so it must be cheap and pure."""

    @property
    def activations(self) -> "PooledCache":
        """Pooled values of texts, shared between runs."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """What a request may name."""
        ...

    @property
    def device(self) -> str:
        """Where models are computed: ``cpu`` or a torch device. Asking is using: it becomes part of the provenance."""
        ...

    def plan(self, steps: Mapping[str, float] | Sequence[str]) -> None:
        """Declare the steps to come, with their relative durations where known: the progress bar stands on it."""
        ...

    def step(self, name: str, work: Callable[[], T]) -> T:
        """Do the work once and for all: after a death its stored return value is given back instead.

        The value must be small JSON (64 KiB); arrays are kept with ``save_array`` and named in it. Steps must be asked
        for in the same order every time.
        """
        ...

    def progress(self, done: float, total: float, label: str = "") -> None:
        """How far the current step is. Cheap: written at most every 100 ms. Raises Cancelled when the run must stop."""
        ...

    def answer(self, result: BaseModel, figures: "Mapping[str, Figure] | None" = None) -> None:
        """Keep the answer, of the study's ``result`` type, and its figures: the end of every job, within a step. A job
        that ends without one has failed."""
        ...

    def frame(self, data: dict[str, Any]) -> None:
        """Live output for whoever watches: what was gained since the last frame, as small JSON. Kept with the run, so
        write at most some hundreds; the finished output belongs into the result."""
        ...

    def publish(self, part: Part) -> str:
        """Publish one more part of what the study ``publishes``: whole or not at all, and once, however often a run is
        retried. Recipes go on with it, and everybody sees it. Returns its digest.

        Raises what the kind refuses, Conflict where the id is another run's or the part was published with other
        contents.
        """
        ...

    def check_cancelled(self) -> None:
        """Raises Cancelled when nobody wants the run any more; call it at least every second of a long step."""
        ...

    def model(self, model_id: str, revision: str, *, dtype: str = "float32", attention: str = "sdpa") -> "LoadedModel":
        """A model, kept warm between runs."""
        ...

    def write_scores(self, rows: "np.ndarray") -> int:
        """Replace this run's rows of ``unit_score`` (see ``store.unit_score``); returns how many there are."""
        ...

    def upstream(self, key: str) -> "FinishedRun[Any, Any]":
        """A run this one builds on; raises Refused if it is not finished."""
        ...


class SeriesContext(Keeps, Protocol):
    """The hands of a series being drawn. ``missing`` are the checkpoints that are not finished, with the reason."""

    @property
    def asked(self) -> tuple[str, ...]:
        """The checkpoints that were asked for."""
        ...

    @property
    def missing(self) -> tuple["MissingRun", ...]:
        """Those that are not finished."""
        ...


@dataclass(frozen=True)
class MissingRun:
    """A checkpoint of a series that has no result: where it stands and, if it failed, why (public text)."""

    key: str
    checkpoint: str
    status: str
    reason: str = ""
    step: int | None = None


@dataclass(frozen=True)
class FinishedRun(Generic[P, R]):
    """A finished run as another one reads it: what was asked, what was answered, and its kept things by name."""

    key: str
    run_id: int
    study: str
    params: P
    result: R
    load_bytes: Callable[[str], bytes] = field(repr=False)
    load_array: Callable[[str], "np.ndarray"] = field(repr=False)
