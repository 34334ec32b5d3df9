import pytest

from isogloss.vocabulary.checkpoint import Checkpoint, duplicates, in_training_order, step_of


@pytest.mark.parametrize(
    ("revision", "step"),
    [
        ("step512", 512), ("global_step1000", 1000), ("checkpoint-20", 20), ("iter_0000300", 300), ("step0", 0),
        ("STEP-7", 7), ("globalstep5", 5), ("main", None), ("v1.2", None), ("", None),
    ],
)  # fmt: skip
def test_a_revision_s_name_tells_its_step(revision: str, step: int | None) -> None:
    assert step_of(revision) == step


def test_checkpoints_stand_in_training_order_and_those_without_a_step_at_the_end() -> None:
    names = ["main", "step1000", "step32", "best", "step0"]
    ladder = in_training_order([Checkpoint(name, step_of(name)) for name in names])
    assert [checkpoint.revision for checkpoint in ladder] == ["step0", "step32", "step1000", "main", "best"]


def test_checkpoints_with_one_fingerprint_are_found_and_unread_ones_are_not() -> None:
    ladder = [
        Checkpoint("a", 1, None, "x"),
        Checkpoint("b", 2, None, "y"),
        Checkpoint("c", 3, None, "x"),
        Checkpoint("d"),
        Checkpoint("e"),
    ]
    assert duplicates(ladder) == [["a", "c"]]
