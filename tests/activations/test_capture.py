import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from isogloss.activations.capture import capture_pooled, token_traces
from isogloss.activations.pooled import Pooled
from isogloss.models.load import LoadedModel, load_model
from isogloss.models.points import places, resolve
from isogloss.vocabulary.address import Address
from isogloss.vocabulary.errors import Cancelled, Refused
from tests.models.tiny import TEXTS, save
from tests.oracles.capture import BY_HAND

#: BLOOM's softmax runs in single precision whatever the weights are, and rounds differently in rows of another width.
TOLERANCE = {"bloom": 2e-5}


def everything(loaded: LoadedModel, texts: list[str] = TEXTS, **options: object) -> Pooled:
    return capture_pooled(loaded, texts, list(places(loaded.config)), **options)


def assert_same(loaded: LoadedModel, a: Pooled, b: Pooled, tolerance: float = 1e-12) -> None:
    tolerance = max(tolerance, TOLERANCE.get(loaded.config["model_type"], 0))
    assert a.values.keys() == b.values.keys()
    np.testing.assert_array_equal(a.n_tokens, b.n_tokens)
    for place in a.values:
        np.testing.assert_allclose(a.values[place], b.values[place], atol=tolerance, rtol=tolerance, err_msg=str(place))
        # Kept in single precision.
        np.testing.assert_allclose(a.mean[place], b.mean[place], atol=1e-6, rtol=1e-4, err_msg=str(place))


def by_hand_of_ids(loaded: LoadedModel, ids: list[int]) -> dict[str, np.ndarray]:
    weights = {name: tensor.double().numpy() for name, tensor in loaded.model.state_dict().items()}
    return BY_HAND[loaded.config["model_type"]](loaded.config, weights, ids)


def by_hand(loaded: LoadedModel, text: str, front: tuple[int, ...] = ()) -> dict[str, np.ndarray]:
    """Values of the text's own positions."""
    seen = by_hand_of_ids(loaded, [*front, *loaded.tokenizer(text, add_special_tokens=False)["input_ids"]])
    return {place: values[len(front) :] for place, values in seen.items()}


@pytest.mark.parametrize("policy", ["none", "add"])
def test_pooled_values_means_and_firing_are_those_computed_by_hand(exact: LoadedModel, policy: str) -> None:
    pooled = everything(exact, bos_policy=policy, batch_tokens=100)
    each = [by_hand(exact, text, (0,) if policy == "add" else ()) for text in TEXTS]
    assert pooled.n_tokens.tolist() == [len(text.encode()) for text in TEXTS]
    for place, values in pooled.values.items():
        tokens = np.concatenate([seen[str(place)] for seen in each])
        expected = np.stack([seen[str(place)].max(0) for seen in each])
        np.testing.assert_allclose(values, expected, atol=5e-5, rtol=5e-5, err_msg=str(place))
        np.testing.assert_allclose(pooled.mean[place], tokens.mean(0), atol=5e-5, err_msg=str(place))
        np.testing.assert_allclose(pooled.firing[place], (tokens > 0).mean(0), atol=0.02, err_msg=str(place))


@pytest.mark.parametrize("batch_tokens", [1, 150])
def test_the_size_of_batches_changes_no_value(exact: LoadedModel, batch_tokens: int) -> None:
    assert_same(exact, everything(exact), everything(exact, batch_tokens=batch_tokens))


def test_the_side_of_the_padding_changes_no_value(exact: LoadedModel, tiny_folders: dict[str, Path]) -> None:
    if exact.config["model_type"] == "bloom":
        # In float64 the library's own mask overflows on rows that begin with padding.
        exact = load_model(tiny_folders["bloom"])
    assert_same(exact, everything(exact), everything(exact, padding_side="left"))


def test_the_order_of_sentences_changes_no_value(exact: LoadedModel) -> None:
    order = [3, 7, 0, 5, 1, 6, 2, 4]
    shuffled = everything(exact, [TEXTS[i] for i in order])
    back = np.argsort(order)
    unshuffled = Pooled(
        {place: values[back] for place, values in shuffled.values.items()},
        shuffled.n_tokens[back],
        shuffled.truncated[back],
        shuffled.mean,
        shuffled.firing,
    )
    assert_same(exact, everything(exact), unshuffled)


def test_what_stands_beside_a_sentence_in_its_batch_changes_no_value(exact: LoadedModel) -> None:
    alone, together = everything(exact, TEXTS[:1]), everything(exact)
    for place in alone.values:
        tolerance = max(1e-12, TOLERANCE.get(exact.config["model_type"], 0))
        np.testing.assert_allclose(alone.values[place][0], together.values[place][0], atol=tolerance, rtol=tolerance)


def test_pooling_over_the_padding_gives_other_values_and_is_what_the_published_code_does(exact: LoadedModel) -> None:
    faithful = everything(exact, pooling="max_with_padding", max_tokens=80)
    clean = everything(exact, max_tokens=80)
    moved = 0
    for place in [Address("mlp_act", 0), Address("mlp_act", 1), Address("q_out", 1)]:
        assert (faithful.values[place] >= clean.values[place] - 1e-4).all()
        moved += int((faithful.values[place] > clean.values[place] + 0.01).sum())
    assert moved > 50
    np.testing.assert_array_equal(faithful.n_tokens, clean.n_tokens)
    for place in faithful.mean:
        np.testing.assert_allclose(faithful.mean[place], clean.mean[place], atol=1e-4)


def test_padding_is_pooled_as_the_model_computes_it(exact: LoadedModel) -> None:
    # The queries of the first layer depend on token and position alone, and only GPT-2 adds positions before them.
    if exact.config["model_type"] == "gpt2":
        return
    faithful = everything(exact, ["ab"], pooling="max_with_padding", max_tokens=9).values[Address("q_out", 0)][0]
    padding = by_hand(exact, "ab")["q_out.0"], by_hand_of_ids(exact, [exact.tokenizer.pad_token_id])["q_out.0"]
    np.testing.assert_allclose(faithful, np.concatenate(padding).max(0), atol=1e-5)


def test_the_token_that_begins_a_sequence_is_read_but_never_pooled(exact: LoadedModel) -> None:
    added, bare = everything(exact, bos_policy="add"), everything(exact, bos_policy="none")
    np.testing.assert_array_equal(added.n_tokens, bare.n_tokens)
    place = Address("mlp_act", 1)
    assert np.abs(added.values[place] - bare.values[place]).max() > 0.01


def test_two_threads_on_one_model_get_what_one_gets(small: LoadedModel) -> None:
    halves = [TEXTS[:4], TEXTS[4:]]
    alone = [everything(small, texts, batch_tokens=40) for texts in halves]
    results: dict[int, list[Pooled]] = {0: [], 1: []}

    def work(i: int) -> None:
        for _ in range(8):
            results[i].append(everything(small, halves[i], batch_tokens=40))

    threads = [threading.Thread(target=work, args=(i,)) for i in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i in (0, 1):
        assert len(results[i]) == 8
        for pooled in results[i]:
            for place, values in pooled.values.items():
                np.testing.assert_array_equal(values, alone[i].values[place])


def test_the_same_request_gives_the_same_bits(small: LoadedModel) -> None:
    a, b = everything(small), everything(small)
    for place in a.values:
        assert a.values[place].tobytes() == b.values[place].tobytes()
        assert a.mean[place].tobytes() == b.mean[place].tobytes()


def test_asking_for_few_places_gives_what_asking_for_all_gives(small: LoadedModel) -> None:
    wanted = [Address("k_out", 0), Address("mlp_act", 1)]
    few, everywhere = capture_pooled(small, TEXTS, wanted), everything(small)
    assert list(few.values) == wanted
    for place in wanted:
        np.testing.assert_array_equal(few.values[place], everywhere.values[place])


def test_long_sentences_are_cut_and_counted(small: LoadedModel) -> None:
    pooled = everything(small, ["abcdefgh", "ab"], max_tokens=5)
    assert pooled.n_tokens.tolist() == [5, 2]
    assert pooled.truncated.tolist() == [3, 0]
    whole = everything(small, ["abcde", "ab"])
    for place in whole.values:
        np.testing.assert_allclose(pooled.values[place], whole.values[place], atol=1e-5)


def test_statistics_can_be_left_out(small: LoadedModel) -> None:
    pooled = everything(small, statistics=False)
    assert pooled.mean == pooled.firing == {}


def test_no_texts_give_empty_arrays(small: LoadedModel) -> None:
    pooled = capture_pooled(small, [], [Address("mlp_act", 0)])
    assert pooled.values[Address("mlp_act", 0)].shape == (0, 40)


def test_progress_is_told_and_a_cancel_stops_between_batches_with_no_hook_left(small: LoadedModel) -> None:
    told: list[tuple[int, int]] = []
    everything(small, batch_tokens=60, on_progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (8, 8)
    assert [done for done, _ in told] == sorted({done for done, _ in told})

    def cancel_after(n: int) -> Callable[[], None]:
        calls = []

        def check() -> None:
            calls.append(1)
            if len(calls) > n:
                raise Cancelled("cancelled", "Stopped.")

        return check

    with pytest.raises(Cancelled):
        everything(small, batch_tokens=60, check_cancelled=cancel_after(1))
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in small.model.modules())


def test_values_that_overflow_are_refused(tmp_path: Path) -> None:
    loaded = load_model(save(tmp_path / "m", "llama"), dtype="float16")
    loaded.body.get_submodule("layers.0.mlp.up_proj").weight.mul_(3e4)
    with pytest.raises(Refused, match=r"not finite.*float32"):
        everything(loaded)


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_half_precision_is_pooled_into_single(tiny_folders: dict[str, Path], dtype: str) -> None:
    half, full = (load_model(tiny_folders["llama"], dtype=d) for d in (dtype, "float32"))
    a, b = everything(half), everything(full)
    place = Address("q_out", 0)
    assert a.values[place].dtype == np.float32
    np.testing.assert_allclose(a.values[place], b.values[place], atol=0.1, rtol=0.05)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"pooling": "mean"}, "is no pooling"), ({"max_tokens": 1000}, "at most 128"), ({"max_tokens": 1}, "At least 2")],
)
def test_impossible_requests_are_refused(small: LoadedModel, options: dict, message: str) -> None:
    with pytest.raises(Refused, match=message):
        everything(small, **options)


def test_an_empty_sentence_and_an_unknown_place_are_refused(small: LoadedModel) -> None:
    with pytest.raises(Refused, match="Text 2 has no token"):
        everything(small, ["a", ""])
    with pytest.raises(Refused, match=r"Did you mean mlp_act\.1\?"):
        capture_pooled(small, ["a"], [Address("mlp_act", 7)])


def test_a_trace_holds_each_tokens_value_and_its_greatest_is_the_pooled_one(exact: LoadedModel) -> None:
    place, units = Address("mlp_act", 1), [0, 7, 39]
    pooled = capture_pooled(exact, TEXTS, [place], bos_policy="add")
    traces = token_traces(exact, TEXTS, {i: {place: units} for i in (2, 3, 7)}, bos_policy="add")
    assert sorted(traces) == [2, 3, 7]
    for i, trace in traces.items():
        for unit in units:
            assert len(trace.values[place][unit]) == len(trace.stretches)
            assert max(trace.values[place][unit]) == pytest.approx(pooled.values[place][i, unit], abs=2e-5)
    tokens = by_hand(exact, TEXTS[2], (0,))[str(place)]
    assert traces[2].values[place][7] == pytest.approx(tokens[:, 7], abs=5e-5)


def test_tokens_of_one_visible_character_share_the_greatest_of_their_values(exact: LoadedModel) -> None:
    place = Address("mlp_act", 0)
    trace = token_traces(exact, ["😀 ok"], {0: {place: [3]}})[0]
    tokens = by_hand(exact, "😀 ok")[str(place)][:, 3]
    assert [(s.start, s.end) for s in trace.stretches] == [(0, 2), (2, 3), (3, 4), (4, 5)]
    assert trace.values[place][3] == pytest.approx([tokens[:4].max(), *tokens[4:]], abs=5e-5)


def test_texts_may_ask_for_different_units_and_nothing_is_asked_of_the_others(small: LoadedModel) -> None:
    a, b = Address("mlp_act", 0), Address("resid_post", 1)
    traces = token_traces(small, TEXTS, {0: {a: [1]}, 1: {b: [2], a: []}})
    assert {place: list(units) for place, units in traces[0].values.items()} == {a: [1]}
    assert {place: list(units) for place, units in traces[1].values.items()} == {b: [2]}
    assert token_traces(small, TEXTS, {}) == {}
    with pytest.raises(Refused):
        token_traces(small, TEXTS, {0: {a: [40]}})


def test_all_linear_outputs_of_a_real_checkpoint_are_finite_and_whole(shared_data: Path) -> None:
    loaded = load_model(shared_data / "models/mini-ladder", "step100")
    pooled = capture_pooled(loaded, TEXTS, resolve(loaded.config, "all_linear"), bos_policy="add")
    assert sum(values.shape[1] for values in pooled.values.values()) == 6 * 9 * 192
    assert all(np.isfinite(values).all() for values in pooled.values.values())
