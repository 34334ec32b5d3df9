"""A study for tests alone whose page writes: somebody says what a unit means."""

from pydantic import Field

from isogloss.contract.params import StudyParams
from isogloss.contract.study import Inputs, Study
from isogloss.contract.wire import Wire


class Params(StudyParams):
    """Nothing of its own."""


class Result(Wire):
    """Nothing."""


class Meaning(Wire):
    """What somebody takes a unit to mean."""

    word: str = Field(min_length=1, max_length=100_000)
    sure: bool = False


class Judge(Wire):
    """A judgment, and the newest one that its writer knew."""

    meaning: Meaning
    seen: int = Field(0, ge=0)
    by: str = Field("", max_length=300)
    fails: bool = False


class Judgment(Wire):
    """As it was written."""

    unit: str
    revision: int
    meaning: Meaning
    by: str


STUDY = Study(
    name="judging",
    version=1,
    title="Judging",
    question=None,
    params=Params,
    result=Result,
    resolve=lambda params, catalogue: params,
    inputs=lambda params: Inputs(),
    package="tests.web.judging",
)
