"""Difference in differences, its null and its sentences: each beside a slow twin, and calibrated on planted effects."""

import numpy as np
import pytest

from isogloss.studies.concept_effects.analysis.differences import (
    choose_sentences,
    difference,
    mean_over_concepts,
    one,
)
from isogloss.studies.concept_effects.analysis.forcing import counts, on_concept, scaled_to


def test_the_difference_is_loss_a_token_on_own_minus_others() -> None:
    rng = np.random.default_rng(0)
    added, tokens, own = rng.normal(size=(3, 20)), rng.integers(3, 9, 20), rng.random(20) < 0.4
    for row, found in zip(added, difference(added, tokens, own), strict=True):
        each = list(zip(row, tokens, own, strict=True))
        mine = sum(x for x, _, o in each if o) / sum(t for _, t, o in each if o)
        rest = sum(x for x, _, o in each if not o) / sum(t for _, t, o in each if not o)
        assert found == pytest.approx(mine - rest)


def test_an_effect_on_all_sentences_alike_is_none() -> None:
    tokens = np.full(20, 5.0)
    own = np.arange(20) < 8
    assert difference(np.full((1, 20), 3.0), tokens, own)[0] == pytest.approx(0.0)


def test_what_random_units_do_too_is_taken_off() -> None:
    found = one(0.5, np.array([0.4, 0.5, 0.6]), 9)
    assert found.value == pytest.approx(0.0)
    assert found.p == 1.0


def test_without_an_effect_p_is_even_and_intervals_cover() -> None:
    """Experts that are random units like any other: 400 made-up runs of 12 concepts and 20 draws."""
    rng = np.random.default_rng(1)
    small = covered = 0
    for run in range(400):
        level = rng.normal(size=(12, 1))
        mine, random = level + rng.normal(size=(12, 1)), level + rng.normal(size=(12, 20))
        found = mean_over_concepts(mine[:, 0], random, seed=run)
        small += found.p <= 0.1
        covered += found.low <= 0 <= found.high
    assert small / 400 == pytest.approx(0.1, abs=0.045)
    assert covered / 400 > 0.88


def test_a_planted_effect_is_found() -> None:
    rng = np.random.default_rng(2)
    found = mean_over_concepts(0.05 + 0.01 * rng.normal(size=12), 0.01 * rng.normal(size=(12, 200)), seed=0)
    assert found.low > found.null_high
    assert found.p == pytest.approx(1 / 201)
    assert found.value == pytest.approx(0.05, abs=0.01)


def test_one_concept_or_two_have_no_interval() -> None:
    """A bootstrap over two concepts is the one, the other or both."""
    rng = np.random.default_rng(3)
    for concepts, told in ((1, False), (2, False), (3, True)):
        found = mean_over_concepts(rng.normal(size=concepts), rng.normal(size=(concepts, 20)), seed=0)
        assert (found.low is not None) == (found.high is not None) == told
        assert found.p <= 1
        clusters = np.arange(12) % concepts
        value, low, high = on_concept(np.ones(12), np.full(12, 2.0), clusters, seed=0)
        assert (value, low is not None, high is not None) == (0.5, told, told)


def test_sentences_of_others_are_as_many_and_even_over_concepts() -> None:
    own = np.zeros((5, 200), bool)
    for c in range(5):
        own[c, c * 40 : c * 40 + 30] = True
    own[1, :10] = True
    mine, others = choose_sentences(own, 20, seed=3)
    assert len(mine) == len(others) == 20
    assert own[0, mine].all()
    assert not own[0, others].any()
    assert [int(own[c, others].sum()) for c in range(1, 5)] == [5, 5, 5, 5]
    again = choose_sentences(own, 20, seed=3)
    assert np.array_equal(mine, again[0])
    assert not np.array_equal(mine, choose_sentences(own, 20, seed=4)[0])


def test_few_others_are_all_taken() -> None:
    own = np.zeros((2, 10), bool)
    own[0, :6] = True
    own[1, 6:8] = True
    mine, others = choose_sentences(own, 40, seed=0)
    assert mine.tolist() == [0, 1, 2, 3, 4, 5]
    assert others.tolist() == [6, 7]


def test_concept_words_are_counted_for_every_concept_they_belong_to() -> None:
    lexicon = {"rain": frozenset({"rain", "water"}), "sea": frozenset({"sea", "water"})}
    assert counts(["the", "rain", "water", "sea"], lexicon, "rain") == (2, 4)
    assert counts([], lexicon, "rain") == (0, 0)


def test_a_share_of_no_words_is_no_number() -> None:
    value, low, high = on_concept(np.zeros(3), np.zeros(3), np.arange(3), seed=0)
    assert np.isnan(value)
    assert low is high is None


def test_values_at_another_norm_keep_their_direction() -> None:
    scaled = scaled_to([3.0, -4.0], 10.0)
    assert scaled == pytest.approx([6.0, -8.0])
    assert scaled_to([0.0, 0.0], 5.0) == [0.0, 0.0]
