"""Figures: stored answers in, plotly figures out."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from isogloss.contract.estimate import Estimate
from isogloss.kit.figures import bars, curve, figure, languages_written, level
from isogloss.kit.ladder import OverTraining
from isogloss.studies.interventions.schema import Result, SeriesPoint, SeriesResult

_NULL = "random units"
_WILSON = "95 % of a share of texts (Wilson)"
_PROMPTS = "95 % over prompts, given this one training run"
_PANES = {"plain": "plain", "changed": "changed", "random": "random units"}
_NATS = {"title": {"text": "nats"}, "rangemode": "tozero"}


def of_run(result: Result) -> dict[str, go.Figure]:
    """All figures of one intervention."""
    return {
        "languages_written": _languages(result),
        "strength": _strength(result),
        "if_switched_off": _held_out(result),
        "next_token": _next_token(result),
    }


def of_series(series: SeriesResult, over: OverTraining[SeriesPoint]) -> dict[str, go.Figure]:
    """All figures of a ladder, as far as it is finished."""
    return {
        "languages_over_training": languages_written(
            over.x,
            [[row for row in point.written if row.pane == "changed"] for point in series.points],
            over.addresses,
            of="texts a checkpoint",
            caption="Language of the changed texts at each checkpoint; the rest are undetermined.",
            null=_NULL,
            **over.common,
        ),
        "on_concept_over_training": over.curve(
            lambda point: point.on_concept.get("changed"),
            name="changed",
            null=_NULL,
            counted="texts",
            caption="Share of changed texts with a word of the concept. Dashed: matched random units.",
            interval=_WILSON,
            yaxis={"title": {"text": "share of texts"}, "rangemode": "tozero"},
        ),
        "kl_over_training": over.curve(
            lambda point: point.kl,
            name="changed",
            null=_NULL,
            counted="prompts",
            caption="KL of the next token, plain against changed, mean over prompts. Dashed: matched random units.",
            interval=_PROMPTS,
            format="value",
            yaxis=_NATS,
        ),
    }


def _languages(result: Result) -> go.Figure:
    panes = [pane for pane in _PANES if any(row.pane == pane for row in result.written)]
    return languages_written(
        [_PANES[pane] for pane in panes],
        [[row for row in result.written if row.pane == pane] for pane in panes],
        [f"pane:{pane}" for pane in panes],
        of="texts a bar",
        caption=result.identifier.why or "Language of the texts, told by the identifier; the rest are undetermined.",
        null=_NULL,
    )


def _strength(result: Result) -> go.Figure:
    x = [dose.strength for dose in result.doses]
    return figure(
        curve(x, [dose.kl for dose in result.doses], [f"dose:{at:g}" for at in x], name="changed", null=_NULL),
        caption="KL of the next token, plain against changed, at multiples of the strength; 1 is the one asked for. "
        "Thick: mean over prompts. Dashed: matched random units.",
        n=[(result.kl.n, "prompts"), (result.kl.draws, "sets of random units")],
        null=_NULL,
        value=result.kl.null,
        interval=_PROMPTS,
        format="value",
        xaxis={"title": {"text": "times the strength"}, "tickvals": x, "ticktext": [f"{at:g}" for at in x]},
        yaxis=_NATS,
    )


def _beside_null(
    x: Sequence[str], rows: Sequence[Estimate], addresses: Sequence[str], *, whiskered: bool = True, **more: Any
) -> go.Figure:
    """Bars, and the null's line where every one of them has it."""
    known = bool(rows) and all(e.null is not None for e in rows)
    nulls = [level(_NULL, x, [e.null for e in rows])] if known else []
    return figure(
        [bars("changed", x, rows, addresses, whiskered=whiskered), *nulls], null=_NULL, format="value", **more
    )


def _held_out(result: Result) -> go.Figure:
    names, rows = [row.language for row in result.held_out], [row.change for row in result.held_out]
    first = rows[0] if rows else Estimate(value=None, n=0)
    return _beside_null(
        names,
        rows,
        [f"language:{name}" for name in names],
        caption="What the change adds to the loss on text of each language, nats a token. Dashed: matched random "
        "units, mean over their draws.",
        n=[(first.n, "sentences a language"), (first.draws, "sets of random units")],
        interval="95 % over documents, given this one training run",
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
    return _beside_null(
        x,
        [row.kl for row in rows],
        [f"prompt:{row.prompt}" for row in rows],
        whiskered=False,
        caption="KL of the first written token, plain against changed. Dashed: matched random units, mean over draws.",
        n=[(len(rows), "prompts"), (result.kl.draws, "sets of random units")],
        value=result.kl.null,
        interval="none: each bar is one prompt",
        yaxis=_NATS,
    )
