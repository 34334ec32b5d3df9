"""Concept neurons of planted models: experts are the planted units, and all that is counted of them follows.

Shares are held to 1e-12, average precision, which is computed in single precision, to 1e-7.
"""

from itertools import combinations
from statistics import mean

import pytest

from tests.oracles.planted import closed, plan
from tests.oracles.planted.house import families
from tests.oracles.planted.plan import CONCEPTS, HIDDEN, LANGUAGES, LEVELS

pytestmark = [pytest.mark.processes, pytest.mark.parametrize("family", families("gpt_neox", "llama"))]
CLOSE = {"abs": 1e-12}


def test_experts_are_the_planted_units_with_the_planted_values(planted, family):
    key = planted.concepts(family)["key"]
    for concept in range(CONCEPTS):
        found = planted.experts(key, concept)
        for language in LANGUAGES:
            own = {str(expert.unit) for expert in found if language in expert.rank}
            assert own == closed.experts(concept, language, family)
        for expert in found:
            assert expert.held_out == 1
            # The greatest value over a sentence's own tokens: the beginning of sequence, where units of one language
            # shout, is none of them.
            assert all(value == pytest.approx(LEVELS[concept], rel=2e-6) for value in expert.on_p50.values())


def test_overlap_is_the_share_planted_in_both(planted, family):
    result = planted.concepts(family)
    pairs = {frozenset((row["a"], row["b"])): row for row in result["pairs"]}
    assert pairs.keys() == {frozenset(pair) for pair in combinations(LANGUAGES, 2)}
    for (a, b), row in pairs.items():
        both = closed.shared(a, b)
        assert row["overlap"]["value"] == pytest.approx(both / 4, **CLOSE)
        assert row["aligned"]["value"] == pytest.approx(both / 4, **CLOSE)
        assert row["jaccard"] == pytest.approx(both / (8 - both), **CLOSE)
        assert row["overlap"]["other"] == 0, "concepts share no unit"
    headline = result["headline"]
    for name in ("overlap", "aligned", "surface_free"):
        # No document is drawn that changes it: the interval is a point.
        assert headline[name]["low"] == headline[name]["high"] == pytest.approx(headline[name]["value"], **CLOSE)
        assert headline[name]["value"] == pytest.approx(7 / 12, **CLOSE)
    assert headline["overlap"]["other"] == 0
    assert all(row["overlap"]["value"] == pytest.approx(7 / 12, **CLOSE) for row in result["concepts"])


def test_average_precision_is_1_on_held_out_documents_and_chance_where_a_unit_is_silent(planted, family):
    result = planted.concepts(family)
    for row in result["pairs"]:
        for name in ("a_on_b", "b_on_a"):
            assert row[name]["value"] == pytest.approx(closed.transfer(row["a"], row["b"]), abs=1e-7)
    every = mean(closed.transfer(a, b) for a in LANGUAGES for b in LANGUAGES if a != b)
    assert result["headline"]["transfer"]["value"] == pytest.approx(every, abs=1e-7)
    assert result["headline"]["held_out"]["value"] == pytest.approx(1, abs=1e-7)
    for row in result["concepts"]:
        assert row["positives"] == 32
        assert row["chance"] < 0.3
        assert all(of["selected"] == of["held_out"]["value"] == 1 for of in row["per_language"])


def test_reliability_counts_what_half_the_languages_chose(planted, family):
    # Two units of all languages and one of each pair: the other pair's is silent.
    value = planted.concepts(family)["headline"]["reliability"]["value"]
    assert value == pytest.approx((3 + closed.PREVALENCE) / 4, abs=1e-7)


def test_sharing_and_compression_count_the_planted_units(planted, family):
    result = planted.concepts(family)
    assert [row["exactly"]["value"] for row in result["sharing"]] == pytest.approx([1, 1, 0, 2], **CLOSE)
    assert [row["at_least"]["value"] for row in result["sharing"]] == pytest.approx([4, 3, 2, 2], **CLOSE)
    assert result["headline"]["shared"]["value"] == pytest.approx(3, **CLOSE)
    # Two of all, two of a pair, four of one: eight units in the place of four times four.
    assert result["headline"]["compression"]["value"] == pytest.approx(8 / 16, **CLOSE)


def test_layers_hold_what_was_planted_in_them(planted, family):
    rows = planted.concepts(family)["layers"]
    assert [row["units"] for row in rows] == [HIDDEN[family]] * plan.LAYERS
    assert [row["shared"]["value"] for row in rows] == pytest.approx([2, 0, 1, 0], **CLOSE)
    assert [row["single"]["value"] for row in rows] == pytest.approx([0, 0, 1, 0], **CLOSE)
    # In layer 2 two of six pairs of languages share one of their two.
    assert rows[0]["overlap"]["value"] == pytest.approx(1, **CLOSE)
    assert rows[2]["overlap"]["value"] == pytest.approx(2 / 12, **CLOSE)
    assert [row["overlap"]["n"] for row in rows] == [CONCEPTS, 0, CONCEPTS, 0]


def test_the_curve_over_k_takes_the_first_of_equals(planted, family):
    # All have an AP of 1, and among equals the first by number come first: those of all languages, in layer 0. (Twice
    # as many as were planted take in what fits by chance.)
    curve = {row["k"]: row["overlap"]["value"] for row in planted.concepts(family)["k_curve"]}
    assert [curve[k] for k in (1, 2, 4)] == pytest.approx([1, 1, 7 / 12], **CLOSE)
