"""Reading a checkpoint's folder: its weights and its tokenizer, as transformers reads them.

Never runs code that came with the weights, never unpickles beyond plain tensors, never fills a gap with random numbers.
"""

import logging
from pathlib import Path
from pickle import UnpicklingError

import torch
import transformers

from isogloss.models.pickled import unsafe
from isogloss.vocabulary.errors import Refused

DTYPES = {
    "float32": torch.float32,
    "float64": torch.float64,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}


def checkpoint_folder(source: str | Path, revision: str | None) -> Path:
    """The folder of one checkpoint; raises Refused with the list of those there when it is missing."""
    root = Path(source).expanduser()
    if not root.is_dir():
        raise Refused("unknown_model", f"There is no folder “{root.name}” on this machine.", field="model")
    if revision is None or (revision in ("main", root.name) and (root / "config.json").is_file()):
        return root
    there = sorted(path.parent.name for path in root.glob("*/config.json"))
    if revision not in there:
        raise Refused(
            "unknown_checkpoint",
            f"There is no checkpoint “{revision[:80]}” in “{root.name}”.",
            hint=f"There are: {', '.join(there) or 'none'}.",
            field="checkpoint",
            there=there,
        )
    return root / revision


def read_model(folder: Path, dtype: str, attention: str) -> transformers.PreTrainedModel:
    """The model of a folder in evaluation mode; raises Refused for pickles with payloads, broken or missing weights."""
    try:
        model, report = transformers.AutoModelForCausalLM.from_pretrained(
            folder,
            dtype=DTYPES[dtype],
            attn_implementation=attention,
            local_files_only=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
    except UnpicklingError:
        raise unsafe(folder.name) from None
    except Exception as error:
        # transformers raises OSError, ValueError, RuntimeError and safetensors' own error for one and the same
        # truncated file, depending on where it ends.
        logging.getLogger(__name__).warning("weights in %s: %s: %s", folder.name, type(error).__name__, error)
        raise Refused(
            "broken_weights",
            f"The weights in “{folder.name}” are missing or cannot be read.",
            hint="model.safetensors (or pytorch_model.bin, or their index with all shards) must be whole.",
            field="model",
        ) from error
    if report["missing_keys"]:
        # transformers would go on with random numbers in their place.
        some = ", ".join(sorted(report["missing_keys"])[:3])
        raise Refused(
            "missing_weights",
            f"“{folder.name}” lacks {len(report['missing_keys'])} of the model's weights ({some}).",
            field="model",
        )
    return model.eval().requires_grad_(False)


def read_tokenizer(folder: str | Path) -> transformers.PreTrainedTokenizerBase:
    """The tokenizer of a folder; raises Refused if there is none that reports where in the text its tokens lie."""
    folder = Path(folder)
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:
        # As for weights: many exception types for one missing or broken file.
        logging.getLogger(__name__).warning("tokenizer in %s: %s: %s", folder.name, type(error).__name__, error)
        raise Refused(
            "no_tokenizer",
            f"“{folder.name}” has no tokenizer that can be read.",
            hint="Name the folder or model whose tokenizer belongs to it (tokenizer=...).",
            field="tokenizer",
        ) from error
    if not tokenizer.is_fast:
        raise Refused(
            "slow_tokenizer",
            f"The tokenizer of “{folder.name}” cannot say where in a text its tokens lie.",
            hint="A tokenizer.json is needed.",
            field="tokenizer",
        )
    return tokenizer
