"""Intake: adding a model, importing a corpus, concepts or ids, as a run, so that its progress can be watched.

Its functions leave nothing half-written, hence an intake has no steps: after a death it starts over. It can be asked
for again when it is done, too, since a folder may have grown meanwhile.
"""

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from isogloss.runs import life
from isogloss.runs.hold import Hold
from isogloss.runs.key import intake_key
from isogloss.runs.quota import check_room
from isogloss.runs.reading import status
from isogloss.runs.requests import open_runs, parse_params
from isogloss.runs.state import clean_asker, emit, reopen
from isogloss.runs.wire import RunStatus
from isogloss.vocabulary.errors import Refused, Unavailable
from isogloss.vocabulary.hub_access import HubAccess
from isogloss.vocabulary.progress import Tell


class Asked(BaseModel):
    """Base of what can be asked: closed and immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AddModel(Asked):
    """A model from a folder on the worker's machine (of checkpoints, or one itself) or from a hub."""

    source: str = Field(min_length=1, max_length=1000, description="A folder, or a hub id such as owner/name.")
    id: str | None = Field(None, max_length=80, description="Its name here; made from the source if absent.")
    revisions: tuple[str, ...] | None = Field(
        None, max_length=1000, description="Checkpoints; all known ones if absent."
    )
    steps: dict[str, int] | None = Field(
        None, max_length=1000, description="The training steps of checkpoints whose names do not tell them, by name."
    )
    tokenizer: str | None = Field(None, max_length=1000, description="A folder or hub id to take the tokenizer from.")
    trained_on: str | None = Field(None, max_length=2000, description="What text it was trained on, where known.")
    licence: str | None = Field(None, max_length=200, description="Its licence, where the source does not say.")


class AddCorpus(Asked):
    """Sentences aligned by id, from files on the worker's machine or from a hub."""

    source: str = Field(min_length=1, max_length=1000, description="A file, a folder, or a hub id of a data set.")
    format: str = Field("auto", max_length=20, description="conllu, tsv, csv, jsonl, flores, or auto.")
    id: str | None = Field(None, max_length=80, description="Its name here; made from the source if absent.")
    name: str | None = Field(None, max_length=200, description="Its name as shown.")
    licence: str | None = Field(None, max_length=200, description="Its licence, where the files do not say.")
    languages: tuple[str, ...] | None = Field(
        None, max_length=500, description="Keep only these; file=language tells one."
    )


class AddConcepts(Asked):
    """Which sentences of a corpus are positive for which concept."""

    source: str = Field(min_length=1, max_length=1000, description="A JSON file: {concept: [ids]}.")
    corpus: str = Field(max_length=80, description="The corpus whose ids these are.")
    id: str | None = Field(None, max_length=80, description="Its name here.")
    name: str | None = Field(None, max_length=200, description="Its name as shown.")
    licence: str | None = Field(None, max_length=200, description="Its licence, where the file does not say.")


class AddIds(Asked):
    """A named choice of a corpus's ids."""

    source: str = Field(min_length=1, max_length=1000, description="A JSON file.")
    corpus: str = Field(max_length=80, description="The corpus whose ids these are.")
    name: str = Field(max_length=80, description="The name of the choice.")
    pointer: str | None = Field(None, max_length=200, description="Where in the file the list of ids stands.")


#: What can be taken in: the ``study`` column of such a run.
INTAKES: dict[str, type[Asked]] = {
    "add_model": AddModel,
    "add_corpus": AddCorpus,
    "add_concepts": AddConcepts,
    "add_ids": AddIds,
}


@dataclass(frozen=True)
class Options:
    """What every intake of this installation is done with: how hubs are reached."""

    hub: HubAccess = field(default_factory=HubAccess)


def ask_intake(
    store: Any, what: str, params: dict[str, Any] | BaseModel, asker: str, *, most: int | None = None
) -> RunStatus:
    """Ask for an intake; one that is under way is joined. Raises Refused for what cannot be taken in."""
    if what not in INTAKES:
        raise Refused("unknown_intake", f"“{what[:40]}” cannot be taken in.", hint=f"There is: {', '.join(INTAKES)}.")
    asker = clean_asker(asker)
    asked = parse_params(INTAKES[what], params).model_dump(mode="json")
    key = intake_key(what, asked)
    row = {
        "key": key,
        "kind": "intake",
        "study": what,
        "study_version": 1,
        "params": asked,
        "inputs": {},
        "lane": "batch",
    }
    with store.app.writing() as session:
        run = open_runs(session, [row | {"model": None, "checkpoint": None, "cost": None}], asker)[key]
        if run.status == "done":
            reopen(session, run)
            session.flush()
        check_room(session, asker, most)
    return status(store, key, asker)


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


def perform(store: Any, what: str, params: dict[str, Any], progress: Tell, options: Options) -> dict[str, Any]:
    """Do an intake, in a lane or at the terminal; returns what became of it: the kind of thing and its id."""
    return _PERFORM[what](store, parse_params(INTAKES[what], params), progress, options)


def _model(store: Any, asked: AddModel, progress: Tell, options: Options) -> dict[str, Any]:
    from isogloss.models.hub import Hub
    from isogloss.models.ladder import add_model, checkpoints, order_said

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


def _corpus(store: Any, asked: AddCorpus, progress: Tell, options: Options) -> dict[str, Any]:
    from isogloss.corpora.imports import import_corpus

    named = asked.model_dump(exclude={"source"})
    row = import_corpus(store, asked.source, progress=progress, hub=options.hub, **named)
    return {"kind": "corpus", "id": row.id}


def _concepts(store: Any, asked: AddConcepts, progress: Tell, options: Options) -> dict[str, Any]:
    from isogloss.corpora.concepts import import_concepts

    row = import_concepts(store, asked.source, **asked.model_dump(exclude={"source"}))
    return {"kind": "concepts", "id": row.id, "corpus": row.corpus_id}


def _ids(store: Any, asked: AddIds, progress: Tell, options: Options) -> dict[str, Any]:
    from isogloss.corpora.id_sets import import_ids

    row = import_ids(store, asked.source, **asked.model_dump(exclude={"source"}))
    return {"kind": "ids", "id": row.name, "corpus": row.corpus_id}


_PERFORM: dict[str, Callable[[Any, Any, Tell, Options], dict[str, Any]]] = {
    "add_model": _model,
    "add_corpus": _corpus,
    "add_concepts": _concepts,
    "add_ids": _ids,
}
