"""States at tokens, means over texts and counts of active tokens: against values computed by hand, in every family."""

import numpy as np
import pytest

from isogloss.activations.states import sample_positions, token_states
from isogloss.models.load import LoadedModel
from isogloss.models.points import places
from isogloss.models.tokens import tokenize
from isogloss.vocabulary.address import Address
from isogloss.vocabulary.errors import Refused
from tests.activations.test_capture import TOLERANCE, by_hand
from tests.models.tiny import TEXTS

GROUPS = np.array([i % 2 if i % 5 else -1 for i in range(len(TEXTS))])


def states(loaded: LoadedModel, texts=TEXTS, groups=GROUPS, **options):
    tokens = tokenize(loaded, texts, bos_policy="add")
    samples = []
    for text in range(len(texts)):
        start, stop = tokens.bounds(text)
        samples.append(sample_positions(stop - start, 3, (7, text)))
    every = list(places(loaded.config))
    return samples, token_states(loaded, tokens, every, samples, counted=every, groups=groups, **options)


def test_states_means_and_counts_are_those_computed_by_hand(exact):
    samples, found = states(exact, batch_tokens=100)
    each = [by_hand(exact, text, (0,)) for text in TEXTS]
    assert found.tokens.tolist() == [
        sum(len(text.encode()) for text, of in zip(TEXTS, GROUPS, strict=True) if of == group) for group in (0, 1)
    ]
    for place in places(exact.config):
        values = [seen[str(place)] for seen in each]
        np.testing.assert_allclose(found.mean[place], [own.mean(0) for own in values], atol=5e-5, err_msg=str(place))
        sampled = np.concatenate([own[chosen] for own, chosen in zip(values, samples, strict=True)])
        np.testing.assert_allclose(found.sampled[place], sampled, atol=5e-5, err_msg=str(place))
        for group in (0, 1):
            own = np.concatenate([v for v, of in zip(values, GROUPS, strict=True) if of == group])
            np.testing.assert_allclose(found.total[place][group], own.sum(0), atol=1e-2, err_msg=str(place))
            # A value that is 0 but for rounding may fall on either side.
            sure = np.abs(own).min(0) > 1e-6
            assert (found.active[place][group] == (own > 0).sum(0))[sure].all()


@pytest.mark.parametrize("options", [{"batch_tokens": 1}, {"batch_tokens": 300}, {"padding_side": "left"}])
def test_neither_batches_nor_the_side_of_padding_change_a_value(exact, options):
    _, one = states(exact)
    _, other = states(exact, **options)
    tolerance = max(1e-11, TOLERANCE.get(exact.config["model_type"], 0))
    for place in one.mean:
        for name in ("mean", "sampled"):
            np.testing.assert_allclose(
                getattr(one, name)[place], getattr(other, name)[place], atol=tolerance, rtol=tolerance
            )
    np.testing.assert_array_equal(one.tokens, other.tokens)


def test_the_order_of_texts_moves_rows_and_nothing_else(small):
    _, one = states(small)
    _, turned = states(small, texts=TEXTS[::-1], groups=GROUPS[::-1])
    place = Address("resid_post", 0)
    np.testing.assert_allclose(one.mean[place], turned.mean[place][::-1], atol=1e-5)
    np.testing.assert_allclose(one.total[place], turned.total[place], rtol=1e-4, atol=1e-3)


def test_samples_are_a_texts_own_and_depend_on_no_other():
    chosen = sample_positions(20, 4, (1, 2))
    assert len(set(chosen.tolist())) == 4
    assert (np.diff(chosen) > 0).all()
    assert (chosen == sample_positions(20, 4, (1, 2))).all()
    assert sample_positions(2, 4, (1, 2)).tolist() == [0, 1]
    assert any((sample_positions(20, 4, (1, i)) != chosen).any() for i in range(3, 6))


def test_values_that_are_not_finite_are_refused(small):
    parameter = next(small.model.parameters())
    kept = parameter.detach().clone()
    try:
        parameter.data.fill_(float("nan"))
        with pytest.raises(Refused, match="not finite"):
            states(small)
    finally:
        parameter.data.copy_(kept)
