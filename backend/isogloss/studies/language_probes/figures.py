"""Figures: stored answers in, plotly figures out. Those of one checkpoint are here, those of a ladder beside it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from isogloss.kit.figures import figure, mean_null, whiskers
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
from isogloss.studies.language_probes.ladder_figures import of_series
from isogloss.studies.language_probes.schema import Estimate, ExpertNeurons, NeuronsAndExperts, Result

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
        name = CONTROL_NAMES[baseline.control]
        traces.append(go.Scatter(name=name, x=layers, y=y, mode="lines", meta={"role": "null"}))
    traces.append(
        go.Scatter(
            name="probe",
            x=layers,
            y=[e.value for e in rows],
            mode="lines+markers",
            error_y=whiskers([(e.value, e.low, e.high) for e in rows]),
            customdata=[marks(f"layer:{layer}", e) for layer, e in zip(layers, rows, strict=True)],
            meta={"role": "mean", "n": rows[0].n},
        )
    )
    of = "tokens" if result.unit == "token" else "sentences"
    return figure(
        traces,
        caption=f"How often a probe tells {told(result)}, on documents it was not trained on. Dashed: the same on "
        "shuffled labels, and what can be told without the model.",
        n=[(rows[0].n, "documents"), (result.n_examples, of), (len(result.probes[0].by_split), "splits")],
        null={"name": SHUFFLED, "value": mean_null(rows)},
        interval=DOCUMENTS,
        xaxis=layer_axis(layers),
        yaxis={"title": {"text": "held-out accuracy"}, "rangemode": "tozero"},
    )


def _matrix(
    rows: Sequence[str], columns: Sequence[str], cell: Callable[[str, str], tuple[float, list[Any]] | None], **more: Any
) -> go.Figure:
    cells = [[cell(a, b) for b in columns] for a in rows]
    z = [[None if of is None else of[0] for of in row] for row in cells]
    known = [abs(v) for row in z for v in row if v is not None]
    diverging = more.pop("diverging", False)
    top = more.pop("top", None) or max(known, default=0.0) or 1.0
    heat = go.Heatmap(
        x=list(columns),
        y=list(rows),
        z=z,
        customdata=[[None if of is None else of[1] for of in row] for row in cells],
        zmin=-top if diverging else 0,
        zmax=top,
        meta={"role": "heat", "scale": "diverging" if diverging else "sequential"},
        name="value",
    )
    return figure([heat], meta={"range": [-top if diverging else 0, top]}, **more)


def _confusion(result: Result, counts: np.ndarray) -> go.Figure:
    totals = np.maximum(counts.sum(1), 1)

    def cell(truth: str, predicted: str) -> tuple[float, list[Any]]:
        i, j = result.classes.index(truth), result.classes.index(predicted)
        share = float(counts[i, j] / totals[i])
        return share, [f"class:{truth}:{predicted}", None, None, None, int(totals[i])]

    return _matrix(
        result.classes,
        result.classes,
        cell,
        top=1.0,
        caption=f"What the last layer's probe takes for what: of a row's held-out examples, the share told as each "
        f"column. Layer {result.probes[-1].layer}, all splits together.",
        n=[(int(counts.sum()), "held-out examples"), (len(result.probes[0].by_split), "splits")],
        null={"name": "chance", "value": 1 / len(result.classes)},
        interval="none: counts are in the table",
        xaxis={"title": {"text": "told as"}},
        yaxis={"title": {"text": "truth"}, "autorange": "reversed"},
    )


def _transfer(result: Result, which: str) -> go.Figure:
    row = result.transfer[-1]
    found = getattr(row, which)
    across = row.across_centred if which == "centred" else row.across

    def cell(a: str, b: str) -> tuple[float, list[Any]]:
        return found[a][b].value, marks(f"pair:{a}:{b}", found[a][b])

    how = "each language less its own mean" if which == "centred" else "as they are"
    return _matrix(
        result.languages,
        result.languages,
        cell,
        top=1.0,
        caption=f"How often a probe trained in the row's language tells the concept in the column's, {how}; nothing "
        f"read is the translation of what was trained on. Layer {row.layer}.",
        n=[(across.n, "documents"), (len(result.classes), "concepts")],
        null={"name": TEXTS, "value": across.null},
        interval=DOCUMENTS,
        xaxis={"title": {"text": "read in"}},
        yaxis={"title": {"text": "trained in"}, "autorange": "reversed"},
    )


def _by_layers(
    layers: Sequence[int], lines: Sequence[tuple[str, str, Sequence[Estimate]]], title: str, **more: Any
) -> go.Figure:
    traces: list[Any] = [*null_lines(layers, lines[-1][2], OTHERS)]
    for name, scale, rows in lines:
        traces.append(
            go.Scatter(
                name=name,
                x=list(layers),
                y=[e.value for e in rows],
                mode="lines+markers",
                error_y=whiskers([(e.value, e.low, e.high) for e in rows]),
                customdata=[marks(f"layer:{layer}", e) for layer, e in zip(layers, rows, strict=True)],
                meta={"role": "series", "scale": scale},
            )
        )
    return figure(
        traces,
        null={"name": OTHERS, "value": mean_null(lines[-1][2])},
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

    def cell(a: str, b: str) -> tuple[float, list[Any]] | None:
        if a == b:
            return None
        pair = row.by_pair.get(a, {}).get(b) or row.by_pair[b][a]
        e: Estimate = getattr(pair, measure)
        return e.value, marks(f"pair:{a}:{b}", e)

    return _matrix(
        result.languages,
        result.languages,
        cell,
        top=1.0,
        caption=f"{MEASURES[measure]}, pair by pair. Layer {row.layer}; hatched: a language with itself.",
        n=[(mean.n, "documents"), (result.n_ids, "sentences")],
        null={"name": OTHERS, "value": mean.null},
        interval=DOCUMENTS,
        format="value" if measure == "cka" else "share",
        yaxis={"autorange": "reversed"},
    )


def _neuron_layers(result: Result) -> go.Figure:
    rows, found = result.neurons.layers, result.neurons
    bars = [
        go.Bar(
            name=language,
            x=[row.layer for row in rows],
            y=[row.by_language[language] for row in rows],
            customdata=[[f"neurons:{language}:{row.layer}"] for row in rows],
            meta={"role": "language", "language": language},
        )
        for language in result.languages
    ]
    chance = mean_null(found.by_language.values())
    return figure(
        bars,
        caption=f"Language-specific neurons by layer: the {found.selected:,} with the lowest entropy of their activity "
        "over languages. One that belongs to several languages is counted in each.",
        n=[(found.selected, "neurons"), (found.n_units, "neurons looked at")],
        null={"name": "languages exchanged, neurons a language", "value": chance},
        interval="the null's band is in the table of languages",
        format="count",
        barmode="stack",
        xaxis=layer_axis([row.layer for row in rows]),
        yaxis={"title": {"text": "neurons"}, "range": [0, 1.05 * max(1, *(sum(r.by_language.values()) for r in rows))]},
    )


def _loss_change(result: Result) -> go.Figure:
    found = {(row.switched_off, row.read): row.change for row in result.neurons.loss}
    draws = [e.null for e in found.values() if e.null is not None]

    def cell(a: str, b: str) -> tuple[float, list[Any]] | None:
        e = found.get((a, b))
        return None if e is None else (e.value, marks(f"off:{a}:{b}", e))

    return _matrix(
        result.languages,
        result.languages,
        cell,
        diverging=True,
        caption="Loss added in the column's language when the row's neurons are set to 0, nats a token, on documents "
        "that no neuron was chosen on. Hatched: no neuron belongs to that language.",
        n=[(result.neurons.n_sentences, "sentences a language")],
        null={"name": UNITS, "value": float(np.mean(draws)) if draws else None},
        interval="95 % over documents",
        format="value",
        xaxis={"title": {"text": "read in"}},
        yaxis={"title": {"text": "switched off"}, "autorange": "reversed"},
    )


def _neurons_and_experts(found: NeuronsAndExperts) -> go.Figure:
    rows: dict[str, ExpertNeurons] = found.by_language | {"all": found.total}
    names = list(rows)
    shown: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("experts", "of any concept", {"role": "series", "scale": "s5"}),
        ("shared", f"in {found.shared_by} languages or more", {"role": "series", "scale": "s2"}),
        ("single", "in one language only", {"role": "rest"}),
    )
    traces: list[Any] = []
    for kind, name, meta in shown:
        each: list[Estimate] = [getattr(row, kind) for row in rows.values()]
        traces.append(
            go.Bar(
                name=name,
                x=names,
                y=[e.value for e in each],
                error_y=whiskers([(e.value, e.low, e.high) for e in each]),
                customdata=[marks(f"experts:{owner}:{kind}", e) for owner, e in zip(names, each, strict=True)],
                meta=meta,
            )
        )
    any_kind = [row.experts for row in rows.values()]
    traces += [
        go.Scatter(name=name, x=names, y=[getattr(e, end) for e in any_kind], mode="lines", meta={"role": "null"})
        for name, end in ((f"{UNITS}, 2.5 %", "null_low"), (f"{UNITS}, 97.5 %", "null_high"))
    ]
    return figure(
        traces,
        caption="Share of a language's neurons that are experts of a concept: of any, in any language; of one concept "
        f"in {found.shared_by} languages or more; of none in more than one. Dashed: where 95 % of {found.draws} "
        "sets of random units lie (experts of any concept), matched on layer, firing rate and mean.",
        n=[(found.total.neurons, "neurons"), (found.concepts, "concepts"), (found.k, "experts a concept and language")],
        null={"name": UNITS, "value": found.total.experts.null},
        interval="95 % of a share of neurons (Wilson)",
        barmode="group",
        yaxis={"title": {"text": "share of neurons"}, "rangemode": "tozero"},
    )
