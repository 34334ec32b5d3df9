"""Intervals of shares, p from draws, Holm, clustered means: each beside a slow or published twin."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isogloss.methods.inference import (
    around,
    clustered_mean,
    clustered_means,
    holm,
    mean_of_clustered,
    null_of,
    or_absent,
    two_sided_p,
    wilson,
)
from isogloss.vocabulary.errors import Refused


def test_wilsons_interval_is_where_the_score_test_stops_rejecting() -> None:
    """Its definition: the shares p with |hits/n - p| <= z sqrt(p (1 - p) / n), found on a grid."""
    grid = np.linspace(0, 1, 200_001)
    for hits, n in ((0, 8), (3, 60), (59, 60), (60, 60), (1, 2)):
        inside = grid[np.abs(hits / n - grid) <= 1.959963984540054 * np.sqrt(grid * (1 - grid) / n) + 1e-12]
        assert wilson(hits, n) == pytest.approx((inside.min(), inside.max()), abs=1e-4)


def test_nothing_counted_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_p_counts_the_value_as_one_of_the_draws() -> None:
    draws = np.arange(-9.0, 10.0)
    assert two_sided_p(100.0, draws) == pytest.approx(1 / 20)
    assert two_sided_p(0.0, draws) == 1.0
    assert two_sided_p(-100.0, draws) == two_sided_p(100.0, draws)


def test_p_is_even_where_the_value_is_one_of_the_draws() -> None:
    rng = np.random.default_rng(0)
    p = [two_sided_p(row[0], row[1:]) for row in rng.normal(size=(2000, 20))]
    assert np.mean(np.array(p) <= 0.1) == pytest.approx(0.1, abs=0.025)


@given(st.lists(st.floats(0.0001, 1), min_size=1, max_size=12))
def test_holm_is_the_step_down_procedure(p: list[float]) -> None:
    """A test is rejected at a level iff all smaller ones are and p_(i) <= level / (m - i): its adjusted p says so."""
    adjusted = holm(p)
    order = np.argsort(p, kind="stable")
    for level in (0.01, 0.05, 0.3):
        rejecting = True
        for place, i in enumerate(order):
            rejecting = rejecting and p[i] * (len(p) - place) <= level
            assert (adjusted[i] <= level) == rejecting


def test_wilsons_interval_holds_the_share_itself_at_both_ends() -> None:
    for n in range(1, 60):
        assert wilson(0, n)[0] == 0
        assert wilson(n, n)[1] == 1


def test_a_clustered_mean_has_a_wider_interval_than_its_texts_alone() -> None:
    rng = np.random.default_rng(0)
    clusters = np.repeat(np.arange(40), 10)
    values = rng.normal(size=40)[clusters] + 0.1 * rng.normal(size=400)
    weights = np.ones(400)
    mean, low, high = clustered_mean(values, weights, clusters, resamples=500, seed=0)
    _, low1, high1 = clustered_mean(values, weights, np.arange(400), resamples=500, seed=0)
    assert mean == pytest.approx(values.mean())
    assert high - low > 2 * (high1 - low1)


@pytest.mark.parametrize(("clusters", "told"), [([0, 0, 0], False), ([0, 1, 1], False), ([0, 1, 2], True)])
def test_one_cluster_or_two_have_no_interval(clusters: list[int], told: bool) -> None:
    """Of two clusters every resample is the one, the other or both: three numbers are no distribution."""
    values, weights = np.array([1.0, 2.0, 6.0]), np.ones(3)
    mean, low, high = clustered_mean(values, weights, np.array(clusters), resamples=40, seed=0)
    assert mean == 3.0
    assert [np.isfinite(low), np.isfinite(high)] == [told] * 2
    found = mean_of_clustered(values[None], weights[None], np.array(clusters), resamples=40, seed=0)
    assert np.isfinite(found).tolist() == [True, told, told]


def test_clusters_without_weight_are_none_and_resamples_of_them_alone_are_no_zeros() -> None:
    """Texts without a concept word say nothing; counted as 0 they drew the interval down."""
    values, weights, clusters = np.zeros(12), np.zeros(12), np.arange(12)
    values[:2], weights[:2] = 1.0, 1.0
    assert np.isnan(clustered_mean(values, weights, clusters, resamples=400, seed=0)[1:]).all(), "two say something"
    values[:4], weights[:4] = 1.0, 1.0
    assert clustered_mean(values, weights, clusters, resamples=400, seed=0) == (1.0, 1.0, 1.0)


@given(
    shares=st.lists(st.floats(0, 1), min_size=3, max_size=12),
    seed=st.integers(0, 99),
)
def test_a_share_and_its_interval_lie_in_its_bounds(shares: list[float], seed: int) -> None:
    each = np.array(shares)
    value, low, high = clustered_mean(each, np.ones(len(each)), np.arange(len(each)), resamples=50, seed=seed)
    assert 0 <= low <= high <= 1
    assert around(value, (value - 2, value + 2), 0.0, 1.0) == (0.0, 1.0)
    assert around(0.0, (-1.5, 0.5), -1.0, 1.0) == (-1.0, 0.5)
    assert np.isnan(around(value, (np.nan, np.nan), 0.0, 1.0)).all()
    assert np.isnan(around(value, (0.0, np.nan))).all(), "half an interval is none"
    assert around(0.5, (0.6, 0.7)) == (0.5, 0.7)
    assert or_absent(np.nan) is None
    assert or_absent(None) is None


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_p_out_of_what_is_no_number_is_refused(bad: float) -> None:
    """No draw is as far out as NaN, so that its p was the least there is."""
    draws = np.arange(19.0)
    for ask in (two_sided_p, null_of):
        with pytest.raises(Refused, match="not finite"):
            ask(bad, draws)
        with pytest.raises(Refused, match="not finite"):
            ask(1.0, [*draws, bad])
    with pytest.raises(Refused, match="not finite"):
        holm([0.01, bad])
    values = np.array([1.0, bad, 2.0, 3.0])
    with pytest.raises(Refused, match="not finite"):
        clustered_mean(values, np.ones(4), np.arange(4), resamples=10, seed=0)
    with pytest.raises(Refused, match="not finite"):
        clustered_mean(np.ones(4), values, np.arange(4), resamples=10, seed=0)


@given(seed=st.integers(0, 999), numbers=st.integers(1, 5), documents=st.integers(3, 9))
def test_several_clustered_means_are_each_their_own_and_that_of_plain_loops(seed, numbers, documents) -> None:
    rng = np.random.default_rng(seed)
    clusters = np.concatenate([np.arange(documents), rng.integers(0, documents, 20)])
    values, weights = rng.normal(size=(numbers, len(clusters))), rng.uniform(0.1, 2, (numbers, len(clusters)))
    found = clustered_means(values, weights, clusters, resamples=50, seed=seed)
    chosen = np.random.default_rng(seed).integers(0, documents, (50, documents))
    for row, value, weight in zip(found, values, weights, strict=True):
        drawn = []
        for resample in chosen:
            texts = [t for cluster in resample for t in np.flatnonzero(clusters == cluster)]
            drawn.append(sum(value[t] for t in texts) / sum(weight[t] for t in texts))
        assert row == pytest.approx([value.sum() / weight.sum(), *np.percentile(drawn, [2.5, 97.5])])
        assert row == pytest.approx(clustered_mean(value, weight, clusters, resamples=50, seed=seed))


def test_the_mean_of_clustered_numbers_is_resampled_with_all_of_them_together() -> None:
    rng = np.random.default_rng(2)
    clusters, weights = np.repeat(np.arange(30), 4), np.ones((2, 120))
    values = rng.normal(size=30)[clusters] + 0.1 * rng.normal(size=(2, 120))
    alike = mean_of_clustered(values[[0, 0]], weights, clusters, resamples=400, seed=1)
    assert alike == pytest.approx(clustered_mean(values[0], weights[0], clusters, resamples=400, seed=1))
    both = mean_of_clustered(values, weights, clusters, resamples=400, seed=1)
    each = clustered_means(values, weights, clusters, resamples=400, seed=1)
    assert both[0] == pytest.approx(each[:, 0].mean())
    # The two rise and fall together: their mean is no surer than either.
    assert both[2] - both[1] == pytest.approx((each[:, 2] - each[:, 1]).mean(), rel=0.05)
    opposed = mean_of_clustered(np.stack([values[0], -values[0]]), weights, clusters, resamples=400, seed=1)
    assert opposed == pytest.approx((0, 0, 0), abs=1e-9)


def test_a_number_without_weight_is_unknown_and_leaves_the_others_alone() -> None:
    weights = np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    found = clustered_means(np.ones((2, 3)) * (weights > 0), weights, np.arange(3), resamples=10, seed=0)
    assert np.isnan(found[0]).all()
    assert found[1].tolist() == [1, 1, 1]
    assert np.isnan(clustered_means(np.ones((2, 0)), np.ones((2, 0)), np.zeros(0, int), resamples=5, seed=0)).all()
