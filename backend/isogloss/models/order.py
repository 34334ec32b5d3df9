"""What is said of a ladder's order when it is added and on its page: what names told, and what they did not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from isogloss.models.found import FoundCheckpoint
from isogloss.vocabulary.checkpoint import Checkpoint, in_training_order, scale_of
from isogloss.vocabulary.checkpoint_name import MOST_STEPS, NameTold, read_name, read_names
from isogloss.vocabulary.errors import Refused


def order_notes(checkpoints: Sequence[Checkpoint]) -> list[str]:
    """Sentences on how a ladder's order came about, none where every name states its step plainly."""
    ladder = in_training_order(checkpoints)
    if len(ladder) < 2:
        return []
    known = any(checkpoint.step is not None for checkpoint in ladder)
    return [*_read(ladder), *(_some(ladder) if known else [_none(ladder)])]


def steps_wanted(checkpoints: Sequence[Checkpoint]) -> str | None:
    """How to say the steps that no name told, as the command takes it; None where all are known."""
    unknown = [c.revision for c in in_training_order(checkpoints) if c.step is None]
    if not unknown or len(checkpoints) < 2:
        return None
    return "--steps " + ",".join(f"{name}=STEP" for name in unknown[:2]) + (",…" if len(unknown) > 2 else "")


def with_steps(found: Sequence[FoundCheckpoint], given: Mapping[str, int]) -> list[FoundCheckpoint]:
    """The steps somebody gave in place of what the names tell. Raises Refused for a checkpoint that is not there."""
    there = [checkpoint.revision for checkpoint in found]
    for name, step in given.items():
        if name not in there:
            raise Refused(
                "unknown_checkpoint",
                f"A step is given for “{name[:80]}”, and there is no such checkpoint.",
                hint=f"There are: {', '.join(there[:40])}{' …' if len(there) > 40 else ''}.",
                field="steps",
            )
        if type(step) is not int or not 0 <= step < MOST_STEPS:
            raise Refused(
                "broken_step",
                f"“{str(step)[:40]}” cannot be the step of {name[:80]}.",
                hint="A training step is a whole number from 0.",
                field="steps",
            )
    told = read_names(there)
    return [_given(one, given.get(one.revision, one.step), told[one.revision]) for one in found]


def _given(found: FoundCheckpoint, step: int | None, told: NameTold) -> FoundCheckpoint:
    """With another step; tokens that were counted from the one before go with it."""
    return found if step == found.step else replace(found, step=step, tokens_seen=told.tokens_seen)


def _none(ladder: Sequence[Checkpoint]) -> str:
    by = scale_of(ladder).by
    if by != "order":
        unit = {"epoch": "epochs", "tokens": "tokens seen"}[by]
        return f"The names tell {unit} and no training steps: plots are drawn over {unit}."
    names = ", ".join(checkpoint.revision for checkpoint in ladder[:4]) + (", …" if len(ladder) > 4 else "")
    return f"No name tells a training step: they stand as {names}, and plots show that order, not steps."


def _some(ladder: Sequence[Checkpoint]) -> list[str]:
    """Of a ladder where steps are known, of all or of some."""
    said, scale = [], scale_of(ladder)
    if unknown := [c.revision for c in ladder if c.step is None]:
        stand = "it stands" if len(unknown) == 1 else "they stand"
        said.append(f"No step is known of {_listed(unknown)}: {stand} last, and plots show the order, not steps.")
    if scale.stages:
        said.append("Each stage counts its own steps: plots show the order, one stage after the other, not steps.")
        if any(read_name(c.revision).branch is not None for c in ladder):
            said.append("Ingredients of a stage were trained side by side; they stand one after the other.")
    elif scale.by == "order" and not unknown:
        twice = [c.revision for before, c in pairwise(ladder) if (c.step or 0) <= (before.step or 0)]
        said.append(f"Steps repeat or begin anew at {_listed(twice)}: plots show the order, not steps.")
    return said


def _read(ladder: Sequence[Checkpoint]) -> list[str]:
    """What was read that could be meant otherwise, and what was not read for that."""
    told, said = read_names([checkpoint.revision for checkpoint in ladder]), []
    bare = [c for c in ladder if told[c.revision].bare_tokens and c.step == told[c.revision].step]
    if bare:
        last = bare[-1]
        tokens = last.tokens_seen or 0
        said.append(f"Read from the names: {last.revision} is step {last.step:,} after {tokens:,} tokens.")
    if unclear := [c.revision for c in ladder if told[c.revision].unclear and c.step is None]:
        said.append(f"A step could be read in more than one way from {_listed(unclear)}: none was.")
    return said


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
