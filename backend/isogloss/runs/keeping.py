"""What a run keeps, by name: bytes in the artifact store, names in ``run_artifact``."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.runs.rows.patience import patiently
from isogloss.runs.rows.tables import RunArtifactRow
from isogloss.store.npy import read_array
from isogloss.store.open import Store
from isogloss.store.upsert import insert
from isogloss.vocabulary.errors import NotFound, Refused

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


class Keeping:
    """Names under one run. ``writing`` opens the transaction in which a name is set, and says who may."""

    def __init__(
        self, store: Store, run_id: int, writing: Callable[[], AbstractContextManager[Session]], prefix: str = ""
    ):
        self.store, self.run_id, self._writing, self._prefix = store, run_id, writing, prefix

    def put(self, name: str, data: bytes, *, kind: str, evictable: bool = False) -> str:
        """Keep bytes under a name; returns their digest. The name is set only once the bytes are safe."""
        digest = patiently(lambda: self.store.artifacts.put(data, kind=kind, evictable=evictable))
        patiently(lambda: self._name(name, digest, kind, len(data)))
        return str(digest)

    def _name(self, name: str, digest: str, kind: str, size: int) -> None:
        full = self._prefix + name
        if len(full) > 200:
            raise Refused("long_name", f"The name “{name[:40]}…” is too long to be kept.")
        with self._writing() as session:
            # In one statement: two looks at one series may set the same name at once.
            what = {"digest": digest, "kind": kind, "n_bytes": size}
            row = insert(session, RunArtifactRow).values(run_id=self.run_id, name=full, **what)
            session.execute(row.on_conflict_do_update(index_elements=["run_id", "name"], set_=what))

    def get(self, name: str) -> bytes:
        """The bytes kept under a name; raises NotFound."""
        return bytes(patiently(lambda: self.store.artifacts.get(self._digest(name))))

    def _digest(self, name: str) -> str:
        return kept_digest(self.store, self.run_id, self._prefix + name)

    def put_array(self, name: str, array: np.ndarray, *, evictable: bool = False) -> str:
        """Keep an array; equal arrays have equal digests."""
        digest = patiently(lambda: self.store.artifacts.put_array(array, kind="array", evictable=evictable))
        patiently(lambda: self._name(name, digest, "array", array.nbytes))
        return str(digest)

    def get_array(self, name: str) -> np.ndarray:
        """The array kept under a name; raises NotFound."""
        return read_array(self.get(name))

    def put_figure(self, name: str, figure: "Figure", allowed: tuple[str, ...]) -> str:
        """Keep a figure as plotly's own JSON; raises Refused for a name that the study does not declare."""
        if name not in allowed:
            raise Refused(
                "unknown_figure", f"The study declares no figure “{name}”.", hint=f"It has: {', '.join(allowed)}."
            )
        return self.put(f"figure/{name}", figure.to_json(engine="orjson").encode(), kind="figure")


class Keeps:
    """The part of a run's hands that keeps and reads by name (:class:`isogloss.contract.context.Keeps`)."""

    def __init__(self, keeping: Keeping, figures: tuple[str, ...]):
        self._keeping, self._figures = keeping, figures

    def save_bytes(self, name: str, data: bytes, *, kind: str = "bytes", evictable: bool = False) -> str:
        return self._keeping.put(name, data, kind=kind, evictable=evictable)

    def load_bytes(self, name: str) -> bytes:
        return self._keeping.get(name)

    def save_array(self, name: str, array: np.ndarray, *, evictable: bool = False) -> str:
        return self._keeping.put_array(name, array, evictable=evictable)

    def load_array(self, name: str) -> np.ndarray:
        return self._keeping.get_array(name)

    def save_figure(self, name: str, figure: "Figure") -> str:
        return self._keeping.put_figure(name, figure, self._figures)


def kept_digest(store: Store, run_id: int, name: str) -> str:
    """The digest kept under a run's name; raises NotFound."""
    query = select(RunArtifactRow.digest).where(RunArtifactRow.run_id == run_id, RunArtifactRow.name == name)
    with store.app.session() as session:
        digest = session.scalar(query)
    if digest is None:
        raise NotFound("not_kept", f"The run has kept nothing called “{name[:80]}”.")
    return str(digest)
