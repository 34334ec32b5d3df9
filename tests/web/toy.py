"""A study small enough for tests of the web edge: it needs no model and no corpus, and nobody has to compute it."""

from typing import Any

import plotly.graph_objects as go
from pydantic import BaseModel, Field

from isogloss.contract.catalogue import Catalogue
from isogloss.contract.params import CheckpointParams
from isogloss.contract.study import Cost, Inputs, Study
from isogloss.runs.asking import requests
from isogloss.runs.asking.key import set_key
from isogloss.runs.keeping import Keeping
from isogloss.runs.rows.state import end
from isogloss.runs.rows.tables import RunRow, find_run
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Refused


class Params(CheckpointParams):
    """What the toy is asked."""

    size: int = Field(3, ge=1, le=100, description="How large the answer is.")


class Estimate(BaseModel):
    """A number with its null."""

    value: float
    low: float
    high: float
    null: float
    n: int


class Headline(BaseModel):
    """What a run is known by."""

    shared_units: Estimate


class Result(BaseModel):
    """What the toy answers."""

    model: str
    headline: Headline
    values: list[float]


class Point(BaseModel):
    """One checkpoint."""

    key: str
    checkpoint: str
    step: int
    headline: Headline


class SeriesResult(BaseModel):
    """A ladder of toys."""

    points: list[Point]


def _resolve(params: Params, catalogue: Catalogue) -> Params:
    if params.model == "nowhere":
        raise Refused("unknown_model", "There is no model “nowhere”.", hint="There is: toy-model.", field="model")
    return params


TOY = Study(
    name="toy_study",
    version=1,
    title="Toys",
    question=1,
    params=Params,
    result=Result,
    series_result=SeriesResult,
    figures=("matrix", "curve"),
    series_figures=("trajectory",),
    resolve=_resolve,
    inputs=lambda params: Inputs(fingerprints=(f"weights of {params.model} {params.checkpoint}",)),
    cost=lambda params: Cost(seconds=float(params.size), bytes=1000 * params.size),
    description="A study for tests.",
    package="tests.web.toy_package",
)

ASKED = {"model": "toy-model", "checkpoint": "step8", "size": 4}


def answer(value: float = 0.31) -> Headline:
    """A headline with this value."""
    return Headline(shared_units=Estimate(value=value, low=0.25, high=0.375, null=0.06, n=42))


def result() -> Result:
    """The toy's answer to anything."""
    return Result(model="toy-model", headline=answer(), values=[1.0, 2.0])


def matrix() -> go.Figure:
    """A heat map whose numbers travel as typed arrays, with an address on every cell."""
    import numpy as np

    cells = np.array([["mlp_act.0.1", "mlp_act.0.2"], ["mlp_act.1.3", "mlp_act.1.4"]])
    return go.Figure(
        go.Heatmap(z=np.array([[0.5, 0.25], [0.125, 1.0]]), x=["en", "de"], y=["es", "tr"], customdata=cells)
    )


def finish(
    store: Store, key: str, outcome: BaseModel | None = None, figures: dict[str, go.Figure] | None = None
) -> None:
    """Do what a lane does at the end of a run: keep its result and figures, and say that it is done."""
    with store.app.session() as session:
        row = find_run(session, key)
    keeping = Keeping(store, row.id, store.app.writing)
    digest = keeping.put("result", (outcome or result()).model_dump_json().encode(), kind="result")
    for name, figure in (figures or {"matrix": matrix()}).items():
        keeping.put_figure(name, figure, TOY.figures)
    _settle(store, key, result_digest=digest)


def finish_series(store: Store, key: str, children: list[str]) -> str:
    """Draw a series from these children, as the supervisor does; returns the name of their set."""
    drawn = set_key(children)
    with store.app.session() as session:
        row = find_run(session, key)
    keeping = Keeping(store, row.id, store.app.writing, f"{drawn}/")
    points = [Point(key=k, checkpoint=f"step{i}", step=i, headline=answer(i / 10)) for i, k in enumerate(children, 1)]
    digest = keeping.put("result", SeriesResult(points=points).model_dump_json().encode(), kind="result")
    keeping.put_figure("trajectory", go.Figure(go.Scatter(x=[1, 2], y=[3, 4])), TOY.series_figures)
    with store.app.writing() as session:
        find_run(session, key).finished_set = drawn
    return _settle(store, key, result_digest=digest) or drawn


def _settle(store: Store, key: str, **values: Any) -> None:
    with store.app.writing() as session:
        row: RunRow = find_run(session, key)
        for name, value in values.items():
            setattr(row, name, value)
        end(session, row, "done", "Done.")


def ask(store: Store, **changed: Any) -> str:
    """Ask for a toy; returns its key."""
    return requests.ask_run(store, TOY, ASKED | changed, "tester-0001").key
