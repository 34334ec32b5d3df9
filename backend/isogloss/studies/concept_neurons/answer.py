"""From arrays to wire types: every number with its interval, null and n."""

from collections.abc import Iterable
from dataclasses import asdict

import numpy as np

from isogloss.contract.estimate import Estimate
from isogloss.methods.inference import LEAST_CLUSTERS, around, or_absent
from isogloss.studies.concept_neurons.analysis.design import LEAST_SHOWN, Design
from isogloss.studies.concept_neurons.analysis.estimate import Numbers, centred, interval, mean_of, pooled
from isogloss.studies.concept_neurons.analysis.held_out import HeldOut, fold_chance
from isogloss.studies.concept_neurons.analysis.overlap import Overlaps
from isogloss.studies.concept_neurons.schema import (
    Beside,
    Concept,
    ConceptLanguage,
    Headline,
    KPoint,
    LanguageFacts,
    Layer,
    Pair,
    SharedBy,
)


def estimate(numbers: Numbers) -> Estimate:
    """Wire form: NaN becomes absent, the value too where it could not be measured."""
    found = {name: (None if isinstance(v, float) and not np.isfinite(v) else v) for name, v in asdict(numbers).items()}
    if found["value"] is None:
        return Estimate(value=None, n=0)
    return Estimate(**found)


def _split(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """[1 + M, C, ...] to the concepts' values and the pseudo-concepts'; a missing split axis is added."""
    rows = rows if rows.ndim == 3 else rows[..., None]
    return rows[0], rows[1:]


def _over(rows: np.ndarray, seed: int, **more: object) -> Estimate:
    return estimate(pooled(*_split(rows), seed, **more))  # type: ignore[arg-type]


def _random_overlap(overlaps: Overlaps, pairs: Iterable[int], sizes: np.ndarray) -> float:
    """Aligned overlap of random id sets of the concepts' sizes, interpolated over log size."""
    chosen = list(pairs)
    at = np.array(sorted(overlaps.random))
    means = np.array([np.nanmean(overlaps.random[size][chosen]) for size in at])
    return float(np.interp(np.log(sizes), np.log(at), means).mean())


def scored(rows: np.ndarray, design: Design) -> np.ndarray:
    """APs on folds [Q, F] as [1+M, C, F], with those of pseudo-concepts moved to the concept's own chance.

    A pseudo-concept has by luck more or fewer positives in a fold than its concept, and chance AP follows their number;
    what is compared is how far each stands above its own chance.
    """
    folds = rows.shape[-1]
    rows = rows.reshape(-1, len(design.positives), folds)
    level = np.stack([fold_chance(design, f) for f in range(folds)], axis=-1).reshape(rows.shape)
    moved: np.ndarray = rows - level + level[:1]
    return moved


class Summary:
    """One comparison put into words and numbers. ``names`` are the languages, ``concepts`` the concepts' names."""

    def __init__(self, design: Design, overlaps: Overlaps, held: list[HeldOut], languages: tuple[str, ...], seed: int):
        self.design, self.overlaps, self.held, self.languages, self.seed = design, overlaps, held, languages, seed
        self.sizes, self.k = np.array([len(p) for p in design.positives]), overlaps.k
        off = [(a, b) for a in range(len(languages)) for b in range(len(languages)) if a != b]
        self.transfer = mean_of(np.stack([scored(held[b].transfer[a], design) for a, b in off]), 0)

    def overlap(self, pairs: list[int] | slice = slice(None), family: int = 1) -> Estimate:
        """Cross-fitted overlap, mean over pairs."""
        other = mean_of(self.overlaps.other[pairs], 0)
        return _over(mean_of(self.overlaps.cross[pairs], 0), self.seed, other=other, family=family)

    def aligned(self, pairs: list[int] | None = None, family: int = 1) -> Estimate:
        """Overlap on the same sentences, mean over pairs."""
        chosen = list(range(len(self.overlaps.pairs))) if pairs is None else pairs
        random = _random_overlap(self.overlaps, chosen, self.sizes)
        return _over(mean_of(self.overlaps.aligned[chosen], 0), self.seed, random=random, family=family)

    def surface_free(self) -> Estimate | None:
        """Aligned overlap on sentences free of shared surface forms."""
        return None if self.overlaps.free is None else _over(mean_of(self.overlaps.free, 0), self.seed)

    def pairs_with(self, language: int) -> list[int]:
        """Numbers of the pairs a language is in."""
        return [i for i, pair in enumerate(self.overlaps.pairs) if language in pair]

    def held_out(self, languages: list[int], concepts: list[int]) -> Estimate:
        """Held-out AP of the experts, mean over languages and concepts; interval by documents, jointly in all."""
        rows = mean_of(np.stack([scored(self.held[b].transfer[b], self.design)[:, concepts] for b in languages]), 0)
        base = pooled(*_split(rows), self.seed, folds=True, alone=len(concepts) == 1)
        drawn = mean_of(mean_of(np.stack([self.held[b].resampled[concepts] for b in languages]), 0), 0)
        low, high = np.nan, np.nan
        positive = np.concatenate([self.design.positives[c] for c in concepts])
        if len(np.unique(self.design.documents[positive])) >= LEAST_CLUSTERS:
            low, high = around(base.value, interval(centred(drawn, base.value), 1), 0.0, 1.0)
        ends = {"low": low, "high": high, "excess_low": low - base.null, "excess_high": high - base.null}
        return estimate(Numbers(**asdict(base) | ends))

    def language_rows(self, facts: dict[str, dict[str, int]]) -> tuple[LanguageFacts, ...]:
        """One row a language. facts: {language: {"tokens", "truncated"}}."""
        every = list(range(len(self.sizes)))
        return tuple(
            LanguageFacts(
                language=language,
                sentences=len(self.design.documents),
                **facts[language],
                overlap=self.overlap(self.pairs_with(b)),
                held_out=self.held_out([b], every),
            )
            for b, language in enumerate(self.languages)
        )

    def headline(self, shared_by: int, rank: np.ndarray, rank_null: np.ndarray) -> Headline:
        """The numbers a checkpoint is known by. rank, rank_null: [L, G]."""
        reliability = mean_of(np.stack([h.reliability for h in self.held]), 0)
        everyone, every = list(range(len(self.languages))), list(range(len(self.sizes)))
        return Headline(
            overlap=self.overlap(),
            aligned=self.aligned(),
            surface_free=self.surface_free(),
            held_out=self.held_out(everyone, every),
            transfer=_over(self.transfer, self.seed, folds=True),
            reliability=_over(scored(reliability, self.design), self.seed, folds=True),
            shared=_over(self.overlaps.sharing[..., shared_by - 1 :].sum(axis=-1), self.seed, most=float(self.k)),
            compression=_over(self.overlaps.compression, self.seed),
            effective_rank=rank_estimate(rank.mean(axis=1), rank_null.mean(axis=1), self.seed),
        )

    def pair_rows(self) -> tuple[Pair, ...]:
        """One row a pair; ``a`` is the language that comes first. Intervals are simultaneous over the pairs."""
        out, many = [], len(self.overlaps.pairs)
        for p, (high, low) in enumerate(self.overlaps.pairs):
            out.append(
                Pair(
                    a=self.languages[low],
                    b=self.languages[high],
                    overlap=self.overlap([p], many),
                    jaccard=or_absent(float(mean_of(self.overlaps.jaccard[p], 0))),
                    aligned=self.aligned([p], many),
                    a_on_b=_over(
                        scored(self.held[high].transfer[low], self.design), self.seed, folds=True, family=2 * many
                    ),
                    b_on_a=_over(
                        scored(self.held[low].transfer[high], self.design), self.seed, folds=True, family=2 * many
                    ),
                )
            )
        return tuple(out)

    def layer_rows(self, units: np.ndarray, rank: np.ndarray, rank_null: np.ndarray) -> tuple[Layer, ...]:
        """One row a layer. units: [G]; rank, rank_null: [L, G]."""
        o = self.overlaps
        return tuple(
            Layer(
                layer=g,
                units=int(units[g]),
                overlap=_over(o.layers[:, :, :, g], self.seed, family=len(units)),
                shared=_over(o.shared[..., g], self.seed, family=len(units), most=float(self.k)),
                single=_over(o.single[..., g], self.seed, family=len(units), most=float(self.k)),
                effective_rank=rank_estimate(rank[:, g], rank_null[:, g], self.seed),
            )
            for g in range(len(units))
        )

    def sharing_rows(self) -> tuple[SharedBy, ...]:
        """One row for each number of languages."""
        s = self.overlaps.sharing
        return tuple(
            SharedBy(
                languages=n + 1,
                exactly=_over(s[..., n], self.seed, family=s.shape[-1], most=float(self.k)),
                at_least=_over(s[..., n:].sum(-1), self.seed, family=s.shape[-1], most=float(self.k)),
            )
            for n in range(len(self.languages))
        )

    def concept_rows(self, names: list[str], selected: np.ndarray, chance: np.ndarray) -> tuple[Concept, ...]:
        """One row a concept. selected: [L, C] mean AP of the experts on the ids they were chosen on; chance: [C]."""
        n = len(self.design.documents)
        cross = mean_of(self.overlaps.cross, 0)
        out = []
        for c, name in enumerate(names):
            positive = self.design.positives[c]
            out.append(
                Concept(
                    name=name,
                    positives=len(positive),
                    negatives=n - len(positive) - len(self.design.ignored[c]),
                    documents=len(np.unique(self.design.documents[positive])),
                    shown=len(positive) >= LEAST_SHOWN,
                    chance=float(chance[c]),
                    overlap=_over(cross[:, [c]], self.seed, alone=True),
                    per_language=tuple(
                        ConceptLanguage(
                            language=language,
                            held_out=self.held_out([b], [c]).model_copy(update={"n": len(positive)}),
                            selected=float(selected[b, c]),
                        )
                        for b, language in enumerate(self.languages)
                    ),
                )
            )
        return tuple(out)

    def curve(self, units: int) -> tuple[KPoint, ...]:
        """Overlap over k; at the headline's k it is the headline's, of all halvings."""
        found = {k: _over(rows, self.seed) for k, rows in self.overlaps.curve.items()} | {self.k: self.overlap()}
        return tuple(KPoint(k=k, share=k / units, overlap=found[k]) for k in sorted(found))

    def beside(self, ids: str) -> Beside:
        """The pooled numbers only."""
        return Beside(
            ids=ids,
            n_ids=len(self.design.documents),
            overlap=self.overlap(),
            aligned=self.aligned(),
            transfer=_over(self.transfer, self.seed, folds=True),
        )


def rank_estimate(rank: np.ndarray, null: np.ndarray, seed: int) -> Estimate:
    """Effective rank, mean over languages [L], beside that of values permuted over sentences."""
    return estimate(pooled(rank[:, None], null[None, :, None], seed, most=np.inf))
