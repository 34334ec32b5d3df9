import threading
from pathlib import Path

import numpy as np
import pytest
import torch

from isogloss.models.hooks import hooked, listening, read, run_body, sources
from isogloss.models.load import LoadedModel, load_model
from isogloss.models.points import resolve, sizes
from isogloss.vocabulary.address import Address
from isogloss.vocabulary.errors import Refused
from tests.models.tiny import TEXTS, save
from tests.oracles.capture import BY_HAND, split_heads

MLP_0 = Address("mlp_act", 0)

#: Which outputs each linear map makes, by the names the families give their maps.
ROLES_OF_MAPS = {
    **{key: ["q_out", "k_out", "v_out"] for key in ["attn.c_attn", "query_key_value"]},
    **{key: ["attn_out"] for key in ["attn.c_proj", "dense", "o_proj"]},
    **{key: ["up_out"] for key in ["mlp.c_fc", "dense_h_to_4h", "up_proj"]},
    **{key: ["down_out"] for key in ["mlp.c_proj", "dense_4h_to_h", "down_proj"]},
    "gate_proj": ["gate_out"],
    "q_proj": ["q_out"],
    "k_proj": ["k_out"],
    "v_proj": ["v_out"],
}


def weights_of(loaded: LoadedModel) -> dict[str, np.ndarray]:
    return {name: tensor.double().numpy() for name, tensor in loaded.model.state_dict().items()}


def seen_by_hooks(loaded: LoadedModel, ids: list[int]) -> dict[str, np.ndarray]:
    seen: dict[str, np.ndarray] = {}

    def keep(place: Address, values: torch.Tensor) -> None:
        seen[str(place)] = values[0].numpy().copy()

    with listening(loaded, loaded.places, keep):
        run_body(loaded, torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.long))
    return seen


def assert_as_by_hand(loaded: LoadedModel) -> None:
    ids = loaded.tokenizer(TEXTS[2])["input_ids"]
    seen = seen_by_hooks(loaded, ids)
    expected = BY_HAND[loaded.config["model_type"]](loaded.config, weights_of(loaded), ids)
    assert seen.keys() == expected.keys() == {str(place) for place in loaded.places}
    for place, values in expected.items():
        assert values.std() > 0.01, f"{place} is too even to tell anything"
        # The library computes rotary angles, RMS norms and BLOOM's softmax in single precision in any case.
        np.testing.assert_allclose(seen[place], values, atol=3e-5, rtol=3e-5, err_msg=place)


def test_captured_values_are_those_of_the_forward_pass_by_hand(exact: LoadedModel) -> None:
    assert_as_by_hand(exact)


def inputs_of_all_maps(loaded: LoadedModel, ids: list[int]) -> dict[str, np.ndarray]:
    """What each linear map of each block was given, by hooks of the test's own."""
    given: dict[str, np.ndarray] = {}
    maps = {name: m for name, m in loaded.body.named_modules() if type(m).__name__ in ("Linear", "Conv1D")}
    handles = [
        module.register_forward_pre_hook(lambda _, args, name=name: given.update({name: args[0][0].numpy().copy()}))
        for name, module in maps.items()
    ]
    run_body(loaded, torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.long))
    for handle in handles:
        handle.remove()
    return given


def thirds(values: np.ndarray, family: str, heads: int) -> list[np.ndarray]:
    return np.split(values, 3, axis=1) if family == "gpt2" else split_heads(values, heads)


def test_every_linear_output_is_its_matrix_times_its_input_to_the_last_digits(exact: LoadedModel) -> None:
    family, heads = exact.config["model_type"], sizes(exact.config).heads
    ids = exact.tokenizer(TEXTS[0])["input_ids"]
    seen, given = seen_by_hooks(exact, ids), inputs_of_all_maps(exact, ids)
    compared = set()
    for name, values in given.items():
        module, layer = exact.body.get_submodule(name), name.split(".")[1]
        matrix = module.weight.numpy() if family == "gpt2" else module.weight.numpy().T
        product = values @ matrix + (0.0 if module.bias is None else module.bias.numpy())
        roles = ROLES_OF_MAPS[name.split(".")[-1] if family != "gpt2" else name.split(".", 2)[2]]
        parts = thirds(product, family, heads) if len(roles) == 3 else [product]
        for role, part in zip(roles, parts, strict=True):
            np.testing.assert_allclose(seen[f"{role}.{layer}"], part, atol=1e-12, rtol=1e-12, err_msg=role)
            compared.add(f"{role}.{layer}")
        if roles == ["down_out"]:
            np.testing.assert_array_equal(seen[f"mlp_act.{layer}"], values)
    assert compared == {str(place) for place in resolve(exact.config, "all_linear")}


def test_pythia_models_without_parallel_residual_are_read_right(tmp_path: Path) -> None:
    assert_as_by_hand(load_model(save(tmp_path / "m", "gpt_neox", use_parallel_residual=False), dtype="float64"))


def test_blooms_slow_path_around_its_linear_maps_is_not_taken(tmp_path: Path) -> None:
    folder = save(tmp_path / "m", "bloom", pretraining_tp=2, slow_but_exact=True)
    assert_as_by_hand(load_model(folder, dtype="float64"))


def test_eager_and_fused_attention_agree(tiny_folders: dict[str, Path]) -> None:
    both = [load_model(tiny_folders["llama"], dtype="float64", attention=a) for a in ("eager", "sdpa")]
    ids = both[0].tokenizer(TEXTS[0])["input_ids"]
    a, b = (seen_by_hooks(loaded, ids) for loaded in both)
    for place in a:
        np.testing.assert_allclose(a[place], b[place], atol=1e-5)


def test_a_config_that_asks_for_all_hidden_states_changes_nothing(tmp_path: Path) -> None:
    for family in ("bloom", "llama"):
        loaded = load_model(save(tmp_path / family, family, output_hidden_states=True), dtype="float64")
        assert_as_by_hand(loaded)


def hooks_on(loaded: LoadedModel) -> int:
    return sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in loaded.model.modules())


def test_hooks_are_removed_after_use_and_after_an_exception(small: LoadedModel) -> None:
    before = hooks_on(small)
    with listening(small, small.places, lambda place, values: None):
        assert hooks_on(small) > before
    assert hooks_on(small) == before

    def fail(place: Address, values: torch.Tensor) -> None:
        raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"), listening(small, small.places, fail):
        run_body(small, torch.tensor([[5, 6]]), torch.ones(1, 2, dtype=torch.long))
    assert hooks_on(small) == before
    assert small.lock.acquire(blocking=False)
    small.lock.release()


def test_an_unknown_place_sets_no_hook_at_all(small: LoadedModel) -> None:
    before = hooks_on(small)
    with pytest.raises(Refused), listening(small, [MLP_0, Address("mlp_act", 9)], lambda place, values: None):
        pass
    assert hooks_on(small) == before


def test_blocks_above_the_last_one_needed_are_not_run(small: LoadedModel) -> None:
    ran = []
    handle = small.body.get_submodule("layers.1").register_forward_hook(lambda *_: ran.append(1))
    try:
        callbacks = {source: lambda values: None for source in sources(small, [MLP_0])}
        read(small, torch.tensor([[5, 6]]), torch.ones(1, 2, dtype=torch.long), callbacks)
        assert not ran
        callbacks = {source: lambda values: None for source in sources(small, [MLP_0, Address("q_out", 1)])}
        read(small, torch.tensor([[5, 6]]), torch.ones(1, 2, dtype=torch.long), callbacks)
        assert not ran
        callbacks = {source: lambda values: None for source in sources(small, [Address("down_out", 1)])}
        read(small, torch.tensor([[5, 6]]), torch.ones(1, 2, dtype=torch.long), callbacks)
    finally:
        handle.remove()


def test_the_head_is_never_computed(small: LoadedModel) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("the head ran")

    handle = small.model.get_output_embeddings().register_forward_pre_hook(fail)
    try:
        callbacks = {source: lambda values: None for source in sources(small, small.places)}
        read(small, torch.tensor([[5, 6]]), torch.ones(1, 2, dtype=torch.long), callbacks)
    finally:
        handle.remove()


def test_hooks_of_one_thread_do_not_see_what_another_thread_runs(small: LoadedModel) -> None:
    seen: list[int] = []
    source = next(iter(sources(small, [MLP_0])))
    with hooked(small, {source: lambda values: seen.append(values.shape[1])}):
        ids = torch.tensor([[5, 6, 7]])
        # Without the lock, on purpose: as a careless caller would.
        other = threading.Thread(target=run_body, args=(small, ids, torch.ones_like(ids)))
        other.start()
        other.join()
        assert seen == []
        run_body(small, ids[:, :2], torch.ones(1, 2, dtype=torch.long))
    assert seen == [2]


def test_the_two_selections_hook_each_module_once(exact: LoadedModel) -> None:
    for selection in ("mlp_act", "all_linear"):
        places = resolve(exact.config, selection)
        found = sources(exact, places)
        assert sorted(share.place for shares in found.values() for share in shares) == sorted(places)
    fused = exact.config["model_type"] != "llama"
    assert len(found) == (4 if fused else 7) * 2
