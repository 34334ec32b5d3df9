"""Figures of a ladder, as far as it is finished."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from isogloss.contract.context import MissingRun
from isogloss.kit.figures import StepAxis, figure, polygon
from isogloss.studies.language_probes.figure_parts import (
    CONTROL_NAMES,
    DOCUMENTS,
    OTHERS,
    SHUFFLED,
    TEXTS,
    UNITS,
    layer_axis,
    marks,
    null_lines,
    told,
)
from isogloss.studies.language_probes.schema import Estimate, SeriesPoint, SeriesResult


def of_series(series: SeriesResult, twins: list[list[str]], missing: Sequence[MissingRun] = ()) -> dict[str, go.Figure]:
    """All figures of a ladder, as far as it is finished; ``missing`` are those that are not."""
    axis = StepAxis(series.points, missing)
    meta = axis.meta(twins)
    over = _Over(series, axis, {"meta": meta, "xaxis": axis.axis()})
    out = {
        "layers_over_training": over.layers(),
        "accuracy_by_layer": _by_layer(series),
        "accuracy_over_training": over.accuracy(),
        "retrieval_over_training": over.alignment("retrieval_centred"),
        "cka_over_training": over.alignment("cka"),
        "loss_over_training": over.losses(),
    }
    if series.points and series.points[0].transfer:
        out["transfer_over_training"] = over.transfer()
    if any(point.experts for point in series.points):
        out["experts_over_training"] = over.experts()
    return out


def _by_layer(series: SeriesResult) -> go.Figure:
    """A line per checkpoint; the last is thick, and the band is that of its splits."""
    layers = [probe.layer for probe in series.points[-1].probes]
    traces: list[Any] = []
    last = series.points[-1].probes
    low, high = [min(probe.by_split) for probe in last], [max(probe.by_split) for probe in last]
    traces.append(polygon("band", layers, low, high))
    traces += null_lines(layers, [probe.accuracy for probe in last], SHUFFLED)
    for point in series.points:
        own = [probe.accuracy for probe in point.probes]
        traces.append(
            go.Scatter(
                name=point.checkpoint,
                x=layers,
                y=[e.value for e in own],
                mode="lines+markers",
                customdata=[marks(f"cell:{layer}:{point.checkpoint}", e) for layer, e in zip(layers, own, strict=True)],
                meta={"role": "mean", "n": own[0].n}
                if point is series.points[-1]
                else {"role": "series", "scale": "s2"},
            )
        )
    return figure(
        traces,
        caption=f"How often each layer's probe tells {told(series)}, a line per checkpoint. Thick: the last; band: "
        "the least and the most over its splits.",
        n=[(last[0].accuracy.n, "documents"), (len(last[0].by_split), "splits")],
        null={"name": SHUFFLED, "value": last[0].accuracy.null},
        interval="least and most over splits",
        xaxis=layer_axis(layers),
        yaxis={"title": {"text": "held-out accuracy"}, "rangemode": "tozero"},
    )


class _Over:
    """Figures over training steps."""

    def __init__(self, series: SeriesResult, axis: StepAxis, common: dict[str, Any]):
        self.series, self.common = series, common
        self.x = [axis.positions[point.checkpoint] for point in series.points]
        self.names = [point.checkpoint for point in series.points]
        self.last = series.points[-1]

    def layers(self) -> go.Figure:
        """Layer x checkpoint."""
        layers = [probe.layer for probe in self.last.probes]
        heat = go.Heatmap(
            x=self.x,
            y=layers,
            z=[[point.probes[i].accuracy.value for point in self.series.points] for i in range(len(layers))],
            customdata=[
                [marks(f"cell:{layer}:{p.checkpoint}", p.probes[i].accuracy) for p in self.series.points]
                for i, layer in enumerate(layers)
            ],
            zmin=0,
            zmax=1,
            meta={"role": "heat", "scale": "sequential"},
            name="held-out accuracy",
        )
        common = self.common | {"meta": self.common["meta"] | {"range": [0, 1]}}
        first = self.last.probes[0].accuracy
        surface = max((v for one in self.last.baselines if (v := one.accuracy.value) is not None), default=None)
        alone = "" if surface is None else f" Without the model, {surface:.3f} can be told."
        return figure(
            [heat],
            caption=f"How often a probe tells {told(self.series)} on documents it was not trained on, by layer and "
            f"checkpoint.{alone}",
            n=[(first.n, "documents"), (len(self.last.probes[0].by_split), "splits")],
            null={"name": SHUFFLED, "value": first.null},
            interval=DOCUMENTS,
            yaxis=layer_axis(layers),
            **common,
        )

    def _line(self, of: Callable[[SeriesPoint], Estimate | None], null: str, **more: Any) -> go.Figure:
        """A mean line in its band, beside its null; a checkpoint without the number has no point."""
        kept = [
            (x, name, e)
            for x, name, point in zip(self.x, self.names, self.series.points, strict=True)
            if (e := of(point)) is not None
        ]
        x, names, rows = ([row[i] for row in kept] for i in range(3))
        traces: list[Any] = []
        if any(e.low is not None and e.high is not None for e in rows):
            traces.append(polygon("band", x, [e.low for e in rows], [e.high for e in rows]))
        traces += null_lines(x, rows, null) if rows else []
        traces += more.pop("beside", [])
        traces.append(
            go.Scatter(
                name=more.pop("name"),
                x=x,
                y=[e.value for e in rows],
                mode="lines+markers",
                customdata=[marks(f"checkpoint:{name}", e) for name, e in zip(names, rows, strict=True)],
                meta={"role": "mean", "n": rows[-1].n if rows else 0},
            )
        )
        value = rows[-1].null if rows else None
        more.setdefault("interval", DOCUMENTS)
        n = [(rows[-1].n if rows else 0, more.pop("counted", "documents"))]
        return figure(traces, null={"name": null, "value": value}, n=n, **more, **self.common)

    def accuracy(self) -> go.Figure:
        """Mean over layers, beside what the surface gives."""
        beside = [
            go.Scatter(
                name=CONTROL_NAMES[control.control],
                x=self.x,
                y=[point.baselines[i].accuracy.value for point in self.series.points],
                mode="lines",
                meta={"role": "null"},
            )
            for i, control in enumerate(self.last.baselines)
        ]
        return self._line(
            lambda point: point.headline.accuracy,
            SHUFFLED,
            name="probes",
            beside=beside,
            caption=f"How often probes tell {told(self.series)}, mean over layers. Dashed: on shuffled "
            "labels, and without the model.",
            yaxis={"title": {"text": "held-out accuracy"}, "rangemode": "tozero"},
        )

    def alignment(self, which: str) -> go.Figure:
        """Mean over layers of retrieval (centred) or of CKA."""
        what = {
            "retrieval_centred": ("Share of sentences whose nearest neighbour in another language translates them, "
                                  "each language less its own mean", "share of sentences", "share"),
            "cka": ("Unbiased linear CKA between languages' sentences", "unbiased linear CKA", "value"),
        }[which]  # fmt: skip
        return self._line(
            lambda point: _mean([getattr(row, which) for row in point.alignment]),
            OTHERS,
            name="mean over layers",
            caption=f"{what[0]}; mean over pairs and layers. Dashed: paired with another document's sentences.",
            yaxis={"title": {"text": what[1]}},
            format=what[2],
        )

    def transfer(self) -> go.Figure:
        """Mean over layers of accuracy across languages, centred."""
        return self._line(
            lambda point: _mean(point.transfer),
            TEXTS,
            name="mean over layers",
            caption="How often a probe trained in one language tells the concept in another, each language less its "
            "own mean; mean over pairs and layers. Dashed: the same answers held against other documents.",
            yaxis={"title": {"text": "held-out accuracy"}, "rangemode": "tozero"},
        )

    def experts(self) -> go.Figure:
        """Share of all language-specific neurons that are experts of a concept."""
        return self._line(
            lambda point: point.experts,
            UNITS,
            name="language-specific neurons",
            caption="Share of the language-specific neurons that are experts of a concept. Dashed: random units "
            "matched on layer, firing rate and mean.",
            counted="neurons",
            interval="95 % of a share of neurons (Wilson)",
            yaxis={"title": {"text": "share of neurons"}, "rangemode": "tozero"},
        )

    def losses(self) -> go.Figure:
        """Loss added in a language by switching its own neurons off, beside the other languages'."""
        rows = [(x, point.others) for x, point in zip(self.x, self.series.points, strict=True) if point.others]
        others = go.Scatter(
            name="in the other languages",
            x=[x for x, _ in rows],
            y=[e.value for _, e in rows],
            mode="lines+markers",
            customdata=[[None, None, None, e.null, e.n] for _, e in rows],
            meta={"role": "series", "scale": "s2"},
        )
        return self._line(
            lambda point: point.own,
            UNITS,
            name="in their own language",
            beside=[others],
            caption="Loss added when a language's neurons are set to 0: in that language (thick) and in others; nats "
            "a token. Dashed: matched random units.",
            counted="languages",
            interval="the null's band holds 95 % of random units",
            yaxis={"title": {"text": "nats a token"}},
            format="value",
        )


def _mean(rows: Sequence[Estimate]) -> Estimate:
    """Over layers. Layers share their sentences: their intervals are averaged, as if they moved together."""

    def mean(name: str) -> float | None:
        values = [getattr(row, name) for row in rows]
        return None if any(v is None for v in values) else float(np.mean(values))

    names = ("value", "low", "high", "null", "null_low", "null_high")
    return Estimate(**{name: mean(name) for name in names}, n=rows[0].n)  # type: ignore[arg-type]
