"""Figures: stored answers in, plotly figures out."""

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go

from isogloss.runs.context import MissingRun
from isogloss.runs.drawing import StepAxis, figure, polygon, stacked, whiskers
from isogloss.studies.concept_effects.schema import PANES, Estimate, Result, SeriesResult

_NULL = "random units"
_CONCEPTS = "95 % over concepts, given this one training run"
_WILSON = "95 % of a share of texts (Wilson)"
_PANES = {"plain": "plain", "forced": "forced", "random": "random units", "other": "another concept"}
_OFF = "Loss that switching off adds on a concept's sentences minus on others', minus that of matched random units"


def of_run(result: Result) -> dict[str, go.Figure]:
    """All figures of one checkpoint."""
    return {
        "ablation": _ablation(result),
        "ablation_by_concept": _by_concept(result),
        "on_concept": _on_concept(result),
        "on_concept_by_concept": _forced_by_concept(result),
        "languages_written": _languages(result),
    }


def of_series(series: SeriesResult, twins: list[list[str]], missing: Sequence[MissingRun] = ()) -> dict[str, go.Figure]:
    """All figures of a ladder, as far as it is finished; ``missing`` are those that are not."""
    axis = StepAxis(series.points, missing)
    meta = axis.meta(twins)
    common = {"meta": meta, "xaxis": axis.axis()}
    x = [axis.positions[point.checkpoint] for point in series.points]
    address = [f"checkpoint:{point.checkpoint}" for point in series.points]
    return {
        "ablation_over_training": _ablation_over_training(series, x, address, common),
        "on_concept_over_training": _on_concept_over_training(series, x, address, common),
        "languages_over_training": _languages_over_training(series, x, address, common),
    }


def _marks(address: str, e: Estimate) -> list[Any]:
    excess = [None, None] if e.null is None or e.low is None or e.high is None else [e.low - e.null, e.high - e.null]
    return [address, e.low, e.high, e.null, e.n, *excess]


def _ablation(result: Result) -> go.Figure:
    names, rows = [row.language for row in result.ablation], [row.effect for row in result.ablation]
    bars = go.Bar(
        name="experts",
        x=names,
        y=[e.value for e in rows],
        error_y=whiskers([(e.value, e.low, e.high) for e in rows]),
        customdata=[_marks(f"language:{name}", e) for name, e in zip(names, rows, strict=True)],
        meta={"role": "series", "scale": "s5"},
    )
    ends = [
        go.Scatter(name=name, x=names, y=[getattr(e, end) for e in rows], mode="lines", meta={"role": "null"})
        for name, end in (("random units, 2.5 %", "null_low"), ("random units, 97.5 %", "null_high"))
    ]
    return figure(
        [bars, *ends],
        caption=f"{_OFF}; nats a token. Dashed: where 95 % of {result.draws} sets of random units lie.",
        n=[(len(result.concepts), "concepts"), (result.draws, "sets of random units")],
        null={"name": _NULL, "value": 0.0},
        interval=_CONCEPTS,
        format="value",
        yaxis={"title": {"text": "nats a token"}},
    )


def _heat(
    result: Result, rows: Sequence[str], of: Callable[[int, str], Estimate | None], columns: Sequence[str], **more: Any
) -> go.Figure:
    cells = [[of(r, c) for c in columns] for r in range(len(rows))]
    z = [[None if e is None else e.value for e in row] for row in cells]
    known = [abs(v) for row in z for v in row if v is not None]
    top = max(known, default=0.0) or 1.0
    diverging = more.pop("diverging")
    data = [
        [[f"concept:{name}"] if e is None else more["marks"](f"concept:{name}", e) for e in row]
        for name, row in zip(rows, cells, strict=True)
    ]
    more.pop("marks")
    heat = go.Heatmap(
        x=list(more.pop("labels", columns)),
        y=list(rows),
        z=z,
        customdata=data,
        zmin=-top if diverging else 0,
        zmax=top,
        meta={"role": "heat", "scale": "diverging" if diverging else "sequential"},
        name="value",
    )
    return figure([heat], meta={"range": [-top if diverging else 0, top]}, yaxis={"autorange": "reversed"}, **more)


def _by_concept(result: Result) -> go.Figure:
    rows = result.concepts

    def marks(address: str, e: Estimate) -> list[Any]:
        # A cell's weakness is told by random units: it has no interval of its own.
        inside = e.null_low is not None and e.null_high is not None and e.null_low <= e.value <= e.null_high
        return [address, e.null_low, e.null_high, e.null, e.n, *((-1.0, 1.0) if inside else (None, None))]

    return _heat(
        result,
        [row.concept for row in rows],
        lambda r, language: rows[r].effects[language],
        result.languages,
        marks=marks,
        diverging=True,
        caption=f"{_OFF}; nats a token. Faint, without fill: within 95 % of the random units.",
        n=[(len(rows), "concepts"), (result.draws, "sets of random units")],
        null={"name": _NULL, "value": 0.0},
        interval="where 95 % of random units lie",
        format="value",
    )


def _on_concept(result: Result) -> go.Figure:
    panes = [pane for pane in PANES if pane in result.on_concept]
    rows = [result.on_concept[pane] for pane in panes]
    bars = go.Bar(
        name="share of concept words",
        x=[_PANES[pane] for pane in panes],
        y=[e.value for e in rows],
        error_y=whiskers([(e.value, e.low, e.high) for e in rows]),
        customdata=[_marks(f"pane:{pane}", e) for pane, e in zip(panes, rows, strict=True)],
        meta={"role": "series", "scale": "s5"},
    )
    return figure(
        [bars],
        caption=f"Of the concept words in texts written from nothing, the share that are the concept's. Forced: its "
        f"{result.k} best units for {result.language} text; another concept: that one's units at the same norm.",
        n=[(max((e.n for e in rows), default=0), "texts with a concept word"), (len(result.forced), "concepts")],
        null={"name": _NULL, "value": result.on_concept["random"].value if "random" in result.on_concept else None},
        interval=_CONCEPTS,
        yaxis={"title": {"text": "share of concept words"}, "rangemode": "tozero"},
    )


def _forced_by_concept(result: Result) -> go.Figure:
    rows = result.forced
    return _heat(
        result,
        [row.concept for row in rows],
        lambda r, pane: rows[r].on_concept.get(pane),  # type: ignore[call-overload]
        PANES,
        labels=[_PANES[pane] for pane in PANES],
        marks=lambda address, e: [address, e.low, e.high, e.null, e.n],
        diverging=False,
        caption="Of the concept words in the texts, the share that are the concept's. Hatched: no concept word at all.",
        n=[(len(rows), "concepts")],
        null={"name": _NULL, "value": result.on_concept["random"].value if "random" in result.on_concept else None},
        interval="95 % over texts",
    )


def _languages(result: Result) -> go.Figure:
    rows = [[row for row in result.written if row.pane == pane] for pane in PANES]
    return figure(
        stacked([_PANES[pane] for pane in PANES], rows, [f"pane:{pane}" for pane in PANES]),
        caption=result.identifier.why
        or "Language of the texts written from nothing, told by the identifier; the rest are undetermined.",
        n=[(max((row.share.n for row in result.written), default=0), "texts a bar")],
        null={"name": _NULL, "value": None},
        interval=_WILSON,
        barmode="stack",
        yaxis={"title": {"text": "share of texts"}, "range": [0, 1]},
    )


def _ablation_over_training(
    series: SeriesResult, x: list[float], address: list[str], common: dict[str, Any]
) -> go.Figure:
    overall = [point.overall for point in series.points]
    lines = [
        go.Scatter(
            name=language,
            x=x,
            y=[point.ablation[language].value for point in series.points],
            mode="lines+markers",
            customdata=[_marks(a, p.ablation[language]) for a, p in zip(address, series.points, strict=True)],
            meta={"role": "language", "language": language},
        )
        for language in series.languages
    ]
    mean = go.Scatter(
        name="mean",
        x=x,
        y=[e.value for e in overall],
        mode="lines+markers",
        customdata=[_marks(a, e) for a, e in zip(address, overall, strict=True)],
        meta={"role": "mean", "n": overall[-1].n},
    )
    traces: list[Any] = [_null_band(x, overall), _null(x, [0.0] * len(x)), *lines, mean]
    if any(e.low is not None and e.high is not None for e in overall):
        traces.insert(0, polygon("band", x, [e.low for e in overall], [e.high for e in overall]))
    return figure(
        traces,
        caption=f"{_OFF}; nats a token. Thick: the mean. Thin: one language. Dashed: random units, where 95 % lie.",
        n=[(overall[-1].n, "concepts"), (overall[-1].draws, "sets of random units")],
        null={"name": _NULL, "value": 0.0},
        interval=_CONCEPTS,
        format="value",
        yaxis={"title": {"text": "nats a token"}},
        **common,
    )


def _null(x: list[float], y: list[float]) -> go.Scatter:
    return go.Scatter(name=_NULL, x=x, y=y, mode="lines", meta={"role": "null"})


def _null_band(x: list[float], rows: Sequence[Estimate]) -> go.Scatter:
    """Where random units lie, wherever that is known."""
    return polygon("null-band", x, [e.null_low for e in rows], [e.null_high for e in rows])


def _on_concept_over_training(
    series: SeriesResult, x: list[float], address: list[str], common: dict[str, Any]
) -> go.Figure:
    """A model that writes no concept word yet has no point."""
    kept = [
        (at, a, p.on_concept) for at, a, p in zip(x, address, series.points, strict=True) if "forced" in p.on_concept
    ]
    at, names, rows = ([row[i] for row in kept] for i in range(3))
    forced = [row["forced"] for row in rows]
    traces: list[Any] = []
    if any(e.low is not None and e.high is not None for e in forced):
        traces.append(polygon("band", at, [e.low for e in forced], [e.high for e in forced]))
    beside = [(where, e) for where, e in zip(at, forced, strict=True) if e.null is not None]
    if beside:
        traces.append(_null_band([where for where, _ in beside], [e for _, e in beside]))
        traces.append(_null([where for where, _ in beside], [e.null or 0.0 for _, e in beside]))
    for pane, scale in (("plain", "s2"), ("other", "s5")):
        found = [(where, name, row[pane]) for where, name, row in zip(at, names, rows, strict=True) if pane in row]
        traces.append(
            go.Scatter(
                name=_PANES[pane],
                x=[where for where, _, _ in found],
                y=[e.value for _, _, e in found],
                mode="lines+markers",
                customdata=[_marks(name, e) for _, name, e in found],
                meta={"role": "series", "scale": scale},
            )
        )
    traces.append(
        go.Scatter(
            name="forced",
            x=at,
            y=[e.value for e in forced],
            mode="lines+markers",
            customdata=[_marks(name, e) for name, e in zip(names, forced, strict=True)],
            meta={"role": "mean", "n": forced[-1].n if forced else 0},
        )
    )
    return figure(
        traces,
        caption=f"Of the concept words in texts written from nothing, the share that are the concept's, when its units "
        f"found with {series.language} text are forced. Dashed: matched random units at their own medians.",
        n=[(forced[-1].n if forced else 0, "texts with a concept word")],
        null={"name": _NULL, "value": forced[-1].null if forced else None},
        interval=_CONCEPTS,
        yaxis={"title": {"text": "share of concept words"}, "rangemode": "tozero"},
        **common,
    )


def _languages_over_training(
    series: SeriesResult, x: list[float], address: list[str], common: dict[str, Any]
) -> go.Figure:
    rows = [[row for row in point.written if row.pane == "forced"] for point in series.points]
    return figure(
        stacked(x, rows, address),
        caption=f"Language of the texts when units found with {series.language} text are forced, from nothing; the "
        "rest are undetermined.",
        n=[(max((row.share.n for row in rows[-1]), default=0), "texts a checkpoint")],
        null={"name": _NULL, "value": None},
        interval=_WILSON,
        barmode="stack",
        yaxis={"title": {"text": "share of texts"}, "range": [0, 1]},
        **common,
    )
