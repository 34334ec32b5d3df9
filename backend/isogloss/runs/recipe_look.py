"""Following a recipe: looking at it when it is asked for, and each time one of its runs ends.

Entries whose references are finished are asked for; those whose reference has no result are left out, and named.
Between looks a recipe occupies nobody.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from isogloss.runs.patience import patiently
from isogloss.runs.recipe import references_in, replaced, study_named
from isogloss.runs.requests import ask_run, ask_series, link
from isogloss.runs.state import end, lock, log, release
from isogloss.runs.study import Study
from isogloss.runs.tables import ENDED, RunRow, children_of, find_run
from isogloss.vocabulary.errors import IsoglossError, OutOfSpace, Unavailable


def advance(store: Any, key: str, studies: Mapping[str, Study]) -> None:
    """Ask for every entry that can be asked for now, and end the recipe when nothing is left."""
    while (look := _look(store, key)) is not None:
        entry = look.next_entry()
        if entry is None:
            return patiently(lambda: _settle(store, key, look.attempt))
        _follow(store, look, entry, studies)


class Look:
    """A recipe as it was when this look began."""

    def __init__(self, row: RunRow, known: Mapping[str, RunRow]):
        self.key, self.attempt, self.known = row.key, row.attempt, known
        self.entries: list[dict[str, Any]] = row.params["runs"]
        self.left_out: Mapping[str, str] = (row.provenance or {}).get("left_out", {})

    def next_entry(self) -> dict[str, Any] | None:
        """The first entry there is something to do about."""
        for entry in self.entries:
            named = entry["name"] in self.known or entry["name"] in self.left_out
            if not named and (self.without_result(entry) or not self.unfinished(entry)):
                return entry
        return None

    def without_result(self, entry: Mapping[str, Any]) -> list[str]:
        """Names the entry builds on that will have no result."""
        lost = {name for name, run in self.known.items() if run.status in ("failed", "cancelled")} | set(self.left_out)
        return sorted(references_in(entry["params"]) & lost)

    def unfinished(self, entry: Mapping[str, Any]) -> set[str]:
        """Names the entry builds on that have no result yet."""
        return references_in(entry["params"]) - {name for name, run in self.known.items() if run.status == "done"}


def _look(store: Any, key: str) -> Look | None:
    with store.app.session() as session:
        row = find_run(session, key)
        if row is None or row.status in ENDED:
            return None
        return Look(row, {child.label: run for child, run in children_of(session, row.id)})


def _follow(store: Any, look: Look, entry: dict[str, Any], studies: Mapping[str, Study]) -> None:
    if lost := look.without_result(entry):
        return _leave_out(store, look, entry["name"], f"it builds on {lost[0]}, which has no result")
    try:
        asked = _ask(store, look, entry, studies)
    except (Unavailable, OutOfSpace):
        raise
    except IsoglossError as error:
        return _leave_out(store, look, entry["name"], str(error))
    with store.app.writing() as session:
        child, row = lock(session, [asked])[asked], lock(session, [look.key])[look.key]
        if row.status == "cancelled":
            release(session, child, f"recipe:{look.key}")
        else:
            link(session, row, [(child.id, entry["name"])], look.entries.index(entry))
    return None


def _ask(store: Any, look: Look, entry: dict[str, Any], studies: Mapping[str, Study]) -> str:
    """Ask for an entry; returns its key."""
    study, asker = study_named(studies, entry["study"]), f"recipe:{look.key}"
    params = replaced(entry["params"], {name: run.key for name, run in look.known.items()})
    if entry["checkpoints"]:
        return ask_series(store, study, params, entry["checkpoints"], asker).key
    return ask_run(store, study, params, asker).key


def _newer(row: RunRow, attempt: int) -> bool:
    """Whether somebody woke the recipe since a look began: then that look's conclusions are left to the next one."""
    return row.attempt != attempt or row.status in ENDED


def _leave_out(store: Any, look: Look, name: str, reason: str) -> None:
    with store.app.writing() as session:
        row = lock(session, [look.key])[look.key]
        if not _newer(row, look.attempt):
            row.provenance = {"left_out": {**look.left_out, name: reason}}
            log(session, row.id, f"“{name}” is left out: {reason}.")


def _settle(store: Any, key: str, attempt: int) -> None:
    with store.app.writing() as session:
        row = lock(session, [key])[key]
        if not _newer(row, attempt):
            _end(session, row)


def _end(session: Session, row: RunRow) -> None:
    """End the recipe if all of it has ended."""
    left_out = (row.provenance or {}).get("left_out", {})
    states = {child.label: run.status for child, run in children_of(session, row.id)} | dict.fromkeys(
        left_out, "left out"
    )
    if len(states) < len(row.params["runs"]) or any(state in ("queued", "running") for state in states.values()):
        return None
    missing = {name: state for name, state in states.items() if state != "done"}
    if not missing:
        return end(session, row, "done", "Done.")
    error = {
        "code": "recipe_incomplete",
        "message": f"{len(missing)} of {len(states)} runs have no result: {', '.join(sorted(missing))}.",
        "hint": "Look at those runs; asking for the recipe again goes on with what is missing.",
        "field": None,
        "details": {"missing": missing},
    }
    return end(session, row, "failed", str(error["message"]), error)
