"""Recipes: a list of runs asked for together, where a later one may build on an earlier one by its name.

An entry that follows an earlier one is asked for on every checkpoint the earlier one publishes, at once: what
stands for it is the series over those published so far, and after the last the series over all. (The word in a
recipe is ``follows`` and not ``on``, which YAML reads as true.)

Here a recipe is read, refused and asked for; ``recipe_look`` follows it.
"""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_jsonable_python
from sqlalchemy.orm import Session

from isogloss.contract.study import AnyStudy
from isogloss.runs.asking.key import recipe_key
from isogloss.runs.asking.requests import estimate, open_parent, parse_params
from isogloss.runs.rows.reading import status
from isogloss.runs.rows.state import clean_asker, wake
from isogloss.runs.rows.tables import RunChildRow, RunRow, children_of
from isogloss.runs.rows.wire import RunStatus
from isogloss.store.open import Store
from isogloss.vocabulary.errors import IsoglossError, Refused

_REFERENCE = re.compile(r"\$\{([^}]*)\}")


class Entry(BaseModel):
    """One run or series of a recipe. In ``params`` the text ``${name}`` stands for the key of an earlier entry.

    With ``follows``, ``params`` leave model and checkpoint out; ``checkpoints`` then chooses among those published.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = Field(None, pattern=r"^[A-Za-z0-9_.-]{1,60}$", description="How later entries refer to it.")
    study: str = Field(max_length=64, description="The study, by its slug.")
    params: dict[str, Any] = Field(description="Its params.")
    checkpoints: str | tuple[str, ...] | None = Field(
        None, description="all, or a list of revisions: makes it a series."
    )
    version: int | None = Field(None, description="Of the study; refused where another is installed. Any if absent.")
    follows: str | None = Field(
        None, max_length=60, description="An earlier run that publishes checkpoints: this study follows each."
    )


class Recipe(BaseModel):
    """What a recipe file holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    runs: tuple[Entry, ...] = Field(min_length=1, max_length=200)


def references_in(value: Any) -> set[str]:
    """Names referred to anywhere in a JSON value."""
    if isinstance(value, str):
        return set(_REFERENCE.findall(value))
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return {name for item in inner for name in references_in(item)}


def replaced(value: Any, keys: Mapping[str, str]) -> Any:
    """The value with every reference replaced by the key it stands for."""
    if isinstance(value, str):
        return _REFERENCE.sub(lambda match: keys[match[1]], value)
    if isinstance(value, Mapping):
        return {name: replaced(item, keys) for name, item in value.items()}
    return [replaced(item, keys) for item in value] if isinstance(value, list | tuple) else value


def study_named(studies: Mapping[str, AnyStudy], name: str) -> AnyStudy:
    """A study by slug or name; raises Refused with the list."""
    study = studies.get(name.replace("-", "_"))
    if study is None:
        known = ", ".join(s.slug for s in studies.values()) or "none"
        raise Refused("unknown_study", f"There is no study “{name[:60]}”.", hint=f"There is: {known}.", field="study")
    return study


def _checked(store: Store, studies: Mapping[str, AnyStudy], recipe: Recipe) -> list[dict[str, Any]]:
    """The entries with names; refuses what can be seen to be wrong before anything runs."""
    entries: list[dict[str, Any]] = []
    names: dict[str, AnyStudy] = {}
    for i, entry in enumerate(recipe.runs):
        name = entry.name or f"run-{i + 1}"
        field = f"runs.{i}"
        if name in names:
            raise Refused("duplicate_name", f"Two runs of the recipe are called “{name}”.", field=f"{field}.name")
        if unknown := references_in(entry.params) - names.keys():
            raise Refused(
                "unknown_reference",
                f"“{name}” refers to “{sorted(unknown)[0]}”, and no run before it has that name.",
                hint="A run can refer to runs that stand above it.",
                field=f"{field}.params",
            )
        names[name] = study_named(studies, entry.study)
        if entry.version not in (None, names[name].version):
            raise Refused(
                "other_version",
                f"“{name}” wants version {entry.version} of {names[name].slug}; here is {names[name].version}.",
                hint="Leave version out to ask this one; the numbers may differ.",
                field=f"{field}.version",
            )
        if entry.follows is None:
            _check_entry(store, names[name], entry, field)
        else:
            _check_follower(names[name], entry, names.get(entry.follows) if entry.follows != name else None, field)
        entries.append(_written(entry, name, names[name]))
    return entries


def _written(entry: Entry, name: str, study: AnyStudy) -> dict[str, Any]:
    """An entry as the recipe's row and key have it: whole, so that an answer of another version is no answer to it."""
    skip = {"model", "checkpoint"} if entry.follows or entry.checkpoints else set()
    defaults = {
        field: to_jsonable_python(info.get_default(call_default_factory=True))
        for field, info in study.params.model_fields.items()
        if field not in skip and not info.is_required()
    }
    whole = {"name": name, "version": study.version, "params": defaults | entry.params}
    return entry.model_dump(mode="json", exclude=set() if entry.follows else {"follows"}) | whole


def key_of(recipe: dict[str, Any], studies: Mapping[str, AnyStudy]) -> str:
    """The key a recipe whose entries all have names is or would be asked for under."""
    entries = Recipe.model_validate(recipe).runs
    return recipe_key([_written(entry, entry.name or "", study_named(studies, entry.study)) for entry in entries])


def _check_entry(store: Store, study: AnyStudy, entry: Entry, field: str) -> None:
    """Entries that build on no other are checked whole at once."""
    if references_in(entry.params):
        return
    try:
        estimate(store, study, dict(entry.params), entry.checkpoints)
    except IsoglossError as error:
        error.field = f"{field}.params.{error.field}" if error.field else f"{field}.params"
        raise


def _check_follower(study: AnyStudy, entry: Entry, leader: AnyStudy | None, field: str) -> None:
    """An entry that follows another's checkpoints: those are not there yet, so its params are checked as such only."""
    if leader is None or leader.publishes is None or not leader.publishes.kind.has_checkpoints:
        raise Refused(
            "nothing_to_follow",
            f"“{entry.follows}” is no run before this one that publishes checkpoints.",
            hint="Name an entry above it whose study trains a model.",
            field=f"{field}.follows",
        )
    if not study.reads_checkpoints:
        raise Refused(
            "no_ladder",
            f"“{study.title}” is not asked of a checkpoint, so it cannot follow one.",
            field=f"{field}.follows",
        )
    given = {"model", "checkpoint"} & entry.params.keys()
    if given:
        raise Refused(
            "given_twice",
            f"“{sorted(given)[0]}” follows from “{entry.follows}”.",
            hint="Leave it out.",
            field=f"{field}.params.{sorted(given)[0]}",
        )
    if references_in(entry.params):
        return
    try:
        parse_params(study.params, entry.params | {"model": "to-come", "checkpoint": "to-come"})
    except Refused as error:
        error.field = f"{field}.params.{error.field}" if error.field else f"{field}.params"
        raise


def ask_recipe(store: Store, studies: Mapping[str, AnyStudy], recipe: dict[str, Any] | Recipe, asker: str) -> RunStatus:
    """Ask for a recipe. Raises Refused for one that cannot be followed; asking again goes on with what is missing."""
    asker = clean_asker(asker)
    entries = _checked(store, studies, parse_params(Recipe, recipe))
    key = recipe_key(entries)
    row = {"key": key, "kind": "recipe", "study": "recipe", "params": {"runs": entries}, "inputs": {}, "lane": "batch"}
    with store.app.writing() as session:
        parent = open_parent(session, row, asker)
        lacking = _lacking(session, parent) if parent.status in ("queued", "done") else []
        if parent.status == "queued" or lacking:
            parent.provenance = None
            for child in lacking:
                session.delete(child)
        if parent.status != "done" or lacking:
            wake(parent)
            parent.status = "running"
    return status(store, key, asker)


def _lacking(session: Session, parent: RunRow) -> list[RunChildRow]:
    """Asked for anew: what has no result, or lacks some of its checkpoints, is asked for anew too."""
    lost = ("failed", "cancelled")
    return [
        child
        for child, run in children_of(session, parent.id)
        if run.status in lost
        or (run.kind == "series" and any(rung.status in lost for _, rung in children_of(session, run.id)))
    ]
