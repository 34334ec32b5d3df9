"""Writing a ladder: a folder of checkpoints as ``save_pretrained`` leaves them, and the file that says what they are.

A checkpoint is written beside and then renamed: a folder that is there is whole.
"""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import transformers

from isogloss.models.found import LADDER_FILE

#: Where what is half-written lies, and what only the writer itself reads: no checkpoint is looked for below it.
WORK = ".work"
#: What is written beside a checkpoint: whoever trains names it without importing transformers.
Tokenizer: TypeAlias = transformers.PreTrainedTokenizerBase


@dataclass(frozen=True)
class LadderFolder:
    """One ladder being written."""

    root: Path

    @property
    def work(self) -> Path:
        """The writer's own folder, made where it is missing."""
        folder = self.root / WORK
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def has(self, revision: str) -> bool:
        """Whether a checkpoint is there."""
        return (self.root / revision / "config.json").is_file()

    def write(
        self,
        revision: str,
        model: transformers.PreTrainedModel,
        tokenizer: Tokenizer,
    ) -> None:
        """Write a checkpoint; one that is there already stays."""
        if self.has(revision):
            return
        beside = self.work / revision
        shutil.rmtree(beside, ignore_errors=True)
        model.save_pretrained(beside)
        tokenizer.save_pretrained(beside)
        for file in beside.iterdir():
            to_disk(file)
        beside.rename(self.root / revision)

    def describe(self, steps: Sequence[int], facts: dict[str, Any]) -> None:
        """Write ladder.json: the steps that are there, and what else is known."""
        self.note_file(self.root / LADDER_FILE, {"steps": list(steps), **facts})

    def note_file(self, file: Path, value: dict[str, Any]) -> None:
        """Write a JSON file whole or not at all."""
        beside = self.work / f"{file.name}.partial"
        beside.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        to_disk(beside)
        beside.replace(file)


def revision_of(step: int, last: int) -> str:
    """The name of a checkpoint: ``step00640``, as wide as the last step needs, so that names sort by step."""
    return f"step{step:0{max(5, len(str(last)))}d}"


def to_disk(file: Path) -> None:
    """Wait until a file is on the disk, so that renaming it cannot put an empty one in another's place."""
    with file.open("rb") as written:
        os.fsync(written.fileno())
