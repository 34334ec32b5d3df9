"""Tiny random models of every family, as folders that save_pretrained wrote, with a tokenizer that spells bytes."""

from pathlib import Path

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

# Threads cost more than they give at this size, most of all where several test runs share the processors.
torch.set_num_threads(1)

#: The families that every test of models runs on, and the others: what differs in them is in ``test_families``.
FAMILIES = ("gpt2", "gpt_neox", "bloom", "llama")
OTHERS = (
    *("mistral", "qwen2", "qwen3", "olmo", "olmo2", "gemma2", "gemma3_text", "cohere", "cohere2", "phi", "opt"),
    "xglm",
)

BOS, EOS, PAD = "<s>", "</s>", "<pad>"
SPECIAL = [BOS, EOS, PAD]

#: Sentences of different lengths and scripts; two begin alike.
TEXTS = [
    "The mountain shook at night.",
    "The mountain slept.",
    "Der Berg bebte in der Nacht, und niemand wusste, warum es geschah.",
    "नमस्ते",
    "مرحبا بالعالم",
    "a",
    "山が揺れた。",
    "😀 ok",
]


#: Fewer key heads than query heads.
_LLAMA = {
    "hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
    "intermediate_size": 40, "max_position_embeddings": 128,
}  # fmt: skip
_SLIDES = {"sliding_window": 5, "layer_types": ["sliding_attention", "full_attention"]}


def tokenizer(*, adds_bos: bool = False) -> transformers.PreTrainedTokenizerFast:
    """One token per byte, three special ones before them."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: i for i, token in enumerate([*SPECIAL, *alphabet])}
    raw = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    raw.decoder = decoders.ByteLevel()
    if adds_bos:
        raw.post_processor = processors.TemplateProcessing(
            single=f"{BOS} $A {EOS}", special_tokens=[(BOS, vocabulary[BOS]), (EOS, vocabulary[EOS])]
        )
    return transformers.PreTrainedTokenizerFast(tokenizer_object=raw, bos_token=BOS, eos_token=EOS, pad_token=PAD)


def config(family: str, **changes: object) -> transformers.PreTrainedConfig:
    """Two layers, four heads, odd widths; weights wide enough that values differ clearly."""
    common = {"vocab_size": 259, "bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 2, "initializer_range": 0.3}
    made = {
        "gpt2": lambda: transformers.GPT2Config(**common, n_embd=24, n_layer=2, n_head=4, n_inner=40, n_positions=128),
        "gpt_neox": lambda: transformers.GPTNeoXConfig(
            **common,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=40,
            max_position_embeddings=128,
            rope_parameters={"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.25},
        ),
        # Three heads: the slopes of a number that is no power of two.
        "bloom": lambda: transformers.BloomConfig(**common, hidden_size=24, n_layer=2, n_head=3),
        # Fewer key heads than query heads, and heads that do not add up to the width.
        "llama": lambda: transformers.LlamaConfig(
            **common,
            hidden_size=24,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=8,
            intermediate_size=40,
            max_position_embeddings=128,
            rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
        ),
        # Windows shorter than the texts, in some layers or in all; a cap that bites; norms that are not 1.
        "mistral": lambda: transformers.MistralConfig(**common, **_LLAMA, head_dim=8, sliding_window=5),
        "qwen2": lambda: transformers.Qwen2Config(**common, **_LLAMA),
        "qwen3": lambda: transformers.Qwen3Config(**common, **_LLAMA, head_dim=8),
        "olmo": lambda: transformers.OlmoConfig(**common, **_LLAMA, clip_qkv=1.7),
        "olmo2": lambda: transformers.Olmo2Config(**common, **_LLAMA),
        "gemma2": lambda: transformers.Gemma2Config(
            **common,
            **_LLAMA,
            **_SLIDES,
            head_dim=8,
            query_pre_attn_scalar=5,
            attn_logit_softcapping=3.0,
            final_logit_softcapping=4.0,
        ),
        "gemma3_text": lambda: transformers.Gemma3TextConfig(
            **common,
            **_LLAMA,
            **_SLIDES,
            head_dim=8,
            query_pre_attn_scalar=5,
            rope_parameters={
                "sliding_attention": {"rope_type": "default", "rope_theta": 100.0},
                "full_attention": {"rope_type": "default", "rope_theta": 10000.0},
            },
        ),
        "cohere": lambda: transformers.CohereConfig(**common, **_LLAMA, logit_scale=0.3, use_qk_norm=True),
        "cohere2": lambda: transformers.Cohere2Config(**common, **_LLAMA, **_SLIDES, head_dim=8, logit_scale=0.3),
        "phi": lambda: transformers.PhiConfig(
            **common,
            **_LLAMA,
            rope_parameters={"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.67},
        ),
        "opt": lambda: transformers.OPTConfig(
            **common,
            hidden_size=24,
            num_hidden_layers=2,
            num_attention_heads=4,
            ffn_dim=40,
            word_embed_proj_dim=24,
            max_position_embeddings=128,
            init_std=0.3,
        ),
        "xglm": lambda: transformers.XGLMConfig(
            **common | {"eos_token_id": 2, "pad_token_id": 1},
            d_model=24,
            num_layers=2,
            attention_heads=4,
            ffn_dim=40,
            max_position_embeddings=128,
            init_std=0.3,
        ),
    }[family]()
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def save(folder: Path, family: str = "llama", *, seed: int = 0, adds_bos: bool = False, **changes: object) -> Path:
    """Write a random model of this family and its tokenizer into ``folder``."""
    torch.manual_seed(seed)
    model = transformers.AutoModelForCausalLM.from_config(config(family, **changes))
    with torch.no_grad():
        for parameter in model.parameters():
            # Biases and norms too: initialised to 0 and 1 they would hide a wrong one.
            parameter.add_(0.1 * torch.randn_like(parameter))
    model.save_pretrained(folder)
    tokenizer(adds_bos=adds_bos).save_pretrained(folder)
    return folder
