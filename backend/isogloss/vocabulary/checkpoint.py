"""Checkpoints: points of one training run, in training order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, Protocol

from isogloss.vocabulary.checkpoint_name import NameTold, natural, read_name, read_names


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One revision of a ladder.

    ``step`` and ``tokens_seen`` are None where the publisher does not say; ``fingerprint`` is the digest of all
    weights, None until they were read.
    """

    revision: str
    step: int | None = None
    tokens_seen: int | None = None
    fingerprint: str | None = None


@dataclass(frozen=True)
class Scale:
    """What a ladder can be drawn over: ``values`` in training order of what ``by`` says.

    ``step``, ``tokens`` and ``epoch`` where all are known and every one comes after the one before it; else ``order``,
    the places in training order. ``stages``: it is by order since stages count their own steps.
    """

    by: Literal["step", "tokens", "epoch", "order"]
    values: dict[str, float]
    stages: bool = False


def step_of(revision: str) -> int | None:
    """The training step a revision's name states (``step512``, ``global_step1000``, ``step-50K``), or None."""
    return read_name(revision).step


def in_training_order(checkpoints: Sequence[Checkpoint]) -> list[Checkpoint]:
    """By stage, epoch and step; those without a step at the end, by the numbers in their names, those without last."""
    told = names_told(checkpoints)
    epochs = all(told[c.revision].epoch is not None for c in checkpoints if c.step is not None)

    def place(checkpoint: Checkpoint) -> tuple[Any, ...]:  # two shapes, which the first of each tells apart
        one, step = told[checkpoint.revision], checkpoint.step
        number = natural(checkpoint.revision) if any(char.isdigit() for char in checkpoint.revision) else ()
        tokens = checkpoint.tokens_seen if one.tokens_seen is None else one.tokens_seen
        if step is not None:
            epoch = (one.epoch or 0) if epochs else 0
            return (False, one.stage or 0, one.branch or 0, epoch, step, tokens or 0, number)
        return (True, one.epoch is None, one.epoch or 0, tokens is None, tokens or 0, not number, number)

    return sorted(checkpoints, key=place)


def scale_of(checkpoints: Sequence[Checkpoint]) -> Scale:
    """What these checkpoints can be drawn over, without two at one place and none at a place that nobody told."""
    ladder, told = in_training_order(checkpoints), names_told(checkpoints)
    stages = {(told[c.revision].stage, told[c.revision].branch) for c in ladder}
    if len(stages) == 1:
        for by, values in _measures(ladder, told):
            known = [float(value) for value in values if value is not None]
            if len(known) == len(ladder) and all(a < b for a, b in pairwise(known)):
                return Scale(by, {c.revision: value for c, value in zip(ladder, known, strict=True)})
    told_steps = all(checkpoint.step is not None for checkpoint in ladder)
    return Scale("order", {c.revision: float(i) for i, c in enumerate(ladder)}, stages=told_steps and len(stages) > 1)


def _measures(
    ladder: Sequence[Checkpoint], told: dict[str, NameTold]
) -> list[tuple[Literal["step", "tokens", "epoch"], Sequence[float | None]]]:
    """Steps; tokens and epochs only where no step is known: those within an epoch would stand at its beginning."""
    if any(checkpoint.step is not None for checkpoint in ladder):
        return [("step", [checkpoint.step for checkpoint in ladder])]
    return [
        ("epoch", [told[c.revision].epoch for c in ladder]),
        ("tokens", [told[c.revision].tokens_seen or c.tokens_seen for c in ladder]),
    ]


def names_told(checkpoints: Sequence[Checkpoint]) -> dict[str, NameTold]:
    """What the names tell. Steps that somebody gave outrank them: they count through all stages and epochs."""
    told = read_names([checkpoint.revision for checkpoint in checkpoints])
    given = any(c.step is not None and c.step != told[c.revision].step for c in checkpoints)
    return dict.fromkeys(told, NameTold()) if given else told


def duplicates(checkpoints: list[Checkpoint]) -> list[list[str]]:
    """Groups of revisions that share a fingerprint: published ladders contain them, and every plot must say so."""
    groups: dict[str, list[str]] = {}
    for checkpoint in checkpoints:
        if checkpoint.fingerprint:
            groups.setdefault(checkpoint.fingerprint, []).append(checkpoint.revision)
    return [group for group in groups.values() if len(group) > 1]


class Point(Protocol):
    """An answer of one checkpoint, as far as twins are looked for."""

    @property
    def checkpoint(self) -> str:
        """The revision."""

    @property
    def step(self) -> int | None:
        """None where nobody told it."""

    @property
    def fingerprint(self) -> str | None:
        """The digest of all weights; None until they were read."""


def twins_among(points: Iterable[Point]) -> tuple[list[list[str]], dict[str, str]]:
    """:func:`duplicates` among answers of checkpoints (``checkpoint``, ``step``, ``fingerprint``), and the first of its
    group for each later one."""
    groups = duplicates([Checkpoint(p.checkpoint, p.step, fingerprint=p.fingerprint) for p in points])
    return groups, {revision: group[0] for group in groups for revision in group[1:]}
