"""Hooks: reading values at addresses while the model runs, and leaving no trace afterwards.

A module of the real model is hooked, on one side of one linear map; a projection that fuses q, k and v is hooked once
and split by its family's layout. Hooks belong to the thread that set them: another thread that runs the same model
waits for the lock, and one that ignores the lock is not seen by them.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch

from isogloss.models.families import Tap, family_of
from isogloss.models.load import LoadedModel
from isogloss.models.points import tap_of
from isogloss.vocabulary.address import Address

Values = TypeVar("Values", torch.Tensor, np.ndarray)


@dataclass(frozen=True, slots=True)
class Source:
    """One side of one module: what a hook can be put on."""

    module: str
    side: str


@dataclass(frozen=True, slots=True)
class Share:
    """The columns of a source that belong to one address."""

    place: Address
    tap: Tap
    groups: int

    def of(self, values: Values) -> Values:
        """This address's columns of the last axis, which is read as [groups, parts, columns]."""
        if self.tap.parts == 1:
            return values
        lead = values.shape[:-1]
        return values.reshape(*lead, self.groups, self.tap.parts, -1)[..., self.tap.part, :].reshape(*lead, -1)


def sources(loaded: LoadedModel, places: Iterable[Address]) -> dict[Source, list[Share]]:
    """What to hook to read these places: each source once, with its shares. Raises Refused for an unknown place."""
    found: dict[Source, list[Share]] = {}
    for place in places:
        module, tap, groups = tap_of(loaded.config, place)
        found.setdefault(Source(module, tap.side), []).append(Share(place, tap, groups))
    return found


class _Enough(Exception):
    """Raised inside the forward pass when everything wanted was seen: the blocks above are not run."""


#: What a module takes and gives: a tensor, or a tuple that begins with one.
Passed = torch.Tensor | tuple[torch.Tensor, ...]


def _first_tensor(value: Passed) -> torch.Tensor:
    """The tensor itself, or the first of a tuple (BLOOM's blocks return tuples)."""
    return value[0] if isinstance(value, tuple) else value


#: What is called with a source's tensor [batch, positions, columns]; what it gives back goes on in its place.
Callback = Callable[[torch.Tensor], torch.Tensor | None]


@contextmanager
def hooked(loaded: LoadedModel, callbacks: Mapping[Source, Callback]) -> Iterator[None]:
    """While open, each source's callback gets its tensor [batch, positions, columns] in every forward of this thread.

    Holds the model's lock and removes the hooks whatever happens. The tensor is the model's own: what is written into
    it, the model goes on with (only ``models.editing`` does so), as it does with a tensor that a callback gives back.
    """
    owner = threading.get_ident()
    rows: list[torch.Size] = []

    def passed_on(callback: Callback, value: Passed) -> Passed | None:
        tensor = _first_tensor(value)
        found = callback(tensor if tensor.ndim > 2 else tensor.view(*rows[-1], -1))
        if found is None:
            return None
        found = found.view(tensor.shape)
        return (found, *value[1:]) if isinstance(value, tuple) else found

    def before(callback: Callback) -> Callable[[torch.nn.Module, tuple[torch.Tensor, ...]], Passed | None]:
        def hook(_module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> Passed | None:
            return passed_on(callback, inputs) if threading.get_ident() == owner else None

        return hook

    def after(callback: Callback) -> Callable[[torch.nn.Module, object, Passed], Passed | None]:
        def hook(_module: torch.nn.Module, _inputs: object, output: Passed) -> Passed | None:
            return passed_on(callback, output) if threading.get_ident() == owner else None

        return hook

    def begun(_module: torch.nn.Module, _inputs: object, given: dict[str, torch.Tensor]) -> None:
        if threading.get_ident() == owner:
            rows.append(given["input_ids"].shape)

    with loaded.lock:
        handles = []
        try:
            if family_of(loaded.config).flat:
                handles.append(loaded.body.register_forward_pre_hook(begun, with_kwargs=True))
            for source, callback in callbacks.items():
                module = loaded.body.get_submodule(source.module)
                if source.side == "input":
                    handles.append(module.register_forward_pre_hook(before(callback)))
                else:
                    handles.append(module.register_forward_hook(after(callback)))
            yield
        finally:
            for handle in handles:
                handle.remove()


def position_ids(loaded: LoadedModel, mask: torch.Tensor) -> dict[str, torch.Tensor]:
    """The argument that numbers the positions of a mask [batch, positions], real tokens only; none where the model
    reads the mask itself (ALiBi). So the side of the padding does not matter."""
    return {"position_ids": (mask.cumsum(1) - 1).clamp(min=0)} if family_of(loaded.config).positions else {}


def run_body(loaded: LoadedModel, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """One forward pass without head and cache over ids and mask, both [batch, positions]; mask is 1 on real tokens.

    Returns what the head would read: [batch, positions, d_model].
    """
    with torch.inference_mode():
        return forward_body(loaded, ids, mask)


def forward_body(loaded: LoadedModel, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The same in whatever mode the caller set: without gradients nearly all want :func:`run_body`."""
    # Said here, since a model's own config may ask for all hidden states to be kept.
    read = loaded.body(
        input_ids=ids,
        attention_mask=mask,
        use_cache=False,
        output_hidden_states=False,
        output_attentions=False,
        **position_ids(loaded, mask),
    )
    hidden: torch.Tensor = read[0]
    return hidden


def read(
    loaded: LoadedModel,
    ids: torch.Tensor,
    mask: torch.Tensor,
    callbacks: Mapping[Source, Callable[[torch.Tensor], None]],
) -> None:
    """Run the body once with callbacks on sources, only as far up as they need."""
    missing = set(callbacks)

    def counted(source: Source) -> Callable[[torch.Tensor], None]:
        def callback(values: torch.Tensor) -> None:
            callbacks[source](values)
            missing.discard(source)
            if not missing:
                raise _Enough

        return callback

    try:
        with hooked(loaded, {source: counted(source) for source in callbacks}):
            run_body(loaded, ids, mask)
    except _Enough:
        pass
    if missing:
        # A module that is there but was not called would otherwise leave zeros behind that look like values.
        raise RuntimeError(f"never ran: {sorted(source.module for source in missing)}")


@contextmanager
def listening(
    loaded: LoadedModel, places: Iterable[Address], callback: Callable[[Address, torch.Tensor], None]
) -> Iterator[None]:
    """While open, ``callback(place, values [batch, positions, width])`` is called at every place in every forward."""

    def shared(shares: list[Share]) -> Callable[[torch.Tensor], None]:
        def each(values: torch.Tensor) -> None:
            for share in shares:
                callback(share.place, share.of(values))

        return each

    with hooked(loaded, {source: shared(shares) for source, shares in sources(loaded, places).items()}):
        yield
