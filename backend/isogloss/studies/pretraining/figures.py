"""The figures of a training, as plotly draws them in the page's theme (see ``frontend/src/plots/Figure.tsx``)."""

from math import log2
from typing import Any

import plotly.graph_objects as go

from isogloss.kit.figures import figure, whiskers
from isogloss.studies.pretraining.schema import Estimate, LanguageLoss, Result

_INTERVAL = "95 % over held-out documents, given this one training run"
_NULL = "token frequencies alone"


def of_run(result: Result) -> dict[str, go.Figure]:
    """All figures of one training."""
    return {"loss": _loss(result), "held_out": _held_out(result)}


def _position(step: int) -> float:
    """Where a step stands: 0 before a break, then log scale."""
    return 1 + log2(step) if step else 0.0


def _marks(address: str, e: Estimate) -> list[Any]:
    return [address, e.low, e.high, e.null, e.n]


def _figure(traces: list[Any], result: Result, *, caption: str, null: float | None, **layout: Any) -> go.Figure:
    counted = [
        (sum(language.held_out.n for language in result.languages), "held-out tokens"),
        (len(result.languages), "languages"),
    ]
    facts = {"n": counted, "null": {"name": _NULL, "value": null}, "interval": _INTERVAL, "format": "value"}
    return figure(traces, **({"caption": caption} | facts | layout))


def _loss(result: Result) -> go.Figure:
    """Training loss and each language's held-out loss over steps; dashed, what frequencies alone would give."""
    rungs = result.checkpoints
    x = [_position(rung.step) for rung in rungs]
    null = result.headline.held_out.null
    languages = [_over_training(result, x, language) for language in result.languages]
    training = go.Scatter(
        name="training",
        x=[_position(point.step) for point in result.curve],
        y=[point.loss for point in result.curve],
        mode="lines",
        meta={"role": "mean", "n": result.tokens},
    )
    dashed = go.Scatter(name=_NULL, x=[x[0], x[-1]], y=[null, null], mode="lines", meta={"role": "null"})
    return _figure(
        [dashed, *languages, training],
        result,
        caption="Cross-entropy in nats a token. Thick: on the text trained on, mean of a few steps. Thin: on held-out "
        "text of one language. Dashed: token frequencies alone, mean over languages.",
        null=null,
        meta={"positions": {rung.checkpoint: at for rung, at in zip(rungs, x, strict=True)}},
        xaxis={
            "title": {"text": "training step, log scale"},
            "tickvals": x,
            "ticktext": [f"{rung.step:,}" for rung in rungs],
            "range": [-0.3, x[-1] + 0.3],
        },
        yaxis={"title": {"text": "nats a token"}, "rangemode": "tozero"},
    )


def _over_training(result: Result, x: list[float], language: LanguageLoss) -> go.Scatter:
    code = language.language
    found = [rung.held_out[code] for rung in result.checkpoints]
    marks = [f"checkpoint:{rung.checkpoint}" for rung in result.checkpoints]
    return go.Scatter(
        name=code,
        x=x,
        y=[e.value for e in found],
        mode="lines+markers",
        customdata=[_marks(address, e) for address, e in zip(marks, found, strict=True)],
        meta={"role": "language", "language": code, "n": language.held_out.n},
    )


def _held_out(result: Result) -> go.Figure:
    """The last checkpoint, language by language, in bits a byte, beside byte frequencies alone."""
    names = [language.language for language in result.languages]
    bits = [language.bits for language in result.languages]
    nulls = [e.null or 0.0 for e in bits]
    bars = go.Bar(
        name="held out",
        x=names,
        y=[e.value for e in bits],
        error_y=whiskers([(e.value, e.low, e.high) for e in bits]),
        customdata=[_marks(f"language:{name}", e) for name, e in zip(names, bits, strict=True)],
        meta={"role": "series", "scale": "s5"},
    )
    dashed = go.Scatter(name="byte frequencies alone", x=names, y=nulls, mode="lines", meta={"role": "null"})
    null = sum(nulls) / len(nulls)
    return _figure(
        [bars, dashed],
        result,
        caption="Held-out text at the last step, in bits a byte of the language's own script: bars of different "
        "scripts do not compare. Dashed: byte frequencies of the training text alone.",
        null=null,
        meta={"null": {"name": "byte frequencies alone", "value": null}},
        yaxis={"title": {"text": "bits a byte"}, "rangemode": "tozero"},
    )
