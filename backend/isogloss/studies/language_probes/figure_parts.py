"""What figures of one checkpoint and of a ladder have in common: words, marks, nulls, axes."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from isogloss.kit.figures import polygon
from isogloss.studies.language_probes.schema import Estimate

DOCUMENTS = "95 % over held-out documents, given this one training run"
SHUFFLED = "shuffled labels"
OTHERS = "another document's sentences"
TEXTS = "another document's concept"
UNITS = "random units"
CONTROL_NAMES = {"majority": "commonest class", "bytes": "bytes alone", "length": "length alone"}


def marks(address: str, e: Estimate) -> list[Any]:
    """What a point says on hover: its address, interval, null and n, and the interval of its excess over the null."""
    known = e.null is not None and e.low is not None and e.high is not None
    excess = [e.low - e.null, e.high - e.null] if known else [None, None]  # type: ignore[operator]
    return [address, e.low, e.high, e.null, e.n, *excess]


def layer_axis(layers: Sequence[int]) -> dict[str, Any]:
    """Whole layers, at most a dozen of them named."""
    every = max(1, -(-len(layers) // 12))
    return {
        "title": {"text": "layer"},
        "tickvals": list(layers[::every]),
        "ticktext": [str(layer) for layer in layers[::every]],
    }


def told(series: Any) -> str:
    """What the probes tell, as captions say it."""
    return {"language": "the language", "script": "the script", "family": "the family", "concept": "the concept"}[
        series.target
    ]


def null_lines(x: Sequence[float], rows: Sequence[Estimate], name: str) -> list[Any]:
    """The null as a line in its band."""
    return [
        polygon("null-band", x, [e.null_low for e in rows], [e.null_high for e in rows]),
        go.Scatter(name=name, x=list(x), y=[e.null for e in rows], mode="lines", meta={"role": "null"}),
    ]
