"""What a model computed and is no number: said with the model, the place, the text and what to do about it."""

from collections.abc import Sequence

import torch

from isogloss.methods.finite import BROKEN
from isogloss.models.load import LoadedModel
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.visible import on_one_line

#: Tokens of a text that say which it is.
_BEGINNING = 12


def not_finite(
    loaded: LoadedModel, what: str, ids: Sequence[int] | torch.Tensor | None = None, *, edited: bool = False
) -> Refused:
    """The refusal. ``what`` is what is not finite ("values at mlp_act.3"), ``ids`` the tokens that were read,
    ``edited`` whether the model was changed while it read."""
    where = f" while it reads “{_beginning(loaded, ids)}”" if ids is not None and len(ids) else ""
    hint, field = _advice(loaded.dtype, edited)
    of = f" of {loaded.name}" if loaded.name else ""
    changed = " with its units changed" if edited else ""
    message = f"The {what}{of}{changed} are not finite{where}, so there is no result."
    return Refused("not_finite", message, hint=hint, field=field)


def _advice(dtype: str, edited: bool) -> tuple[str, str]:
    if dtype == "float16":
        return "float16 ends at 65,504, and some models go beyond it: use float32.", "dtype"
    if edited:
        return "Take a smaller strength or value; or look whether the checkpoint's weights are broken.", "units"
    return BROKEN, "checkpoint"


def _beginning(loaded: LoadedModel, ids: Sequence[int] | torch.Tensor) -> str:
    """How a text begins, in words."""
    shown = [int(i) for i in ids[:_BEGINNING]]
    text = str(loaded.tokenizer.decode(shown, skip_special_tokens=False))
    return on_one_line(text) + ("…" if len(ids) > _BEGINNING else "")
