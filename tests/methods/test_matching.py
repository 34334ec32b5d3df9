"""Matched random units."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isogloss.methods.matching import NEAREST, matched_draws, matched_everywhere


@settings(max_examples=40)
@given(width=st.integers(30, 120), n=st.integers(1, 12), draws=st.integers(1, 8), seed=st.integers(0, 99))
def test_partners_are_others_and_differ_within_a_draw(width: int, n: int, draws: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(width)[:n].tolist()
    found = matched_draws(chosen, rng.random(width), rng.random(width), draws=draws, seed=seed, excluded=[0, 1])
    assert found.shape == (draws, n)
    for row in found:
        assert len(set(row.tolist())) == n
        assert not set(row.tolist()) & {*chosen, 0, 1}


def test_partners_fire_as_often_as_the_chosen_ones() -> None:
    """Without matching the difference of a frequent unit to random ones would be large; the twin draws from the
    nearest by a plain sort of all units."""
    rng = np.random.default_rng(0)
    firing = np.sort(rng.random(400))
    mean = np.full(400, 1.0)
    for unit in (3, 200, 396):
        found = matched_draws([unit], firing, mean, draws=200, seed=1)[:, 0]
        twin = sorted((i for i in range(400) if i != unit), key=lambda i: abs(i - unit))[:NEAREST]
        assert set(found.tolist()) <= set(twin)
        assert len(set(found.tolist())) > NEAREST / 2


def test_equal_values_are_equally_near() -> None:
    units = matched_draws([5], np.zeros(1000), np.zeros(1000), draws=400, seed=0)[:, 0]
    assert len(set(units.tolist())) > 300
    assert np.mean(units) == pytest.approx(500, abs=60)  # 4 standard errors


def test_draws_repeat_with_their_seed_and_differ_without() -> None:
    rng = np.random.default_rng(0)
    firing, mean = rng.random(80), rng.random(80)
    one, again, other = (matched_draws([1, 9], firing, mean, draws=5, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_too_few_units_left_is_an_error() -> None:
    with pytest.raises(ValueError, match="only 4 of 10"):
        matched_draws(range(6), np.zeros(10), np.zeros(10), draws=1, seed=0)


def test_places_are_matched_each_by_themselves() -> None:
    firing = {"a": np.arange(50.0), "b": np.arange(30.0)}
    found = matched_everywhere({"b": [2], "a": [7, 8]}, firing, firing, draws=3, seed=0)
    assert [sorted(draw) for draw in found] == [["a", "b"]] * 3
    assert all(draw["a"].shape == (2,) and draw["b"][0] < 30 for draw in found)
