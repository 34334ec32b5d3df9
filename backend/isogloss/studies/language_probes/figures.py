"""Figures: stored answers in, plotly figures out. Those of one checkpoint are here, those of a ladder beside it."""

from collections.abc import Callable, Sequence
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
    null_lines,
    said,
    whiskers,
)
from isogloss.studies.language_probes.ladder_figures import (
    ACCURACY,
    CONTROL_NAMES,
    DOCUMENTS,
    NEURONS,
    OTHERS,
    SHUFFLED,
    TEXTS,
    TOLD,
    UNITS,
    WILSON,
    of_series,
)
from isogloss.studies.language_probes.schema import ExpertNeurons, NeuronsAndExperts, Result

__all__ = ["of_run", "of_series"]

#: What is measured between languages, as captions say it.
MEASURES = {
    "retrieval": "How often a sentence's nearest neighbour in the other language is its translation",
    "retrieval_centred": "How often a sentence's nearest neighbour in the other language is its translation, each "
    "language less its own mean",
    "cka": "Unbiased linear CKA between two languages' sentences",
}


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
        out["transfer"] = _transfer(result, centred=False)
        out["transfer_centred"] = _transfer(result, centred=True)
    return out


def _accuracy(result: Result) -> go.Figure:
    rows = [probe.accuracy for probe in result.probes]
    layers = [probe.layer for probe in result.probes]
    surface = [
        level(CONTROL_NAMES[one.control], layers, [one.accuracy.value] * len(layers)) for one in result.baselines
    ]
    probe = _with_whiskers("probe", layers, rows, said("mean", n=rows[0].n))
    of = "tokens" if result.unit == "token" else "sentences"
    return figure(
        [*null_lines(SHUFFLED, layers, rows), *surface, probe],
        caption=f"How often a probe tells {TOLD[result.target]}, on documents it was not trained on. Dashed: the same "
        "on shuffled labels, and what can be told without the model.",
        n=[(rows[0].n, "documents"), (result.n_examples, of), (len(result.probes[0].by_split), "splits")],
        null=SHUFFLED,
        value=mean_null(rows),
        interval=DOCUMENTS,
        xaxis=layer_axis(layers),
        yaxis=ACCURACY,
    )


def _with_whiskers(name: str, layers: Sequence[int], rows: Sequence[Estimate], meta: dict[str, Any]) -> go.Scatter:
    drawn = line(name, layers, rows, [f"layer:{layer}" for layer in layers], meta)
    return drawn.update(error_y=whiskers(rows))


def _matrix(
    kind: str,
    names: Sequence[str],
    cell: Callable[[int, int], Estimate | None],
    *,
    rows: str | None = None,
    columns: str | None = None,
    **more: Any,
) -> go.Figure:
    """Each name by each; ``rows`` and ``columns`` are the axes' titles. A cell without a number leads nowhere."""
    return heat(
        names,
        names,
        cell,
        lambda i, j: None if cell(i, j) is None else f"{kind}:{names[i]}:{names[j]}",
        xaxis={"title": {"text": columns}},
        yaxis={"title": {"text": rows}, "autorange": "reversed"},
        **more,
    )


def _confusion(result: Result, counts: np.ndarray) -> go.Figure:
    totals = np.maximum(counts.sum(1), 1)
    return _matrix(
        "class",
        result.classes,
        lambda i, j: Estimate(value=float(counts[i, j] / totals[i]), n=int(totals[i])),
        rows="truth",
        columns="told as",
        top=1.0,
        caption=f"What the last layer's probe takes for what: of a row's held-out examples, the share told as each "
        f"column. Layer {result.probes[-1].layer}, all splits together.",
        n=[(int(counts.sum()), "held-out examples"), (len(result.probes[0].by_split), "splits")],
        null="chance",
        value=1 / len(result.classes),
        interval="none: counts are in the table",
    )


def _transfer(result: Result, *, centred: bool) -> go.Figure:
    row, names = result.transfer[-1], result.languages
    found, across = (row.centred, row.across_centred) if centred else (row.raw, row.across)
    how = "each language less its own mean" if centred else "as they are"
    return _matrix(
        "pair",
        names,
        lambda i, j: found[names[i]][names[j]],
        rows="trained in",
        columns="read in",
        top=1.0,
        caption=f"How often a probe trained in the row's language tells the concept in the column's, {how}; nothing "
        f"read is the translation of what was trained on. Layer {row.layer}.",
        n=[(across.n, "documents"), (len(result.classes), "concepts")],
        null=TEXTS,
        value=across.null,
        interval=DOCUMENTS,
    )


def _by_layers(
    layers: Sequence[int], lines: Sequence[tuple[str, str, Sequence[Estimate]]], title: str, **more: Any
) -> go.Figure:
    drawn = [_with_whiskers(name, layers, rows, said("series", scale=scale)) for name, scale, rows in lines]
    return figure(
        [*null_lines(OTHERS, layers, lines[-1][2]), *drawn],
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
    row, names = result.alignment[-1], result.languages
    mean: Estimate = getattr(row, measure)

    def cell(i: int, j: int) -> Estimate | None:
        if i == j:
            return None
        a, b = names[i], names[j]
        found: Estimate = getattr(row.by_pair.get(a, {}).get(b) or row.by_pair[b][a], measure)
        return found

    return _matrix(
        "pair",
        names,
        cell,
        top=1.0,
        caption=f"{MEASURES[measure]}, pair by pair. Layer {row.layer}; hatched: a language with itself.",
        n=[(mean.n, "documents"), (result.n_ids, "sentences")],
        null=OTHERS,
        value=mean.null,
        interval=DOCUMENTS,
        format="value" if measure == "cka" else "share",
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
    return figure(
        stacks,
        caption=f"Language-specific neurons by layer: the {found.selected:,} with the lowest entropy of their activity "
        "over languages. One that belongs to several languages is counted in each.",
        n=[(found.selected, "neurons"), (found.n_units, "neurons looked at")],
        null="languages exchanged, neurons a language",
        value=mean_null(found.by_language.values()),
        interval="the null's band is in the table of languages",
        format="count",
        barmode="stack",
        xaxis=layer_axis([row.layer for row in rows]),
        yaxis={"title": {"text": "neurons"}, "range": [0, 1.05 * max(1, *(sum(r.by_language.values()) for r in rows))]},
    )


def _loss_change(result: Result) -> go.Figure:
    found = {(row.switched_off, row.read): row.change for row in result.neurons.loss}
    names = result.languages
    return _matrix(
        "off",
        names,
        lambda i, j: found.get((names[i], names[j])),
        rows="switched off",
        columns="read in",
        diverging=True,
        caption="Loss added in the column's language when the row's neurons are set to 0, nats a token, on documents "
        "that no neuron was chosen on. Hatched: no neuron belongs to that language.",
        n=[(result.neurons.n_sentences, "sentences a language")],
        null=UNITS,
        value=mean_null(found.values()),
        interval="95 % over documents",
        format="value",
    )


def _neurons_and_experts(found: NeuronsAndExperts) -> go.Figure:
    rows: dict[str, ExpertNeurons] = found.by_language | {"all": found.total}
    names = list(rows)
    shown = (
        ("experts", "of any concept", said("series", scale="s5")),
        ("shared", f"in {found.shared_by} languages or more", said("series", scale="s2")),
        ("single", "in one language only", said("rest")),
    )
    drawn = [
        bars(name, names, [getattr(row, kind) for row in rows.values()], [f"experts:{of}:{kind}" for of in names], meta)
        for kind, name, meta in shown
    ]
    return figure(
        [*drawn, *null_ends(UNITS, names, [row.experts for row in rows.values()])],
        caption="Share of a language's neurons that are experts of a concept: of any, in any language; of one concept "
        f"in {found.shared_by} languages or more; of none in more than one. Dashed: where 95 % of {found.draws} "
        "sets of random units lie (experts of any concept), matched on layer, firing rate and mean.",
        n=[(found.total.neurons, "neurons"), (found.concepts, "concepts"), (found.k, "experts a concept and language")],
        null=UNITS,
        value=found.total.experts.null,
        interval=WILSON,
        barmode="group",
        yaxis=NEURONS,
    )
