"""The stream, the schedule and the losses by themselves, beside slow twins."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isogloss.methods.packing import Supply, deal, pack, row_languages
from isogloss.methods.schedule import checkpoint_steps, learning_rate, log_spaced
from isogloss.methods.token_loss import mean_loss, token_unigram
from isogloss.studies.pretraining.analysis.loss import byte_unigram, thinned
from tests.oracles.pretraining import packed_by_hand, unigram_by_hand

documents = st.lists(st.lists(st.integers(1, 40), max_size=12).map(lambda ids: np.array(ids, np.int32)), max_size=600)


@given(documents, st.integers(2, 9))
@settings(max_examples=60)
def test_documents_are_packed_end_to_end_without_padding(found, length):
    blocks = list(pack(found, length=length, begin=0))
    tokens = [row for block in blocks for row in block.tokens.tolist()]
    assert tokens == packed_by_hand([list(d) for d in found], length, 0)
    numbers = [n for block in blocks for row in block.documents.tolist() for n in row]
    for document in set(numbers):
        own = [t for t, n in zip((t for row in tokens for t in row), numbers, strict=True) if n == document]
        assert own == [0, *found[document]][: len(own)], "a token is counted to the document it is of"


@given(documents, st.integers(2, 9), st.lists(st.integers(0, 5), max_size=6))
@settings(max_examples=60)
def test_rows_come_in_order_however_many_are_asked_for_at_a_time(found, length, counts):
    whole = [row for block in pack(found, length=length, begin=0) for row in block.tokens.tolist()]
    supply, taken = Supply(pack(found, length=length, begin=0)), []
    for count in counts:
        if len(taken) + count > len(whole):
            with pytest.raises(ValueError, match="rows are left"):
                supply.take(count)
            return
        taken += supply.take(count).tokens.tolist() if count else []
    assert taken == whole[: len(taken)]


@given(st.integers(1, 300), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_languages_get_the_same_share_of_rows(rows, languages, seed):
    order = row_languages(rows, languages, seed)
    counts = np.bincount(order, minlength=languages)
    assert len(order) == rows
    assert counts.max() - counts.min() <= 1
    assert (order == row_languages(rows, languages, seed)).all()
    assert (order[: rows // 2] == row_languages(rows // 2, languages, seed)).all() or languages > rows // 2


def test_rows_are_dealt_to_where_their_language_stands():
    rng = np.random.default_rng(0)
    texts = [[rng.integers(10 * i + 1, 10 * i + 9, 7).astype(np.int32) for _ in range(50)] for i in range(3)]
    order = row_languages(30, 3, 1)
    rows = deal(order, [Supply(pack(text, length=8, begin=0)) for text in texts])
    for i in range(3):
        own = rows.tokens[order == i]
        assert set(own.ravel()) <= {0, *range(10 * i + 1, 10 * i + 10)}
        np.testing.assert_array_equal(own, np.array(packed_by_hand([list(t) for t in texts[i]], 8, 0))[: len(own)])


def test_text_that_changes_in_one_language_changes_its_rows_alone():
    rng = np.random.default_rng(0)
    texts = [[rng.integers(1, 9, 7).astype(np.int32) for _ in range(50)] for _ in range(3)]
    changed = [texts[0], [t + 10 for t in texts[1]], texts[2]]
    order = row_languages(30, 3, 1)
    one, two = (deal(order, [Supply(pack(t, length=8, begin=0)) for t in found]).tokens for found in (texts, changed))
    differ = (one != two).any(axis=1)
    assert differ[order == 1].all()
    assert not differ[order != 1].any()


@given(st.integers(1, 100_000))
def test_log_spaced_steps_begin_untrained_and_end_with_the_last(steps):
    found = log_spaced(steps)
    assert found[0] == 0
    assert found[-1] == steps
    assert list(found) == sorted(set(found))
    assert len(found) <= 8


def test_checkpoints_asked_for_are_kept_in_order_with_both_ends():
    assert log_spaced(640) == (0, 10, 20, 40, 80, 160, 320, 640)
    assert checkpoint_steps(100, (50, 7, 50)) == (0, 7, 50, 100)
    assert checkpoint_steps(1, None) == (0, 1)


@pytest.mark.parametrize(("schedule", "last"), [("cosine", 0.1), ("linear", 0.1), ("constant", 1.0)])
def test_the_learning_rate_rises_falls_and_never_reaches_zero(schedule, last):
    rates = [learning_rate(step, steps=100, peak=0.5, warmup=10, schedule=schedule) for step in range(100)]
    assert rates[0] == pytest.approx(0.05)
    assert max(rates) == pytest.approx(0.5)
    assert rates[9] == pytest.approx(0.5)
    assert rates[-1] == pytest.approx(0.5 * last, rel=0.15)
    assert all(a >= b for a, b in pairwise(rates[10:]))
    assert learning_rate(3, steps=5, peak=1.0, warmup=10, schedule=schedule) == pytest.approx(0.4), (
        "also if it is short"
    )


@given(st.lists(st.integers(0, 9), min_size=1), st.lists(st.integers(0, 9), min_size=1))
def test_the_unigrams_are_the_twins(trained, held_out):
    counts = np.bincount(trained, minlength=256)
    found = byte_unigram(counts, np.bincount(held_out, minlength=256))
    assert found == pytest.approx(unigram_by_hand(trained, held_out, 256))


def test_the_token_unigram_leaves_the_beginnings_out():
    trained, held_out = [0, 1, 1, 2, 0, 3], np.array([[5, 1, 0, 2], [0, 3, 3, 1]])
    found = token_unigram(np.bincount(trained, minlength=4), held_out, begin=0)
    assert found == pytest.approx(unigram_by_hand([1, 1, 2, 3], [1, 2, 3, 3, 1], 4))


def test_the_held_out_loss_is_the_mean_over_tokens_that_are_text():
    tokens = np.array([[7, 0, 3, 4], [5, 6, 0, 8]])
    losses = np.array([[100.0, 1.0, 2.0], [3.0, 100.0, 4.0]])
    measured = mean_loss(losses, tokens, np.array([[0, 1, 1, 1], [1, 1, 2, 2]]), begin=0, seed=0)
    assert (measured.value, measured.tokens, measured.documents) == (2.5, 4, 2)
    assert measured.low <= 2.5 <= measured.high
    alone = mean_loss(losses[:1], tokens[:1], np.array([[0, 1, 1, 1]]), begin=0, seed=0)
    assert (alone.value, alone.low, alone.high) == (1.5, None, None)


def test_the_interval_is_as_wide_as_documents_differ():
    rng = np.random.default_rng(0)
    documents = np.repeat(np.arange(200), 50).reshape(-1, 50)
    tokens = np.ones_like(documents)
    own = rng.normal(size=200)
    losses = np.repeat(own, 49).reshape(200, 49)
    measured = mean_loss(losses, tokens, documents, begin=0, seed=0)
    assert measured.high - measured.low == pytest.approx(2 * 1.96 * own.std() / np.sqrt(200), rel=0.1)


@given(st.lists(st.floats(0, 10), min_size=1, max_size=500), st.integers(1, 50))
def test_a_thinned_curve_keeps_the_mean_and_both_ends(losses, most):
    steps, means = thinned(np.array(losses), most)
    assert len(steps) <= most or len(losses) <= most
    assert steps[-1] == len(losses)
    widths = np.diff(np.concatenate([[0], steps]))
    assert (means * widths).sum() == pytest.approx(sum(losses), abs=1e-6)
