"""What a neuron writes: the tokens its output direction makes more and less likely, by the direct path.

The column of the down projection that belongs to the neuron is read through the final norm and the unembedding, as if
no later layer changed it: ``scores = U (g * (w - mean(w)))`` with the norm's scale ``g`` (no mean is subtracted for an
RMS norm). Where the block puts what its MLP writes through a norm of its own, ``w`` is scaled by that one first. Norms
are linearised: the division by the size of what they read, which depends on the sentence, is left out, and so is the
cap that some families put on logits, so scores rank tokens and are no logits. They are per unit of positive activation;
a negative one swaps the two lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from isogloss.methods.finite import is_finite
from isogloss.models.broken import not_finite
from isogloss.models.families import Family, family_of
from isogloss.models.load import LoadedModel
from isogloss.models.points import check_unit, tap_of
from isogloss.models.readable import readable
from isogloss.vocabulary.address import UnitAddress
from isogloss.vocabulary.errors import Refused


@dataclass(frozen=True, slots=True)
class ScoredToken:
    """A token as people can read it, its id, and its score above the vocabulary's mean."""

    id: int
    text: str
    score: float


def output_direction(loaded: LoadedModel, unit: UnitAddress) -> torch.Tensor:
    """What one unit of activation adds to the residual stream, through the block's own norm where it has one:
    [d_model]. Raises Refused for any place but mlp_act."""
    check_unit(loaded.config, unit)
    if unit.place.role != "mlp_act":
        raise Refused(
            "no_direction",
            f"{unit} does not write to the residual stream by itself.",
            hint="Only neurons (mlp_act) have an output direction.",
            field="address",
        )
    module, _, _ = tap_of(loaded.config, unit.place)
    family, weight = family_of(loaded.config), _weight(loaded.body.get_submodule(module))
    written = weight[unit.unit] if family.inputs_first else weight[:, unit.unit]
    if not family.after_mlp:
        return written
    norm = loaded.body.get_submodule(f"{family.blocks}.{unit.place.layer}.{family.after_mlp}")
    return written * _gain(norm, family)


def _gain(norm: torch.nn.Module, family: Family) -> torch.Tensor | float:
    """What a norm multiplies with, [d_model]."""
    if family.gain == "none":
        return 1.0
    return _weight(norm) + 1 if family.gain == "one_more" else _weight(norm)


def _weight(module: torch.nn.Module) -> torch.Tensor:
    found = module.weight
    if not isinstance(found, torch.Tensor):
        raise TypeError(f"{type(module).__name__} has no weight")
    return found


def token_scores(loaded: LoadedModel, units: Sequence[UnitAddress]) -> torch.Tensor:
    """Scores of all tokens, each unit's with mean 0 over the vocabulary: [units, vocabulary]. Raises Refused
    for what is not finite."""
    with torch.inference_mode():
        directions = torch.stack([output_direction(loaded, unit).float() for unit in units])
        family = family_of(loaded.config)
        if family.mean_centred:
            directions = directions - directions.mean(1, keepdim=True)
        # Models keep more rows than their tokenizer has tokens, for speed.
        words = loaded.unembedding[: len(loaded.tokenizer)].float()
        gain = _gain(loaded.final_norm, family)
        scores = (directions * (gain if isinstance(gain, float) else gain.float())) @ words.T
        scores = scores * float(getattr(loaded.model.config, "logit_scale", None) or 1.0)
        found = scores - scores.mean(1, keepdim=True)
    for unit, row in zip(units, found, strict=True):
        if not is_finite(row):
            raise not_finite(loaded, f"scores of tokens for {unit}")
    return found


def promoted(loaded: LoadedModel, unit: UnitAddress, n: int = 10) -> tuple[list[ScoredToken], list[ScoredToken]]:
    """The ``n`` tokens the neuron makes most likely, and the ``n`` it makes least likely, strongest first."""
    return promoted_by_each(loaded, [unit], n)[0]


def promoted_by_each(
    loaded: LoadedModel, units: Sequence[UnitAddress], n: int = 10
) -> list[tuple[list[ScoredToken], list[ScoredToken]]]:
    """:func:`promoted` for many units at once, which takes one product of matrices."""
    if not units:
        return []
    scores = token_scores(loaded, units)
    n = min(n, scores.shape[1])
    more, less = (_scored(loaded, *scores.topk(n, largest=largest)) for largest in (True, False))
    return list(zip(more, less, strict=True))


def _scored(loaded: LoadedModel, scores: torch.Tensor, ids: torch.Tensor) -> list[list[ScoredToken]]:
    flat = ids.flatten().tolist()
    tokens = [
        ScoredToken(i, text, score)
        for i, text, score in zip(flat, readable(loaded.tokenizer, flat), scores.flatten().tolist(), strict=True)
    ]
    n = ids.shape[1]
    return [tokens[start : start + n] for start in range(0, len(tokens), n)]
