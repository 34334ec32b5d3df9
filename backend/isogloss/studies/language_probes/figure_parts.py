"""What figures of one checkpoint and of a ladder have in common: words and nulls."""

from collections.abc import Sequence
from typing import Any

from isogloss.contract.estimate import Estimate
from isogloss.kit.figures import level, polygon
from isogloss.studies.language_probes.schema import Result, SeriesResult

DOCUMENTS = "95 % over held-out documents, given this one training run"
SHUFFLED = "shuffled labels"
OTHERS = "another document's sentences"
TEXTS = "another document's concept"
UNITS = "random units"
CONTROL_NAMES = {"majority": "commonest class", "bytes": "bytes alone", "length": "length alone"}


def told(series: Result | SeriesResult) -> str:
    """What the probes tell, as captions say it."""
    return {"language": "the language", "script": "the script", "family": "the family", "concept": "the concept"}[
        series.target
    ]


def null_lines(x: Sequence[float], rows: Sequence[Estimate], name: str) -> list[Any]:
    """The null as a line in its band."""
    return [
        polygon("null-band", x, [e.null_low for e in rows], [e.null_high for e in rows]),
        level(name, x, [e.null for e in rows]),
    ]
