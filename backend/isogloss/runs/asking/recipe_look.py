"""Following a recipe: looking at it when it is asked for, when one of its runs ends, and when one that makes a model
has published a checkpoint.

Entries whose references are finished are asked for; those whose reference has no result are left out, and named. For
an entry that follows another's checkpoints the series over those there are is asked for, in place of the one over
fewer: they share their runs. Between looks a recipe occupies nobody.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from isogloss.contract.study import AnyStudy
from isogloss.runs.asking.recipe import references_in, replaced, study_named
from isogloss.runs.asking.requests import ask_run, ask_series, link
from isogloss.runs.rows.patience import patiently
from isogloss.runs.rows.state import emit, end, lock, lock_family, log, release
from isogloss.runs.rows.tables import ENDED, RunChildRow, RunRow, children_of, find_run
from isogloss.store.open import Store
from isogloss.vocabulary.errors import IsoglossError, OutOfSpace, Unavailable


def advance(store: Store, key: str, studies: Mapping[str, AnyStudy]) -> None:
    """Ask for every entry that can be asked for now, and end the recipe when nothing is left."""
    while (look := _look(store, key)) is not None:
        entry = look.next_entry()
        if entry is None:
            return patiently(lambda: _settle(store, key, look.attempt))
        _follow(store, look, entry, studies)


class Look:
    """A recipe as it was when this look began; ``published`` are the checkpoints that each following entry can have."""

    def __init__(self, row: RunRow, known: Mapping[str, RunRow], published: Mapping[str, list[str]]):
        self.key, self.attempt, self.known, self.published = row.key, row.attempt, known, published
        self.entries: list[dict[str, Any]] = row.params["runs"]
        self.left_out: Mapping[str, str] = (row.provenance or {}).get("left_out", {})

    def next_entry(self) -> dict[str, Any] | None:
        """The first entry there is something to do about."""
        for entry in self.entries:
            if entry["name"] in self.left_out or not self.wanting(entry):
                continue
            if self.without_result(entry) or not self.unfinished(entry):
                return entry
        return None

    def wanting(self, entry: Mapping[str, Any]) -> bool:
        """Whether an entry was not asked for yet, or follows checkpoints and has not got all there are."""
        run = self.known.get(entry["name"])
        return run is None or (bool(entry.get("follows")) and len(self.published[entry["name"]]) > covered(run))

    def without_result(self, entry: Mapping[str, Any]) -> list[str]:
        """Names the entry builds on that will have no result."""
        lost = {name for name, run in self.known.items() if run.status in ("failed", "cancelled")} | set(self.left_out)
        followed = {entry["follows"]} if entry.get("follows") and not self.published[entry["name"]] else set()
        return sorted((references_in(entry["params"]) | followed) & lost)

    def unfinished(self, entry: Mapping[str, Any]) -> set[str]:
        """Names the entry builds on that have no result yet, or no checkpoint."""
        waiting = {name for name in references_in(entry["params"]) if not self._done(name)}
        return waiting | ({entry["follows"]} if entry.get("follows") and not self.published[entry["name"]] else set())

    def _done(self, name: str) -> bool:
        """Whether an entry has its result for good: one that follows another's checkpoints, over all of them."""
        entry = next(entry for entry in self.entries if entry["name"] == name)
        followed = self.known.get(entry.get("follows") or "")
        over = followed is None or (followed.status in ENDED and not self.wanting(entry))
        return name in self.known and self.known[name].status == "done" and over


def covered(run: RunRow) -> int:
    """How many checkpoints a series is over; 0 for what is none."""
    return len(run.params["checkpoints"]) if run.kind == "series" else 0


def _look(store: Store, key: str) -> Look | None:
    with store.app.session() as session:
        row = find_run(session, key)
        if row is None or row.status in ENDED:
            return None
        known = {child.label: run for child, run in children_of(session, row.id)}
        following = [entry for entry in row.params["runs"] if entry.get("follows")]
        return Look(row, known, {entry["name"]: _published(session, entry, known) for entry in following})


def _published(session: Session, entry: Mapping[str, Any], known: Mapping[str, RunRow]) -> list[str]:
    """The revisions an entry can follow now, in training order: those with weights here, of those it wants."""
    from isogloss.models.model_rows import checkpoints

    run = known.get(entry["follows"])
    if run is None or run.model is None:
        return []
    wanted = entry["checkpoints"]
    there = [row.revision for row in checkpoints(session, run.model) if row.path is not None]
    return [revision for revision in there if wanted in (None, "all") or revision in wanted]


def _follow(store: Store, look: Look, entry: dict[str, Any], studies: Mapping[str, AnyStudy]) -> None:
    if lost := look.without_result(entry):
        return _leave_out(store, look, entry["name"], f"it builds on {lost[0]}, which has no result")
    try:
        asked = _ask(store, look, entry, studies)
    except (Unavailable, OutOfSpace):
        raise
    except IsoglossError as error:
        return _leave_out(store, look, entry["name"], str(error))
    with store.app.writing() as session:
        _join(session, look, entry, asked)
    return None


def _join(session: Session, look: Look, entry: dict[str, Any], asked: str) -> None:
    """Put what was asked for into the recipe; a series over more checkpoints takes the place of one over fewer."""
    position, asker = look.entries.index(entry), f"recipe:{look.key}"
    there = _child_at(session, look.key, position)
    locked = lock_family(session, [run for run in (find_run(session, asked), there) if run], look.key)
    row, now = locked[look.key], _child_at(session, look.key, position)
    if row.status == "cancelled" or now != there or (there and covered(locked[asked]) <= covered(there)):
        # The recipe is not wanted any more, or another look has seen more.
        if now is None or now.key != asked:
            _let_go(session, locked[asked], asker)
        return
    if there is None:
        link(session, row, [(locked[asked].id, entry["name"])], position)
    else:
        spot = (RunChildRow.parent_id == row.id, RunChildRow.position == position)
        session.execute(update(RunChildRow).where(*spot).values(child_id=locked[asked].id))
        emit(session, there.id, "status", f"The series {asked} over more checkpoints took its place.")
        _let_go(session, locked[there.key], asker)
    if entry.get("follows"):
        count = covered(locked[asked])
        text = f"“{entry['name']}” is over {count} checkpoint{'s' if count > 1 else ''} now."
        emit(session, row.id, "status", text, {"status": "running", "joined": [asked]})


def _child_at(session: Session, key: str, position: int) -> RunRow | None:
    """What stands for an entry now."""
    row = find_run(session, key)
    assert row is not None
    return next((run for child, run in children_of(session, row.id) if child.position == position), None)


def _let_go(session: Session, run: RunRow, asker: str) -> None:
    """Take the recipe's claim back; a series that nobody else wants lets go of its runs, too."""
    release(session, run, asker)
    if run.status == "cancelled":
        for _, child in children_of(session, run.id):
            release(session, child, f"series:{run.key}")


def _ask(store: Store, look: Look, entry: dict[str, Any], studies: Mapping[str, AnyStudy]) -> str:
    """Ask for an entry; returns its key."""
    study, asker = study_named(studies, entry["study"]), f"recipe:{look.key}"
    params = replaced(entry["params"], {name: run.key for name, run in look.known.items()})
    if entry.get("follows"):
        model = look.known[entry["follows"]].model
        return ask_series(store, study, params | {"model": model}, look.published[entry["name"]], asker).key
    if entry["checkpoints"]:
        return ask_series(store, study, params, entry["checkpoints"], asker).key
    return ask_run(store, study, params, asker).key


def _newer(row: RunRow, attempt: int) -> bool:
    """Whether somebody woke the recipe since a look began: then that look's conclusions are left to the next one."""
    return row.attempt != attempt or row.status in ENDED


def _leave_out(store: Store, look: Look, name: str, reason: str) -> None:
    with store.app.writing() as session:
        row = lock(session, [look.key])[look.key]
        if not _newer(row, look.attempt):
            row.provenance = {"left_out": {**look.left_out, name: reason}}
            log(session, row.id, f"“{name}” is left out: {reason}.")


def _settle(store: Store, key: str, attempt: int) -> None:
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
