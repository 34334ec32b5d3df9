"""Figures: stored answers in, plotly figures out."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from isogloss.contract.context import MissingRun
from isogloss.kit.figures import StepAxis, figure, polygon, stacked, whiskers
from isogloss.studies.interventions.schema import Estimate, Result, SeriesResult

_NULL = "random units"
_WILSON = "95 % of a share of texts (Wilson)"
_PROMPTS = "95 % over prompts, given this one training run"
_PANES = {"plain": "plain", "changed": "changed", "random": "random units"}


def of_run(result: Result) -> dict[str, go.Figure]:
    """All figures of one intervention."""
    return {
        "languages_written": _languages(result),
        "strength": _strength(result),
        "if_switched_off": _held_out(result),
        "next_token": _next_token(result),
    }


def of_series(series: SeriesResult, twins: list[list[str]], missing: Sequence[MissingRun] = ()) -> dict[str, go.Figure]:
    """All figures of a ladder, as far as it is finished; ``missing`` are those that are not."""
    axis = StepAxis(series.points, missing)
    x = [axis.positions[point.checkpoint] for point in series.points]
    names = [point.checkpoint for point in series.points]
    meta = axis.meta(twins)
    common = {"meta": meta, "xaxis": axis.axis()}
    on = [point.on_concept["changed"] for point in series.points if "changed" in point.on_concept]
    kl = [point.kl for point in series.points]
    return {
        "languages_over_training": _languages_over_training(series, x, names, common),
        "on_concept_over_training": _over_training(
            x, names, on, "Share of changed texts with a word of the concept.", "share of texts", "share", common
        ),
        "kl_over_training": _over_training(
            x, names, kl, "KL of the next token, plain against changed, mean over prompts.", "nats", "value", common
        ),
    }


def _marks(address: str, e: Estimate) -> list[Any]:
    return [address, e.low, e.high, e.null, e.n]


def _languages(result: Result) -> go.Figure:
    panes = [pane for pane in _PANES if any(row.pane == pane for row in result.written)]
    rows = [[row for row in result.written if row.pane == pane] for pane in panes]
    n = max((row.share.n for row in result.written), default=0)
    return figure(
        stacked([_PANES[pane] for pane in panes], rows, [f"pane:{pane}" for pane in panes]),
        caption=result.identifier.why or "Language of the texts, told by the identifier; the rest are undetermined.",
        n=[(n, "texts a bar")],
        null={"name": _NULL, "value": None},
        interval=_WILSON,
        barmode="stack",
        yaxis={"title": {"text": "share of texts"}, "range": [0, 1]},
    )


def _curve(x: list[float], names: list[str], points: list[Estimate]) -> list[go.Scatter]:
    """The effect as a thick line with its interval; random units as a dashed one with theirs. What is not known at a
    point is a gap there."""
    traces = []
    if any(e.low is not None and e.high is not None for e in points):
        traces.append(polygon("band", x, [e.low for e in points], [e.high for e in points]))
    if any(e.null_low is not None and e.null_high is not None for e in points):
        traces.append(polygon("null-band", x, [e.null_low for e in points], [e.null_high for e in points]))
    if any(e.null is not None for e in points):
        traces.append(go.Scatter(name=_NULL, x=x, y=[e.null for e in points], mode="lines", meta={"role": "null"}))
    traces.append(
        go.Scatter(
            name="changed",
            x=x,
            y=[e.value for e in points],
            mode="lines+markers",
            customdata=[_marks(name, e) for name, e in zip(names, points, strict=True)],
            meta={"role": "mean", "n": points[-1].n if points else 0},
        )
    )
    return traces


def _strength(result: Result) -> go.Figure:
    points = list(result.doses)
    x = [dose.strength for dose in points]
    return figure(
        _curve(x, [f"dose:{dose.strength:g}" for dose in points], [dose.kl for dose in points]),
        caption="KL of the next token, plain against changed, at multiples of the strength; 1 is the one asked for. "
        "Thick: mean over prompts. Dashed: matched random units.",
        n=[(result.kl.n, "prompts"), (result.kl.draws, "sets of random units")],
        null={"name": _NULL, "value": result.kl.null},
        interval=_PROMPTS,
        format="value",
        xaxis={"title": {"text": "times the strength"}, "tickvals": x, "ticktext": [f"{at:g}" for at in x]},
        yaxis={"title": {"text": "nats"}, "rangemode": "tozero"},
    )


def _held_out(result: Result) -> go.Figure:
    rows = list(result.held_out)
    names = [row.language for row in rows]
    bars = go.Bar(
        name="changed",
        x=names,
        y=[row.change.value for row in rows],
        error_y=whiskers([(row.change.value, row.change.low, row.change.high) for row in rows]),
        customdata=[_marks(f"language:{row.language}", row.change) for row in rows],
        meta={"role": "series", "scale": "s5"},
    )
    traces: list[Any] = [bars]
    if rows and all(row.change.null is not None for row in rows):
        traces.append(
            go.Scatter(name=_NULL, x=names, y=[row.change.null for row in rows], mode="lines", meta={"role": "null"})
        )
    draws = rows[0].change.draws if rows else 0
    return figure(
        traces,
        caption="What the change adds to the loss on text of each language, nats a token. Dashed: matched random "
        "units, mean over their draws.",
        n=[(rows[0].change.n if rows else 0, "sentences a language"), (draws, "sets of random units")],
        null={"name": _NULL, "value": None},
        interval="95 % over documents, given this one training run",
        format="value",
        yaxis={"title": {"text": "nats a token"}},
    )


def _next_token(result: Result) -> go.Figure:
    rows = list(result.next_token)
    x = [
        prompt.language or ("from nothing" if prompt.text is None else f"prompt {i + 1}")
        for i, prompt in enumerate(result.prompts)
    ]
    # Two prompts of one language are two bars.
    x = [name if x.count(name) == 1 else f"{name} {i + 1}" for i, name in enumerate(x)]
    bars = go.Bar(
        name="changed",
        x=x,
        y=[row.kl.value for row in rows],
        customdata=[_marks(f"prompt:{row.prompt}", row.kl) for row in rows],
        meta={"role": "series", "scale": "s5"},
    )
    traces: list[Any] = [bars]
    if all(row.kl.null is not None for row in rows):
        traces.append(go.Scatter(name=_NULL, x=x, y=[row.kl.null for row in rows], mode="lines", meta={"role": "null"}))
    return figure(
        traces,
        caption="KL of the first written token, plain against changed. Dashed: matched random units, mean over draws.",
        n=[(len(rows), "prompts"), (result.kl.draws, "sets of random units")],
        null={"name": _NULL, "value": result.kl.null},
        interval="none: each bar is one prompt",
        format="value",
        yaxis={"title": {"text": "nats"}, "rangemode": "tozero"},
    )


def _languages_over_training(
    series: SeriesResult, x: list[float], names: list[str], common: dict[str, Any]
) -> go.Figure:
    rows = [[row for row in point.written if row.pane == "changed"] for point in series.points]
    n = max((row.share.n for row in rows[-1]), default=0)
    return figure(
        stacked(x, rows, [f"checkpoint:{name}" for name in names]),
        caption="Language of the changed texts at each checkpoint; the rest are undetermined.",
        n=[(n, "texts a checkpoint")],
        null={"name": _NULL, "value": None},
        interval=_WILSON,
        barmode="stack",
        yaxis={"title": {"text": "share of texts"}, "range": [0, 1]},
        **common,
    )


def _over_training(
    x: list[float],
    names: list[str],
    points: list[Estimate],
    what: str,
    unit: str,
    format: str,
    common: dict[str, Any],
) -> go.Figure:
    x = x if points else []
    return figure(
        _curve(x, [f"checkpoint:{name}" for name in names][: len(points)], points),
        caption=f"{what} Dashed: matched random units.",
        n=[(points[-1].n if points else 0, "texts" if format == "share" else "prompts")],
        null={"name": _NULL, "value": points[-1].null if points else None},
        interval=_WILSON if format == "share" else _PROMPTS,
        format=format,
        yaxis={"title": {"text": unit}, "rangemode": "tozero"},
        **common,
    )
