"""What follows from the plan before a value is read: designs, splits, the curve over k. The same after every death."""

from dataclasses import dataclass

import numpy as np

from isogloss.contract.context import RunContext
from isogloss.corpora.covariates import surface_features
from isogloss.corpora.parallel import ParallelCorpus
from isogloss.kit.work import ModelWork
from isogloss.studies.concept_neurons.analysis.design import Design, make_design, similar
from isogloss.studies.concept_neurons.analysis.ranking import Splits, make_splits
from isogloss.studies.concept_neurons.reading import Reading
from isogloss.studies.concept_neurons.study import Chosen, Plan
from isogloss.vocabulary.address import UnitAddress

#: How far the curve over k goes up and down from k.
CURVE = (0.125, 0.25, 0.5, 1, 2)


class Comparison(ModelWork[Plan]):
    """One run at work."""

    def __init__(self, plan: Plan, ctx: RunContext):
        super().__init__(plan, ctx)
        self.params, self.corpus, self.widths, self.units = plan.params, plan.corpus, plan.widths, plan.units
        self.languages = tuple(language for language in self.corpus.languages if language in self.params.languages)
        self.k, self.shared_by = plan.k, plan.shared_by
        around = {max(1, round(self.k * share)) for share in CURVE if self.k * share <= self.units / 2}
        self.ks = sorted({self.k, *around})
        self.k_most = self.ks[-1]
        self.layer_of = np.concatenate([np.full(width, place.layer) for place, width in self.widths.items()])
        self.main = self._side(plan.main)
        self.beside = self._side(plan.beside) if plan.beside else None

    def _side(self, chosen: Chosen) -> "Side":
        ids, found, negatives = chosen.ids, chosen.positives, self.plan.concept_set.negatives
        at = {item: row for row, item in enumerate(ids)}
        groups = self.corpus.groups(self.languages)
        documents = np.unique([groups[i] for i in ids], return_inverse=True)[1]
        p = self.params
        design = make_design(
            documents,
            [np.array([at[i] for i in positive]) for positive in found.values()],
            surface(self.corpus, ids, self.languages),
            negatives=[
                np.array(sorted(at[i] for i in listed if i in at), np.int64) if listed is not None else None
                for listed in map(negatives.get, found)
            ],
            folds=p.folds,
            halvings=p.halvings,
            pseudo_concepts=p.pseudo_concepts,
            set_sizes=p.set_sizes,
            negatives_jaccard=p.negatives_jaccard,
            seed=p.seed,
        )
        return Side(ids, list(found), design, similar(list(design.positives), p.negatives_jaccard))

    def reading(self, language: str) -> Reading:
        """The pooled values of one language."""
        return Reading(self, language)

    def addresses(self, units: np.ndarray) -> list[UnitAddress]:
        """Addresses of unit numbers."""
        spots = list(self.widths)
        starts = np.cumsum([0, *self.widths.values()])
        at = np.searchsorted(starts, units, side="right") - 1
        return [UnitAddress(spots[i], int(unit - starts[i])) for i, unit in zip(at, units, strict=True)]

    def splits(self, side: "Side", language: str) -> Splits:
        """The splits of one language; the sentences free of shared surface forms only beside the main ids."""
        others = [other for other in self.languages if other != language] if side is self.main else []
        free = [np.isin(side.ids, sorted(self.corpus.shared_surface_free(language, other))) for other in others]
        return make_splits(side.design, np.stack(free) if free else None)


@dataclass(frozen=True, eq=False)
class Side:
    """One comparison: its ids, the names of its concepts, its design, and which concepts are alike: [C, C]."""

    ids: tuple[str, ...]
    names: list[str]
    design: Design
    alike: np.ndarray


def surface(corpus: ParallelCorpus, ids: tuple[str, ...], languages: tuple[str, ...]) -> np.ndarray:
    """[N, features]: what a sentence's form gives away in any language, averaged over the languages on a log scale."""
    found = surface_features(corpus, ids, languages)
    columns = [np.log1p(values).mean(axis=0) for values in found.values()]
    return np.column_stack([*columns, columns[0] ** 2])
