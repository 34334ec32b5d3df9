import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from isogloss.models.ladder import add_model
from isogloss.models.load import LoadedModel, load_checkpoint, load_model
from isogloss.store.open import Store
from isogloss.vocabulary.errors import NotFound, Refused, Unavailable
from tests.models.tiny import FAMILIES, save


@pytest.fixture
def folder(tiny_folders: dict[str, Path], tmp_path: Path) -> Path:
    """A copy that a test may break."""
    return Path(shutil.copytree(tiny_folders["llama"], tmp_path / "m"))


def edit_config(folder: Path, **changes: object) -> None:
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def test_a_loaded_model_is_ready_to_be_read_and_nothing_else(exact: LoadedModel) -> None:
    assert not exact.model.training
    assert not any(parameter.requires_grad for parameter in exact.model.parameters())
    assert {parameter.dtype for parameter in exact.model.parameters()} == {torch.float64}
    assert exact.unembedding.shape[0] == 259
    assert exact.final_norm.weight.shape[0] == exact.unembedding.shape[1]


def test_weights_kept_in_half_precision_are_run_as_asked(shared_data: Path) -> None:
    loaded = load_model(shared_data / "models/mini-ladder", "step0")
    assert {parameter.dtype for parameter in loaded.model.parameters()} == {torch.float32}
    assert loaded.n_bytes == 4 * 4_242_432


def test_the_attention_that_really_runs_is_the_one_that_is_stated(tiny_folders: dict[str, Path]) -> None:
    stated = {family: load_model(folder).attention for family, folder in tiny_folders.items()}
    assert stated == {"gpt2": "sdpa", "gpt_neox": "sdpa", "bloom": "eager", "llama": "sdpa"}
    for family, folder in tiny_folders.items():
        assert load_model(folder).model.config._attn_implementation == stated[family]


def test_a_missing_checkpoint_is_refused_with_the_list_of_those_there(shared_data: Path) -> None:
    with pytest.raises(Refused, match=r"no checkpoint “step7”.*step0, step100"):
        load_model(shared_data / "models/mini-ladder", "step7")


def test_a_folder_that_is_one_checkpoint_is_its_own_main_revision(folder: Path) -> None:
    for revision in (None, "main", "m"):
        assert load_model(folder, revision).config["model_type"] == "llama"
    with pytest.raises(Refused, match="no checkpoint"):
        load_model(folder, "step1")


@pytest.mark.parametrize("cut", [0, 5, 100, -100])
def test_truncated_weights_are_refused(folder: Path, cut: int) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(Refused, match="not whole"):
        load_model(folder)


def test_a_model_that_lacks_weights_is_refused_instead_of_filled_with_random_numbers(folder: Path) -> None:
    edit_config(folder, num_hidden_layers=3)
    with pytest.raises(Refused, match=r"lacks 9 of the model's weights \(model\.layers\.2"):
        load_model(folder)


@pytest.mark.parametrize("family", FAMILIES)
def test_weights_that_the_config_has_no_use_for_are_refused(tmp_path: Path, store: Store, family: str) -> None:
    """A config with fewer layers than are stored would be another model, shown under the fingerprint of the whole."""
    folder = save(tmp_path / "m", family)
    edit_config(folder, **{"n_layer" if family in ("gpt2", "bloom") else "num_hidden_layers": 1})
    for use in (lambda: load_model(folder), lambda: add_model(store, str(folder))):
        with pytest.raises(Refused, match=r"weights that its config\.json has no use for .*(h|layers)\.1\."):
            use()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"attention_bias": True}, r"lacks 8 .*self_attn\.k_proj\.bias"),
        ({"tie_word_embeddings": False, "vocab_size": 260}, "lm_head.weight|another shape"),
        ({"num_key_value_heads": 4}, r"another shape .*k_proj"),
        ({"num_hidden_layers": 3}, r"lacks 9 .*layers\.2"),
    ],
)
def test_a_model_whose_weights_do_not_fit_its_config_is_not_added(
    store: Store, folder: Path, changes: dict, message: str
) -> None:
    edit_config(folder, **changes)
    with pytest.raises(Refused, match=message):
        add_model(store, str(folder))


def test_a_tensor_of_an_unknown_name_is_refused(folder: Path) -> None:
    file = folder / "model.safetensors"
    save_file(load_file(file) | {"model.layers.0.mlp.adapter.weight": np.zeros((2, 2), "f4")}, file)
    with pytest.raises(Refused, match=r"1 weights .*mlp\.adapter"):
        load_model(folder)


def test_a_config_may_name_an_attention_that_is_not_here(folder: Path) -> None:
    edit_config(folder, attn_implementation="flash_attention_2")
    assert load_model(folder).attention == "sdpa"


def test_weights_of_another_width_are_refused(folder: Path) -> None:
    edit_config(folder, intermediate_size=44)
    with pytest.raises(Refused, match=r"6 weights in “m” have another shape .*mlp\.down_proj"):
        load_model(folder)


def test_a_model_that_asks_to_run_its_own_code_is_refused(folder: Path) -> None:
    edit_config(folder, auto_map={"AutoModelForCausalLM": "modeling_evil.Evil"})
    (folder / "modeling_evil.py").write_text("raise SystemExit('ran')")
    with pytest.raises(Refused, match="never done here"):
        load_model(folder)


@pytest.mark.parametrize("text", ["", "[]", "{", "\ufffd\x00"])
def test_a_broken_config_is_refused(folder: Path, text: str) -> None:
    (folder / "config.json").write_text(text)
    with pytest.raises(Refused, match="cannot be read"):
        load_model(folder)


def test_a_folder_without_tokenizer_takes_anothers(folder: Path, tiny_folders: dict[str, Path]) -> None:
    for path in folder.glob("*token*"):
        path.unlink()
    with pytest.raises(Refused, match="no tokenizer"):
        load_model(folder)
    assert load_model(folder, tokenizer=tiny_folders["bloom"]).tokenizer("a")["input_ids"]


@pytest.mark.parametrize(
    ("options", "message"),
    [({"dtype": "int8"}, "no number type"), ({"bos_policy": "often"}, "no way to begin")],
)
def test_unknown_options_are_refused(folder: Path, options: dict, message: str) -> None:
    with pytest.raises(Refused, match=message):
        load_model(folder, **options)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no folder “nothing”"):
        load_model(tmp_path / "nothing")
    with pytest.raises(Refused, match=r"holds no config\.json"):
        load_model(tmp_path)


def test_a_checkpoint_of_the_house_loads_as_it_was_added(store: Store, tmp_path: Path) -> None:
    row = add_model(store, str(save(tmp_path / "m")), bos_policy="add")
    loaded = load_checkpoint(store, "m", "main", dtype="float64")
    assert (loaded.bos_policy, loaded.dtype, loaded.tokenizer_digest) == ("add", "float64", row.tokenizer_digest)
    with pytest.raises(NotFound, match="There are: m"):
        load_checkpoint(store, "n", "main")
    with pytest.raises(NotFound, match="It has: main"):
        load_checkpoint(store, "m", "step1")


def test_a_checkpoint_whose_weights_changed_since_is_refused(store: Store, tmp_path: Path) -> None:
    add_model(store, str(save(tmp_path / "m")))
    save(tmp_path / "m", seed=1)
    with pytest.raises(Refused, match="not those that were added"):
        load_checkpoint(store, "m", "main")


def test_a_checkpoint_whose_folder_is_gone_says_how_to_get_it_back(store: Store, tmp_path: Path) -> None:
    add_model(store, str(save(tmp_path / "m")))
    shutil.rmtree(tmp_path / "m")
    with pytest.raises(Unavailable, match="isogloss models add"):
        load_checkpoint(store, "m", "main")
