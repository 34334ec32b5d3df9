"""Absent is absent: what could not be measured has no value, and no interval is made of one or two things."""

from types import SimpleNamespace

import numpy as np
import pytest

from isogloss.kit.ladder import OverTraining
from isogloss.studies.concept_neurons.analysis.design import make_design
from isogloss.studies.concept_neurons.analysis.estimate import pooled
from isogloss.studies.concept_neurons.answer import estimate
from isogloss.studies.concept_neurons.figures import _layer_overlap, _layers_over_training
from isogloss.studies.concept_neurons.pages import Index, Pages
from isogloss.studies.concept_neurons.schema import Layer
from isogloss.web.figure_table import csv_of
from tests.studies.concept_neurons.whole import Whole, plan
from tests.studies.estimates import faults


@pytest.fixture(scope="module")
def whole() -> Whole:
    """Two languages, two layers of 20 units; only the second layer knows the four concepts, and knows them well."""
    rng = np.random.default_rng(0)
    positives = [np.arange(c, 120, 6) for c in range(4)]
    values = [rng.normal(size=(120, 40)).astype(np.float32) for _ in range(2)]
    for read in values:
        for c, positive in enumerate(positives):
            read[np.ix_(positive, range(20 + 4 * c, 24 + 4 * c))] += 6
    return Whole(values, plan(np.arange(120) // 3, positives), k=4, width=20)


@pytest.fixture(scope="module")
def layers(whole: Whole) -> tuple[Layer, ...]:
    return whole.summary.layer_rows(np.array([20, 20]), whole.rank, whole.rank_null)


def test_a_layer_without_experts_has_no_overlap_and_no_experts(layers: tuple[Layer, ...]) -> None:
    empty, full = layers
    assert (empty.overlap.value, empty.overlap.n, empty.overlap.low) == (None, 0, None)
    assert empty.shared.value == empty.single.value == 0
    assert full.overlap.value == pytest.approx(1, abs=0.05)
    assert '"value":null' in empty.overlap.model_dump_json()
    assert Layer.model_validate_json(empty.model_dump_json()) == empty


def test_in_a_figure_it_is_a_gap_and_in_its_table_an_empty_cell(layers: tuple[Layer, ...]) -> None:
    result = SimpleNamespace(layers=layers, concepts=[1] * 4, pairs=[1], checkpoint="main", step=0)
    bars = _layer_overlap(result)
    assert bars.data[0].y[0] is None and bars.data[0].error_y.array[0] is None
    assert csv_of(bars.to_json().encode()).decode().splitlines()[1].startswith("overlap,0,,")
    heat = _layers_over_training([result], OverTraining([result], []))
    assert heat.data[0].z[0][0] is None
    assert "overlap in the layer,main,0,0,,,,,,,0,,,layer:0@main" in csv_of(heat.to_json().encode()).decode()


def test_every_interval_holds_its_value_and_stays_within_what_is_possible(whole: Whole) -> None:
    rows = [*whole.summary.layer_rows(np.array([20, 20]), whole.rank, whole.rank_null), whole.headline()]
    rows += [*whole.summary.sharing_rows(), *whole.summary.pair_rows()]
    found = [row.model_dump() for row in rows]
    assert faults(found) == []
    for row in rows:
        for name, number in row:
            if name == "effective_rank" or not hasattr(number, "low") or number.low is None:
                continue
            most = 4 if name in ("shared", "single", "exactly", "at_least") else 1
            assert 0 <= number.low <= number.high <= most, name
            assert -most <= number.excess_low <= number.excess_high <= most, name


@pytest.mark.parametrize("concepts", [1, 2])
def test_one_or_two_concepts_have_a_value_and_a_null_but_no_interval(concepts: int) -> None:
    rng = np.random.default_rng(1)
    value, null = rng.random((concepts, 20)), rng.random((4, concepts, 20))
    found = estimate(pooled(value, null, 0))
    assert found.value is not None and found.null is not None and found.n == concepts
    assert found.low is found.high is found.null_low is found.excess_low is found.excess_high is None
    assert estimate(pooled(np.tile(value, (3, 1)), np.tile(null, (1, 3, 1)), 0)).low is not None


def test_one_concept_s_held_out_ap_has_its_null_band_over_folds(whole: Whole) -> None:
    (concept, *_) = whole.summary.concept_rows(["a", "b", "c", "d"], np.zeros((2, 4)), np.zeros(4))
    for row in concept.per_language:
        assert row.held_out.null_low < row.held_out.null < row.held_out.null_high
    two = whole.summary.held_out([0], [0, 1])
    assert two.null_low is None, "over two concepts there is none"


def test_on_a_unit_s_page_an_ap_whose_error_is_not_known_has_no_interval() -> None:
    page = object.__new__(Pages)
    page.index = Index(["en", "de"], ["rain"], {}, [9], [0.1], [0.1], [[0.2], [0.3]], 4, 1)
    (row,) = page._concepts(np.array([[[0.5, np.nan], [0.5, 0.1]]]), {}, None)
    assert row["low"] == {"de": pytest.approx(0.304)} and row["high"] == {"de": pytest.approx(0.696)}
    assert row["ap"] == {"en": 0.5, "de": 0.5} and row["null_high"] == {"en": 0.2, "de": 0.3}


def test_listed_negatives_leave_out_all_other_sentences_also_of_the_pseudo_concepts() -> None:
    rng = np.random.default_rng(2)
    positives, negatives = [np.arange(0, 10), np.arange(20, 32)], [np.arange(40, 60), None]
    design = make_design(
        np.arange(90) // 3, positives, rng.normal(size=(90, 2)), folds=3, halvings=2, pseudo_concepts=20, set_sizes=2,
        negatives_jaccard=0.1, seed=0, negatives=negatives,
    )  # fmt: skip
    assert set(range(90)) - set(design.ignored[0]) == {*positives[0], *negatives[0]}
    assert len(design.ignored[1]) == 0
    for mine, ignored in zip(design.matched[0], design.matched_ignored[0], strict=True):
        assert 90 - len(ignored) == 10 + 20 and not np.isin(mine, ignored).any()
    assert design.matched_ignored[1] == (None,) * 4
