"""The files of a checkpoint's folder: its config, which of its files are the weights, what its tokenizer is.

Torch-free: nothing here opens a tensor.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from isogloss.models.json_file import read_json
from isogloss.vocabulary.errors import Refused

#: Where weights are looked for, safest first: a whole file, or an index that names its shards.
WEIGHTS = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)

#: What a tokenizer is read from, most telling first; the first one that is there identifies it.
TOKENIZERS = (("tokenizer.json",), ("tokenizer.model",), ("vocab.json", "merges.txt"))

#: A file that an index may name: of its own folder, and of weights.
_SHARD = re.compile(r"[ -.0-\[\]-~]{1,200}\.(?:safetensors|bin)")

#: Beside those, what a tokenizer needs to be loaded.
TOKENIZER_EXTRAS = ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")


def read_config(folder: Path) -> dict[str, Any]:
    """config.json; raises Refused if it is missing, broken, or asks to run code of its own."""
    try:
        config = read_json(folder / "config.json")
    except FileNotFoundError:
        raise Refused(
            "not_a_checkpoint",
            f"“{folder.name}” holds no config.json, so it is no checkpoint.",
            hint="A checkpoint is a folder with config.json, weights and a tokenizer, as save_pretrained writes it.",
            field="model",
        ) from None
    refuse_own_code(folder, config)
    return config


def refuse_own_code(folder: Path, config: Mapping[str, Any]) -> None:
    """Raise Refused where the model or its tokenizer wants code from its own repository to be run."""
    wanting = ["config.json"] if config.get("auto_map") else []
    tokenizer_config = folder / "tokenizer_config.json"
    if tokenizer_config.is_file() and read_json(tokenizer_config, "broken_tokenizer").get("auto_map"):
        wanting.append("tokenizer_config.json")
    if wanting:
        raise Refused(
            "custom_code",
            f"“{folder.name}” asks to run code of its own ({', '.join(wanting)}: auto_map), which is never done here.",
            hint="Use a version of the model in transformers' own format.",
            field="model",
        )


def weights_among(names: set[str]) -> str | None:
    """The weights to read when these files are there; None where there are none."""
    return next((name for name in WEIGHTS if name in names), None)


def shards_of(index: Mapping[str, Any]) -> list[str]:
    """The files an index of weights names; raises Refused if it is broken or points out of its folder."""
    named = index.get("weight_map")
    names = list(named.values()) if isinstance(named, dict) else []
    if not names or not all(isinstance(name, str) and _SHARD.fullmatch(name) for name in names):
        raise Refused(
            "broken_weights",
            "The index of the weights names no files beside it.",
            hint="Its weight_map says of each tensor which .safetensors or .bin file of the same folder holds it.",
            field="model",
        )
    return sorted(set(names))


def weight_files(folder: Path) -> list[Path]:
    """The files a checkpoint's weights are in; raises Refused if there are none, or if a shard is missing."""
    chosen = weights_among({path.name for path in folder.iterdir()}) if folder.is_dir() else None
    if chosen is None:
        raise Refused(
            "no_weights",
            f"“{folder.name}” holds no weights.",
            hint=f"One of these is needed: {', '.join(WEIGHTS)}.",
            field="model",
        )
    if not chosen.endswith(".index.json"):
        files = [folder / chosen]
    else:
        files = [folder / name for name in shards_of(read_json(folder / chosen, "broken_weights"))]
    # A pipe would be waited at for ever.
    missing = [file.name for file in files if not file.is_file()]
    if missing:
        raise Refused("missing_file", f"“{folder.name}” lacks {', '.join(missing[:5])}.", field="model")
    return files
