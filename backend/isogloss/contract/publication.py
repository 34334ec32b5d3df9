"""What a run may publish: kinds of things that others go on with, some of them while the run is still at work.

A kind is one object, of the layer that knows such things (:data:`isogloss.training.model_kind.MODEL`). A study names it
with the id its runs publish under (:class:`Publishes`); its job publishes part by part with ``ctx.publish``. The rules
are the same for every kind and stand in :mod:`isogloss.runs.rows.publishing`: whole or not at all, once, and never
changed. To add a kind is to write one such object and to name it in a study.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

if TYPE_CHECKING:
    from isogloss.store.database import Within
    from isogloss.store.open import Store


class Part(Protocol):
    """One part of what is published, whole where it lies: a checkpoint of a model, the dictionary of one place."""

    @property
    def name(self) -> str:
        """What it is called within the thing, at most 200 characters."""
        ...


P_contra = TypeVar("P_contra", bound=BaseModel, contravariant=True)
PartT_contra = TypeVar("PartT_contra", bound=Part, contravariant=True)


def _nothing(within: "Within") -> None:
    return None


@dataclass(frozen=True)
class Ready:
    """A part that was read whole and found sound, before anything is written.

    ``digest`` is that of its contents (at most 64 characters), ``earlier`` those that earlier versions gave the same
    contents. ``facts`` are small JSON, kept with it and shown. ``add`` writes the rows that the kind has of its own, in
    the transaction that publishes; it may raise, and then nothing is written. It does nothing for rows that are there,
    and raises Conflict where others are.
    """

    digest: str
    earlier: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    add: "Callable[[Within], None]" = _nothing


class Kind(Protocol[PartT_contra]):
    """A kind of thing that runs publish."""

    @property
    def name(self) -> str:
        """How it is spelled in addresses and in the database, for ever: ``model``."""
        ...

    @property
    def has_checkpoints(self) -> bool:
        """Whether a part is a checkpoint of a model, so that a recipe can go on with it and a run has that model."""
        ...

    def ready(self, store: "Store", id: str, part: PartT_contra) -> Ready:
        """Read all of a part and check it; may take minutes, and leaves nothing that counts as published. Raises
        Refused, with what to do, for what is not whole or not sound."""
        ...


#: A kind as whoever does not publish sees it: which parts it takes is between it and its studies' jobs.
AnyKind = Kind[Any]


@dataclass(frozen=True)
class Publishes(Generic[P_contra]):
    """What a study's runs publish: a ``kind``, and the id that ``id_of(params, run key)`` gives it."""

    kind: AnyKind
    id_of: Callable[[P_contra, str], str]


def kinds(published: Iterable[Publishes[Any] | None]) -> dict[str, AnyKind]:
    """The kinds that studies publish, by name. Raises ValueError where two kinds share one: the name is stored."""
    found: dict[str, AnyKind] = {}
    for one in filter(None, published):
        if found.setdefault(one.kind.name, one.kind) is not one.kind:
            raise ValueError(f"two kinds of published things are called “{one.kind.name}”: give one another name")
    return found
