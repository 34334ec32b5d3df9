"""What a study is: its wire types, its checks, its price, and what its job is handed.

A study is one :class:`Study` object in ``studies/<name>/study.py``; its work is ``job.py`` beside it, found by that
fixed name, so that the web process can ask for runs without importing torch.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from isogloss.models.config_digest import digest_at
from isogloss.runs.catalogue import Catalogue
from isogloss.runs.context import FinishedRun, RunContext, SeriesContext
from isogloss.runs.found import Found, headline
from isogloss.runs.references import RunRef, references
from isogloss.vocabulary.given_path import spelled_as_path
from isogloss.vocabulary.language import in_house_order

__all__ = [
    "Catalogue",
    "CheckpointParams",
    "Cost",
    "FinishedRun",
    "Inputs",
    "Joined",
    "Names",
    "RunContext",
    "RunRef",
    "SeriesContext",
    "Study",
    "StudyParams",
    "in_one_order",
    "reading",
    "references",
]


def _one_order(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(in_house_order(names))


def _joined(ids: str) -> str:
    return "+".join(sorted(set(ids.split("+"))))


#: Names whose order decides nothing, in one order, so that whoever names the same ones asks for the same run; and the
#: same of id sets and splits joined by +.
in_one_order = AfterValidator(_one_order)
Names = Annotated[tuple[str, ...], in_one_order]
Joined = Annotated[str, AfterValidator(_joined)]


class StudyParams(BaseModel):
    """What every study is asked: how it is computed. All of it enters the run key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dtype: Literal["float32", "bfloat16", "float16", "float64"] = Field(
        "float32", description="Number type of the weights."
    )
    attention: Literal["eager", "sdpa"] = Field("sdpa", description="Attention implementation.")
    seed: int = Field(0, ge=0, lt=2**32, description="Seed of everything random in the run.")


class CheckpointParams(StudyParams):
    """What a study of one checkpoint is asked. Only such a study can be asked for along a ladder, as a series."""

    model: str = Field(description="The model, by its id in this house.")
    checkpoint: str = Field(description="The checkpoint: a revision of the model's ladder.")


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


def reading(model: Any, checkpoint: Any, **beside: Any) -> Inputs:
    """The inputs of a run that reads a checkpoint: all that decides what the model makes of a text, and what else it
    reads (the other fields of :class:`Inputs`). ``model`` and ``checkpoint`` are rows of the catalogue."""
    return Inputs(
        fingerprints=(checkpoint.fingerprint,),
        configs=(digest_at(model, checkpoint),),
        tokenizer=model.tokenizer_digest,
        bos_policy=model.bos_policy,
        **beside,
    )


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


def _as_asked(params: Any, catalogue: Catalogue) -> Any:
    return params


def _no_cost(params: StudyParams, catalogue: Catalogue) -> Cost:
    return Cost(seconds=1.0, bytes=0)


@dataclass(frozen=True)
class Study:
    """One study as the house knows it; ``package`` holds its ``job`` module.

    ``found(result)`` are the numbers that a series' stored result is known by, for the command line; the first says
    most. ``settled(params, catalogue)`` are the params a run is kept under, where two ways to say one thing (k, and the
    share of the units that is k) would else be two runs. ``publishes(params, key)`` is the id of the model whose
    checkpoints a run adds to the house while it runs, for recipes that go on with each as it lands; None for a study
    that makes no model. ``path_params`` may each name a folder of the worker's machine.
    """

    name: str
    version: int
    title: str
    question: int
    params: type[StudyParams]
    result: type[BaseModel]
    check: Callable[[Any, Catalogue], Inputs]
    cost: Callable[[Any, Catalogue], Cost] = _no_cost
    found: Callable[[Mapping[str, Any]], list[Found]] = headline
    settled: Callable[[Any, Catalogue], Any] = _as_asked
    publishes: Callable[[Any, str], str] | None = None
    series_result: type[BaseModel] | None = None
    figures: tuple[str, ...] = ()
    series_figures: tuple[str, ...] = ()
    lane: Literal["batch", "live"] = "batch"
    description: str = ""
    package: str = ""
    path_params: tuple[str, ...] = ()

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
    def job_module(self) -> str:
        """Where ``run`` (and ``series``) are found."""
        return f"{self.package or f'isogloss.studies.{self.name}'}.job"
