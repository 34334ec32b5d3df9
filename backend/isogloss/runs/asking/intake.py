"""Asking for an intake: a model to be added, a corpus, concepts or ids to be imported, as a run that can be watched.

It can be asked for again when it is done, too, since a folder may have grown meanwhile.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from isogloss.runs.asking.key import intake_key
from isogloss.runs.asking.quota import check_room
from isogloss.runs.asking.requests import open_runs, parse_params
from isogloss.runs.rows.reading import status
from isogloss.runs.rows.state import clean_asker, reopen
from isogloss.runs.rows.wire import RunStatus
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Refused


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


def ask_intake(
    store: Store, what: str, params: dict[str, Any] | BaseModel, asker: str, *, most: int | None = None
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
