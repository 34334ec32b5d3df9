"""Numbers that are none: seen wherever they stand; and a product of matrices that believes numbers, not flags."""

import warnings

import numpy as np
import pytest
import torch

from isogloss.methods.average_precision import Ranking, average_precision
from isogloss.methods.finite import check_finite, check_read, is_finite, product
from isogloss.methods.matching import matched_draws
from isogloss.vocabulary.errors import Refused


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_seen_and_named(bad: float) -> None:
    for values in (bad, [1.0, bad], np.array([[bad, 0.0]]), torch.tensor([0.0, bad]), torch.tensor(bad).half()):
        assert not is_finite(values)
        with pytest.raises(Refused, match=r"The KL at prompt 2 is not finite") as error:
            check_finite(values, "The KL at prompt 2")
        assert error.value.code == "not_finite"
    for values in (0, [], [1.0], np.zeros((0, 2)), torch.arange(3)):
        check_finite(values, "Nothing")


def test_no_token_to_read_is_refused_with_what_to_do() -> None:
    check_read(np.array([0, 2]), "Take longer sentences.")
    with pytest.raises(Refused, match="one token alone") as error:
        check_read(np.zeros(3), "Take longer sentences.")
    assert (error.value.code, error.value.hint, error.value.field) == (
        "nothing_read", "Take longer sentences.", "held_out",
    )  # fmt: skip


def test_flags_that_a_product_leaves_behind_are_not_believed() -> None:
    """An underflow sets a flag as an idle lane of the processor does, and is no fault: with no fence this raises."""
    small, ones = np.full((3, 4), 1e-200), np.full((4, 2), 1e-200)
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert product(small, ones).tolist() == [[0.0, 0.0]] * 3
        assert product(np.ones((2, 3)), np.ones(3)).tolist() == [3.0, 3.0]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("at", [0, 1])
def test_a_product_of_what_is_no_number_raises_also_times_nothing(bad: float, at: int) -> None:
    parts = [np.ones((2, 3)), np.zeros((3, 2))]
    parts[at][0, 0] = bad
    with pytest.raises(ValueError, match="not finite"):
        product(*parts)
    with pytest.raises(ValueError, match="not finite"):
        product(np.full((2, 2), 1e308), np.full((2, 2), 1e308))


def test_average_precision_stands_behind_the_fence() -> None:
    """The warning "invalid value encountered in matmul" came from here once, and no number was wrong."""
    rng = np.random.default_rng(0)
    values, positives = rng.normal(size=(300, 40)), [np.arange(5), np.arange(3, 20)]
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        found = average_precision(values, positives)
        ranking = Ranking(values)
        assert np.array_equal(ranking.average_precision(positives), found)
        assert np.isfinite(ranking.standard_error(np.arange(5), np.arange(40) // 2)).all()


def test_partners_are_not_matched_on_what_is_no_number() -> None:
    firing = np.linspace(0, 1, 40)
    for spoiled in (firing, firing[::-1].copy()):
        bad = spoiled.copy()
        bad[7] = np.nan
        with pytest.raises(Refused, match="not finite"):
            matched_draws([3], firing, bad, draws=2, seed=0)
