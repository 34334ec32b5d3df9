"""Figures: stored answers in, plotly figures out."""

from collections.abc import Callable

import plotly.graph_objects as go

from isogloss.contract.estimate import Estimate
from isogloss.kit.figures import bars, figure, heat, languages_written, null_ends
from isogloss.kit.ladder import OverTraining
from isogloss.studies.concept_effects.schema import PANES, Pane, Result, SeriesPoint, SeriesResult

_NULL = "random units"
_CONCEPTS = "95 % over concepts, given this one training run"
_PANES: dict[Pane, str] = {"plain": "plain", "forced": "forced", "random": "random units", "other": "another concept"}
_OFF = "Loss that switching off adds on a concept's sentences minus on others', minus that of matched random units"
_NATS = {"title": {"text": "nats a token"}}
_SHARE = {"title": {"text": "share of concept words"}, "rangemode": "tozero"}
_WORDS = "Of the concept words in texts written from nothing, the share that are the concept's"


def of_run(result: Result) -> dict[str, go.Figure]:
    """All figures of one checkpoint."""
    return {
        "ablation": _ablation(result),
        "ablation_by_concept": _by_concept(result),
        "on_concept": _on_concept(result),
        "on_concept_by_concept": _forced_by_concept(result),
        "languages_written": _languages(result),
    }


def of_series(series: SeriesResult, over: OverTraining[SeriesPoint]) -> dict[str, go.Figure]:
    """All figures of a ladder, as far as it is finished."""
    return {
        "ablation_over_training": _ablation_over_training(series, over),
        "on_concept_over_training": _on_concept_over_training(series, over),
        "languages_over_training": languages_written(
            over.x,
            [[row for row in point.written if row.pane == "forced"] for point in series.points],
            over.addresses,
            of="texts a checkpoint",
            caption=f"Language of the texts when units found with {series.language} text are forced, from nothing; the "
            "rest are undetermined.",
            null=_NULL,
            **over.common,
        ),
    }


def _ablation(result: Result) -> go.Figure:
    names, rows = [row.language for row in result.ablation], [row.effect for row in result.ablation]
    return figure(
        [bars("experts", names, rows, [f"language:{name}" for name in names]), *null_ends(_NULL, names, rows)],
        caption=f"{_OFF}; nats a token. Dashed: where 95 % of {result.draws} sets of random units lie.",
        n=[(len(result.concepts), "concepts"), (result.draws, "sets of random units")],
        null=_NULL,
        value=0.0,
        interval=_CONCEPTS,
        format="value",
        yaxis=_NATS,
    )


def _by_concept(result: Result) -> go.Figure:
    rows = result.concepts
    return heat(
        result.languages,
        [row.concept for row in rows],
        lambda i, j: rows[i].effects[result.languages[j]],
        lambda i, j: f"concept:{rows[i].concept}",
        diverging=True,
        caption=f"{_OFF}; nats a token. Faint, without fill: within 95 % of the random units.",
        n=[(len(rows), "concepts"), (result.draws, "sets of random units")],
        null=_NULL,
        value=0.0,
        interval="where 95 % of random units lie",
        format="value",
        yaxis={"autorange": "reversed"},
    )


def _random_share(result: Result) -> float | None:
    return result.on_concept["random"].value if "random" in result.on_concept else None


def _on_concept(result: Result) -> go.Figure:
    panes = [pane for pane in PANES if pane in result.on_concept]
    rows = [result.on_concept[pane] for pane in panes]
    return figure(
        [bars("share of concept words", [_PANES[pane] for pane in panes], rows, [f"pane:{pane}" for pane in panes])],
        caption=f"{_WORDS}. Forced: its {result.k} best units for {result.language} text; another concept: that one's "
        "units at the same norm.",
        n=[(max((e.n for e in rows), default=0), "texts with a concept word"), (len(result.forced), "concepts")],
        null=_NULL,
        value=_random_share(result),
        interval=_CONCEPTS,
        yaxis=_SHARE,
    )


def _forced_by_concept(result: Result) -> go.Figure:
    rows = result.forced
    return heat(
        [_PANES[pane] for pane in PANES],
        [row.concept for row in rows],
        lambda i, j: rows[i].on_concept.get(PANES[j]),
        lambda i, j: f"concept:{rows[i].concept}",
        caption="Of the concept words in the texts, the share that are the concept's. Hatched: no concept word at all.",
        n=[(len(rows), "concepts")],
        null=_NULL,
        value=_random_share(result),
        interval="95 % over texts",
        yaxis={"autorange": "reversed"},
    )


def _languages(result: Result) -> go.Figure:
    return languages_written(
        [_PANES[pane] for pane in PANES],
        [[row for row in result.written if row.pane == pane] for pane in PANES],
        [f"pane:{pane}" for pane in PANES],
        of="texts a bar",
        caption=result.identifier.why
        or "Language of the texts written from nothing, told by the identifier; the rest are undetermined.",
        null=_NULL,
    )


def _ablation_over_training(series: SeriesResult, over: OverTraining[SeriesPoint]) -> go.Figure:
    return over.curve(
        lambda point: point.overall,
        name="mean",
        null=_NULL,
        beside=over.lines(series.languages, lambda point, language: point.ablation[language]),
        counted="concepts",
        n=[(series.points[-1].overall.draws, "sets of random units")],
        caption=f"{_OFF}; nats a token. Thick: the mean. Thin: one language. Dashed: random units, where 95 % lie.",
        interval=_CONCEPTS,
        format="value",
        yaxis=_NATS,
    )


def _on_concept_over_training(series: SeriesResult, over: OverTraining[SeriesPoint]) -> go.Figure:
    """A model that writes no concept word yet has no point."""

    def of(pane: Pane) -> Callable[[SeriesPoint], Estimate | None]:
        return lambda point: point.on_concept.get(pane) if "forced" in point.on_concept else None

    return over.curve(
        of("forced"),
        name="forced",
        null=_NULL,
        beside=[over.series(_PANES["plain"], of("plain"), "s2"), over.series(_PANES["other"], of("other"), "s5")],
        counted="texts with a concept word",
        caption=f"{_WORDS}, when its units found with {series.language} text are forced. Dashed: matched random units "
        "at their own medians.",
        interval=_CONCEPTS,
        yaxis=_SHARE,
    )
