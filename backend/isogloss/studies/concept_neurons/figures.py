"""Figures: stored answers in, plotly figures out."""

from collections.abc import Callable, Sequence
from math import log2
from typing import Any

import plotly.graph_objects as go

from isogloss.contract.estimate import Estimate
from isogloss.kit.figures import bars, curve, figure, heat, level, mean_null, said
from isogloss.kit.ladder import OverTraining
from isogloss.studies.concept_neurons.schema import Pair, Result, SeriesPoint, SeriesResult

Over = OverTraining[SeriesPoint]
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
        "layers": _layers(result),
        "layer_overlap": _layer_overlap(result),
        "concepts": _concepts(result),
        "sharing": _sharing(result),
        "k_curve": _curve(result),
    }


def of_series(series: SeriesResult, over: Over, results: Sequence[Result]) -> dict[str, go.Figure]:
    """All figures of a ladder, as far as it is finished."""
    by_language = {"overlap": "per_language_overlap", "held_out": "per_language_held_out"}
    titles = {
        "overlap": "Share of expert units in common; A and B read different documents",
        "aligned": "Share of expert units in common on the same sentences",
        "reliability": "Held-out average precision of units that are experts in half the languages or more",
        "held_out": "Held-out average precision of the experts",
        "transfer": "Average precision in one language of the experts of another",
    }
    found = {
        f"{name}_over_training": _trajectory(series, over, name, title, by_language.get(name))
        for name, title in titles.items()
    }
    return found | {"layers_over_training": _layers_over_training(results, over)}


def _figure(traces: list[Any], **more: Any) -> go.Figure:
    return figure(traces, **({"null": _NULL, "interval": _INTERVAL} | more))


def _pair(result: Result, a: str, b: str) -> Pair:
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
    known = [e for row in cells for e in row if e is not None]
    return heat(
        names,
        names,
        lambda i, j: cells[i][j],
        lambda i, j: f"pair:{names[i]}~{names[j]}",
        top=_top([e.value for e in known]),
        caption=f"{title}. No fill: not clear above pseudo-concepts.",
        n=[(len(result.concepts), "concepts"), (len(result.pairs), "pairs")],
        null=_NULL,
        value=mean_null(known),
        interval=_INTERVAL,
        yaxis={"autorange": "reversed"},
    )


def _series(name: str, scale: str, x: list[Any], rows: list[Estimate], address: str) -> go.Bar:
    return bars(name, x, rows, [f"{address}{at}" for at in x], said("series", scale=scale))


def _nulls(name: str, x: list[Any], rows: list[Estimate]) -> go.Scatter:
    return level(name, x, [e.null for e in rows])


def _layers(result: Result) -> go.Figure:
    x = [layer.layer for layer in result.layers]
    shared, single = [layer.shared for layer in result.layers], [layer.single for layer in result.layers]
    return _figure(
        [
            _series(f"in {result.shared_by} languages or more", "s5", x, shared, "layer:"),
            _series("in one language alone", "s2", x, single, "layer:"),
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
        [_series("overlap", "s5", x, overlap, "layer:"), _nulls(_NULL, x, overlap)],
        caption="Of the experts that lie in a layer, the share two languages have in common. Dashed: pseudo-concepts.",
        n=[(len(result.concepts), "concepts"), (len(result.pairs), "pairs")],
        xaxis={"title": {"text": "layer"}, "tickvals": x},
        yaxis={"title": {"text": "overlap in the layer"}, "rangemode": "tozero"},
    )


def _concepts(result: Result) -> go.Figure:
    names, shown = _languages(result), [c for c in result.concepts if c.shown]
    rows = [[row.held_out for row in concept.per_language] for concept in shown]
    return heat(
        names,
        [concept.name for concept in shown],
        lambda i, j: rows[i][j],
        lambda i, j: f"concept:{shown[i].name}",
        top=_top([e.value for row in rows for e in row]),
        name="held-out AP",
        caption="Held-out average precision of each concept's experts. No fill: not clear above pseudo-concepts.",
        n=[(len(shown), "concepts"), (result.n_ids, "sentences in each language")],
        interval="95 % over documents, jointly in all languages, experts fixed",
        null=_NULL,
        value=result.headline.held_out.null,
        yaxis={"autorange": "reversed"},
    )


def _sharing(result: Result) -> go.Figure:
    x = [row.languages for row in result.sharing]
    exactly = [row.exactly for row in result.sharing]
    return _figure(
        [_series("units", "s5", x, exactly, "sharing:"), _nulls(_NULL, x, exactly)],
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
    addresses = [f"k:{point.k}" for point in result.k_curve]
    return _figure(
        curve(x, overlap, addresses, name="mean", null=_NULL, n=len(result.concepts)),
        caption="Overlap for other numbers of experts, over fewer splits of the documents than at the headline's k, "
        "which was fixed before looking.",
        n=[(len(result.concepts), "concepts"), (len(result.pairs), "pairs")],
        xaxis={"title": {"text": "experts, k"}, "tickvals": x, "ticktext": [f"{p.k:,}" for p in result.k_curve]},
        yaxis={"title": {"text": "overlap"}, "rangemode": "tozero"},
    )


def _trajectory(series: SeriesResult, over: Over, name: str, title: str, by_language: str | None) -> go.Figure:
    thin = (
        " Thin: one language with the others." if name == "overlap" else " Thin: one language." if by_language else ""
    )
    return over.curve(
        lambda point: getattr(point.headline, name),
        name="mean",
        null=_NULL,
        counted="concepts",
        beside=over.lines(series.languages, lambda point, language: getattr(point, by_language)[language])
        if by_language
        else (),
        n=[(len(series.languages), "languages")],
        caption=f"{title}. Thick: the mean, with its interval.{thin} Dashed: pseudo-concepts with the same surface.",
        interval=_INTERVAL,
        yaxis={"title": {"text": name.replace("_", " ")}, "rangemode": "tozero"},
    )


def _layers_over_training(results: Sequence[Result], over: Over) -> go.Figure:
    layers = [layer.layer for layer in results[-1].layers]
    at = {result.checkpoint: result for result in results}
    known = [layer.overlap for result in results for layer in result.layers]
    return over.heat(
        layers,
        lambda i, point: at[point.checkpoint].layers[i].overlap,
        lambda layer, checkpoint: f"layer:{layer}@{checkpoint}",
        top=_top([e.value for e in known]),
        name="overlap in the layer",
        caption="Overlap of the experts within each layer. No fill: not clear above pseudo-concepts.",
        n=[(len(results[-1].concepts), "concepts"), (len(results[-1].pairs), "pairs")],
        null=_NULL,
        value=mean_null(known),
        interval=_INTERVAL,
        yaxis={"title": {"text": "layer"}, "tickvals": layers},
    )
