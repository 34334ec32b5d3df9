"""What people bring that is no checkpoint to be read here: each kind is told, in one sentence, with what to do."""

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from isogloss.models.families import family_of
from isogloss.models.files import weights_among
from isogloss.models.json_file import read_json
from isogloss.vocabulary.errors import Refused

#: How the file of another program's weights ends, and whose it is.
_FORMATS = {
    ".gguf": "GGUF (llama.cpp)",
    ".ggml": "GGML (llama.cpp)",
    ".onnx": "ONNX",
    ".tflite": "TensorFlow Lite",
    ".h5": "TensorFlow",
    ".msgpack": "Flax",
    ".ot": "rust-bert",
    ".mlmodel": "Core ML",
    ".npz": "NumPy or MLX",
    ".nemo": "NeMo",
    ".distcp": "torch's distributed checkpoints",
    ".pth": "a training program's own format",
    ".pt": "a training program's own format",
    ".ckpt": "a training program's own format",
}
#: Files in which programs that quantise say how they did it, where config.json does not.
_QUANTISED = ("quantize_config.json", "quant_config.json")

#: What a trainer keeps beside the weights, to go on from.
_BESIDE = ("optimizer", "scheduler", "rng_state", "scaler", "training_args")


def refuse_foreign(name: str, files: Iterable[str]) -> None:
    """Raise Refused where these names of files are an adapter's, quantised weights', or those of another format."""
    files = set(files)
    if "adapter_config.json" in files:
        raise Refused(
            "adapter",
            f"“{name}” holds an adapter (LoRA or the like), which is a change of a model and no model.",
            hint="Merge it into its base model (merge_and_unload in peft), save that, and add the folder.",
            field="source",
        )
    if said := next((file for file in _QUANTISED if file in files), None):
        raise quantised(name, said)
    if weights_among(files) is None and (format := _format_of(files)):
        raise Refused(
            "foreign_format",
            f"“{name}” holds weights in the format of {format}, which is not read here.",
            hint="Take the model as safetensors with config.json, as save_pretrained of transformers writes it.",
            field="source",
        )


def _format_of(files: set[str]) -> str | None:
    endings = {Path(file).suffix.lower() for file in files if not file.startswith(_BESIDE)}
    return next((format for ending, format in _FORMATS.items() if ending in endings), None)


def quantised(name: str, how: str) -> Refused:
    """The refusal of weights that were made smaller: what their units hold is no longer what was trained."""
    return Refused(
        "quantised",
        f"The weights of “{name}” are quantised ({how[:80]}), which is not read here.",
        hint="Add the model as it was before: in float32, bfloat16 or float16.",
        field="source",
    )


def refuse_config(name: str, config: Mapping[str, Any]) -> None:
    """Raise Refused for a config of quantised weights, or of a model whose head does not say the next token: one of a
    family that is not read (T5, XLM-R) is refused as that, for no other head of it would do either."""
    for key in ("quantization_config", "compression_config"):
        if config.get(key):
            said = config[key]
            method = said.get("quant_method") or said.get("quant_type") if isinstance(said, dict) else None
            raise quantised(name, str(method or key))
    for architecture in architectures_of(config):
        if "For" in architecture and not architecture.endswith("ForCausalLM"):
            if "model_type" in config:
                family_of(config)
            raise Refused(
                "other_head",
                f"“{name}” is a {architecture[:80]}, which does not say the next token.",
                hint="Add the language model itself (…ForCausalLM or …LMHeadModel).",
                field="source",
            )


def architectures_of(config: Mapping[str, Any]) -> list[str]:
    """What config.json calls the model; none where it says nothing."""
    said = config.get("architectures")
    return [name for name in said if isinstance(name, str)] if isinstance(said, list) else []


def refuse_folder(folder: Path) -> None:
    """Raise Refused where a checkpoint's folder holds what must not be opened, or what is not read here."""
    names = refuse_odd_files(folder)
    refuse_foreign(folder.name, names)
    if "config.json" in names:
        refuse_config(folder.name, read_json(folder / "config.json"))


def refuse_odd_files(folder: Path, field: str = "source") -> list[str]:
    """The names of what a folder holds; raises Refused where some of it must not be opened."""
    names = []
    with os.scandir(folder) as scanned:
        entries = list(scanned)
    for entry in entries:
        names.append(entry.name)
        try:
            mode = entry.stat().st_mode
        except OSError:
            continue
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            # Whoever opens a pipe waits for ever.
            raise Refused(
                "odd_file",
                f"{entry.name[:80]!r} in “{folder.name}” is neither a file nor a folder.",
                hint="Take it away (it is a pipe, a socket or a device).",
                field=field,
            )
    return names
