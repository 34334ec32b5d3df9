"""The files of a checkpoint's folder: its config, which of its files are the weights, what its tokenizer is.

Torch-free: nothing here opens a tensor.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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

#: Beside those, what a tokenizer needs to be loaded.
TOKENIZER_EXTRAS = ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")


def read_json(file: Path, code: str = "broken_config") -> dict[str, Any]:
    """A JSON object; raises Refused if it is none, FileNotFoundError if there is no file."""
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise
    except (ValueError, OSError):
        value = None
    if not isinstance(value, dict):
        raise Refused(code, f"{file.name} in “{file.parent.name}” cannot be read.", field="model")
    return value


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
    names = sorted(set((index.get("weight_map") or {}).values())) if isinstance(index.get("weight_map"), dict) else []
    if not names or any(not isinstance(name, str) or Path(name).name != name for name in names):
        raise Refused("broken_weights", "The index of the weights names no files beside it.", field="model")
    return names


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
        return [folder / chosen]
    files = [folder / name for name in shards_of(read_json(folder / chosen, "broken_weights"))]
    missing = [file.name for file in files if not file.is_file()]
    if missing:
        raise Refused("missing_file", f"“{folder.name}” lacks {', '.join(missing[:5])}.", field="model")
    return files
