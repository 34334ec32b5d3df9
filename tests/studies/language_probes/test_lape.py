"""LAPE's selection equals its slow twin, finds what was planted, and stands beside what chance would find."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isogloss.studies.language_probes.analysis.lape import chance_counts, pooled, specific


def _twin(probabilities: np.ndarray, quantile: float, share: float):
    """Plain loops: entropies (None where never active), threshold, chosen units, and the languages of each."""
    languages, units = probabilities.shape
    entropy = []
    for u in range(units):
        p = sorted(float(x) for x in probabilities[:, u])
        total = 0.0
        for x in p:
            total += x
        entropy.append(None if total == 0 else abs(sum(x / total * log(x / total) for x in p if x > 0)))
    everything = sorted(float(x) for x in probabilities.ravel())
    threshold = everything[max(round(len(everything) * quantile), 1) - 1]
    passing = [u for u in range(units) if any(p > threshold for p in probabilities[:, u])]
    chosen = sorted(passing, key=lambda u: (round(entropy[u], 12), u))[: max(round(units * share), 1)]
    return entropy, threshold, chosen, [[bool(p > threshold) for p in probabilities[:, u]] for u in chosen]


def _counts(seed: int, probabilities: np.ndarray, groups: int = 10, tokens: int = 200):
    """Token counts of groups of documents that fire with these probabilities."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(tokens // 2, tokens, (groups, len(probabilities)))
    return rng.binomial(lengths[:, :, None], probabilities[None]), lengths


def _planted(seed: int, languages: int = 4, units: int = 1000, each: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Units alike in all languages, but ``each`` of every language; returns probabilities and [languages, each]."""
    rng = np.random.default_rng(seed)
    out = np.tile(rng.uniform(0.02, 0.3, units), (languages, 1)) + rng.uniform(0, 0.02, (languages, units))
    own = rng.choice(units, (languages, each), replace=False)
    for language, mine in enumerate(own):
        out[:, mine] = 0.01
        out[language, mine] = 0.6
    return out, own


@settings(max_examples=50)
@given(
    seed=st.integers(0, 9999),
    languages=st.integers(2, 6),
    units=st.integers(1, 120),
    grain=st.sampled_from([4, 20, 100_000]),
    quantile=st.sampled_from([0.3, 0.8, 0.95]),
    share=st.sampled_from([0.01, 0.1, 1.0]),
)
def test_the_selection_equals_its_twin(seed, languages, units, grain, quantile, share):
    rng = np.random.default_rng(seed)
    probabilities = np.round(rng.beta(0.4, 2, (languages, units)) * grain) / grain
    found = specific(probabilities, activity_quantile=quantile, share=share)
    entropy, threshold, chosen, member = _twin(probabilities, quantile, share)
    np.testing.assert_allclose(found.entropy, [np.nan if e is None else e for e in entropy], atol=1e-9)
    assert found.threshold == threshold
    if grain > 20:  # ties among few values are the next tests': rounding may break them here
        assert found.units.tolist() == chosen
        assert found.member.T.tolist() == member
    assert sorted(round(found.entropy[u], 9) for u in found.units) == [round(entropy[u], 9) for u in chosen]


def test_planted_units_are_found_and_given_to_their_language():
    for seed in range(5):
        probabilities, own = _planted(seed)
        found = specific(probabilities, share=0.008)
        assert set(found.units.tolist()) == set(own.ravel().tolist())
        for language, mine in enumerate(own):
            assert set(found.units[found.member[language]].tolist()) == set(mine.tolist())
        assert (found.member.sum(0) == 1).all()


def test_a_unit_of_two_languages_belongs_to_both():
    probabilities, own = _planted(0)
    unit = own[0, 0]
    probabilities[2, unit] = 0.5
    found = specific(probabilities, share=0.008)
    assert found.member[:, found.units == unit].ravel().tolist() == [True, False, True, False]


def test_planted_units_are_more_than_chance_finds():
    probabilities, own = _planted(0)
    active, tokens = _counts(0, probabilities)
    found = specific(pooled(active, tokens), share=0.008)
    assert found.member.sum(1).tolist() == [2, 2, 2, 2]
    null = chance_counts(active, tokens, draws=40, seed=0, share=0.008)
    assert null.shape == (40, 4)
    assert null.mean() < 0.1


def test_a_unit_that_is_never_active_is_left_out():
    probabilities, own = _planted(1)
    probabilities[:, [0, 5, 9]] = 0
    found = specific(probabilities, share=0.5)
    assert np.isnan(found.entropy[[0, 5, 9]]).all()
    assert np.isfinite(np.delete(found.entropy, [0, 5, 9])).all()
    assert not set(found.units.tolist()) & {0, 5, 9}
    rest = specific(np.delete(probabilities, [0, 5, 9], axis=1), share=1.0)
    np.testing.assert_array_equal(rest.entropy, np.delete(found.entropy, [0, 5, 9]))


def test_one_firing_in_one_language_is_not_specific():
    """The lowest entropy there is, and no activity to speak of: what the threshold is for."""
    probabilities, own = _planted(2)
    probabilities[:, :30] = 0
    probabilities[1, :30] = 0.001
    found = specific(probabilities, share=0.02)
    assert (found.entropy[:30] == 0).all()
    assert found.units.min() >= 30


@pytest.mark.parametrize("quantile", [0.5, 0.9, 0.95])
@pytest.mark.parametrize("share", [0.01, 0.05, 1.0])
def test_the_thresholds_are_kept(quantile, share):
    probabilities = np.random.default_rng(0).beta(0.5, 3, (5, 400))
    found = specific(probabilities, activity_quantile=quantile, share=share)
    assert (probabilities <= found.threshold).mean() == pytest.approx(quantile, abs=1e-9)
    passing = (probabilities > found.threshold).any(0)
    assert passing[found.units].all()
    assert found.member.any(0).all()
    assert len(found.units) == min(round(400 * share), passing.sum())
    left = np.setdiff1d(np.flatnonzero(passing), found.units)
    assert (found.entropy[left] >= found.entropy[found.units].max()).all()
    assert (np.diff(found.entropy[found.units]) >= 0).all()
    np.testing.assert_array_equal(found.member, probabilities[:, found.units] > found.threshold)


def test_equal_entropies_are_taken_by_unit_number_whichever_language_is_which():
    """Sums in another order differ in their last digits, which would choose a language."""
    rng = np.random.default_rng(0)
    values = rng.uniform(0.3, 0.9, 7)
    probabilities = np.stack([rng.permutation(values) for _ in range(50)], axis=1)
    probabilities[:, 40:] = 0.2
    found = specific(probabilities, activity_quantile=0.5, share=0.2)
    assert len(set(found.entropy[:40].tolist())) == 1
    assert found.units.tolist() == list(range(10))


def test_where_all_units_are_alike_none_is_chosen():
    found = specific(np.full((3, 20), 0.4))
    assert found.units.tolist() == []
    assert found.member.shape == (3, 0)
    assert chance_counts(np.full((2, 3, 20), 4), np.full((2, 3), 10), draws=3, seed=0).tolist() == [[0, 0, 0]] * 3


def test_a_language_split_in_two_owns_nothing_beyond_chance():
    """Two halves of one language: either has as many units, and exchanging labels finds about as many."""
    rng = np.random.default_rng(4)
    firing = rng.beta(0.5, 4, 2000)
    halves, chance, parameters = [], [], {"activity_quantile": 0.8, "share": 0.05}
    for seed in range(12):
        active, tokens = _counts(seed, np.stack([firing, firing]))
        halves.append(specific(pooled(active, tokens), **parameters).member.sum(1))
        chance.append(chance_counts(active, tokens, draws=19, seed=seed, **parameters))
    halves, chance = np.array(halves), np.array(chance)
    first, second = halves.sum(0)
    assert abs(first - second) < 0.1 * (first + second)
    assert chance.mean() == pytest.approx(halves.mean(), rel=0.15)
    assert (chance.max(1) >= halves).mean() > 0.6


def test_counts_by_group_add_up_and_the_null_repeats_with_its_seed():
    active, tokens = _counts(0, _planted(0)[0], groups=3)
    twin = [[sum(active[:, row, u].tolist()) / sum(tokens[:, row]) for u in range(5)] for row in range(4)]
    np.testing.assert_allclose(pooled(active, tokens)[:, :5], twin, atol=1e-15)
    one, again, other = (chance_counts(active, tokens, draws=4, seed=s, share=0.05) for s in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    small = chance_counts(active.astype(np.int32), tokens.astype(np.int32), draws=4, seed=1, share=0.05)
    assert np.array_equal(one, small)


def test_the_null_equals_its_twin():
    """Every draw by plain loops, with the labels drawn in the same order."""
    active, tokens = _counts(3, _planted(3, languages=3, units=60)[0], groups=4)
    found = chance_counts(active, tokens, draws=5, seed=7, activity_quantile=0.8, share=0.1)
    entropy, _, chosen, _ = _twin(pooled(active, tokens), 0.8, 0.1)
    most, rng = max(entropy[u] for u in chosen), np.random.default_rng(7)
    for row in found:
        labels = [rng.permutation(3) for _ in range(4)]
        moved = np.zeros((3, 60))
        for language in range(3):
            length = sum(tokens[g, labels[g][language]] for g in range(4))
            for u in range(60):
                moved[language, u] = sum(active[g, labels[g][language], u] for g in range(4)) / length
        entropy, _, chosen, member = _twin(moved, 0.8, 0.1)
        kept = [m for u, m in zip(chosen, member, strict=True) if entropy[u] <= most]
        assert row.tolist() == [sum(m[language] for m in kept) for language in range(3)]


@pytest.mark.parametrize(
    ("probabilities", "says"),
    [
        (np.full((1, 5), 0.1), "1 languages"),
        (np.empty((2, 0)), "0 units"),
        (np.array([[0.1, np.nan], [0.2, 0.3]]), "between 0 and 1"),
        (np.array([[0.1, 1.5], [0.2, 0.3]]), "between 0 and 1"),
    ],
)
def test_what_is_no_probability_of_several_languages_is_refused(probabilities, says):
    with pytest.raises(ValueError, match=says):
        specific(probabilities)


def test_parameters_out_of_range_are_refused():
    for parameters in ({"activity_quantile": 1.0}, {"activity_quantile": 0.0}, {"share": 0.0}, {"share": 1.1}):
        with pytest.raises(ValueError, match="out of range"):
            specific(np.full((2, 5), 0.1), **parameters)


def test_counts_that_cannot_be_are_refused():
    active, tokens = np.full((2, 2, 3), 4), np.full((2, 2), 10)
    with pytest.raises(ValueError, match="one group"):
        chance_counts(active[:1], tokens[:1], draws=1, seed=0)
    for wrong in (active + 7, active - 5):
        with pytest.raises(ValueError, match="below 0 or above"):
            chance_counts(wrong, tokens, draws=1, seed=0)
    tokens[1, 0] = 0
    with pytest.raises(ValueError, match="no text"):
        chance_counts(active, tokens, draws=1, seed=0)
