"""A study for tests alone that makes a model: rows of checkpoints, one after the other, with nothing behind them."""

from pydantic import BaseModel

from isogloss.contract.catalogue import Catalogue
from isogloss.contract.study import Cost, Inputs, Study, StudyParams


class Params(StudyParams):
    rungs: int = 3
    seconds: float = 0.0
    nonce: int = 0
    fail_at: int | None = None
    wait_for: str = ""


class Result(BaseModel):
    model: str


def check(params: Params, catalogue: Catalogue) -> Inputs:
    return Inputs()


def model_of(params: Params, key: str) -> str:
    return f"made-{key[:8]}"


STUDY = Study(
    name="maker",
    version=1,
    title="A maker",
    question=1,
    params=Params,
    result=Result,
    check=check,
    cost=lambda params, catalogue: Cost(params.rungs * params.seconds, 0),
    publishes=model_of,
    package="tests.runs.maker",
)
