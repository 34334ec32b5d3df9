"""What was found where a person pointed: the checkpoints of a model, before anything is kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isogloss.models.files import read_json, weight_files
from isogloss.models.training_text import from_ladder_file
from isogloss.vocabulary.checkpoint import Checkpoint, in_training_order, step_of
from isogloss.vocabulary.checkpoint_name import read_names
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.language import in_house_order, parse_language

#: In place of revisions: every one there is.
ALL = "all"

#: A training step beyond this is a mistake.
MOST_STEPS = 10**15

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
    """A folder that is a checkpoint, or a folder of checkpoints (those in ``revisions``, or all).

    Raises Refused, with the list of those there, for a checkpoint that was asked for and is missing, and for one that
    ladder.json promises.
    """
    if (root / "config.json").is_file():
        return _single(root, revisions)
    there = sorted(path.parent.name for path in root.glob("*/config.json"))
    if not there:
        raise Refused(
            "not_a_model",
            f"“{root.name}” holds neither a checkpoint nor folders that are checkpoints.",
            hint="A checkpoint is a folder with config.json, weights and a tokenizer, as save_pretrained writes it.",
            field="source",
        )
    said = read_ladder_file(root)
    if list(revisions or []) == [ALL]:
        revisions = None
    chosen = list(revisions) if revisions else there
    _refuse_missing(root, chosen, there)
    if not revisions:
        _refuse_broken_promise(said, there)
    _refuse_unknown_names(said, there)
    found = _in_ladder(root, chosen, said)
    return FoundModel(
        name=root.name,
        source=str(root),
        kind="folder",
        checkpoints=ordered(found),
        bos_policy=said.bos_policy,
        languages=said.languages,
        licence=said.licence,
        trained_on=said.trained_on,
        note=f"Steps and languages from {LADDER_FILE}." if (root / LADDER_FILE).is_file() else "",
    )


def _single(folder: Path, revisions: Sequence[str] | None) -> FoundModel:
    step = step_of(folder.name)
    revision = folder.name if step is not None else "main"
    _refuse_missing(folder, list(revisions or []), [revision])
    # A rung on its own is called after its ladder: “step3001” alone says nothing.
    name = f"{folder.parent.name}-{folder.name}" if step is not None else folder.name
    weight_files(folder)
    return FoundModel(name, str(folder), "folder", [FoundCheckpoint(revision, folder, step)])


def _in_ladder(root: Path, names: Sequence[str], said: LadderFile) -> list[FoundCheckpoint]:
    told, found = read_names(names), []
    for name in names:
        weight_files(root / name)
        step, tokens = said.step_by_name.get(name, told[name].step), told[name].tokens_seen
        if tokens is None and step is not None and said.tokens_per_step is not None:
            tokens = step * said.tokens_per_step
        found.append(FoundCheckpoint(name, root / name, step, tokens))
    return found


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
    if not whole or not (per_step is None or type(per_step) is int) or not isinstance(languages or [], list):
        raise Refused(
            "broken_ladder_file",
            f"{LADDER_FILE} in “{root.name}” must give steps and tokens_per_step as whole numbers.",
            hint='Steps are a list of those there, or the step of each by name: {"steps": {"ckpt_1": 1000}}.',
            field="source",
        )
    # A model trained with a token before each document is read with it.
    policy = said.get("bos_policy") or ("add" if said.get("bos_token") else None)
    return LadderFile(
        steps=steps,
        step_by_name={str(name): step for name, step in by_name.items()},
        tokens_per_step=per_step,
        bos_policy=policy,
        languages=in_house_order({parse_language(str(code)) for code in languages}) if languages else None,
        licence=licence if isinstance(licence, str) else None,
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
