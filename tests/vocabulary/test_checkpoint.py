import random

import pytest

from isogloss.vocabulary.checkpoint import Checkpoint, duplicates, in_training_order, scale_of, step_of
from isogloss.vocabulary.checkpoint_name import NameTold, natural, read_name, read_names


@pytest.mark.parametrize(
    ("revision", "step"),
    [
        ("step512", 512), ("global_step1000", 1000), ("checkpoint-20", 20), ("iter_0000300", 300), ("step0", 0),
        ("STEP-7", 7), ("globalstep5", 5), ("step-0", 0), ("step 50", 50), ("1000-steps", 1000), ("train_step_77", 77),
        ("step-1M", 1_000_000), ("step-500k", 500_000), ("step-1.5k", 1_500), ("100ksteps", 100_000),
        ("step1e3", 1_000), ("step1.5e3", 1_500), ("step1,000", 1_000), ("OLMo-1B-step512", 512),
        ("checkpoint-500-global_step500", 500), ("step1000.safetensors", 1000), ("stage1-step-1000", 1000),
        ("main", None), ("v1.2", None), ("", None), ("footstep5", None), ("7b", None), ("5b3f12e", None),
        # A number that may count what was saved as well as steps.
        ("ckpt_10", None), ("1000", None), ("1e3", None),
    ],
)  # fmt: skip
def test_a_revision_s_name_tells_its_step(revision: str, step: int | None) -> None:
    assert step_of(revision) == step
    assert not read_name(revision).unclear


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("step-50K-105b", NameTold(50_000, 105 * 10**9, bare_tokens=True)),
        ("intermediate-step-1431k-3T", NameTold(1_431_000, 3 * 10**12, bare_tokens=True)),
        ("step000100000-tokens419B", NameTold(100_000, 419 * 10**9)),
        ("step_500_tokens_1.5B", NameTold(500, 1_500_000_000)),
        ("1B-tokens", NameTold(tokens_seen=10**9)),
        ("stage1-step1000-tokens5B", NameTold(1000, 5 * 10**9, stage=1)),
        ("stage2-ingredient1-step0-tokens0B", NameTold(0, 0, stage=2, branch=1)),
        ("stage1step1000", NameTold(1000, stage=1)),
        ("epoch=0-step=500", NameTold(500, epoch=0)),
        ("epoch=3-step=500.ckpt", NameTold(500, epoch=3)),
        ("epoch-2", NameTold(epoch=2)),
        ("epoch10", NameTold(epoch=10)),
        ("0.5epoch", NameTold(epoch=0.5)),
        ("e2s500", NameTold(500, epoch=2)),
        ("ep1-ba1000", NameTold(1000, epoch=1)),
    ],
)
def test_a_name_tells_tokens_epoch_and_stage(name: str, told: NameTold) -> None:
    assert read_name(name) == told


@pytest.mark.parametrize(
    "name",
    ["step_1_000", "checkpoint_1_5000", "step1000-2000", "step-10B", "step1.5", "step10-checkpoint-20", "step12abc",
     "step1000final", "step1e99", "step" + "9" * 200, "epoch_1_5"],
)  # fmt: skip
def test_what_can_be_meant_in_two_ways_is_not_read(name: str) -> None:
    told = read_name(name)
    assert (told.step, told.epoch, told.tokens_seen, told.unclear) == (None, None, None, True)


def test_a_size_that_every_name_ends_in_is_not_taken_for_tokens() -> None:
    assert {one.tokens_seen for one in read_names(["step500-7b", "step1000-7b"]).values()} == {None}
    assert [one.tokens_seen for one in read_names(["step500-1b", "step1000-2b"]).values()] == [10**9, 2 * 10**9]


LADDERS = [
    ["step0", "step32", "step1000", "main"],
    ["step-500k", "step-1M", "step-2M"],
    ["step-50K-105b", "step-480k-1T", "step-1431k-3T"],
    ["ckpt_1", "ckpt_2", "ckpt_10", "ckpt_100"],
    ["ckpt-500k", "ckpt-1M"],
    ["0", "500", "1000", "10000", "final"],
    ["epoch1", "epoch2", "epoch10"],
    ["0.25epoch", "0.5epoch", "epoch-1"],
    ["epoch=0-step=500", "epoch=0-step=1000", "epoch=1-step=1500"],
    ["e1s500", "e1s1000", "e2s500"],
    ["1B-tokens", "10B-tokens", "100B-tokens"],
    ["stage1-step0-tokens0B", "stage1-step2000-tokens9B", "stage2-ingredient1-step0-tokens0B",
     "stage2-ingredient1-step1000-tokens3B", "stage2-ingredient2-step1000-tokens3B", "main"],
    ["step1e2", "step1e3", "step1e10"],
]  # fmt: skip


def rungs(names: list[str]) -> list[Checkpoint]:
    return [Checkpoint(name, step_of(name)) for name in names]


@pytest.mark.parametrize("ladder", LADDERS, ids=lambda ladder: ladder[0])
def test_checkpoints_stand_in_training_order_however_they_came(ladder: list[str]) -> None:
    for seed in range(5):
        shuffled = random.Random(seed).sample(ladder, len(ladder))
        assert [c.revision for c in in_training_order(rungs(shuffled))] == ladder
    places = list(scale_of(rungs(ladder)).values.values())
    assert places == sorted(set(places))


@pytest.mark.parametrize(
    ("ladder", "by", "stages"),
    [
        *zip(LADDERS, ["order", "step", "step", "order", "order", "order", "epoch", "epoch", "step", "order", "tokens",
                       "order", "step"], [False] * 13, strict=True),
        (["stage1-step1000", "stage2-step0"], "order", True), (["stage1-step0", "stage1-step9"], "step", False),
        (["step1000", "iter_1000"], "order", False), (["step1000-tokens4B"], "step", False), (["main"], "order", False),
    ],
)  # fmt: skip
def test_a_ladder_is_drawn_over_what_is_known_of_all_of_it(ladder: list[str], by: str, stages: bool) -> None:
    assert (scale_of(rungs(ladder)).by, scale_of(rungs(ladder)).stages) == (by, stages)


def test_steps_that_somebody_gave_outrank_what_names_tell() -> None:
    given = [Checkpoint("stage2-step0", 5000), Checkpoint("stage1-step1000", 1000), Checkpoint("ckpt_1", 7)]
    assert [c.revision for c in in_training_order(given)] == ["ckpt_1", "stage1-step1000", "stage2-step0"]
    assert scale_of(given).values == {"ckpt_1": 7, "stage1-step1000": 1000, "stage2-step0": 5000}


def test_names_without_any_number_keep_their_order_at_the_end() -> None:
    ladder = in_training_order(rungs(["main", "step1000", "step32", "best", "ckpt_3", "step0"]))
    assert [c.revision for c in ladder] == ["step0", "step32", "step1000", "ckpt_3", "main", "best"]
    assert sorted(["v1.10", "v1.9", "a" * 300], key=natural) == ["a" * 300, "v1.9", "v1.10"]


def test_checkpoints_with_one_fingerprint_are_found_and_unread_ones_are_not() -> None:
    ladder = [
        Checkpoint("a", 1, None, "x"),
        Checkpoint("b", 2, None, "y"),
        Checkpoint("c", 3, None, "x"),
        Checkpoint("d"),
        Checkpoint("e"),
    ]
    assert duplicates(ladder) == [["a", "c"]]
