"""Models as things that runs publish: a part is one checkpoint of a ladder that lies in a folder. Torch-free."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isogloss.contract.publication import Ready
from isogloss.models.ladder import keep_model, read_model

if TYPE_CHECKING:
    from isogloss.store.database import Within
    from isogloss.store.open import Store


@dataclass(frozen=True)
class PublishedCheckpoint:
    """A checkpoint that is whole in its ladder's folder; ``name`` is its revision, the rest as ``add_model`` has it."""

    name: str
    ladder: Path
    licence: str | None = None
    trained_on: dict[str, Any] | None = None
    note: str | None = None


class _Models:
    """Every check of a model that somebody brings holds for one that was made here."""

    name = "model"
    has_checkpoints = True

    def ready(self, store: "Store", id: str, part: PublishedCheckpoint) -> Ready:
        """Its config, tokenizer and weights, read; raises what ``add_model`` raises."""
        model = read_model(
            store,
            str(part.ladder),
            id=id,
            revisions=[part.name],
            licence=part.licence,
            trained_on=part.trained_on,
            note=part.note,
        )
        weights = model.read[-1].weights
        earlier = (weights.as_stored,) if weights.as_stored else ()

        def add(within: "Within") -> None:
            keep_model(within, model)

        return Ready(weights.fingerprint, earlier, add=add)


#: What a study that trains models publishes.
MODEL = _Models()
