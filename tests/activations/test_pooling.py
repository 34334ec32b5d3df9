import numpy as np
import pytest
import torch

from isogloss.activations.batches import plan
from isogloss.activations.pooling import span_max, span_positive, span_sum

VALUES = torch.randn(3, 300, 7, generator=torch.Generator().manual_seed(0))
#: One longer than a byte can count.
BOUNDS = [(0, 300), (1, 3), (2, 3)]


def by_hand() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = [VALUES[i, a:b].double().numpy() for i, (a, b) in enumerate(BOUNDS)]
    every = np.concatenate(rows)
    return np.stack([row.max(0) for row in rows]), every.sum(0), (every > 0).sum(0)


def test_a_maximum_over_spans_is_exact() -> None:
    np.testing.assert_array_equal(span_max(VALUES, BOUNDS), by_hand()[0])


def test_sums_and_counts_are_over_the_spans_alone() -> None:
    _, sums, positive = by_hand()
    np.testing.assert_allclose(span_sum(VALUES, BOUNDS), sums, atol=1e-4)
    np.testing.assert_array_equal(span_positive(VALUES, BOUNDS), positive)


def test_what_lies_outside_a_span_cannot_matter_even_if_it_is_no_number() -> None:
    spoiled = VALUES.clone()
    for row, (start, stop) in enumerate(BOUNDS):
        spoiled[row, :start] = torch.nan
        spoiled[row, stop:] = torch.inf
    for reduce in (span_max, span_sum, span_positive):
        np.testing.assert_array_equal(reduce(spoiled, BOUNDS), reduce(VALUES, BOUNDS))


def test_what_is_no_number_inside_a_span_is_not_hidden() -> None:
    spoiled = VALUES.clone()
    spoiled[0, 5, 2] = torch.nan
    assert np.isnan(span_max(spoiled, BOUNDS)[0, 2])


def test_an_accelerators_way_gives_the_same() -> None:
    class Elsewhere(torch.Tensor):
        """A tensor that says it is not on the CPU."""

        is_cpu = False

    there = VALUES.clone().as_subclass(Elsewhere)
    np.testing.assert_array_equal(span_max(there, BOUNDS), span_max(VALUES, BOUNDS))
    np.testing.assert_allclose(span_sum(there, BOUNDS), span_sum(VALUES, BOUNDS), atol=1e-4)
    np.testing.assert_array_equal(span_positive(there, BOUNDS), span_positive(VALUES, BOUNDS))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_summed_in_single(dtype: torch.dtype) -> None:
    ones = torch.ones(1, 3000, 2, dtype=dtype)
    assert span_sum(ones, [(0, 3000)]).tolist() == [3000, 3000]
    assert span_positive(ones, [(0, 3000)]).tolist() == [3000, 3000]


def test_batches_hold_every_text_once_within_the_budget_longest_first() -> None:
    lengths = [3, 10, 4, 4, 9, 1, 30]
    batches = plan(lengths, 20)
    assert sorted(i for batch in batches for i in batch) == list(range(7))
    assert batches[0] == [6]
    assert all(len(batch) * max(lengths[i] for i in batch) <= 20 for batch in batches[1:])
    assert [max(lengths[i] for i in batch) for batch in batches] == sorted(
        (max(lengths[i] for i in batch) for batch in batches), reverse=True
    )
