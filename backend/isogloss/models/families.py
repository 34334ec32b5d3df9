"""The families of models that can be read, one entry each: adding a family is adding an entry.

Torch-free: an entry only names modules.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from isogloss.vocabulary.errors import Refused


@dataclass(frozen=True, slots=True)
class Tap:
    """One side of one module of a block, and which of its columns are meant.

    The last axis is read as ``[groups, parts, columns]`` and ``part`` is taken: a fused projection that is three
    blocks in a row has one group, one that interleaves q, k and v per head has as many groups as heads. An empty
    ``module`` is the block itself.
    """

    module: str
    side: Literal["input", "output"] = "output"
    part: int = 0
    parts: int = 1
    per_head: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """How one architecture lays its blocks out.

    ``blocks`` is the list of blocks below the base model (the part without the head), ``embedding`` the weight with a
    row for each token, ``final_norm`` the norm before the head, ``positions`` whether the base model takes position ids
    (ALiBi reads the mask instead), ``double`` whether its code runs in float64, ``fused`` whether torch's fused
    attention is available beside the eager one, ``inputs_first`` whether weights are kept as [inputs, outputs],
    ``mean_centred`` whether the final norm subtracts the mean (an RMS norm does not).

    ``gain`` is how the norms' weights scale: as they are (``weight``), one more than they are (``one_more``), or there
    are none (``none``). ``after_mlp`` is the norm that a block puts what its MLP writes through before adding it, where
    it has one. ``flat`` says that MLPs see the tokens of all rows in one line, [batch * positions, width]. ``only`` are
    fields of a config that must have this value: other ones make another architecture under the same name.

    In the files of the weights, ``prefix`` stands before the names of the base model's tensors (where the model with
    its head was saved), ``embedding`` and ``head`` are tied where the config says so, and ``buffers`` match what older
    versions wrote beside the weights and nothing reads.
    """

    name: str
    blocks: str
    embedding: str
    taps: Mapping[str, Tap]
    final_norm: str
    mean_centred: bool
    positions: bool = True
    fused: bool = True
    double: bool = True
    inputs_first: bool = False
    mlp_default: int = 4
    gain: Literal["weight", "one_more", "none"] = "weight"
    after_mlp: str = ""
    flat: bool = False
    only: Mapping[str, object] = field(default_factory=dict)
    prefix: str = "transformer."
    head: str = "lm_head.weight"
    buffers: str = r"(.*\.)?rotary_emb\.inv_freq"


def _mlp(up: str, down: str) -> dict[str, Tap]:
    return {"up_out": Tap(up), "down_out": Tap(down), "mlp_act": Tap(down, "input"), "resid_post": Tap("")}


def _fused(module: str, *, per_head: bool) -> dict[str, Tap]:
    names = ("q_out", "k_out", "v_out")
    return {name: Tap(module, part=part, parts=3, per_head=per_head) for part, name in enumerate(names)}


def _apart(attention: str, out: str) -> dict[str, Tap]:
    names = {"q_out": "q_proj", "k_out": "k_proj", "v_out": "v_proj", "attn_out": out}
    return {role: Tap(f"{attention}.{module}") for role, module in names.items()}


_LLAMA = Family(
    name="Llama",
    blocks="layers",
    embedding="embed_tokens.weight",
    taps=_apart("self_attn", "o_proj") | {"gate_out": Tap("mlp.gate_proj")} | _mlp("mlp.up_proj", "mlp.down_proj"),
    final_norm="norm",
    mean_centred=False,
    prefix="model.",
)

#: GPT-2 stacks q, k and v; GPT-NeoX and BLOOM interleave them per head as [head, (q, k, v), head_dim]. BLOOM adds the
#: residual inside its attention and MLP modules, after the linear maps that are tapped here.
FAMILIES: dict[str, Family] = {
    "gpt2": Family(
        name="GPT-2",
        blocks="h",
        embedding="wte.weight",
        taps=_fused("attn.c_attn", per_head=False) | {"attn_out": Tap("attn.c_proj")} | _mlp("mlp.c_fc", "mlp.c_proj"),
        final_norm="ln_f",
        mean_centred=True,
        inputs_first=True,
        buffers=r"h\.\d+\.attn\.(bias|masked_bias)",
    ),
    "gpt_neox": Family(
        name="GPT-NeoX (Pythia)",
        blocks="layers",
        embedding="embed_in.weight",
        taps=_fused("attention.query_key_value", per_head=True)
        | {"attn_out": Tap("attention.dense")}
        | _mlp("mlp.dense_h_to_4h", "mlp.dense_4h_to_h"),
        final_norm="final_layer_norm",
        mean_centred=True,
        prefix="gpt_neox.",
        head="embed_out.weight",
        buffers=r"(layers\.\d+\.attention\.(bias|masked_bias)|(.*\.)?rotary_emb\.inv_freq)",
    ),
    "bloom": Family(
        name="BLOOM",
        blocks="h",
        embedding="word_embeddings.weight",
        taps=_fused("self_attention.query_key_value", per_head=True)
        | {"attn_out": Tap("self_attention.dense")}
        | _mlp("mlp.dense_h_to_4h", "mlp.dense_4h_to_h"),
        final_norm="ln_f",
        mean_centred=True,
        positions=False,
        fused=False,
    ),
    "llama": _LLAMA,
    "mistral": replace(_LLAMA, name="Mistral"),
    "qwen2": replace(_LLAMA, name="Qwen2"),
    "qwen3": replace(_LLAMA, name="Qwen3"),
    "olmo": replace(_LLAMA, name="OLMo", mean_centred=True, gain="none"),
    "olmo2": replace(_LLAMA, name="OLMo 2", after_mlp="post_feedforward_layernorm"),
    "gemma2": replace(_LLAMA, name="Gemma 2", gain="one_more", after_mlp="post_feedforward_layernorm", fused=False),
    "gemma3_text": replace(_LLAMA, name="Gemma 3", gain="one_more", after_mlp="post_feedforward_layernorm"),
    # Attention and MLP read the same norm and are added together; the head's logits are scaled (``logit_scale``).
    "cohere": replace(_LLAMA, name="Cohere (Aya 23)", mean_centred=True),
    "cohere2": replace(_LLAMA, name="Cohere 2 (Aya Expanse)", mean_centred=True),
    "phi": replace(
        _LLAMA,
        name="Phi",
        taps=_apart("self_attn", "dense") | _mlp("mlp.fc1", "mlp.fc2"),
        final_norm="final_layernorm",
        mean_centred=True,
    ),
    "opt": Family(
        name="OPT",
        blocks="decoder.layers",
        embedding="decoder.embed_tokens.weight",
        taps=_apart("self_attn", "out_proj") | _mlp("fc1", "fc2"),
        final_norm="decoder.final_layer_norm",
        mean_centred=True,
        flat=True,
        # opt-350m is another architecture: norms after the residual sum, and a narrower embedding.
        only={"do_layer_norm_before": True, "_remove_final_layer_norm": False},
        prefix="model.",
    ),
    "xglm": Family(
        name="XGLM",
        blocks="layers",
        embedding="embed_tokens.weight",
        taps=_apart("self_attn", "out_proj") | _mlp("fc1", "fc2"),
        final_norm="layer_norm",
        mean_centred=True,
        fused=False,
        double=False,
        prefix="model.",
        buffers=r"embed_positions\.weights",
    ),
}

#: What a mixture of experts calls their number.
_EXPERTS = ("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts", "num_experts_per_tok")

Config = Mapping[str, Any]


def family_of(config: Config) -> Family:
    """The family of a model; raises Refused with the list of families for any other."""
    kind = str(config.get("model_type"))
    if any(config.get(name) for name in _EXPERTS):
        raise Refused(
            "mixture_of_experts",
            f"Models of type “{kind[:60]}” send every token to other experts: a unit is not the same for all tokens.",
            hint="Take a dense model; of many there is one of nearly the same size.",
            field="model",
        )
    found = FAMILIES.get(kind)
    if found is None:
        known = ", ".join(f"{family.name} ({key})" for key, family in FAMILIES.items())
        raise Refused(
            "unsupported_family",
            f"Models of type “{str(config.get('model_type'))[:60]}” cannot be read yet.",
            hint=f"Supported families, as models that say the next token: {known}. How to add one: CONTRIBUTING.md.",
            field="model",
            supported=list(FAMILIES),
        )
    for name, value in found.only.items():
        if config.get(name, value) != value:
            raise Refused(
                "unsupported_variant",
                f"This {found.name} has {name} {json.dumps(config[name], default=str)[:60]}, which is another "
                "architecture, not read here.",
                hint=f"A model of this family is read with {name} {json.dumps(value)}.",
                field="model",
            )
    return found
