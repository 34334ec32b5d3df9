"""Figures of a ladder, as far as it is finished, and the words that all figures share."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from isogloss.contract.estimate import Estimate
from isogloss.kit.figures import figure, layer_axis, line, null_lines, polygon, said
from isogloss.kit.ladder import OverTraining
from isogloss.studies.language_probes.schema import Control, SeriesPoint, SeriesResult, Target

DOCUMENTS = "95 % over held-out documents, given this one training run"
WILSON = "95 % of a share of neurons (Wilson)"
#: Nulls.
SHUFFLED, OTHERS, TEXTS = "shuffled labels", "another document's sentences", "another document's concept"
UNITS = "random units"
CONTROL_NAMES: dict[Control, str] = {"majority": "commonest class", "bytes": "bytes alone", "length": "length alone"}
#: What the probes tell, as captions say it.
TOLD: dict[Target, str] = {
    "language": "the language",
    "script": "the script",
    "family": "the family",
    "concept": "the concept",
}
ACCURACY = {"title": {"text": "held-out accuracy"}, "rangemode": "tozero"}
NEURONS = {"title": {"text": "share of neurons"}, "rangemode": "tozero"}

Over = OverTraining[SeriesPoint]


def of_series(series: SeriesResult, over: Over) -> dict[str, go.Figure]:
    """All figures of a ladder, as far as it is finished."""
    out = {
        "layers_over_training": _layers(series, over),
        "accuracy_by_layer": _by_layer(series),
        "accuracy_over_training": _accuracy(series, over),
        "retrieval_over_training": _retrieval(over),
        "cka_over_training": _cka(over),
        "loss_over_training": _losses(over),
    }
    if series.points and series.points[0].transfer:
        out["transfer_over_training"] = _transfer(over)
    if any(point.experts for point in series.points):
        out["experts_over_training"] = _experts(over)
    return out


def _by_layer(series: SeriesResult) -> go.Figure:
    """A line per checkpoint; the last is thick, and the band is that of its splits."""
    layers, last = [probe.layer for probe in series.points[-1].probes], series.points[-1].probes
    low, high = [min(probe.by_split) for probe in last], [max(probe.by_split) for probe in last]
    traces: list[Any] = [
        polygon("band", layers, low, high),
        *null_lines(SHUFFLED, layers, [probe.accuracy for probe in last]),
    ]
    for point in series.points:
        own = [probe.accuracy for probe in point.probes]
        thick = point is series.points[-1]
        addresses = [f"cell:{layer}:{point.checkpoint}" for layer in layers]
        meta = said("mean", n=own[0].n) if thick else said("series", scale="s2")
        traces.append(line(point.checkpoint, layers, own, addresses, meta))
    return figure(
        traces,
        caption=f"How often each layer's probe tells {TOLD[series.target]}, a line per checkpoint. Thick: the last; "
        "band: the least and the most over its splits.",
        n=[(last[0].accuracy.n, "documents"), (len(last[0].by_split), "splits")],
        null=SHUFFLED,
        value=last[0].accuracy.null,
        interval="least and most over splits",
        xaxis=layer_axis(layers),
        yaxis=ACCURACY,
    )


def _layers(series: SeriesResult, over: Over) -> go.Figure:
    """Layer x checkpoint."""
    last = series.points[-1]
    layers, first = [probe.layer for probe in last.probes], last.probes[0].accuracy
    surface = max((v for one in last.baselines if (v := one.accuracy.value) is not None), default=None)
    alone = "" if surface is None else f" Without the model, {surface:.3f} can be told."
    return over.heat(
        layers,
        lambda i, point: point.probes[i].accuracy,
        lambda layer, checkpoint: f"cell:{layer}:{checkpoint}",
        top=1.0,
        name="held-out accuracy",
        caption=f"How often a probe tells {TOLD[series.target]} on documents it was not trained on, by layer and "
        f"checkpoint.{alone}",
        n=[(first.n, "documents"), (len(last.probes[0].by_split), "splits")],
        null=SHUFFLED,
        value=first.null,
        interval=DOCUMENTS,
        yaxis=layer_axis(layers),
    )


def _accuracy(series: SeriesResult, over: Over) -> go.Figure:
    """Mean over layers, beside what the surface gives."""

    def alone(i: int) -> Callable[[SeriesPoint], float | None]:
        return lambda point: point.baselines[i].accuracy.value

    return over.curve(
        lambda point: point.headline.accuracy,
        name="probes",
        null=SHUFFLED,
        counted="documents",
        beside=[over.level(CONTROL_NAMES[one.control], alone(i)) for i, one in enumerate(series.points[-1].baselines)],
        caption=f"How often probes tell {TOLD[series.target]}, mean over layers. Dashed: on shuffled labels, and "
        "without the model.",
        interval=DOCUMENTS,
        yaxis=ACCURACY,
    )


def _retrieval(over: Over) -> go.Figure:
    return over.curve(
        lambda point: _mean([row.retrieval_centred for row in point.alignment]),
        name="mean over layers",
        null=OTHERS,
        counted="documents",
        caption="Share of sentences whose nearest neighbour in another language translates them, each language less "
        "its own mean; mean over pairs and layers. Dashed: paired with another document's sentences.",
        interval=DOCUMENTS,
        yaxis={"title": {"text": "share of sentences"}},
    )


def _cka(over: Over) -> go.Figure:
    return over.curve(
        lambda point: _mean([row.cka for row in point.alignment]),
        name="mean over layers",
        null=OTHERS,
        counted="documents",
        caption="Unbiased linear CKA between languages' sentences; mean over pairs and layers. Dashed: paired with "
        "another document's sentences.",
        interval=DOCUMENTS,
        format="value",
        yaxis={"title": {"text": "unbiased linear CKA"}},
    )


def _transfer(over: Over) -> go.Figure:
    return over.curve(
        lambda point: _mean(point.transfer),
        name="mean over layers",
        null=TEXTS,
        counted="documents",
        caption="How often a probe trained in one language tells the concept in another, each language less its own "
        "mean; mean over pairs and layers. Dashed: the same answers held against other documents.",
        interval=DOCUMENTS,
        yaxis=ACCURACY,
    )


def _experts(over: Over) -> go.Figure:
    return over.curve(
        lambda point: point.experts,
        name="language-specific neurons",
        null=UNITS,
        counted="neurons",
        caption="Share of the language-specific neurons that are experts of a concept. Dashed: random units matched on "
        "layer, firing rate and mean.",
        interval=WILSON,
        yaxis=NEURONS,
    )


def _losses(over: Over) -> go.Figure:
    """Loss added in a language by switching its own neurons off, beside the other languages'."""
    return over.curve(
        lambda point: point.own,
        name="in their own language",
        null=UNITS,
        counted="languages",
        beside=[over.series("in the other languages", lambda point: point.others)],
        caption="Loss added when a language's neurons are set to 0: in that language (thick) and in others; nats a "
        "token. Dashed: matched random units.",
        interval="the null's band holds 95 % of random units",
        format="value",
        yaxis={"title": {"text": "nats a token"}},
    )


def _mean(rows: Sequence[Estimate]) -> Estimate:
    """Over layers. Layers share their sentences: their intervals are averaged, as if they moved together."""

    def mean(name: str) -> float | None:
        values = [getattr(row, name) for row in rows]
        return None if any(v is None for v in values) else float(np.mean(values))

    names = ("value", "low", "high", "null", "null_low", "null_high")
    return Estimate(**{name: mean(name) for name in names}, n=rows[0].n)
