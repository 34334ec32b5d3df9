"""Whether stored weights are those that a config wants: every one of them, of its shape, and no other.

transformers fills what is missing with random numbers and lets go of what is too much; both are refused here, when a
model is added and whenever it is loaded.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
import transformers

from isogloss.models.families import family_of
from isogloss.models.fingerprint import is_buffer, stored_tensors, whole_name, whole_tensors
from isogloss.vocabulary.errors import Refused


def check_fit(folder: Path, config: Mapping[str, Any]) -> None:
    """Raise Refused, naming tensors, where the files do not hold just the weights of this config. Reads headers."""
    family = family_of(config)
    wanted, tied = _wanted(dict(config))
    stored = whole_tensors(folder, stored_tensors(folder), family)
    missing = [name for name in wanted if name not in stored and not (name in tied and tied & set(stored))]
    extra = [name for name in stored if name not in wanted]
    other = [name for name, tensor in stored.items() if name in wanted and tuple(tensor.shape) != wanted[name]]
    refuse_misfit(folder, missing, extra, other)


def _wanted(config: dict[str, Any]) -> tuple[dict[str, tuple[int, ...]], set[str]]:
    """Names and shapes of a config's weights, and those of them that are one tensor; nothing is allocated."""
    kind = config.pop("model_type")
    try:
        made = transformers.AutoConfig.for_model(kind, **config)
        with torch.device("meta"):
            # A config may name an attention that is not installed here; the weights are the same for all.
            model = transformers.AutoModelForCausalLM.from_config(made, attn_implementation="eager")
    except Exception as error:
        raise Refused(
            "broken_config",
            f"No model can be made of this config.json: {_clause(error)}.",
            hint="Take the one that was saved with the weights.",
            field="model",
        ) from error
    family, ties = family_of({"model_type": kind}), getattr(model, "all_tied_weights_keys", None) or {}
    shapes = {whole_name(name, family): tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    shapes = {name: shape for name, shape in shapes.items() if not is_buffer(name, family)}
    return shapes, {whole_name(name, family) for name in (*ties, *ties.values())}


def _clause(error: Exception) -> str:
    """What transformers says, in one line; a key that it did not find is said to be unknown."""
    said = " ".join(str(error).split()).removesuffix(".")[:200]
    return f"it does not know {said}" if isinstance(error, KeyError) else said or type(error).__name__


def refuse_misfit(folder: Path, missing: Iterable[str], extra: Iterable[str], other: Iterable[str] = ()) -> None:
    """Raise Refused where weights are missing, of another shape, or not the config's, in this order."""
    if missing := sorted(missing):
        raise Refused(
            "missing_weights",
            f"“{folder.name}” lacks {len(missing)} of the model's weights ({_some(missing)}).",
            hint="config.json and the weights must belong together, and every shard must be there.",
            field="model",
        )
    if other := sorted(other):
        raise Refused(
            "other_weights",
            f"{len(other)} weights in “{folder.name}” have another shape than its config.json says ({_some(other)}).",
            hint="config.json and the weights must belong together.",
            field="model",
        )
    if extra := sorted(extra):
        raise Refused(
            "unused_weights",
            f"“{folder.name}” holds {len(extra)} weights that its config.json has no use for ({_some(extra)}).",
            hint="config.json and the weights must belong together: look at the number of layers and the biases.",
            field="model",
        )


def _some(names: list[str]) -> str:
    return ", ".join(name[:80] for name in names[:3])
