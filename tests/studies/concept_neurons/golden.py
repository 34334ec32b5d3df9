"""The golden outcome of concept neurons: its whole analysis on made-up values, from design to answer.

Three languages, 96 sentences in 24 documents, three concepts, two layers of 30 units; a few units know a concept in
two languages. ``tests/architecture/golden_digest.py`` keeps the digests.
"""

from typing import Any

import numpy as np

from isogloss.methods.average_precision import chance
from isogloss.studies.concept_neurons.analysis.design import make_design, similar
from isogloss.studies.concept_neurons.analysis.held_out import describe, score_language
from isogloss.studies.concept_neurons.analysis.overlap import compare
from isogloss.studies.concept_neurons.analysis.ranking import make_splits, rank_language
from isogloss.studies.concept_neurons.answer import Summary

LANGUAGES, CONCEPTS = ("en", "de", "sw"), ("rain", "market", "music")
SENTENCES, LAYERS, WIDTH, K = 96, 2, 30, 6


def values(positives: list[np.ndarray]) -> list[list[tuple[int, np.ndarray]]]:
    """Per language (layer, [sentences, width]) with ties, and units that know a concept in the first two languages."""
    rng = np.random.default_rng(5)
    out = []
    for language in range(len(LANGUAGES)):
        layers = [rng.normal(size=(SENTENCES, WIDTH)).round(1).astype(np.float32) for _ in range(LAYERS)]
        for c, positive in enumerate(positives if language < 2 else ()):
            layers[1][positive, 4 * c : 4 * c + 3] += 1.5
        out.append(list(enumerate(layers)))
    return out


def outcome() -> dict[str, Any]:
    """Everything the study answers about them, by part."""
    rng = np.random.default_rng(3)
    positives = [np.sort(rng.choice(SENTENCES, size, replace=False)) for size in (26, 30, 12)]
    design = make_design(
        np.repeat(np.arange(SENTENCES // 4), 4), positives, rng.normal(size=(SENTENCES, 3)),
        folds=4, halvings=4, pseudo_concepts=20, set_sizes=2, negatives_jaccard=0.3, seed=1,
    )  # fmt: skip
    free = np.stack([rng.random(SENTENCES) < 0.8 for _ in LANGUAGES[1:]])
    splits = [make_splits(design, free) for _ in LANGUAGES]
    read, layer_of = values(positives), np.repeat(np.arange(LAYERS), WIDTH)
    units = len(layer_of)
    ranked = [
        rank_language(blocks, design, s, units=units, k=K, k_most=2 * K, seed=1)
        for blocks, s in zip(read, splits, strict=True)
    ]
    experts = [r.experts for r in ranked]
    every = np.stack([np.concatenate([block for _, block in blocks], axis=1) for blocks in read])
    low, high = every.min((0, 1)), every.max((0, 1))
    described = describe(experts, len(positives), K, low, high)
    held = [
        score_language(
            (block for _, block in read[b]), design, splits[b], experts, b, described, k=K, top=2, seed=1, units=units
        )
        for b in range(len(LANGUAGES))
    ]
    overlaps = compare(
        experts, [r.random for r in ranked], splits, units=units, layer_of=layer_of, k=K, ks=[3, K, 2 * K],
        alike=similar(positives, 0.3), shared_by=2,
    )  # fmt: skip
    summary = Summary(design, overlaps, held, LANGUAGES, 1)
    ranks = np.stack([np.stack([r.rank, r.rank_null]) for r in ranked])
    selected = np.array([[r.ap[c, r.experts[0, c, :K]].mean() for c in range(len(positives))] for r in ranked])
    by_chance = chance(np.array([len(p) for p in positives]), SENTENCES - np.array([len(i) for i in design.ignored]))
    rows = {
        "pairs": summary.pair_rows(),
        "layers": summary.layer_rows(np.bincount(layer_of), ranks[:, 0], ranks[:, 1]),
        "sharing": summary.sharing_rows(),
        "concepts": summary.concept_rows(list(CONCEPTS), selected, by_chance),
        "k_curve": summary.curve(units),
    }
    return {
        "experts": [e.tolist() for e in experts],
        "described": [h.forcing.tolist() for h in held],
        "top": [h.top.tolist() for h in held],
        "headline": summary.headline(2, ranks[:, 0], ranks[:, 1]).model_dump(),
        **{name: [row.model_dump() for row in part] for name, part in rows.items()},
    }
