"""What a study is: its types, how a request is resolved, its price, and where its work is found.

A study is one :class:`Study` object in ``studies/<name>/study.py``; its work is ``job.py`` beside it (:class:`Job`),
found by that fixed name, so that the web process can ask for runs without importing torch.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from isogloss.contract.answer import LadderAnswer
from isogloss.contract.catalogue import Catalogue
from isogloss.contract.context import FinishedRun, RunContext, SeriesContext
from isogloss.contract.headline import Found, headline
from isogloss.contract.params import CheckpointParams, StudyParams
from isogloss.contract.publication import Publishes
from isogloss.vocabulary.given_path import spelled_as_path

#: What is asked, what it comes to once everything it names is looked up, what is answered, and that of a ladder.
P = TypeVar("P", bound=StudyParams)
Plan = TypeVar("Plan")
R = TypeVar("R", bound=BaseModel)
S = TypeVar("S", bound=LadderAnswer[Any])
#: The same where they are only taken, or only given.
Plan_contra = TypeVar("Plan_contra", contravariant=True)
S_co = TypeVar("S_co", bound=LadderAnswer[Any], covariant=True)


@dataclass(frozen=True)
class Inputs:
    """Digests of everything a run reads: they enter its key beside the params.

    ``fingerprints`` are weight digests, ``corpora``, ``concept_sets`` and ``id_sets`` map ids to digests, ``upstream``
    holds the keys of the runs it builds on. ``configs`` are digests of the configs of the checkpoints whose weights are
    read, in the same order; runs of earlier versions have none, and are written without.
    """

    fingerprints: tuple[str, ...] = ()
    tokenizer: str | None = None
    bos_policy: str | None = None
    corpora: dict[str, str] = field(default_factory=dict)
    concept_sets: dict[str, str] = field(default_factory=dict)
    id_sets: dict[str, str] = field(default_factory=dict)
    upstream: tuple[str, ...] = ()
    configs: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same as a JSON object."""
        found = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}
        return found if found["configs"] else {name: value for name, value in found.items() if name != "configs"}


@dataclass(frozen=True)
class Cost:
    """What a run will take, said before it starts: wall-clock seconds, bytes kept, and a smaller offer.

    ``smaller`` are params that would make it cheaper (overrides), ``smaller_seconds`` what it would take then.
    """

    seconds: float
    bytes: int
    detail: str = ""
    smaller: dict[str, Any] | None = None
    smaller_seconds: float | None = None


def _no_cost(plan: object) -> Cost:
    return Cost(seconds=1.0, bytes=0)


class Job(Protocol[Plan_contra]):
    """A study's ``job`` module."""

    def run(self, plan: Plan_contra, ctx: RunContext) -> None:
        """Do the work, and give the answer with ``ctx.answer``."""
        ...


class LadderJob(Job[Plan_contra], Protocol[Plan_contra, R, S_co]):
    """The same of a study that has a ``series_result``."""

    def series(self, children: Sequence[FinishedRun[Any, R]], ctx: SeriesContext) -> S_co:
        """The ladder, as far as it is finished (:func:`isogloss.kit.ladder.ladder`)."""
        ...


@dataclass(frozen=True)
class Study(Generic[P, Plan, R, S]):
    """One study as the installation knows it; ``package`` holds its ``job`` module.

    ``resolve(params, catalogue)`` looks up everything a request names, once, and raises a public error for what cannot
    be computed; ``inputs``, ``cost`` and the job read what it returns. ``settled(plan)`` are the params a run is kept
    under, where two ways to say one thing (k, and the share of the units that is k) would else be two runs.

    ``question`` is the one it answers (1 to 5; :mod:`isogloss.contract.questions`), None for none; ``does`` is what
    asking it so does, where there are several ways. ``headline`` says what the first number of its headline
    is; ``found(result)`` are the numbers that a series' stored result is known by, for the command line, where they are
    more than that one. ``publishes`` says what a run publishes while it runs and under which id:
    checkpoints of a model, which recipes go on with, or another kind of thing; None for a study that publishes nothing.
    ``frame`` is the type of its live output.
    ``path_params`` may each name a folder of the worker's machine.
    """

    name: str
    version: int
    title: str
    question: int | None
    params: type[P]
    result: type[R]
    resolve: Callable[[P, Catalogue], Plan]
    inputs: Callable[[Plan], Inputs]
    cost: Callable[[Plan], Cost] = _no_cost
    headline: str | None = None
    found: Callable[[Mapping[str, Any]], list[Found]] | None = None
    settled: Callable[[Plan], P] | None = None
    publishes: Publishes[P] | None = None
    series_result: type[S] | None = None
    frame: type[BaseModel] | None = None
    figures: tuple[str, ...] = ()
    series_figures: tuple[str, ...] = ()
    lane: Literal["batch", "live"] = "batch"
    description: str = ""
    does: str = ""
    package: str = ""
    path_params: tuple[str, ...] = ()

    def numbers(self, result: Mapping[str, Any]) -> list[Found]:
        """The numbers that a series' stored result is known by; the first says most."""
        return self.found(result) if self.found else headline(result, self.headline)

    def paths(self, params: Mapping[str, Any]) -> dict[str, str]:
        """The paths that such params name, by param."""
        given = {name: params.get(name) for name in self.path_params}
        return {name: value for name, value in given.items() if isinstance(value, str) and spelled_as_path(value)}

    @property
    def slug(self) -> str:
        """The name as addresses spell it: ``concept-neurons``."""
        return self.name.replace("_", "-")

    @property
    def reads_checkpoints(self) -> bool:
        """Whether it is asked of one checkpoint, and so of a ladder."""
        return issubclass(self.params, CheckpointParams)

    @property
    def home(self) -> str:
        """The package it lives in."""
        return self.package or f"isogloss.studies.{self.name}"

    def job(self) -> Job[Plan]:
        """Its ``job`` module. Imports what computes: never called in the web process."""
        module: Job[Plan] = import_module(f"{self.home}.job")
        return module

    def ladder_job(self) -> LadderJob[Plan, R, S]:
        """The same, where it has a ``series_result``."""
        module: LadderJob[Plan, R, S] = import_module(f"{self.home}.job")
        return module


#: A study of any kind, as whoever runs and shows them sees it.
AnyStudy = Study[Any, Any, Any, Any]
