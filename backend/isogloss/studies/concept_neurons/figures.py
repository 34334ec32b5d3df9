"""Figures: stored answers in, plotly figures out. No colour and no font: the browser dresses them in the page's theme.

What the browser expects of a figure is written at the top of ``frontend/src/plots/Figure.tsx``.
"""

from collections.abc import Callable, Sequence
from math import log2
from typing import Any

import plotly.graph_objects as go

from isogloss.contract.context import MissingRun
from isogloss.kit.figures import StepAxis, figure, mean_null, polygon, whiskers
from isogloss.studies.concept_neurons.schema import Estimate, Result, SeriesResult

_INTERVAL = "95 % over concepts and splits of the documents, given this one training run"
_NULL = "pseudo-concepts"


def of_run(result: Result) -> dict[str, go.Figure]:
    """All figures of one checkpoint."""
    return {
        "overlap_matrix": _matrix(result, lambda a, b: _pair(result, a, b).overlap, "Share of expert units in common"),
        "transfer_matrix": _matrix(
            result,
            lambda a, b: _transfer(result, a, b),
            "Average precision in the column's language of the row's experts",
        ),
        "layers": _layer_bars(result),
        "layer_overlap": _layer_overlap(result),
        "concepts": _concepts(result),
        "sharing": _sharing(result),
        "k_curve": _curve(result),
    }


def of_series(
    series: SeriesResult, results: Sequence[Result], twins: list[list[str]], missing: Sequence[MissingRun] = ()
) -> dict[str, go.Figure]:
    """All figures of a ladder, as far as it is finished; ``missing`` are those that are not."""
    steps = StepAxis(series.points, missing)
    by_language = {"overlap": "per_language_overlap", "held_out": "per_language_held_out"}
    titles = {
        "overlap": "Share of expert units in common; A and B read different documents",
        "aligned": "Share of expert units in common on the same sentences",
        "reliability": "Held-out average precision of units that are experts in half the languages or more",
        "held_out": "Held-out average precision of the experts",
        "transfer": "Average precision in one language of the experts of another",
    }
    found = {
        f"{name}_over_training": _trajectory(series, name, title, by_language.get(name), steps, twins)
        for name, title in titles.items()
    }
    return found | {"layers_over_training": _layers_over_training(results, steps, twins)}


def _marks(address: str, e: Estimate) -> list[Any]:
    return [address, e.low, e.high, e.null, e.n, e.excess_low, e.excess_high]


def _figure(traces: list[Any], *, null: dict[str, Any] | None = None, **more: Any) -> go.Figure:
    return figure(traces, **({"null": null or {"name": _NULL, "value": None}, "interval": _INTERVAL} | more))


def _pair(result: Result, a: str, b: str) -> Any:
    return next(p for p in result.pairs if {p.a, p.b} == {a, b})


def _transfer(result: Result, a: str, b: str) -> Estimate:
    pair = _pair(result, a, b)
    return pair.a_on_b if pair.a == a else pair.b_on_a


def _languages(result: Result) -> list[str]:
    return [facts.language for facts in result.languages]


def _top(values: Sequence[float | None]) -> float:
    """A clamp a little above the largest value, in steps of .05."""
    return max(0.05, round((max((v for v in values if v is not None), default=0.0) + 0.025) * 20) / 20)


def _matrix(result: Result, of: Callable[[str, str], Estimate], title: str) -> go.Figure:
    names = _languages(result)
    cells = [[None if a == b else of(a, b) for b in names] for a in names]
    z = [[None if e is None else e.value for e in row] for row in cells]
    data = [
        [
            ["pair:" + "~".join((a, b))] if e is None else _marks(f"pair:{a}~{b}", e)
            for b, e in zip(names, row, strict=True)
        ]
        for a, row in zip(names, cells, strict=True)
    ]
    known = [e for row in cells for e in row if e is not None]
    top = _top([e.value for e in known])
    heat = go.Heatmap(
        x=names,
        y=names,
        z=z,
        customdata=data,
        zmin=0,
        zmax=top,
        meta={"role": "heat", "scale": "sequential"},
        name="value",
    )
    return _figure(
        [heat],
        caption=f"{title}. A dot: the interval of the excess over pseudo-concepts reaches 0.",
        n=[(len(result.concepts), "concepts"), (len(result.pairs), "pairs")],
        null={"name": _NULL, "value": mean_null(known)},
        meta={"range": [0, top]},
        yaxis={"autorange": "reversed"},
    )


def _bars(name: str, scale: str, x: list[Any], estimates: list[Estimate], address: str) -> go.Bar:
    return go.Bar(
        name=name,
        x=x,
        y=[e.value for e in estimates],
        error_y=whiskers([(e.value, e.low, e.high) for e in estimates]),
        customdata=[_marks(f"{address}{at}", e) for at, e in zip(x, estimates, strict=True)],
        meta={"role": "series", "scale": scale},
    )


def _nulls(name: str, x: list[Any], estimates: list[Estimate]) -> go.Scatter:
    return go.Scatter(name=name, x=x, y=[e.null for e in estimates], mode="lines", meta={"role": "null"})


def _layer_bars(result: Result) -> go.Figure:
    x = [layer.layer for layer in result.layers]
    shared, single = [layer.shared for layer in result.layers], [layer.single for layer in result.layers]
    return _figure(
        [
            _bars(f"in {result.shared_by} languages or more", "s5", x, shared, "layer:"),
            _bars("in one language alone", "s2", x, single, "layer:"),
            _nulls("pseudo-concepts, shared", x, shared),
        ],
        caption="A language's experts in each layer, mean over languages and concepts; the other languages read other "
        "documents. Dashed: shared experts of pseudo-concepts.",
        n=[(len(result.concepts), "concepts")],
        format="count",
        barmode="group",
        xaxis={"title": {"text": "layer"}, "tickvals": x},
        yaxis={"title": {"text": "units"}, "rangemode": "tozero"},
    )


def _layer_overlap(result: Result) -> go.Figure:
    x = [layer.layer for layer in result.layers]
    overlap = [layer.overlap for layer in result.layers]
    return _figure(
        [_bars("overlap", "s5", x, overlap, "layer:"), _nulls(_NULL, x, overlap)],
        caption="Of the experts that lie in a layer, the share two languages have in common. Dashed: pseudo-concepts.",
        n=[(len(result.concepts), "concepts"), (len(result.pairs), "pairs")],
        xaxis={"title": {"text": "layer"}, "tickvals": x},
        yaxis={"title": {"text": "overlap in the layer"}, "rangemode": "tozero"},
    )


def _concepts(result: Result) -> go.Figure:
    names, shown = _languages(result), [c for c in result.concepts if c.shown]
    z = [[row.held_out.value for row in concept.per_language] for concept in shown]
    data = [[_marks(f"concept:{c.name}", row.held_out) for row in c.per_language] for c in shown]
    top = _top([value for row in z for value in row])
    heat = go.Heatmap(
        x=names,
        y=[c.name for c in shown],
        z=z,
        customdata=data,
        zmin=0,
        zmax=top,
        meta={"role": "heat", "scale": "sequential"},
        name="held-out AP",
    )
    return _figure(
        [heat],
        caption="Held-out average precision of each concept's experts. A dot: the interval of the excess over "
        "pseudo-concepts reaches 0.",
        n=[(len(shown), "concepts"), (result.n_ids, "sentences in each language")],
        interval="95 % over documents, jointly in all languages, experts fixed",
        null={"name": _NULL, "value": result.headline.held_out.null},
        meta={"range": [0, top]},
        yaxis={"autorange": "reversed"},
    )


def _sharing(result: Result) -> go.Figure:
    x = [row.languages for row in result.sharing]
    exactly = [row.exactly for row in result.sharing]
    return _figure(
        [_bars("units", "s5", x, exactly, "sharing:"), _nulls(_NULL, x, exactly)],
        caption=f"Of a language's {result.k:,} experts, those that are experts in exactly so many languages, itself "
        "counted; the other languages read other documents. Mean over languages and concepts. Dashed: pseudo-concepts.",
        n=[(len(result.concepts), "concepts")],
        format="count",
        xaxis={"title": {"text": "languages"}, "tickvals": x},
        yaxis={"title": {"text": "units"}, "rangemode": "tozero"},
    )


def _curve(result: Result) -> go.Figure:
    x = [log2(point.k) for point in result.k_curve]
    overlap = [point.overlap for point in result.k_curve]
    mean = go.Scatter(
        name="mean",
        x=x,
        y=[e.value for e in overlap],
        mode="lines+markers",
        customdata=[_marks(f"k:{point.k}", point.overlap) for point in result.k_curve],
        meta={"role": "mean", "n": len(result.concepts)},
    )
    return _figure(
        [*_bands(x, overlap), _nulls(_NULL, x, overlap), mean],
        caption="Overlap for other numbers of experts, over fewer splits of the documents than at the headline's k, "
        "which was fixed before looking.",
        n=[(len(result.concepts), "concepts"), (len(result.pairs), "pairs")],
        xaxis={"title": {"text": "experts, k"}, "tickvals": x, "ticktext": [f"{p.k:,}" for p in result.k_curve]},
        yaxis={"title": {"text": "overlap"}, "rangemode": "tozero"},
    )


def _bands(x: list[float], estimates: list[Estimate]) -> list[go.Scatter]:
    """The headline's interval and the null's, each one closed polygon."""

    return [
        polygon(role, x, [getattr(e, low) for e in estimates], [getattr(e, high) for e in estimates])
        for role, low, high in (("band", "low", "high"), ("null-band", "null_low", "null_high"))
    ]


def _trajectory(
    series: SeriesResult, name: str, title: str, by_language: str | None, steps: StepAxis, twins: list[list[str]]
) -> go.Figure:
    points = series.points
    x = [steps.positions[point.checkpoint] for point in points]
    estimates: list[Estimate] = [getattr(point.headline, name) for point in points]
    lines = []
    for language in series.languages if by_language else ():
        rows: list[Estimate] = [getattr(point, by_language or "")[language] for point in points]
        lines.append(
            go.Scatter(
                name=language,
                x=x,
                y=[e.value for e in rows],
                mode="lines+markers",
                customdata=[_marks(f"checkpoint:{p.checkpoint}", e) for p, e in zip(points, rows, strict=True)],
                meta={"role": "language", "language": language},
            )
        )
    mean = go.Scatter(
        name="mean",
        x=x,
        y=[e.value for e in estimates],
        mode="lines+markers",
        customdata=[_marks(f"checkpoint:{p.checkpoint}", e) for p, e in zip(points, estimates, strict=True)],
        meta={"role": "mean", "n": estimates[-1].n},
    )
    thin = (
        " Thin: one language with the others." if name == "overlap" else " Thin: one language." if by_language else ""
    )
    return _figure(
        [*_bands(x, estimates), _nulls(_NULL, x, estimates), *lines, mean],
        caption=f"{title}. Thick: the mean, with its interval.{thin} Dashed: pseudo-concepts with the same surface.",
        n=[(estimates[-1].n, "concepts"), (len(series.languages), "languages")],
        null={"name": _NULL, "value": estimates[-1].null},
        meta=steps.meta(twins),
        xaxis=steps.axis(),
        yaxis={"title": {"text": name.replace("_", " ")}, "rangemode": "tozero"},
    )


def _layers_over_training(results: Sequence[Result], steps: StepAxis, twins: list[list[str]]) -> go.Figure:
    layers = [layer.layer for layer in results[-1].layers]
    rows = [[result.layers[i].overlap for result in results] for i in range(len(layers))]
    z = [[e.value for e in row] for row in rows]
    top = _top([value for row in z for value in row])
    heat = go.Heatmap(
        x=[steps.positions[result.checkpoint] for result in results],
        y=layers,
        z=z,
        customdata=[
            [_marks(f"layer:{layer}@{result.checkpoint}", e) for result, e in zip(results, row, strict=True)]
            for layer, row in zip(layers, rows, strict=True)
        ],
        zmin=0,
        zmax=top,
        meta={"role": "heat", "scale": "sequential"},
        name="overlap in the layer",
    )
    return _figure(
        [heat],
        caption="Overlap of the experts within each layer. A dot: the interval of the excess over pseudo-concepts "
        "reaches 0.",
        n=[(len(results[-1].concepts), "concepts"), (len(results[-1].pairs), "pairs")],
        null={"name": _NULL, "value": mean_null([e for row in rows for e in row])},
        meta={"range": [0, top]} | steps.meta(twins),
        xaxis=steps.axis(),
        yaxis={"title": {"text": "layer"}, "tickvals": layers},
    )
