"""What a new model is to be: its config and its number of parameters, from a family and a few sizes. Torch-free."""

from dataclasses import dataclass
from typing import Any

from isogloss.vocabulary.errors import Refused


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a model to be made. ``architecture`` is a key of ``families.FAMILIES``, ``context`` in tokens."""

    architecture: str
    layers: int
    width: int
    heads: int
    context: int
    vocabulary: int

    @property
    def head_width(self) -> int:
        """Columns of one attention head."""
        return self.width // self.heads

    @property
    def mlp(self) -> int:
        """Neurons a layer: four times the width; for Llama, whose MLP has a third matrix, 8/3 of it."""
        return 8 * round(self.width / 3) if self.architecture == "llama" else 4 * self.width


def check_shape(shape: Shape) -> None:
    """Raise Refused where the heads do not share the width out, or are too narrow to be rotated."""
    if shape.width % shape.heads:
        fitting = max(n for n in range(1, shape.heads + 1) if shape.width % n == 0)
        raise Refused(
            "heads_do_not_fit",
            f"{shape.heads} heads do not share a width of {shape.width} out evenly.",
            hint=f"Take {fitting} heads, or a width that {shape.heads} divides.",
            field="heads",
        )
    if shape.architecture in ("llama", "gpt_neox") and shape.head_width % 2:
        raise Refused(
            "heads_do_not_fit",
            f"Heads of {shape.head_width} columns cannot be rotated in pairs.",
            hint="Take fewer heads, or a larger width: width over heads must be even.",
            field="heads",
        )


def config_of(shape: Shape, *, begin: int, pad: int) -> dict[str, Any]:
    """The model's config as transformers spells it; nothing is dropped out, so that training draws no numbers."""
    check_shape(shape)
    common = {"bos_token_id": begin, "eos_token_id": begin, "pad_token_id": pad, "vocab_size": shape.vocabulary}
    return {"model_type": shape.architecture} | common | _OWN[shape.architecture](shape)


def _gpt2(shape: Shape) -> dict[str, Any]:
    sizes = {"n_embd": shape.width, "n_layer": shape.layers, "n_head": shape.heads, "n_positions": shape.context}
    return sizes | dict.fromkeys(("resid_pdrop", "embd_pdrop", "attn_pdrop"), 0.0)


def _bloom(shape: Shape) -> dict[str, Any]:
    return {"hidden_size": shape.width, "n_layer": shape.layers, "n_head": shape.heads}


def _rotary(shape: Shape, **rope: Any) -> dict[str, Any]:
    return {
        "hidden_size": shape.width,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.mlp,
        "max_position_embeddings": shape.context,
        "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0} | rope,
    }


def _gpt_neox(shape: Shape) -> dict[str, Any]:
    # Pythia rotates a quarter of each head; a narrow head has no whole pair in a quarter, and is rotated whole.
    return _rotary(shape, partial_rotary_factor=1.0 if shape.head_width % 8 else 0.25)


def _llama(shape: Shape) -> dict[str, Any]:
    return _rotary(shape) | {"num_key_value_heads": shape.heads, "head_dim": shape.head_width}


_OWN = {"gpt2": _gpt2, "gpt_neox": _gpt_neox, "bloom": _bloom, "llama": _llama}


def parameters_of(shape: Shape) -> int:
    """How many parameters the model will have, tied ones once."""
    d, m, layers = shape.width, shape.mlp, shape.layers
    words = shape.vocabulary * d
    if shape.architecture == "llama":
        return 2 * words + layers * (4 * d * d + 3 * d * m + 2 * d) + d
    block = 4 * d * d + 4 * d + 2 * d * m + m + d + 4 * d
    whole = words + layers * block + 2 * d
    if shape.architecture == "gpt2":
        return whole + shape.context * d
    # BLOOM has a norm after its embeddings and ties them; GPT-NeoX does not tie.
    return whole + (2 * d if shape.architecture == "bloom" else words)
