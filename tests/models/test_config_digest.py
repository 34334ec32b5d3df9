"""Mutation of configs as a property: a change of any field that changes a number changes the digest, on a tiny model of
each family; one that changes none leaves it, or stands in the list of what is kept on the safe side."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from isogloss.models.config_digest import _COMMON, DEFAULTS, NOT_DECIDING, config_digest, deciding
from isogloss.models.load import load_model
from isogloss.vocabulary.errors import Refused
from tests.models.tiny import FAMILIES, TEXTS, save

#: Fields that change the digest and not the numbers of one forward pass. Ids of special tokens decide what a policy
#: puts in front and where writing ends; a context's length decides what is refused, and scaled rotations; the rest is
#: harmless as far as this version of transformers goes, and nobody can say so of others.
SAFE_SIDE = {
    *("bos_token_id", "eos_token_id", "pad_token_id", "max_position_embeddings", "n_positions"),
    *("use_cache", "is_decoder", "is_encoder_decoder", "add_cross_attention", "chunk_size_feed_forward"),
    *("output_attentions", "output_hidden_states", "return_dict", "pretraining_tp", "tie_word_embeddings"),
    *("model_type", "vocab_size", "reorder_and_upcast_attn", "scale_attn_by_inverse_layer_idx", "unheard_of"),
}
#: Fields that must be found to change numbers in each family: else the test would show nothing.
TELLING = {
    "gpt2": {"activation_function", "n_head", "layer_norm_epsilon", "scale_attn_weights"},
    "gpt_neox": {"hidden_act", "num_attention_heads", "layer_norm_eps", "use_parallel_residual", "rope_parameters"},
    "bloom": {"layer_norm_epsilon", "apply_residual_connection_post_layernorm", "n_head"},
    "llama": {"hidden_act", "rms_norm_eps", "rope_parameters"},
}
OTHERS: dict[str, list[Any]] = {
    "activation_function": ["relu", "gelu"],
    "hidden_act": ["relu", "tanh"],
    "rope_parameters": [
        {"rope_type": "default", "rope_theta": 99.0},
        {"rope_type": "linear", "factor": 2.0, "rope_theta": 10000.0},
    ],
    "n_head": [2, 1],
    "num_attention_heads": [2],
    "dtype": ["float16"],
    "architectures": [["Other"]],
    "transformers_version": ["4.9"],
}


def mutations(config: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every field of a config, as saved and as its class knows it, with another value of its kind."""
    known = transformers.CONFIG_MAPPING[config["model_type"]]().to_dict()
    for name, value in ({"unheard_of": 1} | known | config).items():
        for other in OTHERS.get(name, [_another(value)]):
            if other != config.get(name, known.get(name)) or name == "unheard_of":
                yield name, other


def _another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value * 3 + 0.01
    return {"str": f"{value}x", "NoneType": 1, "dict": {}, "list": []}[type(value).__name__]


def numbers(folder: Path) -> bytes | None:
    """The logits of some texts; None where the config is refused."""
    try:
        loaded = load_model(folder)
    except Refused:
        return None
    ids = torch.tensor([list(TEXTS[0].encode())[:20]])
    with torch.inference_mode():
        return loaded.model(ids).logits.numpy().tobytes()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_field_that_changes_a_number_changes_the_digest(tmp_path: Path, family: str) -> None:
    folder = save(tmp_path / "m", family)
    file = folder / "config.json"
    config = json.loads(file.read_text())
    before, digest = numbers(folder), config_digest(config)
    changing, silent = set(), set()
    for name, other in mutations(config):
        changed = config | {name: other}
        file.write_text(json.dumps(changed))
        after = numbers(folder)
        if after is not None and after != before:
            assert config_digest(changed) != digest, f"{name}: {config.get(name)} -> {other}"
            changing.add(name)
        elif after is not None and config_digest(changed) != digest:
            silent.add(name)
    assert changing >= TELLING[family]
    assert not changing & NOT_DECIDING
    assert silent - changing <= SAFE_SIDE


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_taken_where_a_config_says_nothing_is_what_transformers_takes(family: str) -> None:
    told = transformers.CONFIG_MAPPING[family]().to_dict()
    for name, value in (_COMMON | DEFAULTS[family]).items():
        assert told.get(name, value) == value, name
    assert deciding(told)["model_type"] == family


@pytest.mark.parametrize("family", FAMILIES)
def test_defaults_that_are_written_out_make_no_other_config(tmp_path: Path, family: str) -> None:
    """transformers leaves out what is its default; other tools write all of it, in any order."""
    config = json.loads((save(tmp_path / "m", family) / "config.json").read_text())
    whole = transformers.CONFIG_MAPPING[family].from_dict(config).to_dict()
    assert config_digest(dict(reversed(whole.items()))) == config_digest(config)


@pytest.mark.parametrize(
    ("family", "now", "before"),
    [
        ("llama", {"rope_theta": 500000.0}, {"rope_theta": 500000, "rope_scaling": None}),
        ("llama", {"rope_type": "linear", "factor": 2.0}, {"rope_scaling": {"type": "linear", "factor": 2}}),
        (
            "gpt_neox",
            {"rope_theta": 10000, "partial_rotary_factor": 0.5},
            {"rotary_pct": 0.5, "rotary_emb_base": 10000},
        ),
    ],
)
def test_rotations_as_earlier_versions_wrote_them_are_the_same(
    tmp_path: Path, family: str, now: dict, before: dict
) -> None:
    folder = save(tmp_path / "m", family)
    config = json.loads((folder / "config.json").read_text())
    del config["rope_parameters"]
    found = []
    for said in ({"rope_parameters": {"rope_type": "default", "rope_theta": 10000.0} | now}, before):
        (folder / "config.json").write_text(json.dumps(config | said))
        found.append((config_digest(config | said), numbers(folder)))
    assert found[0] == found[1]
    assert found[0][0] != config_digest(config)


def test_sizes_by_other_names_are_the_same_sizes() -> None:
    own = {"model_type": "gpt2", "n_embd": 24, "n_layer": 2, "n_head": 4}
    other = {"model_type": "gpt2", "hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4, "n_inner": 96}
    assert config_digest(own) == config_digest(other) != config_digest(own | {"n_head": 2})


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="NaN"):
        config_digest({"model_type": "llama", "rope_theta": float("nan")})
