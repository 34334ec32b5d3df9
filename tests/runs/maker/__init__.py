"""A study for tests alone that makes a model: rows of checkpoints, one after the other, with nothing behind them."""

from pydantic import BaseModel

from isogloss.contract.catalogue import Catalogue
from isogloss.contract.params import StudyParams
from isogloss.contract.study import Cost, Inputs, Study


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
    publishes=model_of,
    package="tests.runs.maker",
)
