"""Average precision equals scikit-learn's, whatever the ties, and holds its properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from isogloss.methods.average_precision import Ranking, average_precision, chance
from tests.oracles.concept_neurons import labels_of


def _problem(seed: int, units: int = 12, items: int = 90, grain: float = 4):
    rng = np.random.default_rng(seed)
    values = np.round(rng.normal(size=(units, items)) * grain) / grain  # coarse: many ties
    positives = [np.sort(rng.choice(items, size, replace=False)) for size in rng.integers(1, items - 1, 7)]
    return rng, values.astype(np.float32), positives


@pytest.mark.parametrize("grain", [0.5, 2, 1000])
def test_it_equals_scikit_learn_with_and_without_ties(grain):
    _, values, positives = _problem(1, units=30, items=200, grain=grain)
    found = average_precision(values, positives)
    for c, positive in enumerate(positives):
        labels = np.isin(np.arange(200), positive)
        for u, row in enumerate(values):
            assert found[c, u] == pytest.approx(average_precision_score(labels, row), abs=1e-6)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.floats(0.2, 0.9), st.sampled_from([0.5, 3, 500]))
def test_a_subset_is_ranked_as_if_nothing_else_were_there(seed, share, grain):
    rng, values, positives = _problem(seed, grain=grain)
    within = rng.random(values.shape[1]) < share
    ignored = [np.setdiff1d(rng.choice(values.shape[1], 9, replace=False), p) for p in positives]
    found = Ranking(values).average_precision(positives, within, ignored)
    for c, positive in enumerate(positives):
        labels = labels_of(values.shape[1], positive, ignored[c], within)
        for u, row in enumerate(values):
            if not (labels == 1).any() or not (labels == 0).any():
                assert np.isnan(found[c, u])
            else:
                kept = labels >= 0
                assert found[c, u] == pytest.approx(average_precision_score(labels[kept], row[kept]), abs=1e-6)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_the_order_of_items_and_the_company_of_concepts_change_nothing(seed):
    rng, values, positives = _problem(seed)
    order = rng.permutation(values.shape[1])
    moved = [np.flatnonzero(np.isin(order, p)) for p in positives]
    together = average_precision(values, positives)
    np.testing.assert_allclose(average_precision(values[:, order], moved), together, atol=1e-6)
    np.testing.assert_allclose(average_precision(values, positives[:1]), together[:1], atol=1e-6)


def test_ties_broken_by_order_would_flatter_sorted_labels():
    """The trap: equal values, positives first. An AP that does not group ties calls a constant unit perfect."""
    values, positive = np.zeros((1, 100), np.float32), np.arange(10)
    naive = np.mean([(i + 1) / (i + 1) for i in range(10)])  # stable sort keeps the positives in front
    assert naive == 1.0
    assert average_precision(values, [positive])[0, 0] == pytest.approx(0.1, abs=1e-6)


def test_a_concept_that_is_all_or_nothing_has_no_average_precision():
    values = np.arange(10, dtype=np.float32)[None]
    assert np.isnan(average_precision(values, [np.array([], int), np.arange(10)])).all()


def test_a_value_that_is_no_number_is_refused():
    values = np.array([[0.0, np.nan, 1.0]], np.float32)
    with pytest.raises(ValueError, match="NaN"):
        average_precision(values, [np.array([0])])


def test_chance_is_the_mean_over_random_orders():
    values = np.random.default_rng(0).random((8000, 60))
    labels = np.arange(60) < 9
    found = labels[np.argsort(-values, axis=1)]  # an order a row, no two values alike
    precision = np.cumsum(found, axis=1) / np.arange(1, 61)
    drawn = (precision * found).sum(axis=1) / 9
    assert drawn[:20] == pytest.approx([average_precision_score(labels, row) for row in values[:20]])
    assert float(chance(9, 60)) == pytest.approx(drawn.mean(), abs=0.002)


@pytest.mark.parametrize(("documents", "told"), [(1, False), (2, False), (3, True)])
def test_positives_of_one_document_or_two_have_no_standard_error(documents, told):
    """It was 0 for one: an interval of no width."""
    ranking, positive = Ranking(np.random.default_rng(0).normal(size=(4, 40)).astype(np.float32)), np.arange(12)
    found = ranking.standard_error(positive, np.where(np.arange(40) < 12, np.arange(40) % documents, np.arange(40)))
    assert (np.isfinite(found) == told).all()


def test_the_standard_error_is_that_of_document_resamples():
    """Against a bootstrap over documents of the positives' precisions, for units from useless to good."""
    rng = np.random.default_rng(3)
    documents = np.repeat(np.arange(200), 3)[:500]
    positive = np.sort(rng.choice(500, 60, replace=False))
    values = rng.normal(size=(5, 500)).astype(np.float32)
    values[:, positive] += np.array([0, 0.5, 1, 2, 3])[:, None]
    found = Ranking(values).standard_error(positive, documents)
    for u, row in enumerate(values):
        precision = np.array(
            [((row >= row[p]) & np.isin(np.arange(500), positive)).sum() / (row >= row[p]).sum() for p in positive]
        )
        groups = [precision[documents[positive] == d] for d in np.unique(documents[positive])]
        means = []
        for _ in range(3000):
            drawn = [groups[i] for i in rng.integers(0, len(groups), len(groups))]
            means.append(np.concatenate(drawn).mean())
        assert found[u] == pytest.approx(np.std(means), rel=0.12, abs=1e-3)
