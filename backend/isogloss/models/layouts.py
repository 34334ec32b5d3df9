"""How checkpoints lie on people's disks: a folder of them, a Trainer's output folder, the cache of the hub's client.

Each is read as names of revisions and the folder of each; what was there and not taken is said.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from isogloss.models.files import TOKENIZERS, weights_among
from isogloss.models.foreign import refuse_foreign
from isogloss.vocabulary.checkpoint import step_of
from isogloss.vocabulary.checkpoint_name import MOST_STEPS
from isogloss.vocabulary.errors import Refused

#: What the hub's client calls the folder of one model in its cache.
_CACHED = re.compile(r"models--(?P<name>[A-Za-z0-9][\w.-]*)")
#: What a folder itself is called as a checkpoint, beside those below it.
MAIN = "main"
#: Bytes of a trainer's state; a log of a line for each of a hundred thousand steps has some 30 million.
_LARGEST_LOG = 64 << 20


@dataclass(frozen=True)
class Layout:
    """The checkpoints that lie in a place: the folder of each by its name, what the model is called, which of them are
    taken where none are named, sentences about what is left out then, and a tokenizer for those without one."""

    name: str
    folders: dict[str, Path]
    taken: list[str]
    left_out: list[str] = field(default_factory=list)
    commits: dict[str, str] = field(default_factory=dict)
    tokenizer: Path | None = None
    #: Steps that are known otherwise than by the name.
    steps: dict[str, int] = field(default_factory=dict)
    #: Whether the folder's own weights are those a training ended with, its checkpoints below.
    final: bool = False


def layout_of(root: Path) -> Layout:
    """What lies in a folder; raises Refused, saying what was found instead, where no checkpoint does."""
    for folder in (root, root.parent, root.parent.parent):
        cached = _CACHED.fullmatch(folder.name)
        if cached and (folder / "snapshots").is_dir():
            return _of_cache(folder, cached["name"].replace("--", "/"), None if folder == root else root)
    below = _checkpoints_below(root)
    if (root / "config.json").is_file():
        return _of_trainer(root, below)
    if not below:
        raise _nothing_in(root)
    left_out = [f"{name} is left out: it has no config.json." for name in _unfinished(root, below)]
    return Layout(root.name, below, list(below), left_out, tokenizer=tokenizer_beside(root))


def _folders_below(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))


def _checkpoints_below(root: Path) -> dict[str, Path]:
    return {path.name: path for path in _folders_below(root) if (path / "config.json").is_file()}


def _unfinished(root: Path, below: dict[str, Path]) -> list[str]:
    """Folders that are called like checkpoints, and are none."""
    return [path.name for path in _folders_below(root) if path.name not in below and step_of(path.name) is not None]


def _of_trainer(root: Path, below: dict[str, Path]) -> Layout:
    """A checkpoint, perhaps the last of those below it: a Trainer leaves the final model in the folder itself."""
    steps = {name: path for name, path in below.items() if step_of(name) is not None}
    own = root.name if step_of(root.name) is not None and not steps else MAIN
    left_out = [
        f"{name} is left out: its name states no step. Name it in the revisions to add it."
        for name in below
        if name not in steps
    ]
    left_out += [f"{name} is left out: it has no config.json." for name in _unfinished(root, below)]
    folders = {**below, own: root}
    if steps and weights_among({path.name for path in root.iterdir()}) is None:
        left_out.append("The folder itself is left out: it holds no weights.")
        del folders[own]
    taken = [name for name in folders if name in steps or name == own]
    # A rung on its own is called after its ladder: “step3001” alone says nothing.
    name = root.name if own == MAIN else f"{root.parent.name}-{root.name}"
    known = {own: step} if own in folders and (step := _trained_steps(root)) is not None else {}
    final = bool(steps) and own in folders
    return Layout(name, folders, taken, left_out, tokenizer=tokenizer_beside(root), steps=known, final=final)


def _trained_steps(folder: Path) -> int | None:
    """The step a Trainer was at when it wrote its state beside the weights.

    One number is taken of a long log, in which NaN is common: the bounds of files that are kept do not hold for it.
    """
    file = folder / "trainer_state.json"
    try:
        said = json.loads(file.read_bytes()) if file.is_file() and file.stat().st_size <= _LARGEST_LOG else None
    except (OSError, ValueError, RecursionError):
        return None
    step = said.get("global_step") if isinstance(said, dict) else None
    return step if type(step) is int and 0 <= step < MOST_STEPS else None


def _of_cache(cache: Path, name: str, inside: Path | None) -> Layout:
    """The hub's cache of one model: revisions are names in refs/, their files lie in snapshots/<commit>/."""
    commits = {ref: commit for ref, commit in _refs(cache) if (cache / "snapshots" / commit).is_dir()}
    named = set(commits.values())
    commits |= {path.name: path.name for path in _folders_below(cache / "snapshots") if path.name not in named}
    if inside is not None and inside.parent.name == "snapshots":
        commits = {ref: commit for ref, commit in commits.items() if commit == inside.name}
    folders = {ref: cache / "snapshots" / commit for ref, commit in commits.items()}
    whole = {ref: path for ref, path in folders.items() if _is_whole(path)}
    if not whole:
        raise Refused(
            "not_a_model",
            f"The cache of {name} holds no checkpoint that was fetched whole.",
            hint="Fetch it again where the hub can be asked, or give another folder.",
            field="source",
        )
    left_out = [f"{ref} is left out: it was not fetched whole." for ref in folders if ref not in whole]
    return Layout(name, whole, list(whole), left_out, {ref: commits[ref] for ref in whole})


def _refs(cache: Path) -> list[tuple[str, str]]:
    """Name and commit of each revision that was asked for by its name."""
    root = cache / "refs"
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.stat().st_size <= 100)
    read = [(str(path.relative_to(root)), path.read_text(encoding="ascii", errors="replace").strip()) for path in files]
    return [(ref, commit) for ref, commit in read if re.fullmatch(r"[0-9a-f]{7,64}", commit)]


def cached_revisions(cache: Path, repo: str) -> list[str]:
    """The names of the revisions of a model that the hub's client keeps in its cache."""
    return [ref for ref, _ in _refs(cache / f"models--{repo.replace('/', '--')}")]


def _is_whole(folder: Path) -> bool:
    names = {path.name for path in folder.iterdir() if path.is_file()}
    return "config.json" in names and weights_among(names) is not None


def has_tokenizer(folder: Path) -> bool:
    """Whether a folder holds files of a tokenizer."""
    return any((folder / names[0]).is_file() for names in TOKENIZERS)


def tokenizer_beside(root: Path) -> Path | None:
    """The tokenizer of a ladder whose checkpoints have none: beside them, or in a folder called tokenizer."""
    return next((folder for folder in (root, root / "tokenizer") if has_tokenizer(folder)), None)


def _nothing_in(root: Path) -> Refused:
    refuse_foreign(root.name, [path.name for path in root.iterdir()])
    below = [path for path in _folders_below(root)[:200] if _CACHED.fullmatch(path.name) or _checkpoints_below(path)]
    return Refused(
        "not_a_model",
        f"“{root.name}” holds neither a checkpoint nor folders that are checkpoints.",
        hint=f"Deeper down there are some: give {', '.join(path.name for path in below[:5])} in it."
        if below
        else "A checkpoint is a folder with config.json, weights and a tokenizer, as save_pretrained writes it.",
        field="source",
    )
