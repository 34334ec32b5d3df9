"""Gradients: of one number that a model's reading comes to, with respect to activations and to weights.

The weights of a loaded model ask for no gradient, and readings run in inference mode (``models.hooks``). While
:func:`gradients` runs, and in its thread alone, the weights that are named do; afterwards nothing of it is left.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from isogloss.methods.finite import check_finite
from isogloss.models.hooks import Callback, Source, forward_body, hooked, sources
from isogloss.models.load import LoadedModel
from isogloss.vocabulary.address import Address
from isogloss.vocabulary.errors import Refused

#: What the head would read, [batch, positions, d_model], to one number.
Objective = Callable[[torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Gradients:
    """``value`` is the objective; ``activations[place]`` are [batch, positions, width], ``weights[name]`` are of the
    weight's own shape, both of the model's own dtype."""

    value: float
    activations: dict[Address, torch.Tensor]
    weights: dict[str, torch.Tensor]


def gradients(
    loaded: LoadedModel,
    ids: torch.Tensor,
    mask: torch.Tensor,
    objective: Objective,
    *,
    places: Sequence[Address] = (),
    weights: Sequence[str] = (),
) -> Gradients:
    """Read ``ids`` under ``mask`` (both [batch, positions]; 1 on real tokens) once, and differentiate.

    ``weights`` are names of the model's ``named_parameters``; a tied weight has one name, and its gradient is that of
    all its uses. What the objective does not depend on has gradient 0. Raises Refused for a place or weight that the
    model has not, and where the value or a gradient is not finite; RuntimeError where a module never ran.
    """
    wanted = _weights(loaded, weights)
    found, seen = sources(loaded, places), dict[Source, torch.Tensor]()

    def keep(source: Source) -> Callback:
        def callback(values: torch.Tensor) -> torch.Tensor:
            seen[source] = values
            # The model goes on with a copy: some write into what a module gave (OLMo clips), and what is kept must be
            # what stood there.
            return values.clone()

        return callback

    callbacks = {source: keep(source) for source in found}
    with hooked(loaded, callbacks), _asking(loaded, list(wanted.values())), torch.inference_mode(False):
        to_left, back = _to_left(mask)
        with torch.enable_grad():
            hidden = forward_body(loaded, _moved(ids, to_left), _moved(mask, to_left))
            value = objective(_moved(hidden, back))
        if missing := found.keys() - seen.keys():
            raise RuntimeError(f"never ran: {sorted(source.module for source in missing)}")
        parts = [*seen.values(), *wanted.values()]
        flows = torch.autograd.grad(value, parts, allow_unused=True, materialize_grads=True) if parts else ()
    check_finite(value.detach(), "What the gradients are of")
    by_source = dict(zip(seen, flows[: len(seen)], strict=True))
    activations = {
        share.place: _moved(share.of(by_source[source]), back) for source, shares in found.items() for share in shares
    }
    of_weights = dict(zip(wanted, flows[len(seen) :], strict=True))
    for name, flow in [*activations.items(), *of_weights.items()]:
        check_finite(flow, f"The gradient at {name}")
    return Gradients(float(value.detach()), activations, of_weights)


def next_token_loss(loaded: LoadedModel, ids: torch.Tensor, mask: torch.Tensor) -> Objective:
    """The objective that training lowers: the sum over real tokens, but each row's first, of -log p(token | those
    before it), in nats."""

    def loss(hidden: torch.Tensor) -> torch.Tensor:
        row, position = (mask.bool() & (mask.cumsum(1) > 1)).nonzero(as_tuple=True)
        # A row's real tokens are together, so that the one before it stands just left of it.
        logits = loaded.logits(hidden[row, position - 1])
        logits = logits if logits.dtype == torch.float64 else logits.float()
        return torch.nn.functional.cross_entropy(logits, ids[row, position].clone(), reduction="sum")

    return loss


def _to_left(mask: torch.Tensor) -> tuple[torch.Tensor | None, torch.Tensor | None]:
    """Where each position of a row is taken from so that real tokens come first, and the way back: [batch, positions]
    both; None where they do. A padding position before all real ones may look at nothing, and its attention's slope is
    no number (BLOOM's in float64), which would reach every weight."""
    if not bool((mask[:, 1:] > mask[:, :-1]).any()):
        return None, None
    order = mask.argsort(dim=1, descending=True, stable=True)
    return order, order.argsort(dim=1)


def _moved(values: torch.Tensor, order: torch.Tensor | None) -> torch.Tensor:
    """Positions of ``values`` [batch, positions, ...] in another order."""
    return values if order is None else values[torch.arange(len(values), device=values.device)[:, None], order]


def _weights(loaded: LoadedModel, names: Sequence[str]) -> dict[str, torch.nn.Parameter]:
    known = dict(loaded.model.named_parameters())
    for name in names:
        if name not in known:
            raise Refused(
                "unknown_weight",
                f"This model has no weight “{name[:120]}”.",
                hint=f"It has, among others: {', '.join(list(known)[:6])}.",
                field="weights",
            )
    return {name: known[name] for name in names}


@contextmanager
def _asking(loaded: LoadedModel, wanted: Sequence[torch.nn.Parameter]) -> Iterator[None]:
    """While open, these weights ask for gradients, and so does what the embedding gives: else nothing would flow to
    activations where no weight below them asks."""

    def flowing(_module: torch.nn.Module, _inputs: object, output: torch.Tensor) -> torch.Tensor:
        return output if output.requires_grad else output.requires_grad_()

    handle = loaded.model.get_input_embeddings().register_forward_hook(flowing)
    asked = [weight for weight in wanted if not weight.requires_grad]
    try:
        for weight in asked:
            weight.requires_grad_(True)
        yield
    finally:
        for weight in asked:
            weight.requires_grad_(False)
        handle.remove()
