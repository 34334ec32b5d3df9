"""The whole of the numerics on arrays: languages' pooled values in, summary out. No store, no model."""

import numpy as np

from isogloss.studies.concept_neurons.analysis.design import Design, make_design, similar
from isogloss.studies.concept_neurons.analysis.held_out import HeldOut, describe, score_language
from isogloss.studies.concept_neurons.analysis.overlap import Overlaps, compare
from isogloss.studies.concept_neurons.analysis.ranking import LanguageRanking, make_splits, rank_language
from isogloss.studies.concept_neurons.answer import Summary


class Whole:
    """values: per language [N, D]; every ``width`` units are a layer."""

    def __init__(self, values: list[np.ndarray], design: Design, *, k: int, width: int, seed: int = 0, free=None):
        self.values, self.design, self.k = values, design, k
        d = values[0].shape[1]
        self.splits = [make_splits(design, None if free is None else free[b]) for b in range(len(values))]
        self.rankings: list[LanguageRanking] = [
            rank_language(
                ((at // width, v[:, at : at + width]) for at in range(0, d, width)),
                design,
                self.splits[b],
                units=d,
                k=k,
                k_most=2 * k,
                seed=seed,
            )
            for b, v in enumerate(values)
        ]
        experts = [r.experts for r in self.rankings]
        low, high = np.min([v.min(0) for v in values], 0), np.max([v.max(0) for v in values], 0)
        self.described = describe(experts, len(design.positives), k, low, high)
        self.held: list[HeldOut] = [
            score_language(
                (v[:, at : at + width] for at in range(0, d, width)),
                design,
                self.splits[b],
                experts,
                b,
                self.described,
                k=k,
                top=2,
                seed=seed,
                units=d,
            )
            for b, v in enumerate(values)
        ]
        self.overlaps: Overlaps = compare(
            experts,
            [r.random for r in self.rankings],
            self.splits,
            units=d,
            layer_of=np.arange(d) // width,
            k=k,
            ks=[k],
            alike=similar(list(design.positives), 0.1),
            shared_by=(len(values) + 1) // 2,
        )
        names = tuple(f"l{b}" for b in range(len(values)))
        self.summary = Summary(design, self.overlaps, self.held, names, seed)
        self.rank = np.stack([r.rank for r in self.rankings])
        self.rank_null = np.stack([r.rank_null for r in self.rankings])

    def headline(self):
        return self.summary.headline((len(self.values) + 1) // 2, self.rank, self.rank_null)


def plan(documents, positives, surface=None, **changes) -> Design:
    """A small design."""
    asked = {
        "folds": 5,
        "halvings": 6,
        "pseudo_concepts": 20,
        "set_sizes": 3,
        "negatives_jaccard": 0.1,
        "seed": 0,
    } | changes
    surface = np.zeros((len(documents), 1)) if surface is None else surface
    return make_design(np.asarray(documents), positives, surface, **asked)
