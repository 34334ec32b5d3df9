"""The forward pass of every family by hand: plain matrix products in NumPy, one sentence at a time, no padding.

Slow and independent: it shares no line with the package and knows the models by their papers and their weights' names.
"""

import math
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from scipy.special import erf

Weights = Mapping[str, np.ndarray]


def _layer_norm(x: np.ndarray, w: Weights, name: str, eps: float) -> np.ndarray:
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + eps) * w[f"{name}.weight"] + w[f"{name}.bias"]


def _rms_norm(x: np.ndarray, w: Weights, name: str, eps: float) -> np.ndarray:
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + eps) * w[f"{name}.weight"]


def _linear(x: np.ndarray, w: Weights, name: str) -> np.ndarray:
    return x @ w[f"{name}.weight"].T + w.get(f"{name}.bias", 0.0)


def _gelu_tanh(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def _gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + erf(x / math.sqrt(2)))


def _silu(x: np.ndarray) -> np.ndarray:
    return x / (1 + np.exp(-x))


def _attend(
    q: np.ndarray,
    k: np.ndarray,
    v: np.ndarray,
    heads: int,
    bias: np.ndarray | float = 0.0,
    *,
    scale: float | None = None,
    cap: float | None = None,
    window: int | None = None,
) -> np.ndarray:
    """Causal attention over [positions, heads * head_dim]; keys and values may have fewer heads; bias is per head;
    scores may be capped, and see only the last ``window`` positions."""
    length = len(q)
    q = q.reshape(length, heads, -1)
    k, v = (np.repeat(x.reshape(length, -1, q.shape[2]), heads * q.shape[2] // x.shape[1], axis=1) for x in (k, v))
    scores = np.einsum("qhd,khd->hqk", q, k) * (scale or 1 / math.sqrt(q.shape[2])) + bias
    if cap:
        scores = cap * np.tanh(scores / cap)
    ago = np.arange(length)[:, None] - np.arange(length)
    scores = np.where((ago >= 0) & (ago < (window or length)), scores, -np.inf)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    return np.einsum("hqk,khd->qhd", weights, v).reshape(length, -1)


def _rotate(x: np.ndarray, heads: int, dims: int, base: float) -> np.ndarray:
    """Rotary positions on the first ``dims`` of every head, halves paired."""
    x = x.reshape(len(x), heads, -1).copy()
    half = dims // 2
    angle = np.arange(len(x))[:, None] / base ** (np.arange(half) * 2 / dims)
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    a, b = x[..., :half].copy(), x[..., half:dims].copy()
    x[..., :half], x[..., half:dims] = a * cos - b * sin, b * cos + a * sin
    return x.reshape(len(x), -1)


def split_heads(fused: np.ndarray, heads: int) -> list[np.ndarray]:
    """[positions, head * (q, k, v) * head_dim] to q, k and v, by walking over the heads one by one."""
    size = fused.shape[1] // heads // 3
    parts: list[list[np.ndarray]] = [[], [], []]
    for head in range(heads):
        for part in range(3):
            start = (head * 3 + part) * size
            parts[part].append(fused[:, start : start + size])
    return [np.concatenate(columns, axis=1) for columns in parts]


def _alibi_slopes(heads: int) -> np.ndarray:
    """The slopes of Press et al. 2022, for any number of heads."""
    power = 2 ** math.floor(math.log2(heads))
    slopes = [2 ** (-8 * (i + 1) / power) for i in range(power)]
    slopes += [2 ** (-4 * (2 * i + 1) / power) for i in range(heads - power)]
    return np.array(slopes)


def gpt2(config: Mapping, w: Weights, ids: list[int]) -> dict[str, np.ndarray]:
    d, seen = config["n_embd"], {}
    x = w["transformer.wte.weight"][ids] + w["transformer.wpe.weight"][: len(ids)]
    for i in range(config["n_layer"]):
        name, eps = f"transformer.h.{i}", config["layer_norm_epsilon"]
        fused = _layer_norm(x, w, f"{name}.ln_1", eps) @ w[f"{name}.attn.c_attn.weight"] + w[f"{name}.attn.c_attn.bias"]
        q, k, v = fused[:, :d], fused[:, d : 2 * d], fused[:, 2 * d :]
        mixed = _attend(q, k, v, config["n_head"])
        attn = mixed @ w[f"{name}.attn.c_proj.weight"] + w[f"{name}.attn.c_proj.bias"]
        x = x + attn
        up = _layer_norm(x, w, f"{name}.ln_2", eps) @ w[f"{name}.mlp.c_fc.weight"] + w[f"{name}.mlp.c_fc.bias"]
        act = _gelu_tanh(up)
        down = act @ w[f"{name}.mlp.c_proj.weight"] + w[f"{name}.mlp.c_proj.bias"]
        x = x + down
        seen |= _named(i, q_out=q, k_out=k, v_out=v, attn_out=attn, up_out=up, mlp_act=act, down_out=down, resid_post=x)
    return seen


def gpt_neox(config: Mapping, w: Weights, ids: list[int]) -> dict[str, np.ndarray]:
    heads, seen = config["num_attention_heads"], {}
    rotary = config["rope_parameters"]
    dims = int(config["hidden_size"] // heads * rotary["partial_rotary_factor"])
    x = w["gpt_neox.embed_in.weight"][ids]
    for i in range(config["num_hidden_layers"]):
        name, eps = f"gpt_neox.layers.{i}", config["layer_norm_eps"]
        normed = _layer_norm(x, w, f"{name}.input_layernorm", eps)
        q, k, v = split_heads(_linear(normed, w, f"{name}.attention.query_key_value"), heads)
        turned = [_rotate(part, heads, dims, rotary["rope_theta"]) for part in (q, k)]
        attn = _linear(_attend(*turned, v, heads), w, f"{name}.attention.dense")
        below = x if config["use_parallel_residual"] else x + attn
        up = _linear(_layer_norm(below, w, f"{name}.post_attention_layernorm", eps), w, f"{name}.mlp.dense_h_to_4h")
        act = _gelu(up)
        down = _linear(act, w, f"{name}.mlp.dense_4h_to_h")
        x = x + attn + down
        seen |= _named(i, q_out=q, k_out=k, v_out=v, attn_out=attn, up_out=up, mlp_act=act, down_out=down, resid_post=x)
    return seen


def bloom(config: Mapping, w: Weights, ids: list[int]) -> dict[str, np.ndarray]:
    heads, eps, seen = config["n_head"], config["layer_norm_epsilon"], {}
    bias = _alibi_slopes(heads)[:, None, None] * np.arange(len(ids))
    embedded = w["transformer.word_embeddings.weight"][ids]
    x = _layer_norm(embedded, w, "transformer.word_embeddings_layernorm", eps)
    for i in range(config["n_layer"]):
        name = f"transformer.h.{i}"
        normed = _layer_norm(x, w, f"{name}.input_layernorm", eps)
        q, k, v = split_heads(_linear(normed, w, f"{name}.self_attention.query_key_value"), heads)
        attn = _linear(_attend(q, k, v, heads, bias), w, f"{name}.self_attention.dense")
        x = x + attn
        up = _linear(_layer_norm(x, w, f"{name}.post_attention_layernorm", eps), w, f"{name}.mlp.dense_h_to_4h")
        act = _gelu_tanh(up)
        down = _linear(act, w, f"{name}.mlp.dense_4h_to_h")
        x = x + down
        seen |= _named(i, q_out=q, k_out=k, v_out=v, attn_out=attn, up_out=up, mlp_act=act, down_out=down, resid_post=x)
    return seen


def llama(config: Mapping, w: Weights, ids: list[int]) -> dict[str, np.ndarray]:
    heads, kv_heads, seen = config["num_attention_heads"], config["num_key_value_heads"], {}
    dims, base = config["head_dim"], config["rope_parameters"]["rope_theta"]
    x = w["model.embed_tokens.weight"][ids]
    for i in range(config["num_hidden_layers"]):
        name, eps = f"model.layers.{i}", config["rms_norm_eps"]
        normed = _rms_norm(x, w, f"{name}.input_layernorm", eps)
        q, k, v = (_linear(normed, w, f"{name}.self_attn.{part}_proj") for part in "qkv")
        mixed = _attend(_rotate(q, heads, dims, base), _rotate(k, kv_heads, dims, base), v, heads)
        attn = _linear(mixed, w, f"{name}.self_attn.o_proj")
        x = x + attn
        normed = _rms_norm(x, w, f"{name}.post_attention_layernorm", eps)
        gate, up = (_linear(normed, w, f"{name}.mlp.{part}_proj") for part in ("gate", "up"))
        act = _silu(gate) * up
        down = _linear(act, w, f"{name}.mlp.down_proj")
        x = x + down
        seen |= _named(
            i, q_out=q, k_out=k, v_out=v, attn_out=attn, up_out=up, gate_out=gate, mlp_act=act, down_out=down
        )
        seen |= _named(i, resid_post=x)
    return seen


def _pairs(x: np.ndarray, heads: int, base: float) -> np.ndarray:
    """Rotary positions with neighbours paired, as Cohere rotates."""
    x = x.reshape(len(x), heads, -1, 2)
    angle = np.arange(len(x))[:, None] / base ** (np.arange(x.shape[2]) * 2 / (2 * x.shape[2]))
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    turned = np.stack([x[..., 0] * cos - x[..., 1] * sin, x[..., 1] * cos + x[..., 0] * sin], -1)
    return turned.reshape(len(x), -1)


def _in_heads(x: np.ndarray, heads: int, norm: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    return norm(x.reshape(len(x), heads, -1)).reshape(len(x), -1)


def decoder(config: Mapping, w: Weights, ids: list[int]) -> dict[str, np.ndarray]:
    """Mistral (2023), Qwen2, Qwen3, OLMo, OLMo 2, Gemma 2, Gemma 3, Command R (Cohere, 2024) and its second version:
    Llama with other norms, windows, caps and rotations."""
    kind, d = config["model_type"], config["hidden_size"]
    gemma, cohere = kind.startswith("gemma"), kind.startswith("cohere")
    heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    dims = config.get("head_dim") or d // heads
    eps = config.get("rms_norm_eps") or config.get("layer_norm_eps") or 1e-5
    seen: dict[str, np.ndarray] = {}

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        centred = x - x.mean(-1, keepdims=True) if cohere or kind == "olmo" else x
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + eps)
        return scaled if kind == "olmo" else scaled * (w[f"{name}.weight"] + (1 if gemma else 0))

    x = w["model.embed_tokens.weight"][ids] * (math.sqrt(d) if gemma else 1)
    for i in range(config["num_hidden_layers"]):
        name = f"model.layers.{i}"
        slides = kind == "mistral" or (config.get("layer_types") or [""] * 9)[i] == "sliding_attention"
        rope = config["rope_parameters"]
        base = (
            rope["sliding_attention" if slides else "full_attention"]["rope_theta"] if kind == "gemma3_text" else None
        )
        base = base or rope["rope_theta"]
        normed = x if kind == "olmo2" else norm(x, f"{name}.input_layernorm")
        q, k, v = (_linear(normed, w, f"{name}.self_attn.{part}_proj") for part in "qkv")
        query, key, value = q, k, v
        if config.get("clip_qkv"):
            query, key, value = (np.clip(a, -config["clip_qkv"], config["clip_qkv"]) for a in (q, k, v))
        if kind == "olmo2":
            query, key = (norm(a, f"{name}.self_attn.{part}_norm") for a, part in ((q, "q"), (k, "k")))
        if kind in ("qwen3", "gemma3_text") or config.get("use_qk_norm"):
            query, key = (
                _in_heads(a, n, partial(norm, name=f"{name}.self_attn.{part}_norm"))
                for a, n, part in ((q, heads, "q"), (k, kv_heads, "k"))
            )
        if cohere:
            turned = (query, key) if kind == "cohere2" and not slides else (
                _pairs(query, heads, base), _pairs(key, kv_heads, base)
            )  # fmt: skip
        else:
            turned = _rotate(query, heads, dims, base), _rotate(key, kv_heads, dims, base)
        scalar = config.get("query_pre_attn_scalar")
        mixed = _attend(
            *turned, value, heads, scale=scalar and scalar**-0.5, cap=config.get("attn_logit_softcapping"),
            window=config["sliding_window"] if slides else None,
        )  # fmt: skip
        attn = _linear(mixed, w, f"{name}.self_attn.o_proj")
        written = norm(attn, f"{name}.post_attention_layernorm") if gemma or kind == "olmo2" else attn
        between = x + written
        before = {"olmo2": None, "gemma2": "pre_feedforward_layernorm", "gemma3_text": "pre_feedforward_layernorm"}
        chosen = before.get(kind, "post_attention_layernorm")
        read = normed if cohere else norm(between, f"{name}.{chosen}") if chosen else between
        gate, up = (_linear(read, w, f"{name}.mlp.{part}_proj") for part in ("gate", "up"))
        act = (_gelu_tanh if gemma else _silu)(gate) * up
        down = _linear(act, w, f"{name}.mlp.down_proj")
        added = norm(down, f"{name}.post_feedforward_layernorm") if gemma or kind == "olmo2" else down
        x = between + added
        seen |= _named(
            i, q_out=q, k_out=k, v_out=v, attn_out=attn, up_out=up, gate_out=gate, mlp_act=act, down_out=down
        )
        seen |= _named(i, resid_post=x)
    return seen


def phi(config: Mapping, w: Weights, ids: list[int]) -> dict[str, np.ndarray]:
    """Phi-1.5 (2023): attention and MLP beside each other behind one norm, part of each head rotated."""
    heads, kv_heads, eps, seen = (
        config["num_attention_heads"],
        config["num_key_value_heads"],
        config["layer_norm_eps"],
        {},
    )
    dims = int(config["hidden_size"] // heads * config["rope_parameters"]["partial_rotary_factor"])
    base = config["rope_parameters"]["rope_theta"]
    x = w["model.embed_tokens.weight"][ids]
    for i in range(config["num_hidden_layers"]):
        name = f"model.layers.{i}"
        normed = _layer_norm(x, w, f"{name}.input_layernorm", eps)
        q, k, v = (_linear(normed, w, f"{name}.self_attn.{part}_proj") for part in "qkv")
        mixed = _attend(_rotate(q, heads, dims, base), _rotate(k, kv_heads, dims, base), v, heads)
        attn = _linear(mixed, w, f"{name}.self_attn.dense")
        up = _linear(normed, w, f"{name}.mlp.fc1")
        act = _gelu_tanh(up)
        down = _linear(act, w, f"{name}.mlp.fc2")
        x = x + attn + down
        seen |= _named(i, q_out=q, k_out=k, v_out=v, attn_out=attn, up_out=up, mlp_act=act, down_out=down, resid_post=x)
    return seen


def _sinusoids(n: int, d: int) -> np.ndarray:
    """Positions as fairseq writes them: all sines, then all cosines, from the third position on."""
    rates = np.exp(np.arange(d // 2) * -(math.log(10000) / (d // 2 - 1)))
    angle = (np.arange(n) + 2)[:, None] * rates
    return np.concatenate([np.sin(angle), np.cos(angle)], 1)


def fairseq(config: Mapping, w: Weights, ids: list[int]) -> dict[str, np.ndarray]:
    """OPT (Zhang et al. 2022) and XGLM (Lin et al. 2022)."""
    opt, seen = config["model_type"] == "opt", {}
    prefix = "model.decoder" if opt else "model"
    d = config["hidden_size"] if opt else config["d_model"]
    heads = config["num_attention_heads"] if opt else config["attention_heads"]
    embedded = w[f"{prefix}.embed_tokens.weight"][ids]
    if opt:
        x = embedded + w[f"{prefix}.embed_positions.weight"][2 : len(ids) + 2]
    else:
        x = embedded * math.sqrt(d) + _sinusoids(len(ids), d)
    for i in range(config["num_hidden_layers"] if opt else config["num_layers"]):
        name = f"{prefix}.layers.{i}"
        normed = _layer_norm(x, w, f"{name}.self_attn_layer_norm", 1e-5)
        q, k, v = (_linear(normed, w, f"{name}.self_attn.{part}_proj") for part in "qkv")
        attn = _linear(_attend(q, k, v, heads), w, f"{name}.self_attn.out_proj")
        x = x + attn
        up = _linear(_layer_norm(x, w, f"{name}.final_layer_norm", 1e-5), w, f"{name}.fc1")
        act = np.maximum(up, 0) if opt else _gelu(up)
        down = _linear(act, w, f"{name}.fc2")
        x = x + down
        seen |= _named(i, q_out=q, k_out=k, v_out=v, attn_out=attn, up_out=up, mlp_act=act, down_out=down, resid_post=x)
    return seen


def _named(layer: int, **values: np.ndarray) -> dict[str, np.ndarray]:
    return {f"{role}.{layer}": value for role, value in values.items()}


#: {model_type: (config, weights, ids) -> {address: values [positions, width]}}
BY_HAND = {"gpt2": gpt2, "gpt_neox": gpt_neox, "bloom": bloom, "llama": llama, "phi": phi}
BY_HAND |= {"opt": fairseq, "xglm": fairseq}
BY_HAND |= dict.fromkeys(
    ("mistral", "qwen2", "qwen3", "olmo", "olmo2", "gemma2", "gemma3_text", "cohere", "cohere2"), decoder
)
