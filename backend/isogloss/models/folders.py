"""Where models' files lie: what a backup leaves out, and what is no longer where it was."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from isogloss.models.tables import CheckpointRow, ModelRow

if TYPE_CHECKING:
    from isogloss.store.open import Store


def _checkpoints(store: "Store") -> Iterator[tuple[str, str, Path]]:
    """(model, kind, folder) of every checkpoint that has one."""
    query = select(ModelRow.id, ModelRow.kind, CheckpointRow.path).join(CheckpointRow)
    with store.app.session() as session:
        rows = session.execute(query.where(CheckpointRow.path.is_not(None))).all()
    return ((model, kind, Path(path)) for model, kind, path in rows if path)


def models_without_files(store: "Store") -> list[str]:
    """Models that were added from folders that are not there (any more)."""
    return sorted({model for model, _, folder in _checkpoints(store) if not folder.is_dir()})


def folders_to_copy(store: "Store") -> list[str]:
    """The folders that hold all models' files: those of one model in one, where that is no whole disk."""
    by_model: dict[str, set[Path]] = {}
    for model, kind, folder in _checkpoints(store):
        by_model.setdefault(model, set()).add(_cached(folder) if kind == "hub" else folder)
    return sorted({str(folder) for folders in by_model.values() for folder in _above(folders)})


def _cached(folder: Path) -> Path:
    """All of a hub's model in the cache: what lies in its snapshots are links to files beside them."""
    return next((above.parent for above in folder.parents if above.name == "snapshots"), folder)


def _above(folders: set[Path]) -> set[Path]:
    """The folder that all of them lie in, unless that is a whole disk."""
    shared = Path(os.path.commonpath(folders))
    return folders if shared == Path(shared.anchor) else {shared}
