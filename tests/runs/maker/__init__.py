"""A study for tests alone that makes a model: rows of checkpoints, one after the other, with nothing behind them."""

from dataclasses import dataclass

from pydantic import BaseModel

from isogloss.contract.catalogue import Catalogue
from isogloss.contract.params import StudyParams
from isogloss.contract.publication import Publishes, Ready
from isogloss.contract.study import Cost, Inputs, Study
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.store.open import AnyStore, Store


class Params(StudyParams):
    rungs: int = 3
    seconds: float = 0.0
    nonce: int = 0
    fail_at: int | None = None
    wait_for: str = ""


class Result(BaseModel):
    model: str


def resolve(params: Params, catalogue: Catalogue) -> Params:
    return params


def model_of(params: Params, key: str) -> str:
    return f"made-{key[:8]}"


@dataclass(frozen=True)
class MadeRung:
    """A checkpoint with nothing behind it."""

    number: int

    @property
    def name(self) -> str:
        return f"step{self.number}"


class RowsAlone:
    """Models that are rows."""

    name, has_checkpoints = "model", True

    def ready(self, store: Store, id: str, part: MadeRung) -> Ready:
        return Ready(f"weights-of-{part.name}", add=lambda within: add_rung(within, id, part.number))


def add_rung(store: AnyStore, model: str, rung: int) -> None:
    """The rows of a checkpoint, and of its model where there is none yet."""
    with store.app.writing() as session:
        if session.get(ModelRow, model) is None:
            facts = {"family": "gpt2", "architecture": "Toy", "config": {}, "n_layers": 1, "d_model": 1, "note": ""}
            facts |= {"n_parameters": 1, "tokenizer_digest": "t", "tokenizer_path": "/nowhere", "bos_policy": "none"}
            session.add(ModelRow(id=model, source="/nowhere", kind="folder", **facts))
            session.flush()
        facts = {
            "position": rung,
            "step": rung,
            "fingerprint": f"weights-of-step{rung}",
            "n_bytes": 1,
            "path": "/nowhere",
        }
        session.merge(CheckpointRow(model_id=model, revision=f"step{rung}", **facts))


STUDY = Study(
    name="maker",
    version=1,
    title="A maker",
    question=1,
    params=Params,
    result=Result,
    resolve=resolve,
    inputs=lambda params: Inputs(),
    cost=lambda params: Cost(params.rungs * params.seconds, 0),
    publishes=Publishes(RowsAlone(), model_of),
    package="tests.runs.maker",
)
