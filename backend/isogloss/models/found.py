"""What was found where a person pointed: the checkpoints of a model, before anything is kept."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isogloss.models.files import weight_files
from isogloss.models.foreign import refuse_folder
from isogloss.models.json_file import read_json
from isogloss.models.layouts import MAIN, Layout, layout_of
from isogloss.models.training_text import from_ladder_file
from isogloss.vocabulary.checkpoint import Checkpoint, in_training_order, step_of
from isogloss.vocabulary.checkpoint_name import MOST_STEPS, MOST_TOKENS, NameTold, read_names
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.given_path import given_path
from isogloss.vocabulary.language import languages_in_order, parse_language
from isogloss.vocabulary.visible import TURNING

#: In place of revisions: every one there is.
ALL = "all"

#: The file beside a folder of checkpoints that says how they were trained.
LADDER_FILE = "ladder.json"


@dataclass(frozen=True)
class FoundCheckpoint:
    """One checkpoint's folder on this machine; ``commit`` is the hub's, where it came from there."""

    revision: str
    folder: Path
    step: int | None = None
    tokens_seen: int | None = None
    commit: str | None = None


@dataclass(frozen=True)
class FoundModel:
    """A model as found, with what its publisher says of it; None where nothing is said."""

    name: str
    source: str
    kind: str
    checkpoints: list[FoundCheckpoint]
    bos_policy: str | None = None
    languages: list[str] | None = None
    licence: str | None = None
    trained_on: dict[str, Any] | None = None
    note: str = ""
    #: Sentences for whoever adds it: what was left out, what could not be asked.
    notes: list[str] = field(default_factory=list)
    #: A tokenizer for checkpoints that come without one.
    tokenizer: Path | None = None
    #: The checkpoint that may be another one again: the model a training ended with.
    final: str | None = None
    #: The checkpoints whose step ladder.json states by name.
    stated: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LadderFile:
    """What ladder.json says: steps that must be there (``steps`` as a list) or the step of each checkpoint by its name
    (``steps`` as an object), tokens per step, and words about the model."""

    steps: list[int] = field(default_factory=list)
    step_by_name: dict[str, int] = field(default_factory=dict)
    tokens_per_step: int | None = None
    bos_policy: str | None = None
    languages: list[str] | None = None
    licence: str | None = None
    trained_on: dict[str, Any] | None = None


def find_folder(root: Path, revisions: Sequence[str] | None = None) -> FoundModel:
    """A folder as ``layouts`` knows them: the checkpoints in ``revisions``, all there are, or the ladder in it.

    Raises Refused, with the list of those there, for a checkpoint that was asked for and is missing, and for one that
    ladder.json promises.
    """
    layout = layout_of(root)
    there, said = sorted(layout.folders), read_ladder_file(root)
    _refuse_names(there)
    asked = list(layout.folders) if list(revisions or []) == [ALL] else list(revisions or [])
    chosen = asked or layout.taken
    _refuse_missing(root, chosen, there)
    # Whoever names checkpoints wants just those: the refusal itself asks for it.
    if not revisions or list(revisions) == [ALL]:
        _refuse_broken_promise(said, there)
    _refuse_unknown_names(said, there)
    told = read_names(chosen)
    found = [_in_ladder(layout, name, said, told[name]) for name in chosen]
    return FoundModel(
        name=layout.name.rsplit("/", 1)[-1],
        source=str(root),
        kind="folder",
        checkpoints=ordered(found),
        bos_policy=said.bos_policy,
        languages=said.languages,
        licence=said.licence,
        trained_on=said.trained_on,
        note=f"Steps and languages from {LADDER_FILE}." if (root / LADDER_FILE).is_file() else "",
        notes=[] if asked else layout.left_out[:20],
        tokenizer=layout.tokenizer,
        final=MAIN if layout.final and not asked else None,
        stated=frozenset(said.step_by_name),
    )


def folder_at(text: str, what: str) -> Path | None:
    """The folder a person named, with nothing in its path that leads elsewhere; None where there is none of that name.

    Raises Refused for a file, for a path that no system has, and for one that may not be looked at.
    """
    path = given_path(text, what)
    if not path.exists():
        return None
    path = path.resolve()
    if path.is_dir():
        _refuse_names([path.as_posix()])
        return path
    raise Refused(
        "not_a_folder",
        f"“{path.name[:80]}” is a file, and a model is a folder.",
        hint="Give the folder that holds config.json, weights and a tokenizer.",
        field=what,
    )


def _in_ladder(layout: Layout, name: str, said: LadderFile, told: NameTold) -> FoundCheckpoint:
    folder = layout.folders[name]
    refuse_folder(folder)
    weight_files(folder)
    step, tokens = said.step_by_name.get(name, layout.steps.get(name, told.step)), told.tokens_seen
    if tokens is None and step is not None and said.tokens_per_step is not None:
        tokens = step * said.tokens_per_step
    if max(step or 0, tokens or 0) > MOST_TOKENS:
        raise Refused(
            "broken_step",
            f"“{name[:80]}” would be step {step:.3g}, after {tokens or 0:.3g} tokens, which no training reaches.",
            hint=f"Check the name, and tokens_per_step in {LADDER_FILE}.",
            field="revisions",
        )
    return FoundCheckpoint(name, folder, step, tokens, layout.commits.get(name))


def _refuse_names(names: Sequence[str]) -> None:
    """Names go into addresses, on pages and into databases: they are text without marks that steer what shows it."""
    for name in names:
        if len(name) > 4096 or any(unicodedata.category(c) in ("Cc", "Cs") or c in TURNING for c in name):
            raise Refused(
                "broken_name",
                f"The folder {ascii(name)[1:-1][:80]} has a name that cannot be shown.",
                hint="Rename it: names are UTF-8 text without control characters.",
                field="source",
            )


def ordered(found: list[FoundCheckpoint]) -> list[FoundCheckpoint]:
    """In training order, each revision once."""
    by_revision = {checkpoint.revision: checkpoint for checkpoint in found}
    plain = [Checkpoint(one.revision, one.step, one.tokens_seen) for one in by_revision.values()]
    return [by_revision[checkpoint.revision] for checkpoint in in_training_order(plain)]


def _refuse_missing(root: Path, wanted: list[str], there: list[str]) -> None:
    missing = [name for name in wanted if name not in there]
    if missing:
        shown = [c.revision for c in in_training_order([Checkpoint(name, step_of(name)) for name in there])]
        raise Refused(
            "unknown_checkpoint",
            f"“{root.name}” has no checkpoint {', '.join(name[:80] for name in missing[:5])}.",
            hint=f"It has: {', '.join(shown[:40])}{' …' if len(shown) > 40 else ''}.",
            field="revisions",
            there=shown,
        )


def _refuse_broken_promise(said: LadderFile, there: list[str]) -> None:
    steps = {said.step_by_name.get(name, step_of(name)) for name in there}
    missing = [step for step in said.steps if step not in steps]
    if missing:
        raise Refused(
            "missing_checkpoint",
            f"{LADDER_FILE} names step {', '.join(map(str, missing[:5]))}, and no folder holds it.",
            hint=f"Name the checkpoints you want; there are: {', '.join(there)}.",
            field="revisions",
            there=there,
        )


def _refuse_unknown_names(said: LadderFile, there: list[str]) -> None:
    if unknown := [name for name in said.step_by_name if name not in there]:
        raise Refused(
            "missing_checkpoint",
            f"{LADDER_FILE} gives the step of {unknown[0][:80]}, and no folder has that name.",
            hint=f"There are: {', '.join(there[:40])}{' …' if len(there) > 40 else ''}.",
            field="revisions",
        )


def read_ladder_file(root: Path) -> LadderFile:
    """ladder.json of a folder of checkpoints; empty where there is none. Raises Refused where it is broken."""
    try:
        said = read_json(root / LADDER_FILE, "broken_ladder_file")
    except FileNotFoundError:
        return LadderFile()
    steps, per_step = said.get("steps", []), said.get("tokens_per_step")
    languages, licence = said.get("languages"), said.get("licence")
    by_name, steps = (steps, []) if isinstance(steps, dict) else ({}, steps)
    whole = isinstance(steps, list) and all(
        type(step) is int and 0 <= step < MOST_STEPS for step in [*steps, *by_name.values()]
    )
    # A model trained with a token before each document is read with it.
    policy = said.get("bos_policy") or ("add" if said.get("bos_token") else None)
    whole = whole and (per_step is None or (type(per_step) is int and 0 < per_step <= MOST_TOKENS))
    texts = (languages is None or (isinstance(languages, list) and len(languages) <= 1000)) and isinstance(
        policy or "", str
    )
    if not whole or not texts:
        raise Refused(
            "broken_ladder_file",
            f"{LADDER_FILE} in “{root.name}” must give steps and tokens_per_step as whole numbers.",
            hint='Steps are a list of those there, or the step of each by name: {"steps": {"ckpt_1": 1000}}; languages '
            "is a list of tags, bos_policy a word.",
            field="source",
        )
    return LadderFile(
        steps=steps,
        step_by_name={str(name): step for name, step in by_name.items()},
        tokens_per_step=per_step,
        bos_policy=policy,
        languages=languages_in_order({parse_language(str(code)) for code in languages}) if languages else None,
        licence=licence[:200] if isinstance(licence, str) else None,
        trained_on=from_ladder_file(said),
    )


def slug_of(name: str) -> str:
    """A model's name made safe for addresses: lower-case letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-") or "model"


def checked_slug(text: str) -> str:
    """An id as given; raises Refused when it cannot stand in an address."""
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?", text):
        raise Refused(
            "broken_id",
            f"“{text[:80]}” cannot be an id.",
            hint="Use up to 64 lower-case letters, digits and dashes, as in bloom-560m.",
            field="id",
        )
    return text
