"""What was found where a person pointed: the checkpoints of a model, before anything is kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isogloss.models.files import read_json, weight_files
from isogloss.models.training_text import from_ladder_file
from isogloss.vocabulary.checkpoint import Checkpoint, in_training_order, step_of
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.language import in_house_order, parse_language

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


@dataclass(frozen=True)
class LadderFile:
    """What ladder.json says: steps that must be there, tokens per step, and words about the model."""

    steps: list[int] = field(default_factory=list)
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
    found = [_in_ladder(root / name, said) for name in chosen]
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


def _in_ladder(folder: Path, said: LadderFile) -> FoundCheckpoint:
    weight_files(folder)
    step = step_of(folder.name)
    known = step is not None and said.tokens_per_step is not None
    return FoundCheckpoint(folder.name, folder, step, step * said.tokens_per_step if known else None)


def ordered(found: list[FoundCheckpoint]) -> list[FoundCheckpoint]:
    """In training order, each revision once."""
    by_revision = {checkpoint.revision: checkpoint for checkpoint in found}
    plain = [Checkpoint(checkpoint.revision, checkpoint.step) for checkpoint in by_revision.values()]
    return [by_revision[checkpoint.revision] for checkpoint in in_training_order(plain)]


def _refuse_missing(root: Path, wanted: list[str], there: list[str]) -> None:
    missing = [name for name in wanted if name not in there]
    if missing:
        shown = sorted(there, key=lambda name: (step_of(name) or 0, name))
        raise Refused(
            "unknown_checkpoint",
            f"“{root.name}” has no checkpoint {', '.join(name[:80] for name in missing[:5])}.",
            hint=f"It has: {', '.join(shown[:40])}{' …' if len(shown) > 40 else ''}.",
            field="revisions",
            there=shown,
        )


def _refuse_broken_promise(said: LadderFile, there: list[str]) -> None:
    steps = {step_of(name) for name in there}
    missing = [step for step in said.steps if step not in steps]
    if missing:
        raise Refused(
            "missing_checkpoint",
            f"{LADDER_FILE} names step {', '.join(map(str, missing[:5]))}, and no folder holds it.",
            hint=f"Name the checkpoints you want; there are: {', '.join(there)}.",
            field="revisions",
            there=there,
        )


def read_ladder_file(root: Path) -> LadderFile:
    """ladder.json of a folder of checkpoints; empty where there is none. Raises Refused where it is broken."""
    try:
        said = read_json(root / LADDER_FILE, "broken_ladder_file")
    except FileNotFoundError:
        return LadderFile()
    steps, per_step = said.get("steps", []), said.get("tokens_per_step")
    languages, licence = said.get("languages"), said.get("licence")
    whole = isinstance(steps, list) and all(type(step) is int for step in steps)
    if not whole or not (per_step is None or type(per_step) is int) or not isinstance(languages or [], list):
        raise Refused(
            "broken_ladder_file",
            f"{LADDER_FILE} in “{root.name}” must give steps and tokens_per_step as whole numbers.",
            field="source",
        )
    # A model trained with a token before each document is read with it.
    policy = said.get("bos_policy") or ("add" if said.get("bos_token") else None)
    return LadderFile(
        steps=steps,
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
