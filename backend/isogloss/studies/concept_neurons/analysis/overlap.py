"""How much the languages' choices of experts coincide.

Cross-fitted overlap (the headline, methods.md 0.1): A's experts come from one half of the documents, B's from the
other, both ways round, over all halvings. Aligned overlap uses the same sentences on both sides and is shown beside
its pseudo-concepts. All arrays keep the axes [1 + M, C, ...]: the concepts first, then M matched pseudo-concepts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from isogloss.studies.concept_neurons.analysis.design import MATCHED_DRAWS
from isogloss.studies.concept_neurons.analysis.ranking import Splits

DRAWS = 1 + MATCHED_DRAWS
#: Halvings the curve over k is computed on.
CURVE_HALVINGS = 5


@dataclass(frozen=True, eq=False)
class Overlaps:
    """L languages, P = L (L - 1) / 2 pairs as in ``pairs``, C concepts, H halvings, G layers; NaN is undefined.

    k: experts of each concept and language, in all but curve; cross: [P, 1+M, C, H]; other: [P, C, H], A's experts for
    one concept with B's for another; aligned: [P, 1+M, C]; jaccard: [P, C] aligned; free: [P, 1+M, C], aligned, on
    sentences free of shared surface forms; random: set size -> [P, draws] aligned; layers: [1+M, C, H, G], cross-fitted
    within each layer; sharing: [1+M, C, H, L], of a language's k experts those found in exactly 1..L languages, itself
    counted, the others having read the other documents (mean over languages and both ways round); shared, single: [1+M,
    C, H, G] the same per layer, in at least ``shared_by`` languages and in itself alone; compression: [1+M, C] aligned;
    curve: {k: [1+M, C, H']}, at other numbers of experts than k.
    """

    k: int
    pairs: tuple[tuple[int, int], ...]
    cross: np.ndarray
    other: np.ndarray
    aligned: np.ndarray
    jaccard: np.ndarray
    free: np.ndarray | None
    random: dict[int, np.ndarray]
    layers: np.ndarray
    sharing: np.ndarray
    shared: np.ndarray
    single: np.ndarray
    compression: np.ndarray
    curve: dict[int, np.ndarray]


def compare(
    experts: list[np.ndarray],
    random: list[dict[int, np.ndarray]],
    splits: list[Splits],
    *,
    units: int,
    layer_of: np.ndarray,
    k: int,
    ks: list[int],
    alike: np.ndarray,
    shared_by: int,
) -> Overlaps:
    """Compare languages.

    experts: per language [S, Q, K] (``ranking.LanguageRanking``); random: per language set size -> [draws, k];
    layer_of: [units] layer numbers; alike: [C, C], concepts too similar to stand in for each other.
    """
    languages, concepts = len(experts), len(alike)
    pairs = tuple((a, b) for a in range(languages) for b in range(a))
    plan = splits[0]
    halves = [
        [[_member(e[plan.half(h, side)], k, units) for e in experts] for side in (0, 1)] for h in range(plan.halvings)
    ]
    whole = [_member(e[0], k, units) for e in experts]
    both = [_shared_rows(whole[a], whole[b]) for a, b in pairs]
    aligned = np.stack([_by_draw(rows / k, concepts) for rows in both])
    layers, found = _layers(halves, pairs, layer_of, concepts), _found_again(halves, layer_of)
    free = None
    if len(plan.masks) > plan.free(0):
        free = np.stack([_by_draw(_free(experts, splits, a, b, k, units) / k, concepts) for a, b in pairs])
    return Overlaps(
        k=k,
        pairs=pairs,
        cross=_cross(halves, pairs, concepts, k),
        other=_other(halves, pairs, alike, k),
        aligned=aligned,
        jaccard=aligned[:, 0] / (2 - aligned[:, 0]),
        free=free,
        random={
            size: np.stack(
                [
                    _shared_rows(_member(random[a][size], k, units), _member(random[b][size], k, units)) / k
                    for a, b in pairs
                ]
            )
            for size in random[0]
        },
        layers=layers,
        sharing=_by_draw(found.sum(axis=3), concepts),
        shared=_by_draw(found[:, :, shared_by - 1 :].sum(axis=2), concepts),
        single=_by_draw(found[:, :, 0], concepts),
        compression=_by_draw(_union(whole) / (languages * k), concepts),
        curve={at: _curve(experts, plan, pairs, concepts, at, units) for at in ks if at != k},
    )


#: Who is an expert, a matrix a language; those of the two sides of a halving, for every halving; pairs of languages.
Members = Sequence[sparse.csr_array]
Halves = Sequence[Sequence[Members]]
Pairs = Sequence[tuple[int, int]]


def _member(experts: np.ndarray, k: int, units: int) -> sparse.csr_array:
    """[Q, units] sparse membership of the k best; NaN in a row that could not be ranked."""
    best = np.sort(experts[:, :k], axis=1)
    undefined = best[:, 0] < 0
    data = np.where(undefined[:, None], np.nan, 1.0) * np.ones_like(best, float)
    cells = np.where(undefined[:, None], np.arange(best.shape[1]), best)
    starts = np.arange(len(best) + 1) * best.shape[1]
    return sparse.csr_array((data.ravel(), cells.ravel(), starts), shape=(len(best), units))


def _shared_rows(a: sparse.csr_array, b: sparse.csr_array) -> np.ndarray:
    """[Q]: units in both, row by row; NaN where either is undefined."""
    rows = np.asarray(a.multiply(b).sum(axis=1)).ravel()
    return np.where(np.isnan(_defined(a)) | np.isnan(_defined(b)), np.nan, rows)


def _defined(member: sparse.csr_array) -> np.ndarray:
    """[Q]: NaN for rows that could not be ranked."""
    defined: np.ndarray = member.data[member.indptr[:-1]]
    return defined


def _by_draw(rows: np.ndarray, concepts: int) -> np.ndarray:
    """[Q, ...] -> [1 + M, C, ...]."""
    return rows.reshape(DRAWS, concepts, *rows.shape[1:])


def _cross(halves: Halves, pairs: Pairs, concepts: int, k: int) -> np.ndarray:
    out = [
        [(_shared_rows(first[a], second[b]) + _shared_rows(second[a], first[b])) / (2 * k) for first, second in halves]
        for a, b in pairs
    ]
    return np.stack([_by_draw(np.stack(rows, axis=-1), concepts) for rows in out])


def _other(halves: Halves, pairs: Pairs, alike: np.ndarray, k: int) -> np.ndarray:
    """A's experts for c with B's for another concept, both ways round, mean over the other concepts: [P, C, H]."""
    concepts = len(alike)
    usable = ~alike & ~np.eye(concepts, dtype=bool)
    out = np.full((len(pairs), concepts, len(halves)), np.nan)
    for h, (first, second) in enumerate(halves):
        for p, (a, b) in enumerate(pairs):
            table = _table(first[a], second[b], concepts) + _table(second[a], first[b], concepts)
            table = np.where(usable & np.isfinite(table), table, np.nan)
            finite = np.isfinite(table)
            total, count = np.where(finite, table, 0).sum(1), finite.sum(1)
            out[p, :, h] = np.divide(total, 2 * k * count, out=np.full(concepts, np.nan), where=count > 0)
    return out


def _table(a: sparse.csr_array, b: sparse.csr_array, concepts: int) -> np.ndarray:
    """[C, C] units shared by every concept of A and every concept of B."""
    one, two = (sparse.csr_array((np.ones_like(m.data), m.indices, m.indptr), shape=m.shape)[:concepts] for m in (a, b))
    table = (one @ two.T).toarray()
    shared: np.ndarray = table + 0 * _defined(a)[:concepts, None] + 0 * _defined(b)[None, :concepts]
    return shared


def _layers(halves: Halves, pairs: Pairs, layer_of: np.ndarray, concepts: int) -> np.ndarray:
    """Shared units of a layer over the mean number of experts in it, pairs and both ways pooled: [1+M, C, H, G]."""
    out = []
    for first, second in halves:
        sizes = [[_count_by_layer(m, layer_of) for m in side] for side in (first, second)]
        shared = total = np.zeros(())
        for a, b in pairs:
            for one, two, x, y in ((first[a], second[b], 0, 1), (second[a], first[b], 1, 0)):
                shared = shared + _count_by_layer(one.multiply(two).tocsr(), layer_of)
                total = total + (sizes[x][a] + sizes[y][b]) / 2
        out.append(np.divide(shared, total, out=np.full(np.shape(total), np.nan), where=total > 0))
    return np.moveaxis(_by_draw(np.stack(out, axis=-1), concepts), -1, 2)


def _count_by_layer(member: sparse.csr_array, layer_of: np.ndarray) -> np.ndarray:
    """[Q, G] members in each layer; NaN rows stay NaN."""
    groups = int(layer_of.max()) + 1
    rows = np.repeat(np.arange(member.shape[0]), np.diff(member.indptr))
    flat = np.bincount(rows * groups + layer_of[member.indices], member.data, member.shape[0] * groups)
    return flat.reshape(-1, groups)


def _found_again(halves: Halves, layer_of: np.ndarray) -> np.ndarray:
    """[Q, H, L, G]: of a language's experts in each layer, how many are experts in exactly 1..L languages.

    The language itself is counted; all others read the other half of the documents, so that none is compared with a
    translation of its own sentences. Mean over languages and both ways round.
    """
    return np.stack([_found_in_halving(sides, layer_of) for sides in halves], axis=1)


def _found_in_halving(sides: Sequence[Members], layer_of: np.ndarray) -> np.ndarray:
    languages, out = len(sides[0]), np.zeros(())
    for one, two in (sides, sides[::-1]):
        everywhere = _sum(two)
        for own, across in zip(one, two, strict=True):
            # One sum says both: which units are the language's own, and in how many others they were found.
            both = (own * (languages + 1) + everywhere - across).tocsr()
            out = out + _count_own(both, layer_of, languages)
    return out / (2 * languages)


def _count_own(both: sparse.csr_array, layer_of: np.ndarray, languages: int) -> np.ndarray:
    """[Q, L, G] counts; NaN for rows that could not be ranked."""
    rows = np.repeat(np.arange(both.shape[0]), np.diff(both.indptr))
    undefined = np.zeros(both.shape[0], bool)
    undefined[rows[np.isnan(both.data)]] = True
    mine = both.data > languages
    others = (both.data[mine] - languages - 1).astype(int)
    groups = int(layer_of.max()) + 1
    flat = (rows[mine] * languages + others) * groups + layer_of[both.indices[mine]]
    counts = np.bincount(flat, minlength=both.shape[0] * languages * groups).astype(float)
    counts = counts.reshape(-1, languages, groups)
    counts[undefined] = np.nan
    return counts


def _sum(members: Members) -> sparse.csr_array:
    """[Q, units] in how many languages each unit is an expert."""
    total = members[0]
    for member in members[1:]:
        total = total + member
    return total.tocsr()


def _union(whole: Members) -> np.ndarray:
    """[Q] how many units are experts in any language; NaN where one is undefined."""
    total = _sum(whole)
    found: np.ndarray = np.asarray((total > 0).sum(axis=1)).ravel() + 0.0 * np.asarray(total.sum(axis=1)).ravel()
    return found


def _free(experts: list[np.ndarray], splits: list[Splits], a: int, b: int, k: int, units: int) -> np.ndarray:
    """Aligned overlap counts on the sentences free of surface forms shared by a and b."""
    of_a = experts[a][splits[a].free(b if b < a else b - 1)]
    of_b = experts[b][splits[b].free(a if a < b else a - 1)]
    return _shared_rows(_member(of_a, k, units), _member(of_b, k, units))


def _curve(experts: list[np.ndarray], plan: Splits, pairs: Pairs, concepts: int, k: int, units: int) -> np.ndarray:
    """Cross-fitted overlap of all pairs at another k: [1+M, C, H']."""
    halves = [
        [[_member(e[plan.half(h, side)], k, units) for e in experts] for side in (0, 1)]
        for h in range(min(CURVE_HALVINGS, plan.halvings))
    ]
    mean: np.ndarray = _cross(halves, pairs, concepts, k).mean(axis=0)
    return mean
