"""The digest of a config: everything in config.json that can change a forward pass, in one spelling. Torch-free.

What is left out is named below, with the reason; whatever is not named counts, so that a field nobody here has heard of
makes another key and never another number under the same one.
"""

from collections.abc import Mapping
from typing import Any

from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.vocabulary.digest import digest_of
from isogloss.vocabulary.errors import Refused

#: Names and versions; the number type and the attention, which every run states itself; what only a loss, a training or
#: a first initialisation reads (a model is read in evaluation mode, and never with weights that are missing); labels.
#: BLOOM's exact mode is always switched off (``models.load``), and with it what only that reads.
NOT_DECIDING = frozenset(
    {"_name_or_path", "name_or_path", "_commit_hash", "transformers_version", "architectures"}
    | {"dtype", "torch_dtype", "_attn_implementation", "_attn_implementation_autoset", "attn_implementation"}
    | {"initializer_range", "gradient_checkpointing", "resid_pdrop", "embd_pdrop", "attn_pdrop"}
    | {"hidden_dropout", "attention_dropout", "classifier_dropout", "summary_type", "summary_use_proj"}
    | {"summary_activation", "summary_proj_to_labels", "summary_first_dropout"}
    | {"id2label", "label2id", "num_labels", "problem_type", "finetuning_task", "task_specific_params"}
)
_NOT_DECIDING_OF = {"bloom": {"slow_but_exact", "pretraining_tp"}}

_COMMON: dict[str, object] = {"use_cache": True, "pad_token_id": None, "is_decoder": False, "is_encoder_decoder": False}
_COMMON |= {"add_cross_attention": False, "output_attentions": False, "output_hidden_states": False}
_COMMON |= {"return_dict": True, "chunk_size_feed_forward": 0}

#: What transformers takes where a config says nothing; a test holds them against its config classes.
DEFAULTS: dict[str, dict[str, Any]] = {
    "gpt2": {
        "n_inner": None,
        "activation_function": "gelu_new",
        "layer_norm_epsilon": 1e-5,
        "scale_attn_weights": True,
        "scale_attn_by_inverse_layer_idx": False,
        "reorder_and_upcast_attn": False,
        "tie_word_embeddings": True,
        "n_positions": 1024,
        "bos_token_id": 50256,
        "eos_token_id": 50256,
    },
    "gpt_neox": {
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-5,
        "use_parallel_residual": True,
        "attention_bias": True,
        "tie_word_embeddings": False,
        "max_position_embeddings": 2048,
        "bos_token_id": 0,
        "eos_token_id": 2,
    },
    "bloom": {
        "layer_norm_epsilon": 1e-5,
        "apply_residual_connection_post_layernorm": False,
        "tie_word_embeddings": True,
        "bos_token_id": 1,
        "eos_token_id": 2,
    },
    "llama": {
        "hidden_act": "silu",
        "rms_norm_eps": 1e-6,
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": False,
        "max_position_embeddings": 2048,
        "pretraining_tp": 1,
        "bos_token_id": 1,
        "eos_token_id": 2,
    },
}

#: Other names of one field, and the family's own.
_ALIASES: dict[str, dict[str, str]] = {
    "gpt2": {
        "hidden_size": "n_embd",
        "max_position_embeddings": "n_positions",
        "num_attention_heads": "n_head",
        "num_hidden_layers": "n_layer",
    },
    "bloom": {"num_hidden_layers": "n_layer", "num_attention_heads": "n_head", "n_embed": "hidden_size"},
}

#: Families that rotate: what they called base and share of a head before transformers 5, and that share's default.
_ROPE = {"gpt_neox": ("rotary_emb_base", "rotary_pct", 0.25), "llama": ("rope_theta", "partial_rotary_factor", 1.0)}


def config_digest(config: Mapping[str, Any]) -> str:
    """A digest of what decides a forward pass; raises Refused for numbers that JSON does not have."""
    try:
        return digest_of(deciding(config))
    except ValueError:
        raise Refused(
            "broken_config",
            "config.json holds a number that is none (NaN or infinity).",
            hint="Write the number that the model was trained with.",
            field="model",
        ) from None


def digest_at(model: ModelRow, checkpoint: CheckpointRow) -> str:
    """The config digest of a checkpoint's row; where an earlier version added it, that of its model's config."""
    return checkpoint.config_digest or config_digest(model.config)


def deciding(config: Mapping[str, Any]) -> dict[str, Any]:
    """What is digested: every field that can decide a number, in one spelling, defaults written out."""
    family = str(config.get("model_type"))
    left_out = NOT_DECIDING | _NOT_DECIDING_OF.get(family, set())
    said = {name: value for name, value in config.items() if name not in left_out}
    for other, own in _ALIASES.get(family, {}).items():
        if other in said and own not in said:
            said[own] = said.pop(other)
    if family not in DEFAULTS:
        return _plain(said)
    found = _COMMON | DEFAULTS[family] | said
    if family in _ROPE:
        found = _rotated(found, *_ROPE[family])
    if family == "llama":
        _heads(found)
    if family == "gpt2" and found["n_inner"] is None and isinstance(width := found.get("n_embd"), int):
        found["n_inner"] = 4 * width
    return _plain(found)


def _heads(found: dict[str, Any]) -> None:
    """Key heads and the width of a head follow from the other sizes where they are not said."""
    width, heads = found.get("hidden_size"), found.get("num_attention_heads")
    if found.get("num_key_value_heads") is None:
        found["num_key_value_heads"] = heads
    if found.get("head_dim") is None and isinstance(width, int) and isinstance(heads, int) and heads:
        found["head_dim"] = width // heads


def _rotated(said: Mapping[str, Any], base: str, share: str, rotated: float) -> dict[str, Any]:
    """How positions are rotated, in one dictionary as transformers 5 writes it; earlier versions had fields for it."""
    old = {"rope_theta": said.get(base), "partial_rotary_factor": said.get(share)}
    scaling = said.get("rope_scaling") or said.get("rope_parameters")
    found = dict(scaling) if isinstance(scaling, Mapping) else {"scaling": scaling} if scaling else {}
    if "type" in found:
        found.setdefault("rope_type", found.pop("type"))
    defaults = {"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": rotated}
    rope = defaults | {name: value for name, value in old.items() if value is not None} | found
    rest = {name: value for name, value in said.items() if name not in ("rope_parameters", "rope_scaling", base, share)}
    return rest | {"rope_parameters": rope}


def _plain(said: Mapping[str, object]) -> dict[str, Any]:
    return {str(name): _plain_value(value) for name, value in said.items()}


def _plain_value(value: object) -> object:
    """Numbers in one spelling (10000 and 10000.0 are one), tuples as lists."""
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple):
        return [_plain_value(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
