"""Reading a checkpoint's folder: its weights and its tokenizer, as transformers reads them.

Never runs code that came with the weights, never unpickles beyond plain tensors, never fills a gap with random numbers.
"""

import logging
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import tokenizers
import torch
import transformers

from isogloss.models.fit import refuse_misfit
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
        # With ``output_loading_info`` it answers with two things, which its type does not say.
        found: Any = transformers.AutoModelForCausalLM.from_pretrained(
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
        logging.getLogger(__name__).info("weights in %s: %s: %s", folder.name, type(error).__name__, error)
        raise Refused(
            "broken_weights",
            f"The weights in “{folder.name}” are missing or cannot be read.",
            hint="model.safetensors (or pytorch_model.bin, or their index with all shards) must be whole.",
            field="model",
        ) from error
    model: transformers.PreTrainedModel = found[0]
    # transformers would go on with random numbers in place of what is missing.
    refuse_misfit(folder, found[1]["missing_keys"], [])
    # Old configs may ask for plain tuples, which nothing here reads.
    model.config.return_dict = True
    # Both return the model itself, for which transformers declares nothing.
    model.eval()
    model.requires_grad_(False)
    return model


def moved(model: transformers.PreTrainedModel, to: str | torch.dtype) -> transformers.PreTrainedModel:
    """The model itself, on this device or in this number type."""
    here: transformers.PreTrainedModel = model.to(to)  # type: ignore[arg-type]  # its wrapper hides that it is a method
    return here


def tokenizer_and_note(folder: str | Path) -> tuple[transformers.PreTrainedTokenizerBase, str | None]:
    """The tokenizer of a folder, and one sentence where the class that the folder names gives other ids: those of
    tokenizer.json hold. Raises Refused if there is none that reports where in the text its tokens lie."""
    folder = Path(folder)
    tokenizer = _loaded(transformers.AutoTokenizer, folder)
    if not tokenizer.is_fast:
        raise Refused(
            "slow_tokenizer",
            f"The tokenizer of “{folder.name}” cannot say where in a text its tokens lie.",
            hint="A tokenizer.json is needed.",
            field="tokenizer",
        )
    file = folder / "tokenizer.json"
    return _as_written(tokenizer, folder, file) if file.is_file() else (tokenizer, None)


def _loaded(kind: Any, folder: Path, **said: Any) -> transformers.PreTrainedTokenizerBase:
    # ``kind`` is any of the tokenizers' classes, or the one that finds the class: they have no base with this method.
    try:
        tokenizer: transformers.PreTrainedTokenizerBase = kind.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, **said
        )
        return tokenizer
    except Exception as error:
        # As for weights: many exception types for one missing or broken file.
        logging.getLogger(__name__).info("tokenizer in %s: %s: %s", folder.name, type(error).__name__, error)
        raise Refused(
            "no_tokenizer",
            f"“{folder.name}” has no tokenizer that can be read.",
            hint="Name the folder or model whose tokenizer belongs to it (tokenizer=...).",
            field="tokenizer",
        ) from error


def _as_written(
    tokenizer: transformers.PreTrainedTokenizerBase, folder: Path, file: Path
) -> tuple[transformers.PreTrainedTokenizerBase, str | None]:
    """The tokenizer itself where it reads as tokenizer.json says, else one without a class that reads so."""
    written = tokenizers.Tokenizer.from_file(str(file))
    written.no_padding()
    written.no_truncation()
    if written.model.__class__.__name__ == "BPE" and written.model.dropout:
        raise Refused(
            "random_tokenizer",
            f"The tokenizer of “{folder.name}” cuts a text another way each time (dropout in tokenizer.json).",
            hint="Set model.dropout to null there: a text must have one reading.",
            field="tokenizer",
        )
    if _reads_as(tokenizer, written):
        return tokenizer, None
    named = {name: getattr(tokenizer, name) for name in ("bos_token", "eos_token", "unk_token")}
    known = {name: str(token) for name, token in named.items() if token is not None}
    known = {name: token for name, token in known.items() if written.token_to_id(token) is not None}
    plain = _loaded(transformers.PreTrainedTokenizerFast, folder, **known)
    if not _reads_as(plain, written):
        raise Refused(
            "tokenizer_differs",
            f"The tokenizer of “{folder.name}” gives other ids than its tokenizer.json.",
            hint="Save the tokenizer again with the library that it was made with.",
            field="tokenizer",
        )
    name = type(tokenizer).__name__
    note = f"Text is cut as tokenizer.json says; the class that its folder names ({name}) would cut it otherwise."
    return plain, note if _ids(tokenizer) != _ids(plain) else None


def _reads_as(tokenizer: transformers.PreTrainedTokenizerBase, written: tokenizers.Tokenizer) -> bool:
    """Whether a tokenizer has the parts that are written, and so gives the same ids for any text.

    What is put around a text is its own where tokenizer_config.json says so.
    """
    read, parts = tokenizer.backend_tokenizer, ("normalizer", "pre_tokenizer", "model")
    if any(_state(getattr(read, part)) != _state(getattr(written, part)) for part in parts):
        return False
    stated = {"add_bos_token", "add_eos_token"} & set(tokenizer.init_kwargs)
    return bool(stated) or tokenizer(_PROBES[0])["input_ids"] == written.encode(_PROBES[0]).ids


def _state(part: Any) -> object:  # a part of the tokenizers library, which has no types
    return None if part is None else part.__getstate__()


#: Texts that tell tokenizers apart: case, accents, spaces, digits, marks, and scripts without spaces.
_PROBES = (
    "Hello World",
    " two  spaces\tand a tab\n",
    "don't 1234 x=3.14!",
    "Ça va, Straße, İstanbul",
    "e\u0301 ﬁ Ⅳ",
    "नमस्ते दुनिया",
    "مرحبا بالعالم",
    "山が揺れた。",
    "😀 ok",
)


def _ids(tokenizer: transformers.PreTrainedTokenizerBase) -> list[list[int]] | None:
    """Of the probes; None where a class cannot cut them with what it finds (WordPiece without its unknown token)."""
    try:
        return list(tokenizer(list(_PROBES), split_special_tokens=True)["input_ids"])
    except Exception:  # the library has no narrower type
        return None
