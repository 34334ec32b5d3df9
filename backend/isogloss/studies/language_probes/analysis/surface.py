"""What can be told of a text without any model: its bytes, its length."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float


def byte_shares(texts: Sequence[str]) -> Float[np.ndarray, "texts 256"]:
    """Share of each byte among a text's UTF-8 bytes: the byte unigrams. A text without bytes has none."""
    out = np.zeros((len(texts), 256), np.float32)
    for row, text in zip(out, texts, strict=True):
        data = np.frombuffer(text.encode(), np.uint8)
        row[:] = np.bincount(data, minlength=256) / max(len(data), 1)
    return out


def lengths(texts: Sequence[str]) -> Float[np.ndarray, "texts 2"]:
    """Logarithms of one more than a text's characters and bytes."""
    sizes = [(len(text), len(text.encode())) for text in texts]
    return np.log1p(np.array(sizes, np.float32).reshape(-1, 2))
