"""Logistic regression, many fits at once, against scikit-learn's one at a time."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from isogloss.methods.logistic import fit

PLACES, EXAMPLES, WIDTH, CLASSES = 3, 300, 20, 4


def drawn(seed=0, *, places=PLACES, kind=np.float64):
    """Values whose classes are the farther apart the higher the place, of very different scales, far from 0."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, CLASSES, EXAMPLES)
    towards = rng.standard_normal((places, CLASSES, WIDTH)) * np.linspace(0, 1.5, places)[:, None, None]
    values = rng.standard_normal((places, EXAMPLES, WIDTH)) + towards[:, truth]
    mixed = values @ rng.standard_normal((WIDTH, WIDTH)) * np.exp(2 * rng.standard_normal(WIDTH)) + 5
    labels = np.stack([truth, truth, rng.permutation(truth)])
    return mixed.astype(kind), labels, rng.random(labels.shape) < 0.75


def one_by_one(values, labels, train, c=1.0, tol=1e-12):
    """scikit-learn's log-probabilities of all examples, by one fit."""
    scale = StandardScaler().fit(values[train])
    model = LogisticRegression(C=c, tol=tol, max_iter=20_000).fit(scale.transform(values[train]), labels[train])
    return model.predict_log_proba(scale.transform(values))


@pytest.mark.parametrize("c", [0.01, 1.0])
def test_every_fit_is_that_of_scikit_learn(c):
    values, labels, train = drawn()
    found = fit(values, labels, train, classes=CLASSES, c=c, tolerance=1e-9)
    for place in range(PLACES):
        mine = found.log_probabilities(place, values[place])
        for row in range(len(labels)):
            theirs = one_by_one(values[place], labels[row], train[row], c)
            assert np.abs(np.exp(mine[row]) - np.exp(theirs)).max() < 1e-5
            out = ~train[row]
            losses = [-of[out, labels[row][out]].mean() for of in (mine[row], theirs)]
            assert losses[0] == pytest.approx(losses[1], abs=1e-6)


def test_two_classes_are_penalised_as_scikit_learn_does():
    values, labels, train = drawn(7)
    labels = labels % 2
    found = fit(values, labels, train, classes=2, tolerance=1e-9)
    for place in range(PLACES):
        theirs = one_by_one(values[place], labels[0], train[0])
        assert np.abs(np.exp(found.log_probabilities(place, values[place])[0]) - np.exp(theirs)).max() < 1e-5


def test_in_single_precision_and_at_the_default_tolerance_loss_and_accuracy_agree():
    values, labels, train = drawn(1, kind=np.float32)
    found = fit(values, labels, train, classes=CLASSES)
    assert found.weights.dtype == np.float32
    for place in range(PLACES):
        mine = found.log_probabilities(place, values[place])
        for row in range(len(labels)):
            theirs = one_by_one(values[place].astype(float), labels[row], train[row])
            own, out = train[row], ~train[row]
            losses = [-of[own, labels[row][own]].mean() for of in (mine[row], theirs)]
            assert losses[0] == pytest.approx(losses[1], abs=1e-4)
            same = (mine[row][out].argmax(1) == theirs[out].argmax(1)).mean()
            assert same >= 1 - 1 / out.sum()


def test_a_fit_does_not_depend_on_its_neighbours_nor_on_the_order_of_examples():
    values, labels, train = drawn(2)
    found = fit(values, labels, train, classes=CLASSES, tolerance=1e-10)
    alone = fit(values[1:2], labels[2:], train[2:], classes=CLASSES, tolerance=1e-10)
    assert np.allclose(found.weights[1, 2], alone.weights[0, 0], atol=1e-6)
    order = np.random.default_rng(0).permutation(EXAMPLES)
    turned = fit(values[:, order], labels[:, order], train[:, order], classes=CLASSES, tolerance=1e-10)
    assert np.allclose(found.weights, turned.weights, atol=1e-6)


def test_left_out_examples_change_nothing_however_wild():
    values, labels, train = drawn(3)
    found = fit(values, labels, train, classes=CLASSES, tolerance=1e-10)
    wild = values.copy()
    wild[:, ~train[0]] *= 1e4
    again = fit(wild, labels[:1], train[:1], classes=CLASSES, tolerance=1e-10)
    assert np.allclose(found.weights[:, 0], again.weights[:, 0], atol=1e-6)
    # Left out of one fit and learned from in another: they are in the values that both share.
    both = fit(wild, labels, train, classes=CLASSES, tolerance=1e-8)
    probabilities = [np.exp(of.log_probabilities(2, values[2])[0]) for of in (found, both)]
    assert np.allclose(*probabilities, atol=1e-4)


def test_a_constant_value_gets_no_weight():
    values, labels, train = drawn(4, kind=np.float32)
    values[:, :, 3] = 1234.5
    assert np.abs(fit(values, labels, train, classes=CLASSES).weights[..., 3]).max() == 0


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("middle", [0.0, 0.875, 1e-3, 300.0])
def test_a_value_that_is_constant_but_for_its_rounding_gets_no_weight(kind, middle):
    # What is near 0 was left by terms that cancelled: as large as the other values are.
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 60)
    told = labels + 0.5 * rng.standard_normal(60)
    rounding = np.finfo(kind).eps * max(middle, 1) * rng.integers(-2, 3, 60)
    values = np.column_stack([told, middle + rounding, -told]).astype(kind)
    found = fit(values[None], labels[None], np.ones((1, 60), bool), classes=2)
    assert np.abs(found.weights[0, 0, :, 1]).max() == 0
    without = fit(values[None, :, [0, 2]], labels[None], np.ones((1, 60), bool), classes=2)
    assert np.allclose(found.weights[0, 0][:, [0, 2]], without.weights[0, 0], atol=1e-6)


@pytest.mark.parametrize(("least", "kind"), [(1e-3, np.float32), (1e-3, np.float64), (1e-5, np.float64)])
def test_a_small_value_that_says_something_keeps_its_weight(least, kind):
    # Beside one that is huge in a few examples, as activations of language models are.
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, 200)
    values = rng.standard_normal((200, 40))
    values[::20, 0] = 1e3
    values[:, 1] += 4 * labels
    alone = fit(values[None].astype(kind), labels[None], np.ones((1, 200), bool), classes=2)
    values[:, 1] *= least
    small = fit(values[None].astype(kind), labels[None], np.ones((1, 200), bool), classes=2)
    assert np.allclose(small.weights[..., 1] * least, alone.weights[..., 1], atol=1e-3)


def test_classes_that_can_be_told_apart_with_certainty_settle_too():
    rng = np.random.default_rng(5)
    truth = np.arange(200) % 2
    values = (rng.standard_normal((1, 200, 5)) + 50 * truth[None, :, None]).astype(np.float32)
    found = fit(values, truth[None], np.ones((1, 200), bool), classes=2)
    assert (found.log_probabilities(0, values[0])[0].argmax(1) == truth).all()
    assert found.slope.max() <= 1e-4


def test_a_split_that_is_sure_to_the_last_digit_does_not_stop_the_others():
    rng = np.random.default_rng(9)
    truth = np.arange(300) % 3
    values = np.eye(3)[truth] + 1e-3 * rng.standard_normal((300, 3))
    values[:40] = rng.standard_normal((40, 3))
    train = np.ones((2, 300), bool)
    train[0, :40] = False
    found = fit(values[None].astype(np.float32), np.tile(truth, (2, 1)), train, classes=3, c=1e6)
    probability = np.exp(found.log_probabilities(0, values.astype(np.float32)))
    assert np.isfinite(probability).all()
    assert (probability[0].argmax(1) == truth)[40:].all()


def test_shuffled_labels_are_told_at_chance():
    hits = []
    for seed in range(8):
        values, labels, train = drawn(10 + seed)
        row = fit(values, labels[2:], train[2:], classes=CLASSES, c=0.01).log_probabilities(2, values[2])[0]
        out = ~train[2]
        hits.append((row[out].argmax(1) == labels[2][out]).mean())
    assert abs(np.mean(hits) - 1 / CLASSES) < 3 * np.std(hits) / np.sqrt(len(hits)) + 0.02


def test_more_columns_than_examples_are_fitted_as_scikit_learn_does():
    rng = np.random.default_rng(6)
    truth = np.arange(60) % 3
    values = rng.standard_normal((2, 60, 200)) + rng.standard_normal((3, 200))[truth] / 4
    found = fit(values, truth[None], np.ones((1, 60), bool), classes=3, tolerance=1e-9)
    for place in range(2):
        theirs = one_by_one(values[place], truth, np.ones(60, bool))
        assert np.abs(np.exp(found.log_probabilities(place, values[place])[0]) - np.exp(theirs)).max() < 1e-5


def test_what_cannot_be_fitted_is_refused():
    values, labels, train = drawn()
    with pytest.raises(ValueError, match="not finite"):
        fit(np.where(values > values.max() - 1, np.nan, values), labels, train, classes=CLASSES)
    with pytest.raises(ValueError, match="4 of 5 classes"):
        fit(values, labels, train, classes=CLASSES + 1)
    with pytest.raises(ValueError, match="did not settle"):
        fit(values[:1], labels[:1], train[:1], classes=CLASSES, tolerance=0.0)


def test_what_single_precision_cannot_settle_is_settled_in_double():
    values, labels, train = drawn(8, kind=np.float32)
    found = fit(values, labels, train, classes=CLASSES, tolerance=1e-9)
    assert found.weights.dtype == np.float32
    assert found.slope.max() <= 1e-9
