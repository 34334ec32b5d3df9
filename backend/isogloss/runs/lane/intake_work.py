"""Doing an intake: adding a model, importing a corpus, concepts or ids, in a lane or at the terminal.

Its functions leave nothing half-written, hence an intake has no steps: after a death it starts over.
"""

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from isogloss.runs.asking.intake import INTAKES, AddConcepts, AddCorpus, AddIds, AddModel
from isogloss.runs.asking.requests import parse_params
from isogloss.runs.lane import life
from isogloss.runs.lane.hold import Hold
from isogloss.runs.rows.state import emit
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Unavailable
from isogloss.vocabulary.hub_access import HubAccess
from isogloss.vocabulary.progress import Tell


@dataclass(frozen=True)
class Options:
    """What every intake of this installation is done with: how hubs are reached."""

    hub: HubAccess = field(default_factory=HubAccess)


class Progress:
    """How far a run's intake is, told from a thread of its own.

    The intake may be in the middle of its one long transaction, and on SQLite another write would wait for its end:
    so it is never the intake itself that waits. A stop reaches it at its next call.
    """

    def __init__(self, hold: Hold):
        self._hold = hold
        self._latest: tuple[float, float, str] | None = None
        self._stopped: BaseException | None = None
        self._wake = threading.Event()
        self._over = False
        self._thread = threading.Thread(target=self._tell, name="intake-progress", daemon=True)
        self._thread.start()

    def __call__(self, done: float, total: float, label: str = "") -> None:
        if self._stopped:
            raise self._stopped
        life.moved()
        self._latest = (done, total, label)
        self._wake.set()

    def close(self) -> None:
        """No more is told."""
        self._over = True
        self._wake.set()
        self._thread.join(timeout=40)

    def _tell(self) -> None:
        while not self._over:
            # Now and then also without news: somebody may have asked to stop.
            self._wake.wait(0.5)
            self._wake.clear()
            try:
                self._write()
            except Unavailable:
                pass
            except BaseException as stopped:
                self._stopped = stopped
                return

    def _write(self) -> None:
        if self._latest is None:
            return self._hold.check()
        done, total, label = self._latest
        self._latest = None
        values = {"label": label[:200], "fraction": min(1.0, done / total) if total else 0.0}
        with self._hold.store.app.session() as session:
            self._hold.note(session, **values)
            emit(session, self._hold.run_id, "progress", data=values)
        threading.Event().wait(0.1)


def perform(store: Store, what: str, params: dict[str, Any], progress: Tell, options: Options) -> dict[str, Any]:
    """Do an intake, in a lane or at the terminal; returns what became of it: the kind of thing and its id."""
    return _PERFORM[what](store, parse_params(INTAKES[what], params), progress, options)


def _model(store: Store, asked: AddModel, progress: Tell, options: Options) -> dict[str, Any]:
    from isogloss.models.hub import Hub
    from isogloss.models.ladder import add_model, order_said
    from isogloss.models.model_rows import checkpoints

    notes: list[str] = []
    row = add_model(
        store,
        asked.source,
        id=asked.id,
        revisions=list(asked.revisions) if asked.revisions else None,
        steps=asked.steps,
        tokenizer=asked.tokenizer,
        trained_on=asked.trained_on,
        licence=asked.licence,
        hub=Hub(**asdict(options.hub)),
        progress=progress,
        notes=notes,
    )
    with store.app.session() as session:
        said, wanted = order_said(checkpoints(session, row.id))
    notes += said
    if wanted:
        notes.append(f"If you know the steps, add it again with them: {wanted}")
    return {"kind": "model", "id": row.id} | ({"notes": notes} if notes else {})


def _corpus(store: Store, asked: AddCorpus, progress: Tell, options: Options) -> dict[str, Any]:
    from isogloss.corpora.imports import import_corpus

    named = asked.model_dump(exclude={"source"})
    row = import_corpus(store, asked.source, progress=progress, hub=options.hub, **named)
    return {"kind": "corpus", "id": row.id}


def _concepts(store: Store, asked: AddConcepts, progress: Tell, options: Options) -> dict[str, Any]:
    from isogloss.corpora.concepts import import_concepts

    row = import_concepts(store, asked.source, **asked.model_dump(exclude={"source"}))
    return {"kind": "concepts", "id": row.id, "corpus": row.corpus_id}


def _ids(store: Store, asked: AddIds, progress: Tell, options: Options) -> dict[str, Any]:
    from isogloss.corpora.id_sets import import_ids

    row = import_ids(store, asked.source, **asked.model_dump(exclude={"source"}))
    return {"kind": "ids", "id": row.name, "corpus": row.corpus_id}


_PERFORM: dict[str, Callable[[Any, Any, Tell, Options], dict[str, Any]]] = {
    "add_model": _model,
    "add_corpus": _corpus,
    "add_concepts": _concepts,
    "add_ids": _ids,
}
