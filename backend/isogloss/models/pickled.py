"""Pickled weights, for models that were published with nothing else: tensors only, never code."""

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from pickle import UnpicklingError
from zipfile import is_zipfile

import torch

from isogloss.models.fingerprint import StoredTensor
from isogloss.vocabulary.errors import Refused

#: safetensors' names for torch's number types, so that a fingerprint does not depend on the format.
_NAMES = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


def unsafe(folder: str) -> Refused:
    """The refusal of a pickle that holds more than tensors."""
    return Refused(
        "unsafe_weights",
        f"The weights in “{folder}” are a pickle that holds more than tensors; nothing of it was run.",
        hint="Ask its publisher for safetensors weights.",
        field="model",
    )


def stored_tensors(file: Path) -> list[StoredTensor]:
    """The tensors of a pickled file; raises Refused where it holds anything else or cannot be read."""
    try:
        # What torch warns of (another protocol, an older format) is no matter of whoever adds a model.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tensors = torch.load(file, map_location="cpu", weights_only=True, mmap=is_zipfile(file))
    except UnpicklingError:
        raise unsafe(file.parent.name) from None
    except Exception as error:
        # torch raises RuntimeError, EOFError, KeyError or zipfile's own, depending on where a file is broken.
        raise Refused(
            "broken_weights", f"{file.name} in “{file.parent.name}” cannot be read as weights.", field="model"
        ) from error
    if not isinstance(tensors, dict) or not all(_is_plain(name, value) for name, value in tensors.items()):
        raise unsafe(file.parent.name)
    return [
        StoredTensor(name, _NAMES.get(tensor.dtype, str(tensor.dtype)), tuple(tensor.shape), _bytes_of(tensor))
        for name, tensor in tensors.items()
    ]


def _is_plain(name: object, value: object) -> bool:
    """Whether an entry is a named tensor whose values all lie in the file: one can be spread over a petabyte."""
    if not isinstance(name, str) or not isinstance(value, torch.Tensor) or value.layout != torch.strided:
        return False
    stored = 0 if value.is_meta or value.is_quantized else value.untyped_storage().nbytes()
    return value.numel() * value.element_size() <= stored


def _bytes_of(tensor: torch.Tensor) -> Callable[[], Iterator[bytes]]:
    def blocks() -> Iterator[bytes]:
        flat = tensor.detach().contiguous().view(-1)
        if flat.numel():
            yield flat.view(torch.uint8).numpy().tobytes()

    return blocks
