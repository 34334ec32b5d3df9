"""Figures: stored answers in, plotly figures out. Those of one checkpoint are here, those of a ladder beside it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from isogloss.contract.estimate import Estimate
from isogloss.kit.figures import (
    bars,
    figure,
    heat,
    layer_axis,
    level,
    line,
    mark,
    mean_null,
    null_ends,
    said,
    whiskers,
)
from isogloss.studies.language_probes.figure_parts import (
    CONTROL_NAMES,
    DOCUMENTS,
    OTHERS,
    SHUFFLED,
    TEXTS,
    UNITS,
    null_lines,
    told,
)
from isogloss.studies.language_probes.ladder_figures import of_series
from isogloss.studies.language_probes.schema import ExpertNeurons, NeuronsAndExperts, Result

#: What is measured between languages, as captions say it.
MEASURES = {
    "retrieval": "How often a sentence's nearest neighbour in the other language is its translation",
    "retrieval_centred": "How often a sentence's nearest neighbour in the other language is its translation, each "
    "language less its own mean",
    "cka": "Unbiased linear CKA between two languages' sentences",
}

__all__ = ["of_run", "of_series"]


def of_run(result: Result, confusion: np.ndarray) -> dict[str, go.Figure]:
    """All figures of one checkpoint; confusion: [classes, classes] of its last layer, counts."""
    out = {
        "accuracy": _accuracy(result),
        "confusion": _confusion(result, confusion),
        "retrieval": _retrieval(result),
        "cka": _cka(result),
        **{f"{measure}_pairs": _pairs(result, measure) for measure in MEASURES},
        "neuron_layers": _neuron_layers(result),
        "loss_change": _loss_change(result),
    }
    if result.experts is not None:
        out["neurons_and_experts"] = _neurons_and_experts(result.experts)
    if result.transfer:
        out["transfer"] = _transfer(result, "raw")
        out["transfer_centred"] = _transfer(result, "centred")
    return out


def _accuracy(result: Result) -> go.Figure:
    rows = [probe.accuracy for probe in result.probes]
    layers = [probe.layer for probe in result.probes]
    traces: list[Any] = [*null_lines(layers, rows, SHUFFLED)]
    for baseline in result.baselines:
        y = [baseline.accuracy.value] * len(layers)
        traces.append(level(CONTROL_NAMES[baseline.control], layers, y))
    traces.append(_with_whiskers("probe", layers, rows, said("mean", n=rows[0].n)))
    of = "tokens" if result.unit == "token" else "sentences"
    return figure(
        traces,
        caption=f"How often a probe tells {told(result)}, on documents it was not trained on. Dashed: the same on "
        "shuffled labels, and what can be told without the model.",
        n=[(rows[0].n, "documents"), (result.n_examples, of), (len(result.probes[0].by_split), "splits")],
        null=SHUFFLED,
        value=mean_null(rows),
        interval=DOCUMENTS,
        xaxis=layer_axis(layers),
        yaxis={"title": {"text": "held-out accuracy"}, "rangemode": "tozero"},
    )


def _with_whiskers(name: str, layers: Sequence[int], rows: Sequence[Estimate], meta: dict[str, Any]) -> go.Scatter:
    drawn = line(name, layers, rows, [f"layer:{layer}" for layer in layers], meta)
    return drawn.update(error_y=whiskers(rows))


def _confusion(result: Result, counts: np.ndarray) -> go.Figure:
    totals = np.maximum(counts.sum(1), 1)

    names = result.classes
    return heat(
        names,
        names,
        lambda i, j: Estimate(value=float(counts[i, j] / totals[i]), n=int(totals[i])),
        lambda i, j: f"class:{names[i]}:{names[j]}",
        top=1.0,
        caption=f"What the last layer's probe takes for what: of a row's held-out examples, the share told as each "
        f"column. Layer {result.probes[-1].layer}, all splits together.",
        n=[(int(counts.sum()), "held-out examples"), (len(result.probes[0].by_split), "splits")],
        null="chance",
        value=1 / len(names),
        interval="none: counts are in the table",
        xaxis={"title": {"text": "told as"}},
        yaxis={"title": {"text": "truth"}, "autorange": "reversed"},
    )


def _transfer(result: Result, which: str) -> go.Figure:
    row = result.transfer[-1]
    found = getattr(row, which)
    across = row.across_centred if which == "centred" else row.across

    how = "each language less its own mean" if which == "centred" else "as they are"
    names = result.languages
    return heat(
        names,
        names,
        lambda i, j: found[names[i]][names[j]],
        lambda i, j: f"pair:{names[i]}:{names[j]}",
        top=1.0,
        caption=f"How often a probe trained in the row's language tells the concept in the column's, {how}; nothing "
        f"read is the translation of what was trained on. Layer {row.layer}.",
        n=[(across.n, "documents"), (len(result.classes), "concepts")],
        null=TEXTS,
        value=across.null,
        interval=DOCUMENTS,
        xaxis={"title": {"text": "read in"}},
        yaxis={"title": {"text": "trained in"}, "autorange": "reversed"},
    )


def _by_layers(
    layers: Sequence[int], lines: Sequence[tuple[str, str, Sequence[Estimate]]], title: str, **more: Any
) -> go.Figure:
    traces: list[Any] = [*null_lines(layers, lines[-1][2], OTHERS)]
    traces += [_with_whiskers(name, layers, rows, said("series", scale=scale)) for name, scale, rows in lines]
    return figure(
        traces,
        null=OTHERS,
        value=mean_null(lines[-1][2]),
        interval=DOCUMENTS,
        xaxis=layer_axis(layers),
        yaxis={"title": {"text": title}},
        **more,
    )


def _retrieval(result: Result) -> go.Figure:
    rows, pairs = result.alignment, len(result.languages) * (len(result.languages) - 1) // 2
    return _by_layers(
        [row.layer for row in rows],
        [
            ("as they are", "s2", [row.retrieval for row in rows]),
            ("centred", "s5", [row.retrieval_centred for row in rows]),
        ],
        "share of sentences",
        caption="How often a sentence's nearest neighbour in another language (cosine of mean states) is its own "
        "translation, both ways, mean over pairs. Centred: each language less its own mean. Dashed: paired with "
        "another document's sentences.",
        n=[(rows[0].retrieval.n, "documents"), (result.n_ids, "sentences"), (pairs, "pairs of languages")],
    )


def _cka(result: Result) -> go.Figure:
    rows, pairs = result.alignment, len(result.languages) * (len(result.languages) - 1) // 2
    return _by_layers(
        [row.layer for row in rows],
        [("CKA", "s5", [row.cka for row in rows])],
        "unbiased linear CKA",
        format="value",
        caption="How alike the geometry of two languages' sentences is, mean over pairs (unbiased: unrelated states "
        "give 0 however wide they are). Dashed: paired with another document's sentences.",
        n=[(rows[0].cka.n, "documents"), (result.n_ids, "sentences"), (pairs, "pairs of languages")],
    )


def _pairs(result: Result, measure: str) -> go.Figure:
    """Every two languages; both halves of the matrix say the same."""
    row = result.alignment[-1]
    mean: Estimate = getattr(row, measure)

    names = result.languages

    def cell(i: int, j: int) -> Estimate | None:
        if i == j:
            return None
        a, b = names[i], names[j]
        found: Estimate = getattr(row.by_pair.get(a, {}).get(b) or row.by_pair[b][a], measure)
        return found

    return heat(
        names,
        names,
        cell,
        lambda i, j: f"pair:{names[i]}:{names[j]}",
        top=1.0,
        caption=f"{MEASURES[measure]}, pair by pair. Layer {row.layer}; hatched: a language with itself.",
        n=[(mean.n, "documents"), (result.n_ids, "sentences")],
        null=OTHERS,
        value=mean.null,
        interval=DOCUMENTS,
        format="value" if measure == "cka" else "share",
        yaxis={"autorange": "reversed"},
    )


def _neuron_layers(result: Result) -> go.Figure:
    rows, found = result.neurons.layers, result.neurons
    stacks = [
        go.Bar(
            name=language,
            x=[row.layer for row in rows],
            y=[row.by_language[language] for row in rows],
            customdata=[mark(f"neurons:{language}:{row.layer}") for row in rows],
            meta=said("language", language=language),
        )
        for language in result.languages
    ]
    chance = mean_null(found.by_language.values())
    return figure(
        stacks,
        caption=f"Language-specific neurons by layer: the {found.selected:,} with the lowest entropy of their activity "
        "over languages. One that belongs to several languages is counted in each.",
        n=[(found.selected, "neurons"), (found.n_units, "neurons looked at")],
        null="languages exchanged, neurons a language",
        value=chance,
        interval="the null's band is in the table of languages",
        format="count",
        barmode="stack",
        xaxis=layer_axis([row.layer for row in rows]),
        yaxis={"title": {"text": "neurons"}, "range": [0, 1.05 * max(1, *(sum(r.by_language.values()) for r in rows))]},
    )


def _loss_change(result: Result) -> go.Figure:
    found = {(row.switched_off, row.read): row.change for row in result.neurons.loss}
    names = result.languages
    return heat(
        names,
        names,
        lambda i, j: found.get((names[i], names[j])),
        lambda i, j: f"off:{names[i]}:{names[j]}",
        diverging=True,
        caption="Loss added in the column's language when the row's neurons are set to 0, nats a token, on documents "
        "that no neuron was chosen on. Hatched: no neuron belongs to that language.",
        n=[(result.neurons.n_sentences, "sentences a language")],
        null=UNITS,
        value=mean_null(found.values()),
        interval="95 % over documents",
        format="value",
        xaxis={"title": {"text": "read in"}},
        yaxis={"title": {"text": "switched off"}, "autorange": "reversed"},
    )


def _neurons_and_experts(found: NeuronsAndExperts) -> go.Figure:
    rows: dict[str, ExpertNeurons] = found.by_language | {"all": found.total}
    names = list(rows)
    shown = (
        ("experts", "of any concept", said("series", scale="s5")),
        ("shared", f"in {found.shared_by} languages or more", said("series", scale="s2")),
        ("single", "in one language only", said("rest")),
    )
    traces: list[Any] = [
        bars(
            name,
            names,
            [getattr(row, kind) for row in rows.values()],
            [f"experts:{owner}:{kind}" for owner in names],
            meta,
        )
        for kind, name, meta in shown
    ]
    traces += null_ends(UNITS, names, [row.experts for row in rows.values()])
    return figure(
        traces,
        caption="Share of a language's neurons that are experts of a concept: of any, in any language; of one concept "
        f"in {found.shared_by} languages or more; of none in more than one. Dashed: where 95 % of {found.draws} "
        "sets of random units lie (experts of any concept), matched on layer, firing rate and mean.",
        n=[(found.total.neurons, "neurons"), (found.concepts, "concepts"), (found.k, "experts a concept and language")],
        null=UNITS,
        value=found.total.experts.null,
        interval="95 % of a share of neurons (Wilson)",
        barmode="group",
        yaxis={"title": {"text": "share of neurons"}, "rangemode": "tozero"},
    )
