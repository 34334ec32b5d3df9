"""A study for tests alone: a few steps that count their own executions in a file beside them."""

from typing import Annotated

from pydantic import BaseModel

from isogloss.contract.catalogue import Catalogue
from isogloss.contract.params import CheckpointParams
from isogloss.contract.references import RunRef, of_study
from isogloss.contract.study import Cost, Inputs, Study
from isogloss.vocabulary.errors import Refused

ToyRun = Annotated[RunRef, of_study("toy")]


class Params(CheckpointParams):
    model: str = "toy"
    checkpoint: str = "step0"
    steps: int = 6
    seconds: float = 0.0
    side_file: str = ""
    deaf: bool = False
    fail_at: int | None = None
    fail_with: str = "refused"
    fail_only: str | None = None
    upstream: ToyRun | None = None
    nonce: int = 0
    bulk: int = 0


class Result(BaseModel):
    total: float
    digests: list[str]
    checkpoint: str


class SeriesResult(BaseModel):
    checkpoints: list[str]
    missing: list[str]
    total: float


def resolve(params: Params, catalogue: Catalogue) -> Params:
    if params.steps > 1000:
        raise Refused("too_many", "A toy has at most 1000 steps.", hint="Ask for fewer.", field="steps")
    return params


def inputs(params: Params) -> Inputs:
    return Inputs(
        fingerprints=(f"weights-of-{params.checkpoint}",), upstream=(params.upstream,) if params.upstream else ()
    )


def cost(params: Params) -> Cost:
    return Cost(params.steps * params.seconds, 1000, "toy", {"steps": 1}, params.seconds)


STUDY = Study(
    name="toy",
    version=1,
    title="A toy",
    question=1,
    params=Params,
    result=Result,
    series_result=SeriesResult,
    figures=("line",),
    series_figures=("growth",),
    resolve=resolve,
    inputs=inputs,
    cost=cost,
    package="tests.runs.toy",
)
