"""The numerics of concept neurons against their slow twin, and the properties they must hold."""

import numpy as np
import pytest

from isogloss.studies.concept_neurons.analysis.design import assign_folds
from isogloss.studies.concept_neurons.analysis.held_out import weighted_average_precision
from isogloss.studies.concept_neurons.analysis.ranking import effective_rank
from tests.oracles import concept_neurons as twin
from tests.studies.concept_neurons.whole import Whole, plan

LANGUAGES, N, D, K = 3, 80, 40, 6


def _data(seed: int = 0, grain: float | None = None, dtype=np.float32):
    rng = np.random.default_rng(seed)
    values = [rng.normal(size=(N, D)).astype(dtype) for _ in range(LANGUAGES)]
    if grain:
        values = [np.round(v * grain) / grain for v in values]
    documents = np.repeat(np.arange(N), 3)[:N]
    positives = [np.sort(rng.choice(N, size, replace=False)) for size in (20, 26, 31)]
    for c, positive in enumerate(positives):  # something to find
        for v in values:
            v[np.ix_(positive, [c, c + 10])] += 1.5
    return values, documents, positives


@pytest.fixture(scope="module", params=[None, 2.0], ids=["no ties", "many ties"])
def whole(request) -> Whole:
    values, documents, positives = _data(grain=request.param)
    # Halvings are alike, and the twin is slow.
    return Whole(values, plan(documents, positives, halvings=3), k=K, width=D // 4)


def test_cross_fitted_overlap_equals_its_twin(whole):
    for c, positive in enumerate(whole.design.positives):
        slow = twin.cross_fitted_overlap(
            [v.T for v in whole.values], whole.design.halves, positive, whole.design.ignored[c], K
        )
        order = {pair: i for i, pair in enumerate(sorted((a, b) for a in range(LANGUAGES) for b in range(a)))}
        for p, pair in enumerate(whole.overlaps.pairs):
            np.testing.assert_allclose(whole.overlaps.cross[p, 0, c], slow[order[pair]], atol=1e-9)


def test_transfer_and_held_out_equal_their_twin(whole):
    for c, positive in enumerate(whole.design.positives):
        for a in range(LANGUAGES):
            for b in range(LANGUAGES):
                slow = twin.held_out(
                    [v.T for v in whole.values], whole.design.folds, positive, whole.design.ignored[c], K, a, b
                )
                np.testing.assert_allclose(whole.held[b].transfer[a][c], slow, atol=1e-5)


def test_ap_and_experts_on_all_ids_equal_their_twin(whole):
    everything = np.ones(N, bool)
    for b, values in enumerate(whole.values):
        for c, positive in enumerate(whole.design.positives):
            labels = twin.labels_of(N, positive, whole.design.ignored[c], everything)
            slow = [twin.average_precision(row, labels) for row in values.T]
            np.testing.assert_allclose(whole.rankings[b].ap[c], slow, atol=1e-6)
            chosen = whole.rankings[b].experts[0, c, :K]
            assert np.sort(np.array(slow)[chosen])[0] >= np.sort(slow)[-K] - 1e-6


def test_forcing_values_are_median_ninetieth_percentile_and_mean_off_the_concept(whole):
    for r, (c, unit) in enumerate(whole.described.rows):
        on = whole.design.positives[c]
        off = np.setdiff1d(np.arange(N), np.concatenate([on, whole.design.ignored[c]]))
        for b, values in enumerate(whole.values):
            row = values[:, unit]
            wanted = [np.median(row[on]), np.percentile(row[on], 90), row[off].mean()]
            np.testing.assert_allclose(whole.held[b].forcing[r], wanted, rtol=1e-5, atol=1e-6)


def test_sharing_equals_its_twin_and_compression_is_what_sets_say(whole):
    width = D // 4
    for c, positive in enumerate(whole.design.positives):
        slow = twin.found_again([v.T for v in whole.values], whole.design.halves, positive, whole.design.ignored[c], K)
        by_layer = slow.reshape(*slow.shape[:2], 4, width).sum(axis=3)
        np.testing.assert_allclose(whole.overlaps.sharing[0, c], slow.sum(axis=2), atol=1e-9)
        np.testing.assert_allclose(whole.overlaps.single[0, c], by_layer[:, 0], atol=1e-9)
        np.testing.assert_allclose(whole.overlaps.shared[0, c], by_layer[:, 1:].sum(axis=1), atol=1e-9)
        np.testing.assert_allclose(whole.overlaps.sharing[0, c].sum(axis=1), K)
        sets = [set(r.experts[0, c, :K].tolist()) for r in whole.rankings]
        assert whole.overlaps.compression[0, c] == pytest.approx(len(set.union(*sets)) / (LANGUAGES * K))


def test_layers_split_the_overlap_by_where_the_units_are(whole):
    width = D // 4
    for c in range(len(whole.design.positives)):
        for h in range(len(whole.design.halves)):
            shared, size = np.zeros(4), np.zeros(4)
            for a, b in whole.overlaps.pairs:
                for x, y in ((0, 1), (1, 0)):
                    one = set(whole.rankings[a].experts[whole.splits[a].half(h, x), c, :K].tolist())
                    two = set(whole.rankings[b].experts[whole.splits[b].half(h, y), c, :K].tolist())
                    for g in range(4):
                        inside = range(g * width, (g + 1) * width)
                        shared[g] += len(one & two & set(inside))
                        size[g] += (len(one & set(inside)) + len(two & set(inside))) / 2
            with np.errstate(invalid="ignore"):
                np.testing.assert_allclose(whole.overlaps.layers[0, c, h], shared / size, atol=1e-9)


def test_the_order_of_sentences_and_the_cut_into_blocks_change_nothing():
    values, documents, positives = _data(3, dtype=np.float64)
    one = Whole(values, plan(documents, positives), k=K, width=D)
    two = Whole(values, plan(documents, positives), k=K, width=8)
    np.testing.assert_allclose(one.overlaps.cross, two.overlaps.cross, atol=1e-12)
    for a, b in zip(one.held, two.held, strict=True):
        np.testing.assert_allclose(a.transfer, b.transfer, atol=1e-6)
        np.testing.assert_allclose(a.resampled, b.resampled, atol=1e-6)


def test_ties_do_not_manufacture_overlap():
    """methods.md 0.1: equal values, sentences sorted by concept. Languages that share nothing must not overlap."""
    rng = np.random.default_rng(0)
    n, d, per = 240, 600, 40
    starts = rng.normal(size=(n // 4, d)).astype(np.float32)
    values = [np.repeat(starts[rng.permutation(n // 4)], 4, axis=0) for _ in range(3)]  # beginnings alike, 4 by 4
    positives = [np.arange(c * per, (c + 1) * per) for c in range(6)]
    summary = Whole(values, plan(np.arange(n) // 4, positives), k=24, width=d).summary.overlap()
    assert summary.excess_low <= 0 <= summary.excess_high
    assert summary.value == pytest.approx(24 / d, abs=0.015)


def test_documents_stay_whole_in_folds_and_halves():
    rng = np.random.default_rng(1)
    documents = np.repeat(np.arange(60), rng.integers(1, 6, 60))
    folds = assign_folds(documents, 5, rng)
    assert all(len(set(folds[documents == d])) == 1 for d in range(60))
    sizes = np.bincount(folds)
    assert sizes.max() - sizes.min() <= 5
    design = plan(documents, [np.arange(10), np.arange(20, 50)], halvings=4)
    for half in design.halves:
        assert all(len(set(half[documents == d])) == 1 for d in range(60))
    assert len({half.tobytes() for half in design.halves}) == 4


def test_positives_of_a_similar_concept_are_no_negatives():
    positives = [np.arange(30), np.arange(20, 50), np.arange(100, 130)]
    design = plan(np.arange(200), positives)
    assert design.ignored[0].tolist() == list(range(30, 50))
    assert design.ignored[1].tolist() == list(range(20))
    assert not len(design.ignored[2])


def test_pseudo_concepts_have_the_surface_of_their_concept():
    rng = np.random.default_rng(5)
    surface = rng.normal(size=(1000, 3))
    long = np.argsort(-(surface[:, 0] + rng.normal(size=1000)))[:60]
    design = plan(np.arange(1000), [long], surface)
    for draw in design.matched[0]:
        assert not set(draw) & set(long)
        assert surface[draw, 0].mean() == pytest.approx(surface[long, 0].mean(), abs=0.25)
    for draws in design.random.values():
        assert abs(np.mean([surface[draw, 0].mean() for draw in draws])) < 0.15


def test_asking_for_more_halvings_leaves_the_folds_and_pseudo_concepts_as_they_were():
    few, many = (plan(np.arange(100), [np.arange(30)], halvings=h) for h in (3, 9))
    np.testing.assert_array_equal(few.folds, many.folds)
    np.testing.assert_array_equal(few.halves, many.halves[:3])
    assert all(np.array_equal(a, b) for a, b in zip(few.matched[0], many.matched[0], strict=True))


def test_the_weighted_average_precision_counts_an_item_as_often_as_its_weight():
    rng = np.random.default_rng(2)
    values, positive = rng.normal(size=(4, 30)).round(1), np.sort(rng.choice(30, 8, replace=False))
    weights = rng.integers(0, 3, (30, 5)).astype(np.float32)
    place = (values[:, :, None] <= values[:, None, :]).sum(2).astype(np.int32)
    found = weighted_average_precision(place, place[:, positive], weights, weights[positive]).sum(axis=0)
    labels = np.isin(np.arange(30), positive).astype(int)
    for b in range(5):
        times = weights[:, b].astype(int)
        slow = sum(twin.average_precision(np.repeat(row, times), np.repeat(labels, times)) for row in values)
        assert found[b] == pytest.approx(slow, abs=1e-5)


def test_effective_rank_of_a_few_equal_directions_is_their_number():
    q = np.linalg.qr(np.random.default_rng(0).normal(size=(50, 7)))[0]
    assert effective_rank(q) == pytest.approx(7, rel=1e-6) == effective_rank(q.T)
