"""Checkpoints of one model agree in shape and tokenizer, or they are not of one model."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from isogloss.models.files import read_config
from isogloss.models.found import FoundModel
from isogloss.models.layouts import has_tokenizer
from isogloss.models.points import sizes
from isogloss.models.tokenizer_digest import tokenizer_digest
from isogloss.vocabulary.errors import Refused

#: What must be the same in all checkpoints of one model.
_SHAPE = ("model_type", "vocab_size", "hidden_act", "activation_function")


def one_config(found: FoundModel) -> dict[str, Any]:
    """The config of all checkpoints; raises Refused where they differ in shape, or the family is unknown."""
    configs = [(checkpoint.revision, read_config(checkpoint.folder)) for checkpoint in found.checkpoints]
    first_name, first = configs[0]
    for name, config in configs[1:]:
        if not same_shape(config, first):
            raise Refused(
                "mixed_models",
                f"{first_name} and {name} differ in shape: they are not checkpoints of one model.",
                hint="Add them as two models.",
                field="revisions",
            )
    sizes(first)
    return first


def same_shape(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether two configs are of one architecture at one size."""
    return sizes(a) == sizes(b) and all(a.get(key) == b.get(key) for key in _SHAPE)


def one_tokenizer(found: FoundModel, words: Path | None, *, named: bool = True) -> str:
    """The tokenizer's digest; raises Refused where checkpoints come with different ones.

    ``words`` is for all of them where a person ``named`` it, else for those that have none of their own.
    """
    if words is not None and named:
        return tokenizer_digest(words)
    own = {c.revision: c.folder if words is None or has_tokenizer(c.folder) else words for c in found.checkpoints}
    digests = {revision: tokenizer_digest(folder) for revision, folder in own.items()}
    first_name, first = next(iter(digests.items()))
    other = next((name for name, digest in digests.items() if digest != first), None)
    if other:
        raise Refused(
            "mixed_tokenizers",
            f"{first_name} and {other} come with different tokenizers.",
            hint="Name the one that belongs to all of them (tokenizer=...), or add them as two models.",
            field="tokenizer",
        )
    return first
