import threading
from dataclasses import replace

import numpy as np
import pytest

from isogloss.activations.cache import PooledCache
from isogloss.activations.capture import capture_pooled
from isogloss.activations.pooled import Pooled
from isogloss.activations.request import ActivationRequest
from isogloss.models.load import LoadedModel
from isogloss.store.open import Store
from isogloss.vocabulary.address import Address
from tests.models.tiny import TEXTS

A, B = Address("mlp_act", 0), Address("q_out", 1)

REQUEST = ActivationRequest(
    model_fingerprint="f" * 64,
    config_digest="d" * 64,
    tokenizer_digest="t" * 64,
    bos_policy="none",
    corpus_digest="c" * 64,
    language="de",
    ids=tuple(f"s{i}" for i in range(len(TEXTS))),
    places=(A, B),
)


@pytest.fixture
def pooled(small: LoadedModel) -> Pooled:
    return capture_pooled(small, TEXTS, [A, B])


def test_what_was_put_comes_back_to_the_bit(store: Store, pooled: Pooled) -> None:
    cache = PooledCache(store)
    assert cache.missing(REQUEST) == [A, B]
    cache.put(REQUEST, pooled)
    assert cache.missing(REQUEST) == []
    for place in (A, B):
        found = cache.get(REQUEST, place)
        assert found is not None
        assert found.values[place].tobytes() == pooled.values[place].tobytes()
        assert found.mean[place].tobytes() == pooled.mean[place].tobytes()
        assert found.firing[place].tobytes() == pooled.firing[place].tobytes()
        np.testing.assert_array_equal(found.n_tokens, pooled.n_tokens)
        np.testing.assert_array_equal(found.truncated, pooled.truncated)


def test_a_place_is_found_whatever_else_was_asked_for_with_it(store: Store, pooled: Pooled) -> None:
    cache = PooledCache(store)
    cache.put(REQUEST, pooled, [A])
    assert cache.get(replace(REQUEST, places=(A,)), A) is not None
    assert cache.get(REQUEST, B) is None
    assert cache.missing(REQUEST) == [B]


@pytest.mark.parametrize(
    "change",
    [
        {"model_fingerprint": "0" * 64},
        {"config_digest": "0" * 64},
        {"tokenizer_digest": "0" * 64},
        {"bos_policy": "add"},
        {"corpus_digest": "0" * 64},
        {"language": "en"},
        {"ids": tuple(reversed(REQUEST.ids))},
        {"pooling": "max_with_padding"},
        {"max_tokens": 64},
        {"dtype": "bfloat16"},
        {"attention": "eager"},
    ],
)
def test_whatever_decides_a_value_decides_where_it_is_kept(store: Store, pooled: Pooled, change: dict) -> None:
    cache = PooledCache(store)
    cache.put(REQUEST, pooled)
    assert cache.get(replace(REQUEST, **change), A) is None


def test_what_was_evicted_is_a_miss_and_can_be_put_again(store: Store, pooled: Pooled) -> None:
    cache = PooledCache(store)
    cache.put(REQUEST, pooled)
    store.artifacts.evict(0)
    assert cache.missing(REQUEST) == [A, B]
    assert cache.get(REQUEST, A) is None
    cache.put(REQUEST, pooled)
    assert cache.get(REQUEST, A) is not None


def test_the_budget_is_kept_and_what_is_not_evictable_stays(store: Store, pooled: Pooled) -> None:
    kept = store.artifacts.put(b"a figure", kind="figure")
    PooledCache(store, budget_bytes=0).put(REQUEST, pooled)
    assert store.artifacts.used_bytes(evictable=True) == 0
    assert store.artifacts.get(kept) == b"a figure"


def test_two_lanes_that_captured_the_same_sentences_both_succeed(store: Store, pooled: Pooled) -> None:
    failed: list[BaseException] = []

    def lane() -> None:
        try:
            for _ in range(4):
                PooledCache(store).put(REQUEST, pooled)
        except BaseException as error:
            failed.append(error)

    lanes = [threading.Thread(target=lane) for _ in range(3)]
    for thread in lanes:
        thread.start()
    for thread in lanes:
        thread.join()
    assert not failed
    assert PooledCache(store).missing(REQUEST) == []
