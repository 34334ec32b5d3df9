"""Checkpoints: points of one training run, in training order."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_STEP = re.compile(r"(?:global_?step|checkpoint|step|iter)[-_]?([0-9]+)")


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


def step_of(revision: str) -> int | None:
    """The training step a revision's name states (``step512``, ``global_step1000``, ``checkpoint-20``), or None."""
    match = _STEP.search(revision.lower())
    return int(match[1]) if match else None


def in_training_order(checkpoints: list[Checkpoint]) -> list[Checkpoint]:
    """Sorted by step; checkpoints without one keep their order, at the end."""
    return sorted(checkpoints, key=lambda c: (c.step is None, c.step or 0))


def duplicates(checkpoints: list[Checkpoint]) -> list[list[str]]:
    """Groups of revisions that share a fingerprint: published ladders contain them, and every plot must say so."""
    groups: dict[str, list[str]] = {}
    for checkpoint in checkpoints:
        if checkpoint.fingerprint:
            groups.setdefault(checkpoint.fingerprint, []).append(checkpoint.revision)
    return [group for group in groups.values() if len(group) > 1]


def twins_among(points: Iterable[Any]) -> tuple[list[list[str]], dict[str, str]]:
    """:func:`duplicates` among answers of checkpoints (``checkpoint``, ``step``, ``fingerprint``), and the first of its
    group for each later one."""
    groups = duplicates([Checkpoint(p.checkpoint, p.step, fingerprint=p.fingerprint) for p in points])
    return groups, {revision: group[0] for group in groups for revision in group[1:]}
