"""What every job does with its plan and its hands: the model, seeds, and what steps keep for one another."""

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import numpy as np
import orjson

from isogloss.contract.context import RunContext
from isogloss.contract.params import StudyParams
from isogloss.kit.request import AtCheckpoint
from isogloss.vocabulary.digest import digest_of

if TYPE_CHECKING:
    from isogloss.models.load import LoadedModel


class Asked(Protocol):
    """A plan of any study: it holds what was asked."""

    @property
    def params(self) -> StudyParams:
        """What was asked."""
        ...


Plan = TypeVar("Plan", bound=Asked)
Read = TypeVar("Read", bound=AtCheckpoint[Any])


class Work(Generic[Plan]):
    """A run at work: cheap to make, and the same after every death. A study's own work adds what its steps share."""

    def __init__(self, plan: Plan, ctx: RunContext):
        self.plan, self.ctx = plan, ctx

    def seed(self, *what: Any) -> int:
        """A seed for one purpose."""
        return int(digest_of([self.plan.params.seed, *what])[:8], 16)

    def between(self, name: str, array: np.ndarray) -> None:
        """Keep what only later steps of this run read: it may be evicted once the run is done."""
        self.ctx.save_array(name, array, evictable=True)

    def keep_json(self, name: str, value: Any, *, evictable: bool = True) -> None:
        """Keep a JSON value."""
        self.ctx.save_bytes(name, orjson.dumps(value), kind="json", evictable=evictable)

    def load_json(self, name: str) -> Any:
        """A JSON value that was kept."""
        return orjson.loads(self.ctx.load_bytes(name))


class ModelWork(Work[Read]):
    """A run that reads one checkpoint."""

    def __init__(self, plan: Read, ctx: RunContext):
        super().__init__(plan, ctx)
        self.model, self.checkpoint = plan.model, plan.checkpoint

    def loaded(self) -> "LoadedModel":
        """The model, warm."""
        p = self.plan.params
        return self.ctx.model(p.model, p.checkpoint, dtype=p.dtype, attention=p.attention)

    def head(self) -> dict[str, Any]:
        """The head of the answer (:class:`isogloss.contract.answer.CheckpointAnswer`)."""
        return {
            "model": self.model.id,
            "checkpoint": self.checkpoint.revision,
            "step": self.checkpoint.step,
            "fingerprint": self.checkpoint.fingerprint,
        }


def few_draws(draws: int, of: str = "draws behind a null") -> list[str]:
    """What a reader must know of a null from few draws."""
    if not 0 < draws < 200:
        return []
    return [f"{draws} {of} are a first look: no p falls below {1 / (draws + 1):.2g}."]
