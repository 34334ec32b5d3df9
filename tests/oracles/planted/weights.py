"""The plan as weights: one folder for each family, as ``save_pretrained`` writes it."""

from pathlib import Path

import numpy as np
import torch
import transformers

from tests.oracles.planted import plan, text


def save(folder: Path, family: str) -> Path:
    """Write the planted model of this family, in double precision."""
    model = transformers.AutoModelForCausalLM.from_config(_config(family)).double()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            norm = ("ln" in name or "norm" in name) and name.endswith("weight")
            parameter.fill_(1.0 if norm else 0.0)
        embedding = np.stack([(text.WORD_OF.get(token) or plan.BEGIN).features() for token in text.VOCABULARY])
        model.get_input_embeddings().weight.copy_(_coordinates(embedding))
        model.get_output_embeddings().weight.copy_(_coordinates(_head()) / 2)
        if family == "bloom":
            # A norm of the embedding: all words have four features, so it can be taken back.
            model.transformer.word_embeddings_layernorm.weight.fill_(1 / plan.scale(4.0))
        for layer in range(plan.LAYERS):
            _plant(model, family, layer)
    model.save_pretrained(folder)
    text.tokenizer().save_pretrained(folder)
    return folder


def _config(family: str) -> transformers.PreTrainedConfig:
    common = {"vocab_size": len(text.VOCABULARY), "bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 2}
    common["tie_word_embeddings"] = False
    sizes = {
        "hidden_size": plan.WIDTH, "num_hidden_layers": plan.LAYERS, "num_attention_heads": 4,
        "intermediate_size": plan.HIDDEN[family], "max_position_embeddings": 128, "hidden_act": "relu",
    }  # fmt: skip
    if family == "gpt_neox":
        return transformers.GPTNeoXConfig(**common, **sizes, layer_norm_eps=plan.EPSILON)
    if family == "llama":
        return transformers.LlamaConfig(**common, **sizes, rms_norm_eps=plan.EPSILON)
    if family == "bloom":
        return transformers.BloomConfig(
            **common, hidden_size=plan.WIDTH, n_layer=plan.LAYERS, n_head=4, layer_norm_epsilon=plan.EPSILON
        )
    return transformers.GPT2Config(
        **common, n_embd=plan.WIDTH, n_layer=plan.LAYERS, n_head=4, n_inner=plan.HIDDEN[family], n_positions=128,
        activation_function="relu", layer_norm_epsilon=plan.EPSILON,
    )  # fmt: skip


def _plant(model: transformers.PreTrainedModel, family: str, layer: int) -> None:
    placed = plan.Placed(layer, plan.HIDDEN[family])
    # Halved: a feature is read from both of its coordinates.
    reads, up, writes = _coordinates(placed.reads) / 2, _coordinates(placed.up) / 2, _coordinates(placed.writes)
    if family == "gpt2":
        mlp = model.transformer.h[layer].mlp
        mlp.c_fc.weight.copy_(reads.T)
        mlp.c_proj.weight.copy_(writes)
    elif family == "llama":
        mlp = model.model.layers[layer].mlp
        mlp.gate_proj.weight.copy_(reads)
        mlp.up_proj.weight.copy_(up)
        mlp.down_proj.weight.copy_(writes.T)
    else:
        mlp = (model.gpt_neox.layers if family == "gpt_neox" else model.transformer.h)[layer].mlp
        mlp.dense_h_to_4h.weight.copy_(reads)
        mlp.dense_4h_to_h.weight.copy_(writes.T)


def _head() -> np.ndarray:
    """[vocabulary, features]: see ``closed.log_probabilities``, which says the same without a matrix."""
    rows = []
    for token in text.VOCABULARY:
        word = text.WORD_OF.get(token)
        if word is None or word.meaning is None:
            rows.append(plan.vector({"const": plan.HEAD["special"]}))
            continue
        row = {f"lang_{word.language}": plan.HEAD["lang"], f"a{(word.a - 1) % plan.CODES}": plan.HEAD["code"]}
        if word.meaning < plan.CONCEPTS:
            row |= dict.fromkeys((f"out{word.meaning}", f"apart_out{word.meaning}"), plan.HEAD["out"])
        else:
            row["rest"] = plan.HEAD["rest"]
        if word.a == 0:
            row["carry"] = plan.HEAD["carry"]
        rows.append(plan.vector(row))
    return np.stack(rows)


def _coordinates(features: np.ndarray) -> torch.Tensor:
    """[rows, features] as [rows, width]: every feature a pair (+, -)."""
    out = np.zeros((len(features), plan.WIDTH))
    out[:, 0 : 2 * features.shape[1] : 2] = features
    out[:, 1 : 2 * features.shape[1] : 2] = -features
    return torch.from_numpy(out)
