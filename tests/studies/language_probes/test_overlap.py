"""Neurons that are experts: the shares equal their slow twin, what was planted is found, and random sets are chance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isogloss.methods.inference import null_of
from isogloss.methods.matching import matched_draws
from isogloss.studies.language_probes.analysis.overlap import KINDS, expert_shares, kinds

WIDTH, LAYERS = 150, 4


@settings(max_examples=60)
@given(
    seed=st.integers(0, 9999),
    units=st.integers(1, 60),
    languages=st.integers(1, 5),
    sets=st.integers(1, 4),
    shared_by=st.integers(2, 4),
)
def test_the_shares_equal_their_twin(seed, units, languages, sets, shared_by):
    rng = np.random.default_rng(seed)
    reach = rng.integers(0, 6, units)
    selected = rng.integers(1, units + 1)
    drawn = np.stack([rng.permutation(units)[:selected] for _ in range(sets)])
    member = rng.random((languages, selected)) < 0.4
    found = expert_shares(reach, shared_by, drawn, member)
    assert found.shape == (sets, len(KINDS), languages + 1)
    tells = (lambda n: n >= 1, lambda n: n >= shared_by, lambda n: n == 1)
    for s in range(sets):
        for k, tell in enumerate(tells):
            for owner in range(languages + 1):
                places = [i for i in range(selected) if owner == languages or member[owner, i]]
                hits = sum(1 for i in places if tell(int(reach[drawn[s, i]])))
                if places:
                    assert found[s, k, owner] == pytest.approx(hits / len(places))
                else:
                    assert np.isnan(found[s, k, owner])


def test_kinds_tell_shared_from_single():
    assert kinds(np.array([0, 1, 2, 3]), 3).tolist() == [
        [False, True, True, True],
        [False, False, False, True],
        [False, True, False, False],
    ]


def _matched(units, firing, mean, draws, seed):
    """As the job draws partners: layer by layer."""
    out = np.empty((draws, len(units)), np.int64)
    for layer in range(LAYERS):
        here, start = np.flatnonzero(units // WIDTH == layer), layer * WIDTH
        if len(here):
            of = slice(start, start + WIDTH)
            chosen = (units[here] - start).tolist()
            out[:, here] = start + matched_draws(chosen, firing[of], mean[of], draws=draws, seed=seed + layer)
    return out


def _house(seed):
    """Units whose chance of being an expert rises with how often they fire, and the reach of those that are."""
    rng = np.random.default_rng(seed)
    firing = rng.beta(0.5, 2, LAYERS * WIDTH)
    mean = firing + 0.1 * rng.standard_normal(len(firing))
    expert = rng.random(len(firing)) < 0.05 + 0.5 * firing
    return rng, firing, mean, np.where(expert, rng.integers(1, 5, len(firing)), 0)


def test_one_languages_neurons_that_are_the_experts_are_found_and_the_others_are_not():
    """Clone sets: the first language's neurons are experts shared by all, the second's are experts of one language."""
    for seed in range(5):
        rng, firing, mean, _ = _house(seed)
        units = rng.permutation(LAYERS * WIDTH)[:36]
        reach = np.zeros(LAYERS * WIDTH, np.int64)
        reach[units[:12]], reach[units[12:24]] = 4, 1
        member = np.arange(36)[None] // 12 == np.arange(3)[:, None]
        sets = np.concatenate([units[None], _matched(units, firing, mean, 99, seed)])
        found = expert_shares(reach, 2, sets, member)
        assert found[0].T.tolist() == [
            [1, 1, 0],
            [1, 0, 1],
            [0, 0, 0],
            pytest.approx([2 / 3, 1 / 3, 1 / 3]),
        ]
        assert (found[1:] == 0).all()  # no partner is a neuron itself, and there are no other experts
        assert null_of(1.0, found[1:, 0, 0])["p"] == 0.01


def test_random_neurons_are_as_often_experts_as_their_partners():
    """Also where experts fire more and neurons are chosen by it, so that a null of the layer alone would be fooled."""
    inside, p, alone = [], [], []
    for seed in range(60):
        rng, firing, mean, reach = _house(seed)
        weights = 0.05 + firing
        units = rng.choice(len(firing), 24, replace=False, p=weights / weights.sum())
        sets = np.concatenate([units[None], _matched(units, firing, mean, 99, seed)])
        shares = expert_shares(reach, 2, sets, np.zeros((0, 24), bool))[:, 0, 0]
        null = null_of(shares[0], shares[1:])
        inside.append(null["null_low"] <= shares[0] <= null["null_high"])
        p.append(null["p"])
        alone.append(shares[0] - np.mean(reach > 0))
    assert np.mean(inside) > 0.88
    assert np.mean(np.array(p) <= 0.05) < 0.12
    assert np.mean(alone) > 0.04
