"""The figures of a training, as plotly draws them in the page's theme."""

from math import log2
from typing import Any

import plotly.graph_objects as go

from isogloss.kit.figures import bars, figure, level, line, said
from isogloss.studies.pretraining.schema import LanguageLoss, Result

_INTERVAL = "95 % over held-out documents, given this one training run"
_NULL, _BYTES = "token frequencies alone", "byte frequencies alone"


def of_run(result: Result) -> dict[str, go.Figure]:
    """All figures of one training."""
    return {"loss": _loss(result), "held_out": _held_out(result)}


def _position(step: int) -> float:
    """Where a step stands: 0 before a break, then log scale."""
    return 1 + log2(step) if step else 0.0


def _figure(traces: list[Any], result: Result, **more: Any) -> go.Figure:
    counted = [
        (sum(language.held_out.n for language in result.languages), "held-out tokens"),
        (len(result.languages), "languages"),
    ]
    return figure(traces, **({"n": counted, "null": _NULL, "interval": _INTERVAL, "format": "value"} | more))


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
        meta=said("mean", n=result.tokens),
    )
    return _figure(
        [level(_NULL, [x[0], x[-1]], [null, null]), *languages, training],
        result,
        caption="Cross-entropy in nats a token. Thick: on the text trained on, mean of a few steps. Thin: on held-out "
        "text of one language. Dashed: token frequencies alone, mean over languages.",
        value=null,
        meta={
            "positions": {rung.checkpoint: at for rung, at in zip(rungs, x, strict=True)},
            "steps": {rung.checkpoint: rung.step for rung in rungs},
        },
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
    return line(
        code,
        x,
        [rung.held_out[code] for rung in result.checkpoints],
        [f"checkpoint:{rung.checkpoint}" for rung in result.checkpoints],
        said("language", language=code, n=language.held_out.n),
    )


def _held_out(result: Result) -> go.Figure:
    """The last checkpoint, language by language, in bits a byte, beside byte frequencies alone."""
    names = [language.language for language in result.languages]
    bits = [language.bits for language in result.languages]
    nulls = [e.null or 0.0 for e in bits]
    drawn = bars("held out", names, bits, [f"language:{name}" for name in names])
    null = sum(nulls) / len(nulls)
    return _figure(
        [drawn, level(_BYTES, names, nulls)],
        result,
        caption="Held-out text at the last step, in bits a byte of the language's own script: bars of different "
        "scripts do not compare. Dashed: byte frequencies of the training text alone.",
        null=_BYTES,
        value=null,
        yaxis={"title": {"text": "bits a byte"}, "rangemode": "tozero"},
    )
